import type { Handlers } from '../router.ts';
import { found } from './found.ts';
import type { HandlerParts } from './handlers.ts';

/** `site.*` and `probe.*`. */
export function siteHandlers({ workspaces }: HandlerParts) {
  const read = () => workspaces.required().cache.read;
  const changes = () => workspaces.required().changes.sites;
  return {
    'site.show': async ({ id }) => found(await read().siteDetail(id), 'site'),
    'site.namesTaken': async ({ customerId, names }) => ({
      names: await read().siteNamesTaken(customerId, names),
    }),
    'site.choices': (asked) => read().siteChoices(asked),
    'site.create': (fields) => changes().create(fields),
    'site.addMany': (asked) => changes().addMany(asked),
    'site.update': (asked) => changes().update(asked),
    'probe.placementImpact': ({ ids, siteId }) => read().placementImpact(ids, siteId),
    'probe.associate': (asked) => changes().associate(asked),
    'probe.disassociate': (asked) => changes().disassociate(asked),
  } satisfies Partial<Handlers>;
}
