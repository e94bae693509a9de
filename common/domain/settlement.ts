import { z } from 'zod';
import type { DeletedEntity } from '../partner-api/sync-door.ts';
import { chosenPlace, placeTitles, type ChosenPlace } from './another-place.ts';
import type { ConflictKind, DecidedField, Decision } from './decisions.ts';
import { entityKinds } from './entities.ts';
import { fieldTitle } from './field-titles.ts';
import { fieldsByLeaf, leafAt, leavesByKind, type FieldValues } from './fields.ts';
import { entityId } from './ids.ts';
import { meansTheSame, type FieldConflict } from './merge.ts';
import { isPlacement, placements, placeOf, type Mutation } from './mutations.ts';

const fieldChoice = z.discriminatedUnion('keep', [
  z.object({ keep: z.literal('mine') }),
  z.object({ keep: z.literal('theirs') }),
  z.object({ keep: z.literal('edited'), value: z.unknown() }),
]);
export type FieldChoice = z.infer<typeof fieldChoice>;

/** What a person decides of one conflict. */
export const settlementChoice = z.discriminatedUnion('how', [
  /** Mine over theirs, as it was meant. */
  z.object({ how: z.literal('mine') }),
  /** Theirs stands; mine is withdrawn. */
  z.object({ how: z.literal('theirs') }),
  /** Field by field, by dotted path; for a move customer by customer, by id. */
  z.object({ how: z.literal('fields'), fields: z.record(z.string(), fieldChoice) }),
  /** What was deleted is restored first. */
  z.object({ how: z.literal('restore') }),
  /** Another partner in place of the deleted one; null makes it a direct customer. */
  z.object({ how: z.literal('partner'), partnerId: entityId.nullable() }),
  /** Another customer in place of the deleted one; null where what goes there may be nobody's. */
  z.object({ how: z.literal('customer'), customerId: entityId.nullable() }),
  /** Another site in place of the deleted one. */
  z.object({ how: z.literal('site'), siteId: entityId }),
]);
export type SettlementChoice = z.infer<typeof settlementChoice>;

/** A change that waits for a decision, with all that is known of why. */
export interface StuckChange {
  kind: ConflictKind;
  mutation: Mutation;
  conflicts: readonly FieldConflict[];
  deleted: readonly DeletedEntity[];
}

const restorableKinds = [
  'brand',
  'billingAccount',
  'partner',
  'customer',
  'site',
  'visitTemplate',
  'visit',
] as const;
type RestorableKind = (typeof restorableKinds)[number];

/** What has to be brought back before the change can be sent. */
export interface RestoreRequest {
  kind: RestorableKind;
  deletion: string;
  ids: string[];
}

export interface Settlement {
  /** What takes the change's place; null where nothing is left of it and it's withdrawn. */
  next: { args: Mutation['args']; before: FieldValues } | null;
  restore: RestoreRequest[];
  outcome: Decision['outcome'];
  fields: DecidedField[];
}

/** What is wrong with a choice: the field by path, and a sentence that names it. */
export interface ChoiceFault {
  path: string;
  message: string;
}

type Placement = Extract<Mutation, { name: keyof typeof placements }>;
type Outcome = { settlement: Settlement } | { faults: ChoiceFault[] };

/**
 * A conflict and what a person chose: what is to be sent in place of the stuck change, what has to be restored first, and what
 * is to be remembered of the values that lost. A choice that doesn't fit is refused with its field; nothing is settled then.
 */
export function settleConflict(stuck: StuckChange, choice: SettlementChoice): Outcome {
  switch (choice.how) {
    case 'theirs':
      return { settlement: { next: null, restore: [], outcome: 'theirs', fields: allOfMine(stuck) } };
    case 'restore':
      return restored(stuck);
    case 'partner':
      return atAnother(stuck, 'partner', choice.partnerId);
    case 'customer':
      return atAnother(stuck, 'customer', choice.customerId);
    case 'site':
      return atAnother(stuck, 'site', choice.siteId);
    case 'mine':
      return stuck.kind === 'deleted' || stuck.kind === 'parent-deleted'
        ? fault('', `${deletedName(stuck)} was deleted. Restore it, or let it stay deleted.`)
        : byFields(stuck, everything(stuck, 'mine'));
    case 'fields':
      return byFields(stuck, choice.fields);
  }
}

/** By what a choice names a conflict: the customer of a move, else the field. */
export function conflictKey({ field, entityId: id }: FieldConflict): string {
  return id ?? field;
}

function everything({ conflicts }: StuckChange, keep: 'mine' | 'theirs'): Record<string, FieldChoice> {
  return Object.fromEntries(conflicts.map((conflict) => [conflictKey(conflict), { keep }]));
}

function byFields(stuck: StuckChange, chosen: Record<string, FieldChoice>): Outcome {
  const faults = faultsOf(stuck, chosen);
  if (faults.length > 0) return { faults };
  const { mutation } = stuck;
  const fields = stuck.conflicts.map((conflict) => decided(conflict, chosen[conflictKey(conflict)]));
  const outcome = outcomeOf(Object.values(chosen));
  if (isPlacement(mutation))
    return {
      settlement: {
        next: placedAs(mutation, stuck, chosen),
        restore: [],
        outcome,
        fields: [...fields, ...leftOut(stuck)],
      },
    };
  const next =
    'changes' in mutation.args
      ? updatedAs(mutation.args, mutation.before, stuck, chosen)
      : { args: mutation.args, before: mutation.before };
  return { settlement: { next, restore: [], outcome, fields } };
}

function faultsOf(stuck: StuckChange, chosen: Record<string, FieldChoice>): ChoiceFault[] {
  const known = new Map(stuck.conflicts.map((conflict) => [conflictKey(conflict), conflict]));
  const faults: ChoiceFault[] = [];
  for (const path of Object.keys(chosen))
    if (!known.has(path)) faults.push({ path, message: `${fieldTitle(path)} isn’t in conflict.` });
  for (const [path, { field }] of known) {
    const choice = chosen[path];
    if (!choice) faults.push({ path, message: `${fieldTitle(field)}: choose which value to keep.` });
    else if (choice.keep === 'edited') {
      const because = faultOfValue(stuck.mutation, path, choice.value);
      if (because) faults.push({ path, message: naming(fieldTitle(field), because) });
    }
  }
  return faults;
}

/** A sentence about a field that names it, once. */
function naming(title: string, sentence: string): string {
  return sentence.toLowerCase().includes(title.toLowerCase()) ? sentence : `${title}: ${sentence}`;
}

function faultOfValue({ name, args }: Mutation, path: string, value: unknown): string | undefined {
  if (!('changes' in args)) return 'it can’t be edited here.';
  const kind = entityKinds.find((one) => name === `${one}.update`);
  const leaf = kind && leafAt(leavesByKind[kind], path);
  if (!leaf) return 'it can’t be edited by this version.';
  const parsed = z.safeParse(leaf, value);
  return parsed.success ? undefined : (parsed.error.issues[0]?.message ?? 'it doesn’t fit.');
}

function updatedAs(
  args: { id: string; changes: FieldValues },
  formerly: FieldValues,
  { conflicts }: StuckChange,
  chosen: Record<string, FieldChoice>,
): Settlement['next'] {
  const changes = { ...args.changes };
  const before = { ...formerly };
  for (const conflict of conflicts) {
    const { field, theirs } = conflict;
    const value = keptValue(conflict, chosen[field]);
    // What later changes here were made on top of becomes theirs, also where nothing of mine is left.
    before[field] = theirs;
    if (meansTheSame(value, theirs)) delete changes[field];
    else changes[field] = value;
  }
  return Object.keys(changes).length > 0 ? { args: { id: args.id, changes }, before } : null;
}

function placedAs(
  { args, before: formerly }: Placement,
  { conflicts, deleted }: StuckChange,
  chosen: Record<string, FieldChoice>,
): Settlement['next'] {
  const gone = new Set(deleted.map(({ id }) => id));
  const before = { ...formerly };
  for (const conflict of conflicts) {
    const key = conflictKey(conflict);
    before[key] = conflict.theirs;
    if (chosen[key]?.keep !== 'mine') gone.add(key);
  }
  const ids = args.ids.filter((id) => !gone.has(id));
  return ids.length > 0 ? { args: { ...args, ids }, before } : null;
}

function restored(stuck: StuckChange): Outcome {
  const { mutation, deleted, conflicts } = stuck;
  if (deleted.length === 0) return fault('', 'Nothing that this change needs was deleted.');
  const requests = new Map<string, RestoreRequest>();
  for (const { kind, id, name, deletion } of deleted) {
    const restorable = restorableKinds.find((one) => one === kind);
    if (deletion === undefined || !restorable)
      return fault(
        id,
        `${name || 'It'} can’t be restored: it isn’t in the recycle bin any more, or nobody said by which deletion it went.`,
      );
    const request = requests.get(`${kind} ${deletion}`);
    if (request) request.ids.push(id);
    else requests.set(`${kind} ${deletion}`, { kind: restorable, deletion, ids: [id] });
  }
  const before = { ...mutation.before };
  for (const conflict of conflicts) before[conflictKey(conflict)] = conflict.theirs;
  return {
    settlement: {
      next: { args: mutation.args, before },
      restore: [...requests.values()],
      outcome: 'restored',
      fields: conflicts.map((conflict) => decided(conflict, { keep: 'mine' })),
    },
  };
}

function atAnother(
  { kind, mutation, deleted }: StuckChange,
  wanted: ChosenPlace['kind'],
  id: string | null,
): Outcome {
  const place = chosenPlace(mutation);
  const title = placeTitles[wanted];
  if (kind !== 'parent-deleted' || place?.kind !== wanted)
    return fault(`${wanted}Id`, `${title}: this change goes to no ${wanted} that could be another one.`);
  if (id === null && !place.mayBeNone) return fault(place.field, `${title}: choose one.`);
  if (deleted.some((gone) => gone.id === id))
    return fault(place.field, `${title}: choose one that wasn’t deleted.`);
  const lost = [{ whose: 'mine' as const, value: place.id, by: null, at: mutation.at }];
  const field = { field: place.field, entityId: null, base: null, kept: id, lost };
  return {
    settlement: {
      next: { args: place.argsTo(id) as Mutation['args'], before: mutation.before },
      restore: [],
      outcome: `other-${wanted}`,
      fields: [field],
    },
  };
}

function decided(conflict: FieldConflict, choice: FieldChoice | undefined): DecidedField {
  const { field, base, mine, theirs, changed } = conflict;
  const kept = keptValue(conflict, choice);
  const lost: DecidedField['lost'] = [];
  if (!meansTheSame(kept, mine)) lost.push({ whose: 'mine', value: mine, by: null, at: null });
  if (!meansTheSame(kept, theirs))
    lost.push({ whose: 'theirs', value: theirs, by: changed?.by ?? null, at: changed?.at ?? null });
  return { field, entityId: conflict.entityId ?? null, base, kept, lost };
}

function keptValue({ mine, theirs }: FieldConflict, choice: FieldChoice | undefined): unknown {
  if (choice?.keep === 'edited') return choice.value;
  return choice?.keep === 'mine' ? mine : theirs;
}

function outcomeOf(choices: readonly FieldChoice[]): Decision['outcome'] {
  const [first] = choices;
  const alike = choices.every(({ keep }) => keep === first?.keep) && first?.keep !== 'edited';
  return alike ? (first?.keep === 'theirs' ? 'theirs' : 'mine') : 'mixed';
}

/** Everything that a withdrawn change would have set: what was in conflict, and the rest, which nobody else has touched. */
function allOfMine(stuck: StuckChange): DecidedField[] {
  const { mutation, conflicts } = stuck;
  const inConflict = conflicts.map((conflict) => decided(conflict, { keep: 'theirs' }));
  if (isPlacement(mutation)) return [...inConflict, ...leftOut(stuck)];
  const { args } = mutation;
  const kind = entityKinds.find((one) => mutation.name === `${one}.create`);
  const values =
    'fields' in args && kind
      ? fieldsByLeaf(args.fields, leavesByKind[kind])
      : 'changes' in args
        ? args.changes
        : {};
  const rest = Object.entries(values)
    .filter(([field, value]) => !conflicts.some((one) => one.field === field) && !meansTheSame(value, null))
    .map(([field, value]) => withdrawn(field, value, mutation.before[field] ?? null, null));
  return [...inConflict, ...rest];
}

/** What a change would have put somewhere else, but for its having been deleted. */
function leftOut({ mutation, deleted }: StuckChange): DecidedField[] {
  if (!isPlacement(mutation)) return [];
  return deleted
    .filter(({ id }) => mutation.args.ids.includes(id))
    .map(({ id }) =>
      withdrawn(placements[mutation.name], placeOf(mutation), mutation.before[id] ?? null, id),
    );
}

function withdrawn(field: string, value: unknown, base: unknown, id: string | null): DecidedField {
  return { field, entityId: id, base, kept: base, lost: [{ whose: 'mine', value, by: null, at: null }] };
}

function deletedName({ deleted }: StuckChange): string {
  return deleted.length === 1 && deleted[0]?.name ? deleted[0].name : 'What it needs';
}

function fault(path: string, message: string): Outcome {
  return { faults: [{ path, message }] };
}
