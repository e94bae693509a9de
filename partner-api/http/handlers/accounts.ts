import type { accountRoutes, ManagedAccount } from '../../../common/partner-api/accounts.ts';
import type { Accounts } from '../../commands/accounts.ts';
import type { Sessions } from '../../auth/sessions.ts';
import type { AccessExplainer } from '../../commands/explain-access.ts';
import { actorOf, type Handlers } from '../answer.ts';
import { etagOf, expectedVersion } from '../etags.ts';

/** Accounts: who may sign in, what they may do and see. */
export function accountHandlers(
  accounts: Accounts,
  explain: AccessExplainer,
  sessions: Sessions,
): Pick<Handlers, keyof typeof accountRoutes> {
  const answer = (account: ManagedAccount) => ({ body: account, headers: { etag: etagOf(account.version) } });
  return {
    listAccounts: async (_input, call) => ({ body: { items: await accounts.list(actorOf(call)) } }),
    readAccount: async ({ params }, call) => answer(await accounts.one(actorOf(call), params.id)),
    createAccount: async ({ body, headers }, call) => {
      const made = await accounts.create(actorOf(call), body, headers['idempotency-key']);
      const { id, version } = made.account;
      return { body: made, headers: { etag: etagOf(version), location: `/v1/accounts/${id}` } };
    },
    updateAccount: async ({ params, headers, body }, call) => {
      const expected = expectedVersion(headers['if-match']);
      return answer(await accounts.update(actorOf(call), params.id, body, expected));
    },
    rotateAccountPassword: async ({ params, body }, call) => ({
      body: await accounts.rotate(actorOf(call), params.id, body.password),
    }),
    revokeAccount: async ({ params }, call) => ({ body: await accounts.revoke(actorOf(call), params.id) }),
    impersonateAccount: async ({ params }, call) => {
      const account = await accounts.impersonate(actorOf(call), params.id);
      return { body: await sessions.actAs(account, actorOf(call).account) };
    },
    decideAccess: async ({ body }, call) => ({ body: await explain(actorOf(call), body) }),
    changeMyNotifications: async ({ body }, call) => ({
      body: {
        notificationsOff: [...(await accounts.changeOwnNotifications(actorOf(call), body.notificationsOff))],
      },
    }),
  };
}
