import type { SessionRole } from '../../common/domain/access.ts';
import type { ContextId } from '../../common/domain/contexts.ts';
import { kindNumbers } from './columns.ts';
import type { StoredAccount, StoredToken } from './store.ts';

const accountColumns = `
  a.id AS id, a.login AS login, a.name AS name, a.role AS role, a.password AS password, a.disabled AS disabled,
  a.expires_at AS accountExpiresAt,
  a.brand AS brandId, b.doc ->> 'name' AS brandName`;
const joinBrand = `LEFT JOIN entity b ON b.kind = ${kindNumbers.brand} AND b.id = a.brand`;

export const accountByLoginSql = `SELECT ${accountColumns} FROM account a ${joinBrand} WHERE a.login = ?`;

export const accountByIdSql = `SELECT ${accountColumns} FROM account a ${joinBrand} WHERE a.id = ?`;

const tokenColumns = `
  t.family AS family, t.expires_at AS expiresAt, f.ended_at AS endedAt, x.id AS actorId, x.name AS actorName,
  x.role AS actorRole, ${accountColumns}`;
const joinActor = 'LEFT JOIN account x ON x.id = f.actor';

export const accessTokenSql = `
  SELECT ${tokenColumns}, NULL AS usedAt, t.context AS context FROM access_token t
  JOIN token_family f ON f.id = t.family JOIN account a ON a.id = f.account ${joinBrand} ${joinActor}
  WHERE t.hash = ?`;
export const refreshTokenSql = `
  SELECT ${tokenColumns}, t.used_at AS usedAt, NULL AS context FROM refresh_token t
  JOIN token_family f ON f.id = t.family JOIN account a ON a.id = f.account ${joinBrand} ${joinActor}
  WHERE t.hash = ?`;

/** A row of {@link accountByLoginSql}. */
export interface AccountRow {
  id: string;
  login: string;
  name: string;
  role: SessionRole;
  password: string;
  disabled: number;
  accountExpiresAt: number | null;
  brandId: string | null;
  /** Null where the brand isn't there (any more). */
  brandName: string | null;
}

/** The account that a row holds. */
export function accountOf({
  disabled,
  accountExpiresAt: expiresAt,
  brandId,
  brandName,
  ...account
}: AccountRow): StoredAccount {
  const scope = brandId === null ? null : { brandId, name: brandName ?? '' };
  return { ...account, isDisabled: disabled === 1, expiresAt, scope };
}

/** A row of {@link accessTokenSql} and {@link refreshTokenSql}. */
export interface TokenRow extends AccountRow {
  family: string;
  expiresAt: number;
  endedAt: number | null;
  usedAt: number | null;
  context: ContextId | null;
  actorId: string | null;
  actorName: string | null;
  actorRole: SessionRole | null;
}

/** The token that a row holds. */
export function tokenOf(row: TokenRow): StoredToken {
  const { family, expiresAt, endedAt, usedAt, context, actorId, actorName, actorRole, ...account } = row;
  const actor = actorId && actorRole ? { id: actorId, name: actorName ?? '', role: actorRole } : null;
  return { family, expiresAt, endedAt, usedAt, context, actor, account: accountOf(account) };
}
