import type { Handlers } from '../router.ts';
import type { HandlerParts } from './handlers.ts';

/** `sync.*` and `change.undo`. */
export function syncHandlers({ workspaces, notices, emit, startState }: HandlerParts) {
  return {
    'sync.now': () => {
      const { engine } = workspaces.required();
      engine.wake('now');
      return engine.state;
    },
    'sync.workOffline': async ({ offline }) => {
      await workspaces.workOffline(offline);
      return workspaces.required().engine.state;
    },
    'sync.dismissNotice': ({ id }) => {
      notices.dismiss(id);
      const { sync } = startState();
      emit('sync.changed', sync);
      return sync;
    },
    'change.undo': (which) => workspaces.required().changes.undo(which),
  } satisfies Partial<Handlers>;
}
