import type { Handlers } from '../router.ts';
import type { HandlerParts } from './handlers.ts';

/** `workspace.*`: each answers what the window starts from. */
export function workspaceHandlers({ workspaces, startState }: HandlerParts) {
  return {
    'workspace.openSample': async ({ role }) => {
      await workspaces.openSample(role);
      return startState();
    },
    'workspace.connect': async (asked) => {
      await workspaces.connect(asked);
      return startState();
    },
    'workspace.signIn': async (credentials) => {
      await workspaces.signIn(credentials);
      return startState();
    },
    'context.switch': async ({ projectId }) => {
      await workspaces.switchTo(projectId);
      return startState();
    },
    'workspace.signOut': async (how) => {
      await workspaces.signOut(how);
      return startState();
    },
  } satisfies Partial<Handlers>;
}
