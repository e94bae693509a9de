import type { Handlers } from '../router.ts';
import { found } from './found.ts';
import type { HandlerParts } from './handlers.ts';

/** `billingAccount.*`. */
export function billingAccountHandlers({ workspaces }: HandlerParts) {
  const read = () => workspaces.required().cache.read;
  const changes = () => workspaces.required().changes.billingAccounts;
  return {
    'billingAccount.list': async () => ({ accounts: await read().billingAccountRows() }),
    'billingAccount.show': async ({ id }) => found(await read().billingAccountDetail(id), 'billing account'),
    'billingAccount.create': (fields) => changes().create(fields),
    'billingAccount.update': (asked) => changes().update(asked),
    'billingAccount.deleteImpact': ({ ids }) => read().billingAccountDeleteImpact(ids),
    'billingAccount.delete': (asked) => changes().remove(asked),
  } satisfies Partial<Handlers>;
}
