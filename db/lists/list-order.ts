import type { ListKind } from '../../common/contract/views.ts';
import type { Connection, SqlValue } from '../store/database.ts';
import type { FollowedTrail } from './followed-trail.ts';
import type { ListQuery } from './list-query.ts';

/** The row ids of a list in order, as of one point of the trail. */
export interface ListOrder {
  rids: Uint32Array;
  at: number;
  /** Rows with changes in the outbox, for a list that depends on it; else none. */
  waiting: readonly number[];
}

/** Part of a list's rows from which on it's quicker to make the whole order anew. */
const largestPart = 1 / 20;
const fewRows = 500;

/** What each kind belongs to, upwards. */
const ancestors = {
  partner: [],
  customer: [{ kind: 'partner', link: 'partnerId IN' }],
  site: [{ kind: 'customer', link: 'customerId IN' }],
  probe: [
    { kind: 'site', link: 'siteId IN' },
    { kind: 'customer', link: 'siteId IN (SELECT id FROM site WHERE customerId IN' },
  ],
  project: [{ kind: 'customer', link: 'customerId IN' }],
  visit: [
    { kind: 'site', link: 'siteId IN' },
    { kind: 'customer', link: 'siteId IN (SELECT id FROM site WHERE customerId IN' },
  ],
} as const satisfies Record<ListKind, readonly { kind: ListKind; link: string }[]>;

/** Makes the order of a list from nothing. */
export function makeOrder(db: Connection, query: ListQuery, at: number): ListOrder {
  const rids = db
    .prepare<SqlValue[], number>(query.order)
    .pluck()
    .all(...query.parameters);
  return { rids: Uint32Array.from(rids), at, waiting: waitingRids(db, query) };
}

function waitingRids(db: Connection, { waiting }: ListQuery): number[] {
  return waiting === null ? [] : db.prepare<[], number>(waiting).pluck().all();
}

/**
 * The order as it is now, with only the rows moved that changed; null where it has to be made anew: too many rows changed, or
 * the trail can't tell which.
 */
export function followOrder(
  db: Connection,
  kind: ListKind,
  query: ListQuery,
  trail: FollowedTrail,
  known: ListOrder,
): ListOrder | null {
  const changed = concerned(db, kind, query, trail, known.at);
  // What began or ended to wait changes place, although the row itself may not have changed.
  const waiting = waitingRids(db, query);
  for (const rid of [...known.waiting, ...waiting]) changed?.add(rid);
  if (changed === null || changed.size > Math.max(fewRows, known.rids.length * largestPart)) return null;
  const at = trail.end();
  if (changed.size === 0) return { rids: known.rids, at, waiting };
  const rows = db
    .prepare<SqlValue[], [number, SqlValue, string]>(query.among)
    .raw()
    .all(...query.parameters, JSON.stringify([...changed]));
  const isBefore = db.prepare<SqlValue[], number>(query.isBefore).pluck();
  const rest = known.rids.filter((rid) => !changed.has(rid));
  const places = placesOf(rows.length, rest.length, (place, row) => {
    const [, key = null, id = ''] = rows[row] ?? [];
    return isBefore.get(key, key, id, rest[place] ?? 0) === 1;
  });
  return {
    rids: inserted(
      rest,
      places,
      rows.map(([rid]) => rid),
    ),
    at,
    waiting,
  };
}

/** The rows whose place in the list may be another since `at`. */
function concerned(
  db: Connection,
  kind: ListKind,
  { dependsOn }: ListQuery,
  trail: FollowedTrail,
  at: number,
): Set<number> | null {
  const own = trail.since(at, kind);
  if (own === null) return null;
  const rids = new Set(own);
  const others = dependsOn.filter((other) => other !== kind && other !== 'outbox');
  for (const { kind: parent, link } of ancestors[kind]) {
    if (!others.includes(parent)) continue;
    const changed = trail.since(at, parent);
    const below = changed && ridsBelow(db, kind, parent, link, changed);
    if (below === null) return null;
    for (const rid of below) rids.add(rid);
  }
  const isAbove = (other: string) => ancestors[kind].some((ancestor) => ancestor.kind === other);
  if (others.every(isAbove)) return rids;
  const below = trail.belowSince(at, kind);
  if (below === null) return null;
  for (const rid of below) rids.add(rid);
  return rids;
}

/** Rows that belong to the given ones; null where one of those is gone, and with it the way to what belonged to it. */
function ridsBelow(
  db: Connection,
  kind: ListKind,
  parent: ListKind,
  link: string,
  parents: readonly number[],
): number[] | null {
  if (parents.length === 0) return [];
  const given = JSON.stringify(parents);
  const ids = `SELECT id FROM ${parent} WHERE rid IN (SELECT value FROM json_each(?))`;
  const there = db.prepare<[string], number>(`SELECT count(*) FROM (${ids})`).pluck().get(given);
  if (there !== parents.length) return null;
  const closing = link.includes('(') ? ')' : '';
  return db
    .prepare<[string], number>(`SELECT rid FROM ${kind} WHERE ${link} (${ids})${closing}`)
    .pluck()
    .all(given);
}

/**
 * Where rows that are in order go among others that are in order: for each, before which place. Halves both, so that few
 * comparisons are made: `isBefore` tells whether what's at a place comes before a row.
 */
function placesOf(
  rows: number,
  length: number,
  isBefore: (place: number, row: number) => boolean,
): Uint32Array {
  const places = new Uint32Array(rows);
  const find = (firstRow: number, endRow: number, from: number, to: number) => {
    if (firstRow >= endRow) return;
    const row = (firstRow + endRow) >> 1;
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(middle, row)) low = middle + 1;
      else high = middle;
    }
    places[row] = low;
    find(firstRow, row, from, low);
    find(row + 1, endRow, low, to);
  };
  find(0, rows, 0, length);
  return places;
}

function inserted(rest: Uint32Array, places: Uint32Array, fresh: readonly number[]): Uint32Array {
  const rids = new Uint32Array(rest.length + fresh.length);
  let from = 0;
  places.forEach((place, row) => {
    rids.set(rest.subarray(from, place), from + row);
    rids[place + row] = fresh[row] ?? 0;
    from = place;
  });
  rids.set(rest.subarray(from), from + fresh.length);
  return rids;
}
