import type { Database } from 'better-sqlite3';

/**
 * Projects and the license ledger. A pool is the sum of its entries. What was moved here and isn't confirmed (version 0) may
 * not take more than a pool has, and nothing comes out of nothing: a taking entry needs the giving one, which is as large. What
 * the partner API has confirmed isn't judged: it comes a page at a time. Frozen: later changes are later migrations.
 */
export function projectTables(db: Database): void {
  db.exec(`
    CREATE TABLE project (
      rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
      customerId TEXT, name TEXT NOT NULL, nameKey TEXT NOT NULL, emailKey TEXT NOT NULL, companyKey TEXT NOT NULL,
      loginKey TEXT NOT NULL, countryKey TEXT NOT NULL, dataCentre TEXT NOT NULL, status TEXT NOT NULL,
      lastActivityAt TEXT NOT NULL, createdAt TEXT NOT NULL, updatedAt TEXT NOT NULL, doc TEXT NOT NULL
    );
    CREATE TABLE license (
      rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
      projectId TEXT, name TEXT NOT NULL, nameKey TEXT NOT NULL, moveId TEXT NOT NULL, quantity INTEGER NOT NULL,
      createdAt TEXT NOT NULL, doc TEXT NOT NULL
    );
    CREATE TRIGGER license_pool_holds BEFORE INSERT ON license
      WHEN NEW.version = 0 AND NEW.quantity < 0 AND NOT EXISTS (SELECT 1 FROM license WHERE id = NEW.id)
        AND (SELECT coalesce(sum(quantity), 0) FROM license WHERE projectId IS NEW.projectId AND name = NEW.name)
          + NEW.quantity < 0
      BEGIN SELECT RAISE(ABORT, 'a pool of licenses would hold less than nothing'); END;
    CREATE TRIGGER license_move_adds_up BEFORE INSERT ON license
      WHEN NEW.version = 0 AND NEW.quantity >= 0 AND NOT EXISTS
        (SELECT 1 FROM license WHERE id = NEW.moveId AND name = NEW.name AND quantity = -NEW.quantity AND quantity < 0)
      BEGIN SELECT RAISE(ABORT, 'the entries of a move of licenses add up to nothing'); END;
  `);
}
