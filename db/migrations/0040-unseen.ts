import type { Database } from 'better-sqlite3';

/** What the account lost sight of while changes waited for it. Frozen: later changes are later migrations. */
export function unseenTable(db: Database): void {
  db.exec(`
    -- Entities of waiting changes that aren't here any more, and how: 'left' the account's sight, or 'missing' from a snapshot.
    CREATE TABLE unseen (id TEXT PRIMARY KEY, kind TEXT NOT NULL, how TEXT NOT NULL) WITHOUT ROWID;
  `);
}
