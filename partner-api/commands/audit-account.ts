import { newId } from '../../common/domain/ids.ts';
import { noScope } from '../../common/domain/visibility.ts';
import type { AccountRecord } from '../store/account-rows.ts';
import type { Transaction } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Actor } from './command.ts';

export type AccountAction =
  | 'account.impersonate'
  | 'account.stopImpersonating'
  | 'account.create'
  | 'account.update'
  | 'account.rotate'
  | 'account.revoke';

/** Who did something to an account, and in which request. */
export interface AccountActor extends Pick<Actor, 'requestId' | 'client'> {
  account: Pick<Actor['account'], 'id' | 'name' | 'role'>;
}

/** Writes what was done to an account into Activity, in the transaction that does it. */
export async function auditAccount(
  tx: Transaction,
  { now, randomBytes }: Pick<Surroundings, 'now' | 'randomBytes'>,
  { account, requestId, client }: AccountActor,
  action: AccountAction,
  record: AccountRecord,
  values: { before: Record<string, unknown> | null; after: Record<string, unknown> | null } = {
    before: {},
    after: {},
  },
): Promise<void> {
  const key = record.brandId ?? noScope;
  const mutationId = newId({ now, random: () => randomBytes(16) });
  await tx.audit({
    ...{ at: new Date(now()).toISOString(), account: { id: account.id, name: account.name } },
    ...{ role: account.role, context: 'partner-account', requestId, mutationId, action },
    ...{ entity: { kind: 'account', id: record.id }, title: record.login, client: client ?? '' },
    ...{ scope: { before: key, after: key }, about: { customer: record.customerId ?? '' } },
    ...values,
  });
}
