import type { Database } from 'better-sqlite3';

/** Which brand each customer belongs to, for the tree of brands. Frozen: later changes are later migrations. */
export function customersBrand(db: Database): void {
  db.exec(`
    ALTER TABLE customer ADD COLUMN brandId TEXT;
    UPDATE customer SET brandId = doc ->> '$.brandId' WHERE doc ->> '$.brandId' IS NOT NULL;
  `);
}
