import { z } from 'zod';
import { conflictKind, decision } from '../domain/decisions.ts';
import { entityKind } from '../domain/entities.ts';
import { settlementChoice } from '../domain/settlement.ts';
import { deletedEntity, fieldConflict } from '../partner-api/sync-door.ts';

/** Shapes of the screens of conflicts and of what was settled here. Ids are UUIDs, times ISO 8601. */

/** Names of entities among the values, by id. */
const names = z.record(z.string(), z.string());

/** One conflict, as the list shows it. Its id is the change's; of two of one name it's both of theirs. */
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

const twinSide = z.object({ id: z.string(), name: z.string(), city: z.string(), createdAt: z.string() });
const partnerSide = twinSide.extend({ email: z.string(), customers: z.int() });
const customerSide = twinSide.extend({
  email: z.string(),
  reference: z.string(),
  sites: z.int(),
  /** Of its sites. */
  probes: z.int(),
  visits: z.int(),
  projects: z.int(),
  /** Null until it's confirmed. */
  customerId: z.string().nullable(),
});
const siteSide = twinSide.extend({
  street: z.string(),
  contact: z.string(),
  probes: z.int(),
  visits: z.int(),
});

/** Two of one name, side by side: mine is the one that was made here. */
const twins = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('partner'), mine: partnerSide, theirs: partnerSide }),
  z.object({
    kind: z.literal('customer'),
    mine: customerSide,
    theirs: customerSide,
    /** Id of the partner of both; null for two direct customers. */
    partner: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('site'),
    mine: siteSide,
    theirs: siteSide,
    /** Id of the customer of both. */
    customer: z.string(),
    /** What that customer granted; null where it isn't here. */
    grants: z.array(z.string()).nullable(),
  }),
]);
export type Twins = z.infer<typeof twins>;

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
  twins: twins.nullable(),
  names,
  revision: z.int(),
});
export type ConflictDetail = z.infer<typeof conflictDetail>;

/** Why mine of two of one name can't be deleted, whoever asks: a partner that has customers isn't. Undefined where it can. */
export function whyNotDeleteMine(two: Twins): string | undefined {
  if (two.kind !== 'partner' || two.mine.customers === 0) return undefined;
  const { customers } = two.mine;
  const [has, move] =
    customers === 1 ? ['a customer', 'it'] : [`${customers.toLocaleString('en')} customers`, 'them'];
  return `Yours has ${has}, and a partner is deleted once it has none. Move ${move} first.`;
}

/** What is decided of two of one name. */
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

/** What of that is meant: by whose name, of which kind of thing, from and before when (ISO), with all words of a text. */
export const settledFilter = z
  .object({ text: z.string().max(200), by: z.string(), kind: entityKind, from: z.string(), to: z.string() })
  .partial();
export type SettledFilter = z.infer<typeof settledFilter>;

/** What was settled on this computer, newest first. */
export const decisionPage = z.object({
  total: z.int(),
  rows: z.array(decision),
  /** Names of all who have settled anything here. */
  people: z.array(z.string()),
  names,
  revision: z.int(),
});
export type DecisionPage = z.infer<typeof decisionPage>;
