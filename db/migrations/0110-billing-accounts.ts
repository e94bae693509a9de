import type { Database } from 'better-sqlite3';

/** Billing accounts, and which customers each pays for. Frozen: later changes are later migrations. */
export function billingAccountTables(db: Database): void {
  db.exec(`
    CREATE TABLE billingAccount (
      rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
      name TEXT NOT NULL, nameKey TEXT NOT NULL, doc TEXT NOT NULL
    );
    ALTER TABLE customer ADD COLUMN billingAccountId TEXT;
    -- A newer server may have told of it before this version knew the field.
    UPDATE customer SET billingAccountId = doc ->> '$.billingAccountId' WHERE instr(doc, '"billingAccountId"') > 0;
  `);
}
