import type { Sql } from './sql.ts';
import { isInSight, type Sight } from '../../common/domain/visibility.ts';
import type { BrandAccount } from '../../common/partner-api/resource-door.ts';
import { kindNumbers } from './columns.ts';
import type { Transaction } from './store.ts';

/** What is said of the things that keep a brand from being deleted. */
const usesSql = `
  SELECT 'sub-brand' AS one, 'sub-brands' AS many, count(*) AS count
    FROM entity WHERE kind = ${kindNumbers.brand} AND parent = @id
  UNION ALL SELECT 'partner', 'partners', count(*) FROM entity WHERE kind = ${kindNumbers.partner} AND scope = @id AND scope <> ''
  UNION ALL SELECT 'customer', 'customers', count(*) FROM entity WHERE kind = ${kindNumbers.customer} AND scope = @id AND scope <> ''
  UNION ALL SELECT 'billing account', 'billing accounts', count(*)
    FROM entity WHERE kind = ${kindNumbers.billingAccount} AND scope = @id AND scope <> ''
  UNION ALL SELECT 'open invite', 'open invites', count(*) FROM entity
    WHERE kind = ${kindNumbers.invite} AND scope = @id AND scope <> '' AND doc ->> 'status' = 'pending' AND doc ->> 'revokedAt' IS NULL
  UNION ALL SELECT 'template of visits', 'templates of visits', count(*)
    FROM entity WHERE kind = ${kindNumbers.visitTemplate} AND scope = @id AND scope <> ''
  UNION ALL SELECT 'account', 'accounts', count(*) FROM account WHERE brand = @id`;

/** What a transaction asks about brands. */
export function brandWriter(sql: Sql): Pick<Transaction, 'usesOfBrand'> {
  const uses = sql.prepare<[{ id: string }], { one: string; many: string; count: number }>(usesSql);
  return { usesOfBrand: async (id) => (await uses.all({ id })).filter(({ count }) => count > 0) };
}

/** Accounts with a brand, by name; of those that are disabled none. */
export function brandAccounts(sql: Sql): (sight: Sight) => Promise<BrandAccount[]> {
  const accounts = sql.prepare<[], BrandAccount>(
    `SELECT id, name, role, brand AS brandId FROM account
     WHERE brand IS NOT NULL AND disabled = 0 ORDER BY name COLLATE NOCASE, id`,
  );
  return async (sight) => (await accounts.all()).filter(({ brandId }) => isInSight(sight, brandId));
}
