import type { Database } from 'better-sqlite3';

/** What settling conflicts needs. Frozen: later changes are later migrations. */
export function conflictTables(db: Database): void {
  db.exec(`
    -- What was deleted that the mutation needs, as the server told it.
    ALTER TABLE outbox ADD COLUMN deleted TEXT NOT NULL DEFAULT '[]';
    -- What was settled here. The file decisions.log has the same and outlives this one.
    CREATE TABLE decision (
      id TEXT PRIMARY KEY, at TEXT NOT NULL, entities TEXT NOT NULL, doc TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX decision_time ON decision (at, id);
    -- Customers that were made here, to know others of the same name when they come.
    CREATE TABLE created (id TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
    -- Customers that others made meanwhile under the same partner with the same name.
    CREATE TABLE twin (
      mine TEXT NOT NULL, theirs TEXT NOT NULL, at TEXT NOT NULL, settled INTEGER NOT NULL, PRIMARY KEY (mine, theirs)
    ) WITHOUT ROWID;
  `);
}
