import type { Handlers } from '../router.ts';
import { found } from './found.ts';
import type { HandlerParts } from './handlers.ts';

/** `partner.*`. */
export function partnerHandlers({ workspaces }: HandlerParts) {
  const read = () => workspaces.required().cache.read;
  const changes = () => workspaces.required().changes;
  return {
    'partner.show': async ({ id }) => found(await read().partnerDetail(id), 'partner'),
    'partner.choices': async () => ({ partners: await read().partnerChoices() }),
    'partner.create': (fields) => changes().createPartner(fields),
    'partner.update': (asked) => changes().updatePartner(asked),
    'partner.deleteImpact': ({ ids }) => read().partnerDeleteImpact(ids),
    'partner.delete': (asked) => changes().deletePartners(asked),
  } satisfies Partial<Handlers>;
}
