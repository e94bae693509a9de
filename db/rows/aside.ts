import { isEntityKind, type EntityKind, type EntityRow } from '../../common/domain/entities.ts';
import type { Connection } from '../store/database.ts';
import { readRow } from './structure.ts';

/** A row of a kind that this version doesn't know, as the server gave it. */
export interface AsideRow {
  kind: string;
  id: string;
  doc: string;
}

/** Rows of kinds that this version doesn't know, kept for one that does. */
export interface Aside {
  keep(rows: readonly AsideRow[]): void;
  remove(rows: readonly { kind: string; id: string }[]): void;
  /** How many there are of each kind. */
  counts(): Record<string, number>;
  /** Takes out the rows of kinds that this version knows; what it can't read stays. Gives them by kind. */
  takeKnown(): { kind: EntityKind; rows: EntityRow[] }[];
}

/** Prepares the rows that are kept aside. */
export function openAside(db: Connection): Aside {
  const put = db.prepare('INSERT OR REPLACE INTO aside (kind, id, doc) VALUES (?, ?, ?)');
  const drop = db.prepare('DELETE FROM aside WHERE kind = ? AND id = ?');
  const count = db.prepare<[], [string, number]>('SELECT kind, count(*) FROM aside GROUP BY kind').raw();
  const select = db.prepare<[string], string>('SELECT doc FROM aside WHERE kind = ?').pluck();
  // Every status tells the counts; they change rarely.
  let counted: Record<string, number> | null = null;

  const takeOfKind = (kind: EntityKind): EntityRow[] => {
    const rows: EntityRow[] = [];
    for (const doc of select.all(kind)) {
      const read = readRow(kind, JSON.parse(doc));
      if ('row' in read) rows.push(read.row);
    }
    for (const row of rows) drop.run(kind, row.id);
    return rows;
  };

  return {
    keep: (rows) => {
      if (rows.length === 0) return;
      counted = null;
      for (const { kind, id, doc } of rows) put.run(kind, id, doc);
    },
    remove: (rows) => {
      if (rows.length === 0) return;
      counted = null;
      for (const { kind, id } of rows) drop.run(kind, id);
    },
    counts: () => (counted ??= Object.fromEntries(count.all())),
    takeKnown: () => {
      const known = Object.keys((counted ??= Object.fromEntries(count.all()))).filter(isEntityKind);
      counted = null;
      return known.map((kind) => ({ kind, rows: takeOfKind(kind) }));
    },
  };
}
