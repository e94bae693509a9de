import type { Handlers } from '../router.ts';
import { found } from './found.ts';
import type { HandlerParts } from './handlers.ts';

/** `conflict.*`: what waits for a decision. */
export function conflictHandlers({ workspaces }: HandlerParts) {
  const read = () => workspaces.required().cache.read;
  return {
    'conflict.list': ({ offset, limit }) => read().conflictPage(offset, limit),
    'conflict.show': async ({ id }) => found(await read().conflictDetail(id), 'conflict'),
    'conflict.settle': ({ choices }) => workspaces.required().settling.settle(choices),
  } satisfies Partial<Handlers>;
}
