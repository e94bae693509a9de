import type { Database } from 'better-sqlite3';

/** Visits of sites and their templates, and who may go. Frozen: later changes are later migrations. */
export function visitTables(db: Database): void {
  db.exec(`
    CREATE TABLE visitTemplate (
      rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
      name TEXT NOT NULL, nameKey TEXT NOT NULL, customerId TEXT, doc TEXT NOT NULL
    );
    CREATE TABLE visit (
      rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
      siteId TEXT NOT NULL, name TEXT NOT NULL, nameKey TEXT NOT NULL, status TEXT NOT NULL, plannedOn TEXT NOT NULL,
      technicianId TEXT, technicianKey TEXT NOT NULL, notesKey TEXT NOT NULL, updatedAt TEXT NOT NULL, doc TEXT NOT NULL
    );
    -- Who may go on visits, as the partner API last said.
    CREATE TABLE keptTechnician (id TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
  `);
}
