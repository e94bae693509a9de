import Database from 'better-sqlite3';
import type { EntityKind, EntityRow } from '../../common/domain/entities.ts';
import { kindTables } from '../../db/rows/tables.ts';

/** A row's values for the upsert of its kind, with the text as it comes: no folding. */
export function bareValues(kind: EntityKind, row: Record<string, unknown>): unknown[] {
  const values = kindTables[kind].columns.map((column) => {
    if (column === 'fullGrants') return 1;
    const value =
      row[
        column
          .replace(/Key$/, '')
          .replace(/^city$/, 'name')
          .replace(/^external$/, 'name')
      ];
    return value ?? (column.endsWith('Key') ? '' : null);
  });
  return [row['id'], row['version'], ...values, JSON.stringify(row)];
}

/** Reads rows of a cache file as they are, beside the cache. */
export function openRows(file: string): {
  get(kind: EntityKind, id: string): EntityRow;
  /** Some rows of a kind. */
  some<T extends EntityRow>(kind: EntityKind, limit: number): T[];
  close(): void;
} {
  const db = new Database(file, { readonly: true });
  return {
    get: (kind, id) => {
      const doc = db.prepare<[string], string>(`SELECT doc FROM ${kind} WHERE id = ?`).pluck().get(id);
      if (doc === undefined) throw new Error(`there is no ${kind} ${id}`);
      return JSON.parse(doc) as EntityRow;
    },
    some: <T extends EntityRow>(kind: EntityKind, limit: number) =>
      db
        .prepare<[number], string>(`SELECT doc FROM ${kind} LIMIT ?`)
        .pluck()
        .all(limit)
        .map((doc) => JSON.parse(doc) as T),
    close: () => void db.close(),
  };
}
