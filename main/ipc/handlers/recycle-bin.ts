import { itemsToRestore, readDeletedItems, readDeletions } from '../../partner/recycle-bin.ts';
import type { Handlers } from '../router.ts';
import type { HandlerParts } from './handlers.ts';

/** `recycleBin.*` */
export function recycleBinHandlers({ workspaces, clock }: HandlerParts) {
  const parts = () => ({ ...partsOf(workspaces.required()), clock });
  return {
    'recycleBin.list': (asked) => readDeletions(parts(), asked),
    'recycleBin.items': (asked) => readDeletedItems(parts(), asked),
    'recycleBin.restore': (asked) =>
      workspaces.required().changes.restore(asked, (deletion, ids) => itemsToRestore(parts(), deletion, ids)),
  } satisfies Partial<Handlers>;
}

function partsOf({ client, session, engine, cache }: ReturnType<HandlerParts['workspaces']['required']>) {
  return { client, session, engine, cache };
}
