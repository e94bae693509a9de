import { z } from 'zod';
import { entityKind } from '../domain/entities.ts';
import { outboxRow, outboxStates } from './views.ts';

/** Shapes of the outbox screen. Ids are UUIDs, times ISO 8601. */

/** Which changes the outbox shows; always in the order of sending. */
export const outboxQuery = z.object({
  /** Any of these states; none means all. */
  states: z.array(z.enum(outboxStates)).default([]),
  /** Text in the title, the answer or the id, blind to accents and case. */
  search: z.string().max(200).default(''),
});
export type OutboxQuery = z.input<typeof outboxQuery>;

/** One change of the outbox, as the list shows it. */
export const outboxLine = outboxRow.extend({
  /** Its place in line, from 1. */
  order: z.int(),
  /** It was sent, and no answer has said that it wasn't applied. */
  departed: z.boolean(),
  /** Title of the first change that it still waits for. */
  waitsFor: z.string().nullable(),
});
export type OutboxLine = z.infer<typeof outboxLine>;

const outboxCounts = z.record(z.enum(outboxStates), z.int());

/** A stretch of the outbox. */
export const outboxWindow = z.object({
  /** How many match. */
  total: z.int(),
  /** How many are in the outbox. */
  unfiltered: z.int(),
  /** How many are in each state, whatever is looked for. */
  counts: outboxCounts,
  rows: z.array(outboxLine),
  revision: z.int(),
});
export type OutboxWindow = z.infer<typeof outboxWindow>;

const changeLink = z.object({ id: z.string(), title: z.string(), state: z.enum(outboxStates) });
export type ChangeLink = z.infer<typeof changeLink>;

/** Something that came of sending a change, or that the operator did with it. */
export const outboxEvent = z.object({
  at: z.string(),
  /** How often it had been sent by then. */
  attempt: z.int(),
  what: z.enum(['unanswered', 'again', 'conflict', 'rejected', 'retried', 'edited', 'imported']),
  /** The answer as a sentence. */
  said: z.string().nullable(),
});
export type OutboxEvent = z.infer<typeof outboxEvent>;

/** One change in the outbox, with everything that's known of it. */
export const changeDetail = z.object({
  change: outboxLine,
  kind: entityKind,
  /** What it sets, by dotted path. `before` is null for something new. */
  fields: z.array(z.object({ path: z.string(), before: z.unknown(), after: z.unknown() })),
  /** Where what it names goes: the id of a partner or site, or null for none; left out for every other change. */
  goesTo: z.string().nullable().optional(),
  /** What it names, where it names several things or sets no field; the first ones. `from` is the partner before a move. */
  things: z.object({
    total: z.int(),
    first: z.array(z.object({ id: z.string(), name: z.string(), from: z.string().nullable() })),
  }),
  /** Names of partners and brands among the values, by id. */
  names: z.record(z.string(), z.string()),
  /** Whether what it edits is here. */
  isHere: z.boolean(),
  follows: z.array(changeLink),
  followedBy: z.object({ total: z.int(), first: z.array(changeLink) }),
  /** It was sent and no answer came: the partner API may have applied it. */
  mayHaveArrived: z.boolean(),
  history: z.array(outboxEvent),
  /** Fields that the partner API named when it rejected the change. */
  faults: z.array(z.object({ path: z.string(), message: z.string() })),
  revision: z.int(),
});
export type ChangeDetail = z.infer<typeof changeDetail>;

/** Changes as named in a consequence; the first ones. */
const someChanges = z.object({
  total: z.int(),
  first: z.array(z.object({ id: z.string(), title: z.string(), because: z.string().nullable() })),
});

/** What discarding changes would do, tried out and taken back. */
export const discardImpact = z.object({
  /** What goes. */
  discarded: someChanges,
  /** What can't be discarded, and why. */
  refused: someChanges,
  /** Later changes that make no sense any more without them. */
  parked: someChanges,
  /** Later changes that then wait until it's decided what becomes of the parked ones. */
  held: someChanges,
  /** Later changes that are then made on top of what was there before. */
  rewritten: someChanges,
  /** How many of the discarded ones the partner API may have applied. */
  mayHaveArrived: z.int(),
  /** Rows that look different afterwards; the first ones. */
  rows: z.object({
    total: z.int(),
    first: z.array(
      z.object({
        kind: entityKind,
        id: z.string(),
        name: z.string(),
        becomes: z.enum(['gone', 'back', 'changed']),
        fields: z.array(z.object({ path: z.string(), before: z.unknown(), after: z.unknown() })),
      }),
    ),
  }),
  /** Names of partners and brands among the values, by id. */
  names: z.record(z.string(), z.string()),
});
export type DiscardImpact = z.infer<typeof discardImpact>;

/** What becomes of one change of a file that is imported. */
export const importFate = z.enum([
  /** It's queued with its own id, at the end of the line. */
  'added',
  /** It's in the outbox already. */
  'here',
  /** It was confirmed here. */
  'confirmed',
  /** It was discarded or edited here. */
  'discarded',
]);
export type ImportFate = z.infer<typeof importFate>;

/** What importing a file would do. Nothing has been queued. */
export const importPreview = z.object({
  /** By which the import is accepted. */
  token: z.string(),
  source: z.object({
    kind: z.enum(['file', 'journal']),
    madeAt: z.string().nullable(),
    /** Whose it is; null where the file doesn't say. */
    account: z.string().nullable(),
    server: z.string().nullable(),
  }),
  /** What to know before accepting, as sentences. */
  cautions: z.array(z.string()),
  /** Photos and reports that come along and aren't here yet. */
  files: z.object({ count: z.int(), bytes: z.int() }),
  counts: z.record(importFate, z.int()),
  /** Every change in the file's order; the first thousand. */
  changes: z.array(z.object({ id: z.string(), title: z.string(), fate: importFate })),
});
export type ImportPreview = z.infer<typeof importPreview>;
