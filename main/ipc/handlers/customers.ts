import type { Handlers } from '../router.ts';
import { found } from './found.ts';
import type { HandlerParts } from './handlers.ts';

/** `customer.*`. */
export function customerHandlers({ workspaces }: HandlerParts) {
  const read = () => workspaces.required().cache.read;
  const changes = () => workspaces.required().changes;
  return {
    'customer.show': async ({ id }) => found(await read().customerDetail(id), 'customer'),
    'customer.sameName': async ({ partnerId, name, except }) => ({
      matches: await read().customersNamed(partnerId, name, except),
    }),
    'customer.create': (fields) => changes().createCustomer(fields),
    'customer.login': (asked) => changes().setCustomerLogin(asked),
    'customer.update': (asked) => changes().updateCustomer(asked),
    'customer.move': (asked) => changes().moveCustomers(asked),
  } satisfies Partial<Handlers>;
}
