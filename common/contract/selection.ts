import { z } from 'zod';
import { entityId } from '../domain/ids.ts';
import { listSpec } from './views.ts';

/** Most rows that a selection may become as ids. */
export const mostFrozen = 100_000;
/** Most rows that are looked up in a list at once. */
export const mostLookedUp = 10_000;
/** Most rows that may be taken out of a selection of all that match. */
export const mostExcepted = 10_000;

/** All that match a list but for some. */
export const matchingSelection = z.object({
  type: z.literal('matching'),
  list: listSpec,
  except: z.array(entityId).max(mostExcepted).default([]),
});

/**
 * What is selected in a list: rows by their ids, or all that match but for some. The second stays right while rows come and go;
 * it becomes ids when a dry run or a change freezes it.
 */
export const listSelection = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ids'),
    ids: z
      .array(entityId)
      .min(1)
      .max(
        mostFrozen,
        `More than ${mostFrozen.toLocaleString('en')} rows are selected one by one. Select all that match instead, or take them in parts; nothing was changed.`,
      ),
  }),
  matchingSelection,
]);
export type ListSelection = z.infer<typeof listSelection>;
