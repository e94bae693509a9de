import type { Database } from 'better-sqlite3';

/** Maintenance notices. Frozen: later changes are later migrations. */
export function noticeTable(db: Database): void {
  db.exec(`
    CREATE TABLE notice (
      rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
      name TEXT NOT NULL, nameKey TEXT NOT NULL, doc TEXT NOT NULL
    );
  `);
}
