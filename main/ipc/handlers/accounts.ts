import { explainAccessTo } from '../../partner/explain-access.ts';
import { askPartnerApi, readAccounts } from '../../partner/accounts.ts';
import type { Handlers } from '../router.ts';
import type { HandlerParts } from './handlers.ts';

/** `account.*`: kept by the partner API alone, so all of it needs a network. */
export function accountHandlers({ workspaces, startState }: HandlerParts) {
  const ask = <T>(call: (token: string) => Promise<T>) => askPartnerApi(workspaces.required(), call);
  const client = () => workspaces.required().client;
  return {
    'account.list': () => readAccounts(workspaces.required()),
    'account.impersonate': async ({ id }) => {
      await workspaces.impersonate(id);
      return startState();
    },
    'account.stopImpersonating': async () => {
      await workspaces.stopImpersonating();
      return startState();
    },
    'access.explain': (asked) => explainAccessTo(workspaces.required(), asked),
    'account.create': (fields) => ask((token) => client().online.createAccount(token, fields)),
    'account.update': ({ id, version, patch }) =>
      ask((token) => client().online.updateAccount(token, id, version, patch)),
    'account.rotate': ({ id, password }) =>
      ask((token) => client().online.rotateAccountPassword(token, id, password)),
    'account.revoke': ({ id }) => ask((token) => client().online.revokeAccount(token, id)),
  } satisfies Partial<Handlers>;
}
