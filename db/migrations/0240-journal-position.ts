import type { Database } from 'better-sqlite3';

/** How far the journal goes that a file knows of: 0 in one from before, which is told at its next opening. Frozen: later changes are later migrations. */
export function journalPosition(db: Database): void {
  db.exec('ALTER TABLE state ADD COLUMN journalled INTEGER NOT NULL DEFAULT 0');
}
