import { isoNow } from '../../ports.ts';
import type { Handlers } from '../router.ts';
import type { HandlerParts } from './handlers.ts';

/** `draft.*`. */
export function draftHandlers({ workspaces, clock }: HandlerParts) {
  const cache = () => workspaces.required().cache;
  return {
    'draft.load': async ({ key }) => ({ draft: await cache().read.draft(key) }),
    'draft.save': (draft) => cache().write.saveDraft({ ...draft, savedAt: isoNow(clock) }),
    'draft.discard': ({ key }) => cache().write.discardDraft(key),
  } satisfies Partial<Handlers>;
}
