import type { Handlers } from '../router.ts';
import { found } from './found.ts';
import type { HandlerParts } from './handlers.ts';

/** `brand.*`, and moving customers between brands. */
export function brandHandlers({ workspaces }: HandlerParts) {
  const read = () => workspaces.required().cache.read;
  const changes = () => workspaces.required().changes.brands;
  return {
    'brand.choices': async () => ({ brands: await read().brandChoices() }),
    'brand.list': async () => ({ brands: await read().brandRows() }),
    'brand.show': async ({ id }) => found(await read().brandDetail(id), 'brand'),
    'brand.scope': ({ id }) => read().brandScope(id),
    'brand.customerIds': async ({ id }) => ({ ids: await read().customersOfBrand(id) }),
    'brand.create': (fields) => changes().create(fields),
    'brand.update': (asked) => changes().update(asked),
    'brand.deleteImpact': ({ ids }) => read().brandDeleteImpact(ids),
    'brand.delete': (asked) => changes().remove(asked),
    'brand.accounts': async () => {
      const { client, session, engine } = workspaces.required();
      if (engine.state.phase === 'offline-by-choice') return { accounts: null };
      try {
        const ask = (token: string) => client.online.brandAccounts(token);
        return { accounts: await session.use(ask, new AbortController().signal) };
      } catch {
        // The preview says then that who has these brands can't be asked now; what is known here does without.
        return { accounts: null };
      }
    },
    'customer.realignImpact': ({ ids, brandId }) => read().realignImpact(ids, brandId),
    'customer.realign': (asked) => changes().realign(asked),
  } satisfies Partial<Handlers>;
}
