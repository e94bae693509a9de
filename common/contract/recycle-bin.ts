import { z } from 'zod';
import { entityId } from '../domain/ids.ts';
import { binItem, binKinds, deletion } from '../partner-api/recycle-bin.ts';

/** Shapes of the recycle bin's screen. */

const binKind = z.enum(binKinds);

/** Which deletions are looked at. */
export const binAsked = z.object({
  kind: binKind.nullable(),
  search: z.string().max(200),
  /** `next` of the page before; null for the first page. */
  cursor: z.string().max(500).nullable(),
});

/** A deletion in the list. One that was made here and isn't confirmed has no end of its time yet. */
export const binDeletion = deletion.extend({ until: z.iso.datetime().nullable() });
export type BinDeletion = z.infer<typeof binDeletion>;

/** Where an answer comes from: the partner API now, or what was kept here of it. */
const source = {
  /** When it was read from the partner API; null where it never was. */
  readAt: z.iso.datetime().nullable(),
  /** Why it's what was kept and not what the partner API has now; null where it's that. */
  because: z.string().nullable(),
};

/** A page of deletions, newest first. */
export const binPage = z.object({
  ...source,
  /** False for a partner API that has no such list yet. */
  supported: z.boolean(),
  deletions: z.array(binDeletion),
  /** Those made here that the partner API hasn't confirmed; on the first page alone. */
  unconfirmed: z.array(binDeletion),
  next: z.string().nullable(),
});
export type BinPage = z.infer<typeof binPage>;

/** A page of what a deletion took. */
export const binItemsPage = z.object({
  ...source,
  items: z.array(binItem),
  /** Ids of items whose restore waits here. */
  restoring: z.array(z.string()),
  next: z.string().nullable(),
});
export type BinItemsPage = z.infer<typeof binItemsPage>;

/** Things that are restored, of one deletion. */
export const restoreAsked = z.object({
  kind: binKind,
  deletion: entityId,
  /** Null for all that can come back. */
  ids: z.array(entityId).min(1).max(100_000).nullable(),
  /** Whether what they belong to is restored first, where that was deleted too. */
  parentsFirst: z.boolean(),
});
export type RestoreAsked = z.infer<typeof restoreAsked>;

/** What was queued, and how much of what was asked for. */
export const restoreDone = z.object({
  mutationIds: z.array(z.string()),
  restored: z.int(),
  /** What they belong to that is restored first. */
  parents: z.int(),
  /** Left in the recycle bin, as it can't come back. */
  left: z.int(),
});
export type RestoreDone = z.infer<typeof restoreDone>;
