import type { Database } from 'better-sqlite3';

/**
 * The first schema. Frozen: later changes are later migrations. Each kind's table has the columns that lists sort, filter,
 * join and search by, and the whole row as JSON in `doc`, unknown fields included. Keys ending in `Key` hold folded text.
 * Indexes for lists aren't here: they are made after a bulk load (rows/indexes.ts).
 */
export function initialSchema(db: Database): void {
  db.exec(`
    CREATE TABLE state (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      context TEXT NOT NULL, epoch TEXT, cursor TEXT, seq INTEGER NOT NULL, complete INTEGER NOT NULL, currentAt TEXT,
      walk TEXT, abandoned INTEGER NOT NULL, successor INTEGER, revision INTEGER NOT NULL, changed TEXT NOT NULL
    );
    CREATE TABLE brand (
      rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
      parentId TEXT, name TEXT NOT NULL, nameKey TEXT NOT NULL, doc TEXT NOT NULL
    );
    CREATE TABLE partner (
      rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
      name TEXT NOT NULL, nameKey TEXT NOT NULL, emailKey TEXT NOT NULL, cityKey TEXT NOT NULL, updatedAt TEXT NOT NULL,
      doc TEXT NOT NULL
    );
    CREATE TABLE customer (
      rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
      partnerId TEXT, name TEXT NOT NULL, nameKey TEXT NOT NULL, emailKey TEXT NOT NULL, referenceKey TEXT NOT NULL,
      customerIdKey TEXT NOT NULL, externalKey TEXT NOT NULL, cityKey TEXT NOT NULL, fullGrants INTEGER NOT NULL,
      createdAt TEXT NOT NULL, updatedAt TEXT NOT NULL, doc TEXT NOT NULL
    );
    CREATE TABLE site (
      rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
      customerId TEXT NOT NULL, name TEXT NOT NULL, nameKey TEXT NOT NULL, externalKey TEXT NOT NULL, cityKey TEXT NOT NULL,
      updatedAt TEXT NOT NULL, doc TEXT NOT NULL
    );
    CREATE TABLE probe (
      rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
      siteId TEXT, name TEXT NOT NULL, nameKey TEXT NOT NULL, serialKey TEXT NOT NULL, status TEXT NOT NULL,
      lastReportAt TEXT, doc TEXT NOT NULL
    );
    -- Rows of kinds that this version doesn't know.
    CREATE TABLE aside (kind TEXT NOT NULL, id TEXT NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
    -- The server's version of each entity that a waiting mutation has changed here; doc is null where the server has none.
    CREATE TABLE shadow (
      id TEXT PRIMARY KEY, kind TEXT NOT NULL, version INTEGER NOT NULL, doc TEXT
    ) WITHOUT ROWID;
    CREATE TABLE outbox (
      position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, state TEXT NOT NULL, name TEXT NOT NULL,
      at TEXT NOT NULL, attempts INTEGER NOT NULL, departed INTEGER NOT NULL, seq INTEGER, title TEXT NOT NULL,
      entityKind TEXT, entityId TEXT, lastAnswer TEXT, conflicts TEXT NOT NULL, mutation TEXT NOT NULL
    );
    -- Which mutation concerns which entity, and how: 0 as an ancestor, 1 as what it names, 2 as what it takes along.
    CREATE TABLE touched (
      entityId TEXT NOT NULL, position INTEGER NOT NULL, role INTEGER NOT NULL, kind TEXT NOT NULL,
      PRIMARY KEY (entityId, position, role)
    ) WITHOUT ROWID;
    CREATE INDEX touched_position ON touched (position, role);
    -- Rows that a delete made here has removed or freed, for restoring them.
    CREATE TABLE bin (
      deletion TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, at TEXT NOT NULL, doc TEXT NOT NULL,
      PRIMARY KEY (deletion, kind, id)
    ) WITHOUT ROWID;
    CREATE TABLE draft (key TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
  `);
}
