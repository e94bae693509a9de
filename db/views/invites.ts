import {
  invitesListed,
  type AccessRequestRow,
  type InviteList,
  type OnboardingLinkRow,
} from '../../common/contract/onboarding.ts';
import type { AccessRequest, Brand, Invite, OnboardingLink } from '../../common/domain/entities.ts';
import type { Connection } from '../store/database.ts';
import { namesOf } from './counts.ts';
import { pendingOf } from './pending.ts';

/** The newest invites, newest first, with the names of what they're about. */
export function inviteList(db: Connection): InviteList {
  const invites = db
    .prepare<[number], string>('SELECT doc FROM invite ORDER BY id DESC LIMIT ?')
    .pluck()
    .all(invitesListed)
    .map((doc) => JSON.parse(doc) as Invite);
  const pending = pendingOf(
    db,
    invites.map(({ id }) => id),
  );
  const named = (kind: 'partner' | 'billingAccount' | 'brand', field: keyof Invite & `${typeof kind}Id`) =>
    namesOf(
      db,
      kind,
      invites.map((invite) => invite[field]),
    );
  const [partner, payer, brand] = [
    named('partner', 'partnerId'),
    named('billingAccount', 'billingAccountId'),
    named('brand', 'brandId'),
  ];
  return {
    total: db.prepare<[], number>('SELECT count(*) FROM invite').pluck().get() ?? 0,
    invites: invites.map((invite) => ({
      ...invite,
      partnerName: partner(invite.partnerId),
      billingAccountName: payer(invite.billingAccountId),
      brandName: brand(invite.brandId),
      pending: pending(invite.id),
    })),
  };
}

/** One invite; null when it isn't in the cache. */
export function inviteById(db: Connection, id: string): Invite | null {
  const doc = db.prepare<[string], string>('SELECT doc FROM invite WHERE id = ?').pluck().get(id);
  return doc === undefined ? null : (JSON.parse(doc) as Invite);
}

/** All onboarding links, newest first; their addresses are put together by who knows the partner API's. */
export function onboardingLinkRows(db: Connection): Omit<OnboardingLinkRow, 'address'>[] {
  const links = db
    .prepare<[number], string>('SELECT doc FROM onboardingLink ORDER BY id DESC LIMIT ?')
    .pluck()
    .all(invitesListed)
    .map((doc) => JSON.parse(doc) as OnboardingLink);
  const pending = pendingOf(
    db,
    links.map(({ id }) => id),
  );
  const partner = namesOf(
    db,
    'partner',
    links.map(({ partnerId }) => partnerId),
  );
  const brandDoc = db.prepare<[string], string>('SELECT doc FROM brand WHERE id = ?').pluck();
  return links.map((link) => {
    const doc = link.brandId === null ? undefined : brandDoc.get(link.brandId);
    const brand = doc === undefined ? null : (JSON.parse(doc) as Brand);
    return {
      ...link,
      partnerName: partner(link.partnerId),
      brand: brand && {
        ...{ name: brand.name, primaryColor: brand.primaryColor },
        ...{ logo: brand.logo, serviceDomain: brand.serviceDomain },
      },
      pending: pending(link.id),
    };
  });
}

/** What customers are asked for, newest first; of one customer, or of all. */
export function accessRequestRows(db: Connection, customer: string | null): AccessRequestRow[] {
  const requests = db
    .prepare<[string | null, string | null, number], string>(
      `SELECT doc FROM accessRequest WHERE (? IS NULL OR doc ->> '$.customerId' = ?) ORDER BY id DESC LIMIT ?`,
    )
    .pluck()
    .all(customer, customer, invitesListed)
    .map((doc) => JSON.parse(doc) as AccessRequest);
  const pending = pendingOf(
    db,
    requests.map(({ id }) => id),
  );
  return requests.map((request) => ({ ...request, pending: pending(request.id) }));
}

/** The customer with a Customer ID; null where none is in sight. */
export function customerWithCode(db: Connection, code: string): { id: string; name: string } | null {
  return (
    db
      .prepare<[string, string], { id: string; name: string }>(
        `SELECT id, name FROM customer WHERE instr(doc, ?) > 0 AND doc ->> '$.customerId' = ?`,
      )
      .get(code, code) ?? null
  );
}
