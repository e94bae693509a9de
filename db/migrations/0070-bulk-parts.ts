import type { Database } from 'better-sqlite3';

/** The parts of bulk deletes, also once they have left the outbox: what became of each. Frozen. */
export function bulkPartTable(db: Database): void {
  db.exec(`
    -- fate: NULL while it's in the outbox, then 'applied', 'taken-back'.
    CREATE TABLE bulkPart (
      mutationId TEXT PRIMARY KEY, job TEXT NOT NULL, part INTEGER NOT NULL, of INTEGER NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL,
      ids TEXT NOT NULL, items INTEGER NOT NULL, fate TEXT, leftItems TEXT NOT NULL, goneIds TEXT NOT NULL, leftCount INTEGER NOT NULL, goneCount INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX bulk_job ON bulkPart (job, part);
  `);
}
