import type { AccountRow, AccountsPage } from '../../common/contract/accounts.ts';
import { Failure } from '../../common/contract/errors.ts';
import type { ManagedAccount } from '../../common/partner-api/accounts.ts';
import type { OpenWorkspace } from './open-workspace.ts';

/** Calls the partner API about what is kept there alone, such as accounts. @throws Failure `offline` by choice, and what the call throws */
export async function askPartnerApi<T>(
  { session, engine }: OpenWorkspace,
  call: (accessToken: string) => Promise<T>,
): Promise<T> {
  if (engine.state.phase === 'offline-by-choice')
    throw new Failure({
      code: 'offline',
      message: 'You work offline, and this is kept by the partner API alone. Nothing was changed.',
      retry: 'later',
    });
  return session.use(call, new AbortController().signal);
}

/** Accounts with the names of what they're about. */
export async function readAccounts(workspace: OpenWorkspace): Promise<AccountsPage> {
  const { client, cache, session } = workspace;
  const accounts = await askPartnerApi(workspace, (token) => client.online.accounts(token));
  const customers = accounts.flatMap(({ customerId }) => customerId ?? []);
  const names = customers.length === 0 ? {} : await cache.read.names(customers);
  return {
    accounts: accounts.map((account) => rowOf(account, accounts, names)),
    partnership: workspace.workspace.name,
    own: session.account.id,
  };
}

function rowOf(
  account: ManagedAccount,
  all: readonly ManagedAccount[],
  names: Readonly<Record<string, string>>,
): AccountRow {
  const { customerId, parentId } = account;
  return {
    ...account,
    customerName: customerId === null ? null : (names[customerId] ?? null),
    parentLogin: all.find(({ id }) => id === parentId)?.login ?? null,
  };
}
