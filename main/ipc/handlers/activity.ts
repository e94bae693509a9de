import { activityFileName, exportActivity } from '../../exchange/activity-export.ts';
import { readActivity, verifyActivity } from '../../partner/activity.ts';
import type { Handlers } from '../router.ts';
import type { HandlerParts } from './handlers.ts';

/** `activity.*`: what was done, by whom, and whether that's whole. */
export function activityHandlers({
  workspaces,
  exports,
  printedParts,
  saveFile,
  printPage,
  clock,
  emit,
}: HandlerParts) {
  const read = () => workspaces.required().cache.read;
  return {
    'activity.list': (asked) => {
      const { client, session, engine, cache } = workspaces.required();
      return readActivity({ client, session, engine, cache, clock }, asked);
    },
    'activity.nameOf': async ({ id }) => ({ name: (await read().names([id]))[id] ?? null }),
    'activity.settled': (asked) => read().decisionPage(asked),
    'activity.undoable': (item) => workspaces.required().changes.undoable(item),
    'activity.undo': (item) => workspaces.required().changes.undoEntry(item),
    'activity.export': (asked) =>
      exportActivity(workspaces.required(), asked, { exports, saveFile, clock, emit }),
    'activity.print': async ({ of, ...part }) => {
      const name = `${activityFileName(of, clock)}.pdf`;
      const suggested = { title: 'Export Activity', name, format: 'PDF' };
      return { path: await printedParts.write(part, suggested, { print: printPage, saveFile }) };
    },
    'activity.verify': () => verifyActivity(workspaces.required()),
  } satisfies Partial<Handlers>;
}
