import type { Database } from 'better-sqlite3';

/** Onboarding links. Frozen: later changes are later migrations. */
export function onboardingLinkTable(db: Database): void {
  db.exec(`
    CREATE TABLE onboardingLink (
      rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
      name TEXT NOT NULL, nameKey TEXT NOT NULL, doc TEXT NOT NULL
    );
  `);
}
