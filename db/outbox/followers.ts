import { fieldsByLeaf, leavesByKind, sameValue, type FieldValues } from '../../common/domain/fields.ts';
import { isPlacement, placements, type Mutation } from '../../common/domain/mutations.ts';
import { valuesSet } from './before.ts';
import type { CarriedProbe } from './carried.ts';
import type { OutboxEntry } from './outbox.ts';
import { kindOf } from './touches.ts';

/** A value that a change sets, or that it was made on top of: of which field of which entity, and the key in `before`. */
interface FieldValue {
  /** `customer/<id>/address.city` */
  field: string;
  key: string;
  value: unknown;
}

/**
 * The later changes as they must be once an earlier one is gone. Where a later one was made on top of the value that the gone
 * one had set, it's now made on top of what was there before that: else the server would see a conflict where there's none.
 * @param carried probes that the gone one had put somewhere else without naming them
 */
export function followersWithout(
  gone: OutboxEntry,
  linked: readonly OutboxEntry[],
  carried: readonly CarriedProbe[] = [],
): OutboxEntry[] {
  const former = new Map<string, unknown>([
    ...fieldsOf(gone.mutation, gone.mutation.before).map(({ field, value }) => [field, value] as const),
    ...carried.map((probe) => [placeField(probe.id), probe.former] as const),
  ]);
  return followersOnTop(gone, (field) => former.get(field), linked, carried);
}

/**
 * The later changes as they must be once an earlier one has other values. Where a later one was made on top of a value of the
 * earlier one, it's now made on top of the new value, or where that isn't set any more, of what `before` has for it.
 */
export function followersAmended(
  former: OutboxEntry,
  { mutation, before }: { mutation: Mutation; before: FieldValues },
  linked: readonly OutboxEntry[],
): OutboxEntry[] {
  const under = [
    ...fieldsOf(mutation, { ...former.mutation.before, ...before }),
    ...fieldsOf(mutation, fieldsSet(mutation)),
  ];
  const values = new Map(under.map(({ field, value }) => [field, value]));
  return followersOnTop(former, (field) => values.get(field), linked);
}

/** @param valueNow what the field holds beneath the later changes now; undefined leaves them as they are */
function followersOnTop(
  former: OutboxEntry,
  valueNow: (field: string) => unknown,
  linked: readonly OutboxEntry[],
  carried: readonly CarriedProbe[] = [],
): OutboxEntry[] {
  const open = new Map<string, unknown>([
    ...fieldsOf(former.mutation, fieldsSet(former.mutation)).map(
      ({ field, value }) => [field, value] as const,
    ),
    ...carried.map(({ id, place }) => [placeField(id), place] as const),
  ]);
  const rewritten: OutboxEntry[] = [];
  for (const entry of linked) {
    if (entry.position <= former.position) continue;
    const before: FieldValues = { ...entry.mutation.before };
    let differs = false;
    for (const { field, key, value } of fieldsOf(entry.mutation, entry.mutation.before)) {
      if (!open.has(field)) continue;
      const set = open.get(field);
      open.delete(field);
      if (entry.departed || !sameValue(value, set)) continue;
      const now = valueNow(field);
      if (now === undefined) continue;
      before[key] = now;
      differs = true;
    }
    if (differs) rewritten.push({ ...entry, mutation: { ...entry.mutation, before } });
  }
  return rewritten;
}

function placeField(probeId: string): string {
  return `probe/${probeId}/${placements['probe.associate']}`;
}

/** What a change sets, by the keys that a `before` of the same fields has. */
function fieldsSet(mutation: Mutation): FieldValues {
  if ('fields' in mutation.args) return fieldsByLeaf(mutation.args.fields, leavesByKind[kindOf(mutation)]);
  return valuesSet(mutation);
}

function fieldsOf(mutation: Mutation, values: FieldValues): FieldValue[] {
  const kind = kindOf(mutation);
  return Object.entries(values).map(([key, value]) => ({
    field:
      'id' in mutation.args
        ? `${kind}/${mutation.args.id}/${key}`
        : `${kind}/${key}/${isPlacement(mutation) ? placements[mutation.name] : ''}`,
    key,
    value,
  }));
}

/** Those that follow changes or restore what they deleted, as they are once those have other ids; `renewed` is old id → new id. */
export function followersRenewed(
  all: readonly OutboxEntry[],
  renewed: ReadonlyMap<string, string>,
): OutboxEntry[] {
  const idNow = (id: string) => renewed.get(id) ?? id;
  return all
    .filter(({ mutation }) => mutation.after.some((earlier) => renewed.has(earlier)))
    .map((entry) => {
      const mutation = { ...entry.mutation, after: entry.mutation.after.map(idNow) };
      const { args } = mutation;
      if (!('deletion' in args) || !renewed.has(args.deletion)) return { ...entry, mutation };
      return {
        ...entry,
        mutation: { ...mutation, args: { ...args, deletion: idNow(args.deletion) } } as Mutation,
      };
    });
}
