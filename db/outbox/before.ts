import { fieldAt, sameValue, type FieldValues } from '../../common/domain/fields.ts';
import { isPlacement, placements, placeOf, type Mutation } from '../../common/domain/mutations.ts';
import type { NewMutation } from '../api.ts';
import type { OpenCache } from '../store/open-cache.ts';
import { activeStates, touchRoles } from './outbox.ts';
import { kindOf } from './touches.ts';

/** One field of one entity that a change sets. `key` is the field's in the change's `before`. */
interface SetField {
  name: Mutation['name'];
  key: string;
  entityId: string;
}

/** Values that a change sets, by the same keys as its `before`. */
export function valuesSet(mutation: NewMutation | Mutation): FieldValues {
  if ('changes' in mutation.args) return mutation.args.changes;
  if (!isPlacement(mutation)) return {};
  const place = placeOf(mutation);
  return Object.fromEntries(mutation.args.ids.map((id) => [id, place] as const));
}

/**
 * What the fields that a change sets held before it: what they hold now, or what the operator saw when the change was begun,
 * where that was something else and somebody else made the difference. Then the server finds the conflict.
 */
export function valuesBefore(cache: OpenCache, request: NewMutation): FieldValues {
  const seen = request.before ?? {};
  const before: FieldValues = {};
  for (const key of Object.keys(valuesSet(request))) {
    const entityId = 'id' in request.args ? request.args.id : key;
    const row = cache.visible.rows.get(kindOf(request), entityId);
    const now = (row && fieldAt(row, isPlacement(request) ? placements[request.name] : key)) ?? null;
    const field = { name: request.name, key, entityId };
    before[key] =
      !(key in seen) || sameValue(seen[key], now) || isOwnNow(cache, field, row?.version)
        ? now
        : withoutGone(cache, field, seen[key] ?? null);
  }
  return before;
}

/** Whether the field holds what a change from here has set, one that waits or the one that last touched the row. */
function isOwnNow(cache: OpenCache, field: SetField, version: number | undefined): boolean {
  const { outbox } = cache.visible;
  const pending = outbox.at(outbox.touching([field.entityId], [touchRoles.named]));
  return (
    pending.some((entry) => activeStates.includes(entry.state) && sets(entry.mutation, field)) ||
    ownChanges(cache, field).some((entry) => entry.state === 'settled' && entry.seq === version)
  );
}

/** What was there before changes from here that were taken back or discarded since; a value that none of them set is left. */
function withoutGone(cache: OpenCache, field: SetField, seen: unknown): unknown {
  let value = seen;
  let own = ownChanges(cache, field);
  for (;;) {
    const at = own.findLastIndex(({ mutation }) => sameValue(valuesSet(mutation)[field.key], value));
    const setter = own[at];
    if (setter?.state !== 'gone') return value;
    value = setter.mutation.before[field.key] ?? null;
    own = own.slice(0, at);
  }
}

function ownChanges({ journal }: OpenCache, field: SetField) {
  return [...journal.entries().values()].filter(({ mutation }) => sets(mutation, field));
}

function sets(mutation: Mutation, { name, key, entityId }: SetField): boolean {
  if (!isAlike(mutation, name) || !(key in valuesSet(mutation))) return false;
  return !('id' in mutation.args) || mutation.args.id === entityId;
}

/** Whether two changes set fields by the same keys: edits of the same kind, or placements by the same field. */
function isAlike(one: Mutation, other: SetField['name']): boolean {
  return one.name === other || (isPlacement(one) && placements[one.name] === fieldPlaced(other));
}

function fieldPlaced(name: Mutation['name']): string | undefined {
  const fields: Partial<Record<Mutation['name'], string>> = placements;
  return fields[name];
}
