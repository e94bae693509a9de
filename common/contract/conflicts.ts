import { z } from 'zod';
import { conflictKind, decision } from '../domain/decisions.ts';
import { entityKind } from '../domain/entities.ts';
import { settlementChoice } from '../domain/settlement.ts';
import { deletedEntity, fieldConflict } from '../partner-api/sync-door.ts';

/** Shapes of the screens of conflicts and of what was settled here. Ids are UUIDs, times ISO 8601. */

/** Names of entities among the values, by id. */
const names = z.record(z.string(), z.string());

/** One conflict, as the list shows it. Its id is the change's; of two customers of one name it's both of theirs. */
export const conflictRow = z.object({
  id: z.string(),
  kind: conflictKind,
  /** Name of the change, such as `customer.update`; null for two of one name. */
  action: z.string().nullable(),
  /** The change as a sentence. */
  title: z.string(),
  /** What it's about; null where it's about several things. */
  entity: z.object({ kind: entityKind, id: z.string() }).nullable(),
  /** When the change was made, or the second of one name came. */
  at: z.string(),
  /** Fields in conflict, by dotted path. */
  fields: z.array(z.string()),
  /** What the partner API said, as a sentence. */
  because: z.string().nullable(),
});
export type ConflictRow = z.infer<typeof conflictRow>;

/** Conflicts in the order in which their changes were made, then those of one name. */
export const conflictPage = z.object({ total: z.int(), rows: z.array(conflictRow), revision: z.int() });
export type ConflictPage = z.infer<typeof conflictPage>;

const twinSide = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  reference: z.string(),
  city: z.string(),
  createdAt: z.string(),
  sites: z.int(),
  /** Null until it's confirmed. */
  customerId: z.string().nullable(),
});

/** One conflict with all that's known of it. */
export const conflictDetail = z.object({
  row: conflictRow,
  /** What both sides changed. */
  conflicts: z.array(fieldConflict),
  /** What the change sets besides; nobody else has touched it. */
  others: z.array(z.object({ field: z.string(), base: z.unknown(), mine: z.unknown() })),
  /** What was deleted that the change needs. Who, when and by which deletion may be unknown, and is then empty. */
  deleted: z.array(deletedEntity),
  /** What the change names, the first ones. */
  things: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Changes that wait for this one to be settled. */
  followedBy: z.int(),
  twins: z.object({ mine: twinSide, theirs: twinSide, partner: z.string().nullable() }).nullable(),
  names,
  revision: z.int(),
});
export type ConflictDetail = z.infer<typeof conflictDetail>;

/** What is decided of two customers of one name. */
const twinChoice = z.discriminatedUnion('how', [
  z.object({ how: z.literal('keep-both') }),
  z.object({ how: z.literal('delete-mine') }),
]);

/** A conflict and what's decided of it. */
export const conflictChoice = z.object({
  id: z.string(),
  choice: z.union([settlementChoice, twinChoice]),
});
export type ConflictChoice = z.infer<typeof conflictChoice>;

/** What was settled on this computer, newest first. */
export const decisionPage = z.object({
  total: z.int(),
  rows: z.array(decision),
  names,
  revision: z.int(),
});
export type DecisionPage = z.infer<typeof decisionPage>;
