import type { Handlers } from '../router.ts';
import { found } from './found.ts';
import type { HandlerParts } from './handlers.ts';

/** `project.*` and `license.*`. */
export function projectHandlers({ workspaces }: HandlerParts) {
  const read = () => workspaces.required().cache.read;
  const changes = () => workspaces.required().changes.projects;
  // Which projects there are and what moves between them is the partner account's, in a project's context too.
  const partner = () => workspaces.ofPartner();
  return {
    'project.show': async ({ id }) => found(await read().projectDetail(id), 'project'),
    'project.choices': async () => ({ projects: await partner().cache.read.projectChoices() }),
    'project.create': (asked) => changes().create(asked),
    'project.update': (asked) => changes().update(asked),
    'project.close': ({ id }) => changes().close(id),
    'project.cancelClosing': ({ id }) => changes().cancelClosing(id),
    'connector.save': (asked) => changes().saveConnector(asked),
    'connector.remove': (asked) => changes().removeConnector(asked),
    'license.pools': async ({ holder }) => ({ pools: await partner().cache.read.licensePools(holder) }),
    'license.book': () => partner().cache.read.licenseBook(),
    'license.moves': ({ of, type, offset, limit }) => {
      const whose = of.type === 'all' ? 'all' : of.type === 'partner' ? null : of.id;
      return read().licenseMoves(whose, { offset, limit, type: type ?? null });
    },
    'license.move': (move) => partner().changes.projects.move(move),
    'license.reverse': (asked) => changes().reverse(asked),
  } satisfies Partial<Handlers>;
}
