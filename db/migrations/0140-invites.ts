import type { Database } from 'better-sqlite3';

/** Invites. Frozen: later changes are later migrations. */
export function inviteTable(db: Database): void {
  db.exec(`
    CREATE TABLE invite (
      rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
      status TEXT NOT NULL, name TEXT NOT NULL, nameKey TEXT NOT NULL, expiresAt TEXT, doc TEXT NOT NULL
    );
  `);
}
