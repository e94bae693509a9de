import { onboardingLinks } from '../../exchange/ledger-export.ts';
import { saveQrCode } from '../../exchange/qr-code-file.ts';
import type { Handlers } from '../router.ts';
import type { HandlerParts } from './handlers.ts';

/** `invite.*`, `onboardingLink.*` and `accessRequest.*`. */
export function inviteHandlers({ workspaces, saveFile }: HandlerParts) {
  const changes = () => workspaces.required().changes.invites;
  const requests = () => workspaces.required().changes.accessRequests;
  const links = () => workspaces.required().changes.onboardingLinks;
  return {
    'invite.list': () => workspaces.required().cache.read.inviteList(),
    'invite.create': (fields) => changes().create(fields),
    'invite.resend': (asked) => changes().resend(asked),
    'invite.revoke': (asked) => changes().revoke(asked),
    'onboardingLink.list': async () => ({ links: await onboardingLinks(workspaces.required()) }),
    'onboardingLink.create': (fields) => links().create(fields),
    'onboardingLink.replace': (asked) => links().replace(asked),
    'onboardingLink.revoke': (asked) => links().revoke(asked),
    'onboardingLink.saveQrCode': async ({ id }) => ({
      path: await saveQrCode(saveFile, workspaces.required(), id),
    }),
    'accessRequest.list': async ({ customerId }) => ({
      requests: await workspaces.required().cache.read.accessRequestRows(customerId),
    }),
    'accessRequest.link': (fields) => requests().link(fields),
    'accessRequest.ask': (fields) => requests().ask(fields),
    'accessRequest.withdraw': (asked) => requests().withdraw(asked),
  } satisfies Partial<Handlers>;
}
