import type { NoticeContacts, NoticeRow } from '../../common/contract/notices.ts';
import type { Customer, Notice, Partner } from '../../common/domain/entities.ts';
import { withoutDoubles } from '../../common/domain/notices.ts';
import type { Connection } from '../store/database.ts';
import { namesOf } from './counts.ts';
import { pendingOf } from './pending.ts';

/** Most notices that the screen lists: the newest. */
const noticesListed = 1000;

/** The newest maintenance notices, newest first. */
export function noticeRows(db: Connection): NoticeRow[] {
  const notices = db
    .prepare<[number], string>('SELECT doc FROM notice ORDER BY id DESC LIMIT ?')
    .pluck()
    .all(noticesListed)
    .map((doc) => JSON.parse(doc) as Notice);
  const pending = pendingOf(
    db,
    notices.map(({ id }) => id),
  );
  return notices.map((notice) => ({ ...notice, pending: pending(notice.id) }));
}

/** Who gets a notice about customers: their technical contacts, each once for each brand; and the customers that have none. */
export function noticeContacts(db: Connection, ids: readonly string[]): NoticeContacts {
  const rows = db
    .prepare<[string], string>(
      'SELECT doc FROM customer WHERE id IN (SELECT value FROM json_each(?)) ORDER BY nameKey, id',
    )
    .pluck()
    .all(JSON.stringify(ids))
    .map((doc) => JSON.parse(doc) as Customer);
  const reached = rows.filter(({ technicalContact }) => technicalContact.email !== '');
  const brandOf = brandsOfPartners(
    db,
    reached.map(({ partnerId }) => partnerId),
  );
  const contacts = withoutDoubles(
    reached.map(({ id, name, technicalContact, brandId, partnerId }) => ({
      ...{ customerId: id, customer: name, name: technicalContact.name, email: technicalContact.email },
      brandId: brandId ?? brandOf(partnerId),
    })),
  );
  const brandName = namesOf(
    db,
    'brand',
    contacts.map(({ brandId }) => brandId),
  );
  return {
    contacts: contacts.map(({ brandId, ...contact }) => ({ ...contact, brandName: brandName(brandId) })),
    without: rows
      .filter(({ technicalContact }) => technicalContact.email === '')
      .map(({ id, name }) => ({ id, name })),
    customers: reached.map(({ id, technicalContact }) => ({ customerId: id, email: technicalContact.email })),
  };
}

function brandsOfPartners(
  db: Connection,
  ids: readonly (string | null)[],
): (id: string | null) => string | null {
  const docs = db
    .prepare<[string], string>('SELECT doc FROM partner WHERE id IN (SELECT value FROM json_each(?))')
    .pluck()
    .all(JSON.stringify([...new Set(ids)].filter((id) => id !== null)));
  const brands = new Map(
    docs.map((doc) => {
      const { id, brandId } = JSON.parse(doc) as Partner;
      return [id, brandId];
    }),
  );
  return (id) => (id === null ? null : (brands.get(id) ?? null));
}
