import { z } from 'zod';
import { entityKind, type EntityKind } from './entities.ts';
import type { Mutation } from './mutations.ts';

/** What kinds of conflict there are for a person to settle. */
export const conflictKinds = [
  /** Somebody else changed the same fields. */
  'fields',
  /** Somebody else moved the same customers. */
  'move',
  /** Somebody else deleted what the change edits or moves. */
  'deleted',
  /** Somebody else deleted the partner, the customer or the site that the change needs. */
  'parent-deleted',
  /** Two people made a partner, a customer or a site of the same name, under the same partner or for the same customer; nothing is held up. */
  'same-name',
  /** The partner API will never accept it as it stands. */
  'rejected',
  /** It makes no sense on the rows as they are now. */
  'parked',
] as const;
export const conflictKind = z.enum(conflictKinds);
export type ConflictKind = z.infer<typeof conflictKind>;

/** A value that lost: mine or theirs, and who had set it and when, where that's known. */
const lostValue = z.object({
  whose: z.enum(['mine', 'theirs']),
  value: z.unknown(),
  by: z.string().nullable(),
  at: z.string().nullable(),
});

/** What was decided of one field. */
export const decidedField = z.object({
  field: z.string(),
  /** The entity that the field belongs to, where the change concerned several. */
  entityId: z.string().nullable(),
  base: z.unknown(),
  kept: z.unknown(),
  lost: z.array(lostValue),
});
export type DecidedField = z.infer<typeof decidedField>;

/** How a conflict ended. */
export const decisionOutcomes = [
  /** Mine is sent over theirs, wholly. */
  'mine',
  /** Theirs stands, wholly; mine was withdrawn. */
  'theirs',
  /** Some of each, or values of neither. */
  'mixed',
  /** What was deleted is restored, and mine is sent on top. */
  'restored',
  /** Mine goes to another partner, or to none. */
  'other-partner',
  /** Mine goes to another customer, or to none where it may be nobody's. */
  'other-customer',
  /** Mine goes to another site. */
  'other-site',
  /** Two of the same name both stay. */
  'both',
  /** Of two of the same name mine is deleted. */
  'mine-deleted',
] as const;

/** What was settled on this computer: what was kept, what lost, by whom and when. It's never forgotten. */
export const decision = z.object({
  id: z.string(),
  at: z.string(),
  /** Name of who decided; empty when nobody was signed in. */
  by: z.string(),
  /** Id of the change that was settled; null where no change was held up. */
  change: z.string().nullable(),
  /** The change as a sentence. */
  title: z.string(),
  kind: conflictKind,
  outcome: z.enum(decisionOutcomes),
  entities: z.array(z.object({ kind: entityKind, id: z.string() })),
  fields: z.array(decidedField),
  /** Names of what the fields hold by id, as they were then: what was deleted has them nowhere else. Left out by older versions. */
  names: z.record(z.string(), z.string()).optional(),
});
export type Decision = z.infer<typeof decision>;

/** Of the names that are known those of what the fields hold, or belong to. */
export function namesOfFields(
  fields: readonly DecidedField[],
  known: Readonly<Record<string, string>>,
): Record<string, string> {
  const held = fields.flatMap(({ base, kept, lost, entityId }) => [
    ...[base, kept, entityId],
    ...lost.map(({ value }) => value),
  ]);
  return Object.fromEntries(
    held.flatMap((id) => {
      const name = typeof id === 'string' ? known[id] : undefined;
      return name ? [[id, name]] : [];
    }),
  );
}

/** What a change names, as a decision remembers it: the first ones, where it names thousands. */
export function entitiesOf({ name, args }: Mutation): Decision['entities'] {
  const kind = name.slice(0, name.indexOf('.')) as EntityKind;
  const ids = 'ids' in args ? args.ids.slice(0, 200) : [args.id];
  return ids.map((id) => ({ kind, id }));
}
