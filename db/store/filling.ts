import type { EntityKind, EntityRow } from '../../common/domain/entities.ts';
import { kindTables, type KindTable } from '../rows/tables.ts';
import { markChanged, transact, type Generation } from './generation.ts';

const rowsAtOnce = 500;

/** Columns that came with a later version, by kind: rows of an older one have null there. */
const laterColumns: Partial<Record<EntityKind, readonly string[]>> = {
  partner: ['moreKey', 'countryKey'],
  customer: ['moreKey', 'countryKey'],
  site: ['moreKey', 'countryKey', 'timeZone'],
  probe: ['versionKey'],
};

/**
 * Fills columns that rows of an older version's cache lack, from the rows themselves, some rows at a time. Until then those rows
 * aren't found by these columns, and come first where a list is sorted by one. Whether there's more to do.
 */
export function fillSome(generation: Generation): boolean {
  const { db } = generation;
  const next = db
    .prepare<[], { kind: EntityKind; filledTo: number }>('SELECT kind, filledTo FROM unfilled LIMIT 1')
    .get();
  if (!next) return false;
  const { kind, filledTo } = next;
  const table = kindTables[kind] as KindTable<EntityKind>;
  const columns = laterColumns[kind] ?? [];
  const places = columns.map((column) => table.columns.indexOf(column));
  const [first = 'rid'] = columns;
  const rows = db
    .prepare<[number, number], { rid: number; doc: string | null }>(
      `SELECT rid, CASE WHEN ${first} IS NULL THEN doc END AS doc FROM ${kind} WHERE rid > ? ORDER BY rid LIMIT ?`,
    )
    .all(filledTo, rowsAtOnce);
  const update = db.prepare(`UPDATE ${kind} SET ${columns.map((column) => `${column} = ?`)} WHERE rid = ?`);
  transact(generation, (state) => {
    for (const { rid, doc } of rows) {
      if (doc === null) continue;
      const values = table.values(JSON.parse(doc) as EntityRow as never);
      update.run(...places.map((place) => values[place] ?? null), rid);
    }
    const last = rows.at(-1);
    if (last) db.prepare('UPDATE unfilled SET filledTo = ? WHERE kind = ?').run(last.rid, kind);
    else db.prepare('DELETE FROM unfilled WHERE kind = ?').run(kind);
    markChanged(state, [kind]);
  });
  return true;
}
