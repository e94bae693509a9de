import type { Database } from 'better-sqlite3';

/** What was heard of changes that weren't applied at once, and what the operator did with them. Frozen. */
export function answersSchema(db: Database): void {
  db.exec(`
    CREATE TABLE answer (
      number INTEGER PRIMARY KEY AUTOINCREMENT, mutationId TEXT NOT NULL, at TEXT NOT NULL, attempt INTEGER NOT NULL,
      what TEXT NOT NULL, said TEXT, faults TEXT NOT NULL
    );
    CREATE INDEX answer_mutation ON answer (mutationId, number);
  `);
}
