import type {
  BillingAccountDeleteImpact,
  BillingAccountDetail,
  BillingAccountRow,
} from '../../common/contract/views.ts';
import type { BillingAccount } from '../../common/domain/entities.ts';
import type { Connection } from '../store/database.ts';
import { namesOf } from './counts.ts';
import { pendingOf } from './pending.ts';

/** Most customers that a detail names. */
const firstLimit = 50;
/** Most customers that a refusal names. */
const usedByLimit = 5;
/** How many are paid for by each, whether in the outbox or confirmed. The index holds only customers that have one. */
const usesSql =
  'SELECT billingAccountId, count(*) AS n FROM customer WHERE billingAccountId IS NOT NULL GROUP BY billingAccountId';

/** Every billing account by name. */
export function billingAccountRows(db: Connection): BillingAccountRow[] {
  const uses = new Map(db.prepare<[], [string, number]>(usesSql).raw().all());
  const accounts = db
    .prepare<[], string>('SELECT doc FROM billingAccount ORDER BY nameKey, id')
    .pluck()
    .all()
    .map((doc) => JSON.parse(doc) as BillingAccount);
  const pending = pendingOf(
    db,
    accounts.map(({ id }) => id),
  );
  return accounts.map(({ id, name, contactName, email, phone, reference, address, updatedAt }) => ({
    ...{ id, name, contactName, email, phone, reference, updatedAt },
    city: address.city,
    country: address.country,
    customers: uses.get(id) ?? 0,
    pending: pending(id),
  }));
}

/** A billing account with the first customers that it pays for; null when it isn't in the cache. */
export function billingAccountDetail(db: Connection, id: string): BillingAccountDetail | null {
  const doc = db.prepare<[string], string>('SELECT doc FROM billingAccount WHERE id = ?').pluck().get(id);
  if (doc === undefined) return null;
  const account = JSON.parse(doc) as BillingAccount;
  const brand = namesOf(db, 'brand', [account.brandId])(account.brandId);
  return {
    account,
    brand: account.brandId !== null && brand !== null ? { id: account.brandId, name: brand } : null,
    customers: customersOf(db, id).length,
    firstCustomers: customersOf(db, id).slice(0, firstLimit),
    pending: pendingOf(db, [id])(id),
  };
}

/** Billing accounts that can't be deleted yet, as customers or open invites are paid for by them. */
export function billingAccountDeleteImpact(
  db: Connection,
  ids: readonly string[],
): BillingAccountDeleteImpact {
  const accounts = db
    .prepare<[string], { id: string; name: string }>(
      'SELECT id, name FROM billingAccount WHERE id IN (SELECT value FROM json_each(?)) ORDER BY nameKey, id',
    )
    .all(JSON.stringify(ids));
  return {
    blocked: accounts.flatMap(({ id, name }) => {
      const users = [...customersOf(db, id), ...openInvitesOf(db, id)];
      if (users.length === 0) return [];
      const usedBy = users.slice(0, usedByLimit).map((user) => user.name);
      return [{ id, name, customers: users.length, usedBy }];
    }),
  };
}

function customersOf(db: Connection, id: string): { id: string; name: string }[] {
  return db
    .prepare<[string], { id: string; name: string }>(
      'SELECT id, name FROM customer WHERE billingAccountId = ? ORDER BY nameKey, id',
    )
    .all(id);
}

function openInvitesOf(db: Connection, id: string): { id: string; name: string }[] {
  return db
    .prepare<[string], { id: string; name: string }>(
      `SELECT id, name || ' (invite)' AS name FROM invite
       WHERE status = 'pending' AND doc ->> '$.billingAccountId' = ? AND doc ->> '$.revokedAt' IS NULL ORDER BY nameKey, id`,
    )
    .all(id);
}
