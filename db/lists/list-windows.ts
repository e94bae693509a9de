import type { ListKind, ListSpec, ListWindow } from '../../common/contract/views.ts';
import { type Connection, preparedRaw, type SqlValue } from '../store/database.ts';
import type { State } from '../store/state.ts';
import { listRows } from '../views/list-rows.ts';
import type { FollowedTrail } from './followed-trail.ts';
import { followOrder, makeOrder, type ListOrder } from './list-order.ts';
import { listQuery, type ListQuery } from './list-query.ts';
import type { SearchIndex } from './search-index.ts';

/** Lists whose order is kept. */
const keptLists = 8;
/** The first rows of a list come straight from SQL: its whole order is made when more of it is looked at, or when nobody waits. */
const quickRows = 500;

interface KeptList {
  order: ListOrder;
  unfiltered: number;
  /** Revision of the outbox, for lists that depend on it; else 0. */
  outbox: number;
}

/** Rows of a kept list in which a text was found. */
interface FoundList {
  among: Uint32Array;
  at: number;
  rids: Uint32Array;
}

/** Windows into lists. The sorted row ids of the lists last looked at are kept and followed; a window is a look-up of its rows. */
export interface ListWindows {
  window(list: ListSpec, offset: number, limit: number): ListWindow;
  /** Ids of the rows from `from` up to, and without, `to`. */
  ids(list: ListSpec, from: number, to: number): string[];
  /** Those of `ids` that aren't in the list. */
  missing(list: ListSpec, ids: readonly string[]): string[];
  /** Row ids of `ids` in the list's order, also where the search or a filter hides them. */
  order(list: ListSpec, ids: readonly string[]): Float64Array;
  /** Row ids of all that match but for some, in order. */
  matching(list: ListSpec, except: readonly string[]): Uint32Array;
  /** The same as ids. */
  matchingIds(list: ListSpec, except: readonly string[]): string[];
  /** Position of a row; -1 when it isn't in the list. */
  indexOf(list: ListSpec, id: string): number;
  /** Makes the order of the list whose first rows were last asked for, unless it's there. */
  warm(): void;
}

/** Lists over one connection; `state` and `searchIndex` give what holds now. */
export function openLists(
  db: Connection,
  state: () => State,
  trail: FollowedTrail,
  searchIndex: (kind: ListKind) => SearchIndex,
): ListWindows {
  const kept = new Map<string, KeptList>();
  const found = new Map<string, FoundList>();
  let lastQuick: ListSpec | undefined;

  const keyOf = (list: ListSpec) =>
    JSON.stringify([list.kind, list.scope, list.filters, list.where, list.sort, dayOf(list)]);
  const count = (sql: string, parameters: readonly SqlValue[]) =>
    db
      .prepare<SqlValue[], number>(sql)
      .pluck()
      .get(...parameters) ?? 0;
  const isNarrowed = ({ filters, where }: ListSpec) => filters.length + where.length > 0;
  const unfilteredOf = (list: ListSpec, query: ListQuery, order: ListOrder) =>
    isNarrowed(list) ? count(query.count, query.scopeParameters) : order.rids.length;
  const outboxOf = (query: ListQuery) =>
    query.dependsOn.includes('outbox') ? (state().changed.outbox ?? 0) : 0;

  /** The list as it is now if it's kept and can follow what changed; search text is aside. */
  function followed(list: ListSpec, query: ListQuery): KeptList | undefined {
    const key = keyOf(list);
    const known = kept.get(key);
    if (!known) return undefined;
    kept.delete(key);
    const outbox = outboxOf(query);
    const isCurrent = known.order.at === trail.end() && known.outbox === outbox;
    const order = isCurrent ? known.order : followOrder(db, list.kind, query, trail, known.order);
    if (!order) return undefined;
    const unfiltered = order === known.order ? known.unfiltered : unfilteredOf(list, query, order);
    return keep(key, { order, unfiltered, outbox });
  }

  function keep(key: string, list: KeptList): KeptList {
    kept.set(key, list);
    forgetOldest(kept);
    return list;
  }

  function ordered(list: ListSpec): KeptList {
    const query = listQuery(list);
    const known = followed(list, query);
    if (known) return known;
    const order = makeOrder(db, query, trail.end());
    return keep(keyOf(list), {
      order,
      unfiltered: unfilteredOf(list, query, order),
      outbox: outboxOf(query),
    });
  }

  function ridsOf(list: ListSpec): { rids: Uint32Array; unfiltered: number } {
    const { order, unfiltered } = ordered(list);
    const text = list.search.trim();
    if (text === '') return { rids: order.rids, unfiltered };
    const key = `${keyOf(list)} ${text}`;
    const known = found.get(key);
    found.delete(key);
    const at = trail.end();
    const isCurrent = known?.at === at && known.among === order.rids;
    const fresh = isCurrent ? known : { among: order.rids, at, rids: search(list.kind, text, order.rids) };
    found.set(key, fresh);
    forgetOldest(found);
    return { rids: fresh.rids, unfiltered };
  }

  function search(kind: ListKind, text: string, among: Uint32Array): Uint32Array {
    const hits = searchIndex(kind).all(text, true);
    const most = hits.reduce((highest, rid) => Math.max(highest, rid), 0);
    const isHit = new Uint8Array(most + 1);
    for (const rid of hits) isHit[rid] = 1;
    return among.filter((rid) => isHit[rid] === 1);
  }

  /** A window of the first rows while the list's order isn't known. */
  function quickWindow(list: ListSpec, offset: number, limit: number) {
    if (list.search.trim() !== '' || offset + limit > quickRows) return undefined;
    const query = listQuery(list);
    if (followed(list, query)) return undefined;
    lastQuick = list;
    const rids = db
      .prepare<SqlValue[], number>(`${query.order} LIMIT ? OFFSET ?`)
      .pluck()
      .all(...query.parameters, limit, offset);
    const unfiltered = count(query.count, query.scopeParameters);
    const total = isNarrowed(list) ? count(query.countFiltered, query.parameters) : unfiltered;
    return { rids, total, unfiltered };
  }

  function matching(list: ListSpec, except: readonly string[]): Uint32Array {
    const { rids } = ridsOf(list);
    if (except.length === 0) return rids;
    const gone = new Set(ridsWith(db, list.kind, except));
    return rids.filter((rid) => !gone.has(rid));
  }

  return {
    window: (list, offset, limit) => {
      const { revision } = state();
      const quick = quickWindow(list, offset, limit);
      if (quick) {
        const { rids, total, unfiltered } = quick;
        return { total, unfiltered, offset, rows: listRows(db, list.kind, rids), revision };
      }
      const { rids, unfiltered } = ridsOf(list);
      const rows = listRows(db, list.kind, [...rids.subarray(offset, offset + limit)]);
      return { total: rids.length, unfiltered, offset, rows, revision };
    },
    ids: (list, from, to) => {
      const { rids } = ridsOf(list);
      return idsOf(db, list.kind, [...rids.subarray(from, Math.max(from, to))]);
    },
    missing: (list, ids) => {
      const known = new Map(
        db
          .prepare<[string], [number, string]>(
            `SELECT rid, id FROM ${list.kind} WHERE id IN (SELECT value FROM json_each(?))`,
          )
          .raw()
          .all(JSON.stringify(ids)),
      );
      const here = new Set<string | undefined>();
      for (const rid of ridsOf(list).rids) if (known.has(rid)) here.add(known.get(rid));
      return ids.filter((id) => !here.has(id));
    },
    matching,
    matchingIds: (list, except) => idsOf(db, list.kind, [...matching(list, except)]),
    order: (list, ids) => {
      const chosen = new Set(ridsWith(db, list.kind, ids));
      const { order } = ordered({ ...list, filters: [], where: [] });
      return Float64Array.from(order.rids.filter((rid) => chosen.has(rid)));
    },
    indexOf: (list, id) => {
      const rid = db.prepare<[string], number>(`SELECT rid FROM ${list.kind} WHERE id = ?`).pluck().get(id);
      return rid === undefined ? -1 : ridsOf(list).rids.indexOf(rid);
    },
    warm: () => {
      if (lastQuick) ordered(lastQuick);
      lastQuick = undefined;
    },
  };
}

/** What is overdue is another on another day, although nothing changed. */
function dayOf({ kind }: ListSpec): string {
  return kind === 'visit' ? new Date().toDateString() : '';
}

function forgetOldest(kept: Map<string, unknown>): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= keptLists) break;
    kept.delete(oldest);
  }
}

function idsOf(db: Connection, kind: ListKind, rids: readonly number[]): string[] {
  const found = new Map(
    preparedRaw<[string], [number, string]>(
      db,
      `SELECT rid, id FROM ${kind} WHERE rid IN (SELECT value FROM json_each(?))`,
    ).all(JSON.stringify(rids)),
  );
  return rids.map((rid) => found.get(rid)).filter((id) => id !== undefined);
}

function ridsWith(db: Connection, kind: ListKind, ids: readonly string[]): number[] {
  return db
    .prepare<[string], number>(`SELECT rid FROM ${kind} WHERE id IN (SELECT value FROM json_each(?))`)
    .pluck()
    .all(JSON.stringify(ids));
}
