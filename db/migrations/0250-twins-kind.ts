import type { Database } from 'better-sqlite3';

/**
 * Two of one name are partners and sites as well, no longer customers alone. Sites are found by customer and name: the index by
 * customer alone is left to it. Frozen: later changes are later migrations.
 */
export function twinsKind(db: Database): void {
  db.exec(`
    ALTER TABLE twin ADD COLUMN kind TEXT NOT NULL DEFAULT 'customer';
    DROP INDEX IF EXISTS site_customer;
  `);
}
