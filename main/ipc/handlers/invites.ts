import type { Handlers } from '../router.ts';
import type { HandlerParts } from './handlers.ts';

/** `invite.*`. */
export function inviteHandlers({ workspaces }: HandlerParts) {
  const changes = () => workspaces.required().changes.invites;
  return {
    'invite.list': () => workspaces.required().cache.read.inviteList(),
    'invite.create': (fields) => changes().create(fields),
    'invite.resend': (asked) => changes().resend(asked),
    'invite.revoke': (asked) => changes().revoke(asked),
  } satisfies Partial<Handlers>;
}
