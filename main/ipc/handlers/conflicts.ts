import { readActivity } from '../../partner/activity.ts';
import type { Handlers } from '../router.ts';
import { found } from './found.ts';
import type { HandlerParts } from './handlers.ts';

/** `conflict.*` and `activity.*`. */
export function conflictHandlers({ workspaces }: HandlerParts) {
  const read = () => workspaces.required().cache.read;
  return {
    'conflict.list': ({ offset, limit }) => read().conflictPage(offset, limit),
    'conflict.show': async ({ id }) => found(await read().conflictDetail(id), 'conflict'),
    'conflict.settle': ({ choices }) => workspaces.required().settling.settle(choices),
    'activity.list': (asked) => readActivity(workspaces.required(), asked),
    'activity.nameOf': async ({ id }) => ({ name: (await read().names([id]))[id] ?? null }),
    'activity.settled': (asked) => read().decisionPage(asked),
  } satisfies Partial<Handlers>;
}
