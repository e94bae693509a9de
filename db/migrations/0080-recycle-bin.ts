import type { Database } from 'better-sqlite3';

/** What was last read of the partner API's recycle bin. Frozen: later changes are later migrations. */
export function recycleBinTables(db: Database): void {
  db.exec(`
    -- One deletion each; items is the first page of what it took as JSON, null where that was never read.
    CREATE TABLE keptDeletion (id TEXT PRIMARY KEY, at TEXT NOT NULL, doc TEXT NOT NULL, items TEXT, itemsAt TEXT);
    CREATE INDEX keptDeletionByTime ON keptDeletion (at);
    -- When the list was last read.
    CREATE TABLE keptBin (one INTEGER PRIMARY KEY CHECK (one = 1), at TEXT NOT NULL);
  `);
}
