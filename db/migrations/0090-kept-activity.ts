import type { Database } from 'better-sqlite3';

/** What was last read of the partner API's Activity. Frozen: later changes are later migrations. */
export function keptActivityTables(db: Database): void {
  db.exec(`
    CREATE TABLE keptActivity (entry INTEGER PRIMARY KEY, doc TEXT NOT NULL);
    -- When its newest entries were last read.
    CREATE TABLE keptActivityAt (one INTEGER PRIMARY KEY CHECK (one = 1), at TEXT NOT NULL);
  `);
}
