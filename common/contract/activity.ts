import { z } from 'zod';
import { activityFilter } from '../partner-api/audit.ts';
import { activityEntry } from '../partner-api/resource-door.ts';

/** Shapes of the Activity screen. Ids are UUIDs, times ISO 8601. */

/** What was done, as the partner API keeps it. A kind or a role that this version doesn't know is shown by its name; an older server leaves out what it doesn't know. */
export const activityItem = activityEntry.extend({
  role: z.string(),
  entity: z.object({ kind: z.string(), id: z.string() }),
  title: z.string().default(''),
  client: z.string().default(''),
  customerIds: z.array(z.string()).default([]),
  hash: z.string().default(''),
});
export type ActivityItem = z.infer<typeof activityItem>;

export const activityAsked = z.object({ filter: activityFilter, cursor: z.string().max(500).nullable() });

/** A page of Activity, newest first; `next` gives the one after it. */
export const activityPage = z.object({
  items: z.array(activityItem),
  next: z.string().nullable(),
  /** Names of entities among the values, by id. */
  names: z.record(z.string(), z.string()),
  /** How far back it was looked, where looking stopped before the page was full. */
  searchedTo: z.string().nullable(),
  /** Where it isn't what the partner API has now: when it was last read, and why it can't be now. */
  kept: z.object({ readAt: z.string(), because: z.string() }).nullable(),
  /** Who has done anything, as far as it's known here, by name. */
  people: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type ActivityPage = z.infer<typeof activityPage>;

/** Whether what an entry tells can be taken back from here; why not where it can't. */
export const activityUndo = z.object({ whyNot: z.string().nullable() });

/** A part of Activity that the window shows for printing. */
export const printedPart = z.object({
  /** By which its parts belong together, and can be cancelled; made by the window. */
  key: z.string().min(1).max(100),
  /** What it's the Activity of, for the file's name; empty for all. */
  of: z.string().max(200),
  /** Counted from 1. */
  part: z.int().min(1).max(100_000),
  isLast: z.boolean(),
});

/** Activity that goes to a file. */
export const activityExport = z.object({
  /** By which it can be cancelled; made by the window. */
  key: z.string().min(1).max(100),
  filter: activityFilter,
  /** What it's the Activity of, for the file's name; empty for all. */
  of: z.string().max(200),
});
