import type { DiscardImpact } from '../../common/contract/outbox.ts';
import { entityKinds, rowTitle, type EntityKind, type EntityRow } from '../../common/domain/entities.ts';
import { fieldsByLeaf, leavesByKind, sameValue } from '../../common/domain/fields.ts';
import type { CacheChange } from '../api.ts';
import { tryOut, type Generation } from '../store/generation.ts';
import type { OpenCache } from '../store/open-cache.ts';
import { withdrawalDecisions, writeDecisions } from './decided.ts';
import { changingRoles, isStuck, mayHaveArrived, type OutboxEntry } from './outbox.ts';
import { closureOf } from './rebase.ts';
import { withdraw, withdrawIn } from './withdrawing.ts';

/** Most of anything that's named one by one. */
const named = 50;

/** Fields that hold the id of what a row belongs to, and its kind. */
const belongs: ReadonlyMap<string, EntityKind> = new Map([
  ['partnerId', 'partner'],
  ['brandId', 'brand'],
  ['siteId', 'site'],
  ['customerId', 'customer'],
]);

/** Fields that every change moves; nobody asked for them. */
const envelope = new Set(['id', 'version', 'createdAt', 'updatedAt']);

/**
 * Removes the stuck and waiting ones of some changes for good, all in one transaction. `discarded` are those. What the stuck ones
 * would have set is kept where settlements are: nobody else has it.
 * @param evenArrived also those that the partner API may have applied
 * @param by name of who discards them
 */
export function discardAll(
  cache: OpenCache,
  ids: readonly string[],
  evenArrived: boolean,
  by: string,
): CacheChange & { discarded: string[] } {
  const { going } = sorted(cache.visible, ids, evenArrived);
  const discarded = going.map((entry) => entry.mutation.id);
  const stuck = going.filter(({ state }) => isStuck(state)).map((entry) => entry.mutation.id);
  const decisions = withdrawalDecisions(cache, stuck, by);
  // Before they go: a crash in between leaves a change that is discarded again, never a value that nobody can read any more.
  const takeAway = cache.decisions.append(decisions);
  try {
    return { ...withdraw(cache, going, () => writeDecisions(cache.visible.db, decisions)), discarded };
  } catch (thrown) {
    takeAway();
    throw thrown;
  }
}

/** What discarding changes would do to later ones and to the rows. Nothing is kept of it. */
export function discardImpact(cache: OpenCache, ids: readonly string[], evenArrived: boolean): DiscardImpact {
  const generation = cache.visible;
  const { going, refused } = sorted(generation, ids, evenArrived);
  return tryOut(generation, () => {
    const { outbox, state } = generation;
    const positions = going.map((entry) => entry.position);
    const closure = closureOf(generation, outbox.concernedBy(positions, changingRoles));
    const before = rowsOf(generation, closure.entities);
    const parkedBefore = new Set(
      outbox
        .at(closure.positions)
        .filter((entry) => entry.state === 'parked')
        .map((entry) => entry.position),
    );
    const { records } = withdrawIn(cache, going, state.complete);
    const later = outbox.at(closure.positions);
    const rewritten = new Set(
      records.flatMap((record) => (record.type === 'queued' ? [record.mutation.id] : [])),
    );
    const parked = later.filter((entry) => entry.state === 'parked' && !parkedBefore.has(entry.position));
    const rows = differing(before, rowsOf(generation, closure.entities));
    return {
      discarded: some(going),
      refused: { total: refused.length, first: refused.slice(0, named) },
      parked: some(parked, (entry) => entry.lastAnswer),
      held: some(heldBy(parked, later)),
      rewritten: some(later.filter((entry) => rewritten.has(entry.mutation.id))),
      mayHaveArrived: going.filter(mayHaveArrived).length,
      rows: { total: rows.length, first: rows.slice(0, named) },
      names: namesIn(generation, rows.slice(0, named)),
    };
  });
}

/** Those of `later`, oldest first, that follow one of `parked`, or one that does. */
function heldBy(parked: readonly OutboxEntry[], later: readonly OutboxEntry[]): OutboxEntry[] {
  const stopped = new Set(parked.map(({ mutation }) => mutation.id));
  const held: OutboxEntry[] = [];
  for (const entry of [...later].sort((a, b) => a.position - b.position)) {
    const { id, after } = entry.mutation;
    if (isStuck(entry.state) || !after.some((one) => stopped.has(one))) continue;
    stopped.add(id);
    held.push(entry);
  }
  return held;
}

function sorted(
  { outbox }: Generation,
  ids: readonly string[],
  evenArrived: boolean,
): { going: OutboxEntry[]; refused: DiscardImpact['refused']['first'] } {
  const going: OutboxEntry[] = [];
  const refused: DiscardImpact['refused']['first'] = [];
  for (const id of new Set(ids)) {
    const entry = outbox.byId(id);
    if (!entry) continue;
    const because = whyNot(entry, evenArrived);
    if (because === null) going.push(entry);
    else refused.push({ id, title: entry.title, because });
  }
  going.sort((a, b) => a.position - b.position);
  return { going, refused };
}

function whyNot(entry: OutboxEntry, evenArrived: boolean): string | null {
  if (entry.state === 'sending') return 'It’s on its way to the partner API.';
  if (entry.state === 'settling') return 'The partner API has accepted it.';
  if (evenArrived || !mayHaveArrived(entry)) return null;
  return 'It was sent and its answer was lost, so the partner API may have applied it. Sending it again settles that.';
}

function some(
  entries: readonly OutboxEntry[],
  because: (entry: OutboxEntry) => string | null = () => null,
): DiscardImpact['discarded'] {
  const first = entries
    .slice(0, named)
    .map((entry) => ({ id: entry.mutation.id, title: entry.title, because: because(entry) }));
  return { total: entries.length, first };
}

type KindAndRow = { kind: EntityKind; row: EntityRow };

function rowsOf({ rows }: Generation, ids: readonly string[]): Map<string, KindAndRow | null> {
  return new Map(
    ids.map((id) => {
      for (const kind of entityKinds) {
        const row = rows.get(kind, id);
        if (row) return [id, { kind, row }];
      }
      return [id, null];
    }),
  );
}

type ChangedRow = DiscardImpact['rows']['first'][number];

function differing(
  before: ReadonlyMap<string, KindAndRow | null>,
  after: ReadonlyMap<string, KindAndRow | null>,
): ChangedRow[] {
  const rows: ChangedRow[] = [];
  for (const [id, was] of before) {
    const now = after.get(id) ?? null;
    const known = now ?? was;
    if (!known) continue;
    const { kind, row } = known;
    const fields = was && now ? fieldsBetween(kind, was.row, now.row) : [];
    if (was && now && fields.length === 0) continue;
    rows.push({ kind, id, name: rowTitle(row), becomes: !now ? 'gone' : !was ? 'back' : 'changed', fields });
  }
  return rows;
}

function fieldsBetween(kind: EntityKind, was: EntityRow, now: EntityRow): ChangedRow['fields'] {
  const [before, after] = [was, now].map((row) => fieldsByLeaf(row, leavesByKind[kind]));
  // A field that only one of them has shows too.
  return Object.keys({ ...after, ...before })
    .filter((path) => !envelope.has(path) && !sameValue(before?.[path], after?.[path]))
    .map((path) => ({ path, before: before?.[path] ?? null, after: after?.[path] ?? null }));
}

function namesIn({ rows }: Generation, shown: readonly ChangedRow[]): Record<string, string> {
  const names: Record<string, string> = {};
  for (const { fields } of shown)
    for (const { path, before, after } of fields)
      for (const id of [before, after]) {
        const kind = belongs.get(path);
        const row = kind && typeof id === 'string' ? rows.get(kind, id) : undefined;
        const name = row && rowTitle(row);
        if (name !== undefined && typeof id === 'string') names[id] = name;
      }
  return names;
}
