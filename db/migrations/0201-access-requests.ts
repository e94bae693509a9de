import type { Database } from 'better-sqlite3';

/** What customers are asked for. Frozen: later changes are later migrations. */
export function accessRequestTable(db: Database): void {
  db.exec(`
    CREATE TABLE accessRequest (
      rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
      name TEXT NOT NULL, nameKey TEXT NOT NULL, doc TEXT NOT NULL
    );
  `);
}
