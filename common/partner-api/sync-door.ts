import { z } from 'zod';
import { mutation } from '../domain/mutations.ts';
import { problem } from './problem.ts';
import { account } from './session.ts';

/** Rows of one kind. The rows are checked by the kind's own schema, so that a kind this version doesn't know can be kept aside. */
export const rowsOfKind = z.object({ kind: z.string(), rows: z.array(z.looseObject({ id: z.string() })) });

/** Number of rows and sum of their versions. As no two rows share a version, together they prove a set of rows whole. */
export const digest = z.object({ count: z.int().nonnegative(), versionSum: z.int().nonnegative() });
export const digests = z.record(z.string(), digest);
export type Digests = z.infer<typeof digests>;

/** Most rows on one page of a snapshot. */
export const snapshotPageLimit = 5000;
/** Most changes on one page of the change feed. */
export const changesPageLimit = 5000;
/** Most mutations in one push that every server takes, also one that announces no limits. */
export const usualBatchLimit = 100;
/** Most mutations in one push that this version's server takes, and most bytes of their JSON. */
export const mutationBatchLimit = 2000;
export const mutationBatchBytes = 4 * 1024 * 1024;

/**
 * GET /v1/snapshot?after=&limit= : one page of all that the caller may see, in key order (kind, then id).
 * The walk isn't one read transaction: the changes since `start` make it exact.
 */
export const snapshotPage = z.object({
  epoch: z.string(),
  /** Cursor of the sequence at which the walk began; on the first page only. */
  start: z.string().optional(),
  /** Rows of each kind at the time of the first page, for showing progress; on the first page only. */
  totals: z.record(z.string(), z.int()).optional(),
  sections: z.array(rowsOfKind),
  /** What to pass as `after` for the next page; null on the last one. */
  next: z.string().nullable(),
});
export type SnapshotPage = z.infer<typeof snapshotPage>;

export const change = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('upsert'),
    seq: z.int(),
    kind: z.string(),
    row: z.looseObject({ id: z.string() }),
  }),
  z.object({ op: z.literal('delete'), seq: z.int(), kind: z.string(), id: z.string() }),
  /** The account may not see it any more. It's there for others, or was deleted where the account didn't see it. */
  z.object({ op: z.literal('scope-out'), seq: z.int(), kind: z.string(), id: z.string() }),
]);

/** GET /v1/changes?cursor=&limit=&digest= : what changed since the cursor, in commit order, tombstones included, and what left the account's sight. 410 when the cursor is too old, of another epoch, or of an account that saw something else. */
export const changesPage = z.object({
  epoch: z.string(),
  changes: z.array(change),
  cursor: z.string(),
  /** Sequence of `cursor` as a number, so that a client can tell which of its applied mutations it has passed. */
  seq: z.int(),
  more: z.boolean(),
  /** The account that the changes are for, with the role and the scope that it has at this moment. */
  account: account.optional(),
  /** Count and checksum per kind at `cursor`; only when asked for by `digest=1` and `more` is false. */
  digests: digests.optional(),
});
export type ChangesPage = z.infer<typeof changesPage>;

export const mutationBatch = z.object({ mutations: z.array(mutation).min(1).max(mutationBatchLimit) });

export const fieldConflict = z.object({
  field: z.string(),
  base: z.unknown(),
  mine: z.unknown(),
  theirs: z.unknown(),
  /** Who set it to what it is now, and when. */
  changed: z.object({ by: z.string(), at: z.string() }).optional(),
  /** The entity that the field belongs to, where the mutation names several. */
  entityId: z.string().optional(),
});

/** Something that a mutation needs and that was deleted: what it edits, or the partner that it goes to. */
export const deletedEntity = z.object({
  kind: z.string(),
  id: z.string(),
  name: z.string(),
  by: z.string(),
  at: z.string(),
  /** Mutation id of the deletion, by which it can be restored; left out once the recycle bin has let go of it. */
  deletion: z.string().optional(),
});
export type DeletedEntity = z.infer<typeof deletedEntity>;

/** Something that a part of a bulk delete named and that was left as it is, and why. */
export const leftItem = z.object({
  id: z.string(),
  /** Empty where the account may not know it. */
  name: z.string(),
  /** A sentence. */
  because: z.string(),
  /** What is below it and wasn't shown, if that is why; the first ones. */
  appeared: z.array(z.object({ kind: z.string(), id: z.string(), name: z.string() })),
});
export type LeftItem = z.infer<typeof leftItem>;

/** What became of one mutation. Only `applied` moved anything; every other outcome left the server as it was. */
export const mutationOutcome = z.discriminatedUnion('outcome', [
  /** It took effect (now or at an earlier try) at sequence `seq`. */
  z.object({
    id: z.string(),
    outcome: z.literal('applied'),
    seq: z.int(),
    /** Of a part of a bulk delete: what was left. Left out for nothing. */
    left: z.array(leftItem).optional(),
    /** Of a part of a bulk delete: ids of what somebody else had deleted before. Left out for nothing. */
    gone: z.array(z.string()).optional(),
  }),
  /** Someone else changed the same fields, or deleted what it edits. */
  z.object({
    id: z.string(),
    outcome: z.literal('conflict'),
    because: z.string(),
    entity: z.object({ kind: z.string(), id: z.string() }).optional(),
    conflicts: z.array(fieldConflict),
    /** What was deleted, if that is why. */
    deleted: z.array(deletedEntity).optional(),
  }),
  /** It will never be accepted as it stands. */
  z.object({ id: z.string(), outcome: z.literal('rejected'), problem }),
  /** Not tried, or it failed for a passing reason: send it again. */
  z.object({ id: z.string(), outcome: z.literal('retry'), because: z.string() }),
]);
export type MutationOutcome = z.infer<typeof mutationOutcome>;

/** What a server takes in one push. */
export const pushLimits = z.object({
  /** Most mutations. */
  mutations: z.int().positive(),
  /** Most bytes of their JSON, before it's packed. A single mutation may be larger. */
  bytes: z.int().positive(),
  /** Whether the body may come in gzip (`Content-Encoding: gzip`). */
  gzip: z.boolean(),
});
export type PushLimits = z.infer<typeof pushLimits>;

/** POST /v1/mutations answers one outcome per mutation, in order. */
export const mutationResults = z.object({
  epoch: z.string(),
  results: z.array(mutationOutcome),
  /** What the next push may hold; a server that doesn't say so takes `usualBatchLimit` mutations, unpacked. */
  takes: pushLimits.optional(),
});
export type MutationResults = z.infer<typeof mutationResults>;

/** `data` of the server-sent event `change` of GET /v1/events: there is something new. */
export const changeEvent = z.object({ epoch: z.string(), seq: z.int() });
