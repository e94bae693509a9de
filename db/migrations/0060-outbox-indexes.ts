import type { Database } from 'better-sqlite3';

/** What a long outbox is looked up by. Frozen: later changes are later migrations. */
export function outboxIndexes(db: Database): void {
  db.exec(`
    -- Thousands of new sites have one customer above them: who changes that customer is found without reading them all.
    CREATE INDEX touched_role ON touched (entityId, role, position);
    -- Counting by state, which every write does, and finding what waits read no row.
    CREATE INDEX outbox_state ON outbox (state);
  `);
}
