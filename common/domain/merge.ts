import { fieldAt, sameValue, type FieldValues } from './fields.ts';
import { visitStatuses } from './visits.ts';

export interface FieldConflict {
  /** Dotted path of the field. */
  field: string;
  /** What it was when the change was made. */
  base: unknown;
  /** What the change sets it to. */
  mine: unknown;
  /** What it is now. */
  theirs: unknown;
  /** Who set it to what it is now, and when (ISO); left out where nobody knows. */
  changed?: { by: string; at: string } | undefined;
  /** The entity that the field belongs to, for a change that concerns several. */
  entityId?: string | undefined;
}

export type Merge = { merged: true; apply: FieldValues } | { merged: false; conflicts: FieldConflict[] };

/** Most entries that a list has after merging; both sides together may have more than either could save. */
const mergedListLimit = 20;

/**
 * Three-way merge of one change over the current row, field by field. A field that nobody else touched, or that somebody
 * else set to the same value, merges; a list merges entry by entry; of how far a visit has come the furthest stands; any other
 * is a conflict, and then nothing of the change is applied.
 * @param changes new values by dotted path
 * @param before what those fields held when the change was made
 * @param current the row as it is now
 */
export function mergeFields(changes: FieldValues, before: FieldValues, current: object): Merge {
  const apply: FieldValues = {};
  const conflicts: FieldConflict[] = [];
  for (const [field, mine] of Object.entries(changes)) {
    const theirs = fieldAt(current, field);
    if (meansTheSame(theirs, mine)) continue;
    const base = before[field];
    if (meansTheSame(theirs, base)) {
      apply[field] = mine;
      continue;
    }
    const list =
      base === undefined
        ? undefined
        : (furthest(field, base, mine, theirs) ?? mergeLists(base, mine, theirs));
    if (list === undefined) conflicts.push({ field, base: base ?? null, mine, theirs: theirs ?? null });
    else if (!meansTheSame(list, theirs)) apply[field] = list;
  }
  return conflicts.length > 0 ? { merged: false, conflicts } : { merged: true, apply };
}

/**
 * What the fields show with a change on top of a row, before the server has decided: its own values, and lists merged entry by
 * entry as the server will.
 */
export function valuesOnTop(changes: FieldValues, before: FieldValues, current: object): FieldValues {
  const shown = Object.entries(changes).map(([field, mine]): [string, unknown] => {
    const [base, theirs] = [before[field], fieldAt(current, field)];
    if (!Array.isArray(mine) || base === undefined || meansTheSame(theirs, base)) return [field, mine];
    return [field, mergeLists(base, mine, theirs) ?? mine];
  });
  return Object.fromEntries(shown);
}

/** Whether two values of a field say the same to a person: missing, null, empty text and an empty list are all "nothing". */
export function meansTheSame(a: unknown, b: unknown): boolean {
  return sameEntry(a, b) || (isNothing(a) && isNothing(b)) || sameList(a, b);
}

/**
 * Two people who begin or end the same visit mean the same: it began when the first did and ended when the last did, and is as
 * far as the one who is further. Undefined where one of them went back, and for every other field.
 */
function furthest(field: string, base: unknown, mine: unknown, theirs: unknown): unknown {
  if (field === 'status') {
    const [was, ours, now] = [base, mine, theirs].map((one) =>
      visitStatuses.findIndex((each) => each === one),
    );
    if (was === undefined || ours === undefined || now === undefined || was < 0) return undefined;
    return ours > was && now > was ? visitStatuses[Math.max(ours, now)] : undefined;
  }
  if (field !== 'startedAt' && field !== 'endedAt') return undefined;
  if (!isNothing(base) || typeof mine !== 'string' || typeof theirs !== 'string') return undefined;
  const mineIsEarlier = Date.parse(mine) < Date.parse(theirs);
  return mineIsEarlier === (field === 'startedAt') ? mine : theirs;
}

/** Both lists together: theirs, then what only mine has. */
export function joinLists(theirs: readonly unknown[], mine: readonly unknown[]): unknown[] {
  return [...theirs, ...without(mine, theirs)];
}

/**
 * The list with what either side added and without what either removed; undefined where one of the values is no list, where
 * both replaced the same entry by different ones, or where it would become too long.
 */
function mergeLists(base: unknown, mine: unknown, theirs: unknown): unknown[] | undefined {
  const [was, ours, now] = [asList(base), asList(mine), asList(theirs)];
  if (!was || !ours || !now) return undefined;
  const removed = without(was, ours);
  const added = without(ours, was);
  if (bothReplaced(removed, added, without(was, now), without(now, was))) return undefined;
  const merged = joinLists(without(now, removed), added);
  return merged.length > mergedListLimit ? undefined : merged;
}

// An entry was replaced where it's gone and another one of the same system, or with the same id, came: to a person that is one field set twice.
function bothReplaced(
  removed: readonly unknown[],
  added: readonly unknown[],
  theyRemoved: readonly unknown[],
  theyAdded: readonly unknown[],
): boolean {
  return removed
    .filter((entry) => holds(theyRemoved, entry))
    .map(systemOf)
    .some((system) => {
      if (system === undefined) return false;
      const ours = added.filter((entry) => systemOf(entry) === system);
      const others = theyAdded.filter((entry) => systemOf(entry) === system);
      // Where one side added all that the other did, nothing of either is lost.
      return without(ours, others).length > 0 && without(others, ours).length > 0;
    });
}

function systemOf(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null) return undefined;
  if ('system' in entry) return entry.system;
  return 'id' in entry ? entry.id : undefined;
}

function asList(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? (value as unknown[]) : isNothing(value) ? [] : undefined;
}

function isNothing(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

function without(list: readonly unknown[], gone: readonly unknown[]): unknown[] {
  return list.filter((entry) => !holds(gone, entry));
}

function holds(list: readonly unknown[], entry: unknown): boolean {
  return list.some((other) => sameEntry(other, entry));
}

function sameList(a: unknown, b: unknown): boolean {
  return (
    Array.isArray(a) &&
    Array.isArray(b) &&
    a.length === b.length &&
    a.every((entry, at) => sameEntry(entry, b[at]))
  );
}

// Entries come from several writers, whose keys may stand in another order.
function sameEntry(a: unknown, b: unknown): boolean {
  return sameValue(inOrder(a), inOrder(b));
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
