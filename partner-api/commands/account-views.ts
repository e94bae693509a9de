import { accountStatus } from '../../common/domain/accounts.ts';
import type { ManagedAccount } from '../../common/partner-api/accounts.ts';
import type { AccountRecord } from '../store/account-rows.ts';

/** An account as those see it who manage it. `now` in milliseconds. */
export function managedOf(
  record: AccountRecord,
  primary: AccountRecord | undefined,
  now: number,
): ManagedAccount {
  const { id, login, name, email, role, brandId, brandName, customerId, parentId, version } = record;
  const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString());
  return {
    ...{ id, login, name, email, role, customerId, parentId, version },
    scope: brandId === null ? null : { brandId, name: brandName ?? '' },
    isPrimary: id === primary?.id,
    status: accountStatus(record, now),
    createdAt: new Date(record.createdAt).toISOString(),
    expiresAt: iso(record.expiresAt),
    revokedAt: iso(record.revokedAt),
    lastUsedAt: iso(record.lastUsedAt),
    passwordSetAt: new Date(record.passwordAt ?? record.createdAt).toISOString(),
    notificationsOff: [...record.notificationsOff],
  };
}

/** What Activity keeps of an account: nothing of its password. */
export function auditedOf(account: ManagedAccount): Record<string, unknown> {
  const { login, name, email, role, customerId, parentId, expiresAt, notificationsOff, scope } = account;
  return {
    login,
    name,
    email,
    role,
    customerId,
    parentId,
    expiresAt,
    notificationsOff,
    brandId: scope?.brandId ?? null,
  };
}

export function changesOf(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): [Record<string, unknown>, Record<string, unknown>] {
  const changed = Object.keys(after).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
  const pick = (from: Record<string, unknown>) =>
    Object.fromEntries(changed.map((field) => [field, from[field]]));
  return [pick(before), pick(after)];
}
