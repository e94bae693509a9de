import type { Database } from 'better-sqlite3';

/** What lists and search need to follow changes, and columns to sort and find by. Frozen: later changes are later migrations. */
export function trailSchema(db: Database): void {
  db.exec(`
    -- Which rows changed last, one entry a transaction and kind. 'below' tells of rows beneath which something changed.
    -- rids are 32-bit row ids; null means any number of them.
    CREATE TABLE trail (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, below INTEGER NOT NULL, rids BLOB);
    -- Null until the row is written again or filled: a large table isn't rewritten before the app can start.
    ALTER TABLE partner ADD COLUMN moreKey TEXT;
    ALTER TABLE partner ADD COLUMN countryKey TEXT;
    ALTER TABLE customer ADD COLUMN moreKey TEXT;
    ALTER TABLE customer ADD COLUMN countryKey TEXT;
    ALTER TABLE site ADD COLUMN moreKey TEXT;
    ALTER TABLE site ADD COLUMN countryKey TEXT;
    ALTER TABLE site ADD COLUMN timeZone TEXT;
    ALTER TABLE probe ADD COLUMN versionKey TEXT;
    -- Kinds whose rows may lack values of those columns, and the row id up to which they have them.
    CREATE TABLE unfilled (kind TEXT PRIMARY KEY, filledTo INTEGER NOT NULL) WITHOUT ROWID;
    INSERT INTO unfilled SELECT 'partner', 0 WHERE EXISTS (SELECT 1 FROM partner);
    INSERT INTO unfilled SELECT 'customer', 0 WHERE EXISTS (SELECT 1 FROM customer);
    INSERT INTO unfilled SELECT 'site', 0 WHERE EXISTS (SELECT 1 FROM site);
    INSERT INTO unfilled SELECT 'probe', 0 WHERE EXISTS (SELECT 1 FROM probe);
  `);
}
