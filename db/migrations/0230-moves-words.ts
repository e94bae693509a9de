import type { Database } from 'better-sqlite3';

/** Why licenses were moved, and who moved them, for the history: out of the documents it took half as long again. Frozen: later changes are later migrations. */
export function movesWords(db: Database): void {
  db.exec(`
    ALTER TABLE license ADD COLUMN reason TEXT NOT NULL DEFAULT '';
    ALTER TABLE license ADD COLUMN mover TEXT NOT NULL DEFAULT '';
    UPDATE license SET reason = coalesce(doc ->> '$.reason', ''), mover = coalesce(doc ->> '$.by', '')`);
}
