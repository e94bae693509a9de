import { Failure } from '../../../common/contract/errors.ts';
import { mostFrozen } from '../../../common/contract/selection.ts';
import type { Handlers } from '../router.ts';
import type { HandlerParts } from './handlers.ts';

/** `list.*`, `search.*`, and `overview.*`: what is only read. */
export function listHandlers({ workspaces }: HandlerParts) {
  const read = () => workspaces.required().cache.read;
  return {
    'list.window': ({ list, offset, limit }) => read().listWindow(list, offset, limit),
    'list.ids': async ({ list, from, to }) => ({ ids: await read().listIds(list, from, to) }),
    'list.missing': async ({ list, ids }) => ({ ids: await read().listMissing(list, ids) }),
    'list.indexOf': async ({ list, id }) => ({ index: await read().listIndexOf(list, id) }),
    'list.countSelected': async ({ list, except }) => ({ count: await read().countMatching(list, except) }),
    'list.freeze': async ({ list, except }) => {
      const count = await read().countMatching(list, except);
      if (count > mostFrozen) throw tooMany(count);
      return { ids: await read().matchingIds(list, except) };
    },
    'search.everything': ({ query, limit }) => read().search(query, limit),
    'overview.show': () => read().overview(),
    'overview.figures': () => read().overviewFigures(),
    'overview.counts': () => read().counts(),
  } satisfies Partial<Handlers>;
}

function tooMany(count: number): Failure {
  return new Failure({
    code: 'invalid',
    message: `${count.toLocaleString('en')} rows are selected, and at most ${mostFrozen.toLocaleString('en')} can be changed at once. Filter the list and take them in parts; nothing was changed.`,
  });
}
