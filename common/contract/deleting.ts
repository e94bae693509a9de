import { z } from 'zod';
import { leftItem } from '../partner-api/sync-door.ts';

/** Shapes of deleting customers and sites: the dry run, the bulk delete under way, and what became of each item. */

export const deletableKind = z.enum(['customer', 'site']);
export type DeletableKind = z.infer<typeof deletableKind>;

/** What a dry run counts, each of which can be opened. */
export const previewLevels = ['customer', 'site', 'probe', 'visit', 'project', 'waiting'] as const;
export const previewLevel = z.enum(previewLevels);
export type PreviewLevel = z.infer<typeof previewLevel>;

/** A customer among them that grants fewer than all rights, with how many of the sites are its. */
const limitedCustomer = z.object({
  id: z.string(),
  name: z.string(),
  grants: z.array(z.string()),
  rows: z.int(),
});

/** What deleting would take along, frozen when it was opened. */
export const deletePreview = z.object({
  /** By which it's opened further, and accepted. */
  token: z.string(),
  kind: deletableKind,
  customers: z.int(),
  sites: z.int(),
  probesFreed: z.int(),
  /** Visits of those sites, which go with them. */
  visits: z.int(),
  /** Projects of those customers, which are blocked, and the licenses that go back to the partner account. */
  projects: z.int(),
  licenses: z.int(),
  /** Names of the first ten that are named. */
  names: z.array(z.string()),
  /** Named ones whose creation hasn't reached the partner API yet. */
  unconfirmed: z.int(),
  /** Things among them with changes that aren't confirmed. */
  waiting: z.int(),
  /** Of sites: customers that grant fewer than all rights. */
  limited: z.array(limitedCustomer),
  /** Ids that were asked for and aren't here. */
  missing: z.int(),
  /** What has to be typed before it's deleted; null where a button is enough. */
  confirm: z.object({ what: z.enum(['count', 'name']), text: z.string() }).nullable(),
});
export type DeletePreview = z.infer<typeof deletePreview>;

/** A row of an opened count, or of a result. */
export const namedRow = z.object({ id: z.string(), name: z.string(), within: z.string() });
export type NamedRow = z.infer<typeof namedRow>;

/** A bulk delete, as far as it has come. */
export const bulkJob = z.object({
  job: z.string(),
  kind: deletableKind,
  at: z.string(),
  /** Items in all parts. */
  items: z.int(),
  /** In the hold, in which Undo takes all back untouched. */
  held: z.int(),
  paused: z.int(),
  /** On their way, or about to be. */
  underWay: z.int(),
  deleted: z.int(),
  left: z.int(),
  /** Somebody else had deleted them. */
  gone: z.int(),
  /** Taken back before they were sent. */
  takenBack: z.int(),
  /** In parts that wait for a person in the outbox. */
  stuck: z.int(),
  /** Mutations of its parts that are in the outbox, for Undo. */
  mutationIds: z.array(z.string()),
  /** When the hold ends; null while it waits for the partner API to be in reach, and where nothing is held. */
  sendsAt: z.string().nullable(),
});
export type BulkJob = z.infer<typeof bulkJob>;

/** Whether nothing of a bulk delete has left yet, nor been answered or taken back. */
export function isUntouched({ items, held, paused }: Pick<BulkJob, 'items' | 'held' | 'paused'>): boolean {
  return held + paused === items;
}

export const bulkOutcomes = ['deleted', 'left', 'gone', 'taken-back', 'open'] as const;
export const bulkOutcome = z.enum(bulkOutcomes);
export type BulkOutcome = z.infer<typeof bulkOutcome>;

/** What became of one item. */
export const bulkItem = leftItem.omit({ because: true }).extend({
  outcome: bulkOutcome,
  /** Why it was left; null for every other outcome. */
  because: z.string().nullable(),
});
export type BulkItem = z.infer<typeof bulkItem>;

/** What pasted lines mean. */
export const pastedMatches = z.object({
  found: z.array(z.object({ line: z.string(), row: namedRow })),
  /** Lines that more than one row answers to: nothing of them is chosen. */
  ambiguous: z.array(z.object({ line: z.string(), rows: z.array(namedRow) })),
  missing: z.array(z.string()),
});
export type PastedMatches = z.infer<typeof pastedMatches>;

/** Token of a dry run. */
export const deleteToken = z.string().max(100);
