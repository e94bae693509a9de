/**
 * The first tables. `entity` holds every synchronised row as its JSON document, with what is looked up beside it; the change
 * feed is `entity` and `tombstone` in order of their sequence, so that an entity stands in it once, at its last change.
 * `tally` keeps count and checksum per kind current, so that a digest costs nothing. Activity can only grow.
 */
export const first = `
CREATE TABLE property (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE tally (kind INTEGER PRIMARY KEY, count INTEGER NOT NULL, version_sum INTEGER NOT NULL) STRICT;
CREATE TABLE sequence (only INTEGER PRIMARY KEY CHECK (only = 1), last INTEGER NOT NULL, floor INTEGER NOT NULL) STRICT;
INSERT INTO sequence VALUES (1, 0, 0);

CREATE TABLE entity (
  kind INTEGER NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  parent TEXT,
  public_id TEXT,
  search TEXT NOT NULL,
  doc TEXT NOT NULL
) STRICT;

CREATE TABLE tombstone (
  kind INTEGER NOT NULL,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL UNIQUE,
  at TEXT NOT NULL,
  by TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE recycled (
  deletion TEXT NOT NULL,
  kind INTEGER NOT NULL,
  id TEXT NOT NULL,
  parent TEXT,
  at TEXT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (deletion, kind, id)
) STRICT;
CREATE INDEX recycled_by_parent ON recycled (deletion, kind, parent);
CREATE INDEX recycled_by_time ON recycled (at);

CREATE TABLE outcome (
  mutation TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  answer TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE activity (
  entry INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  account_name TEXT NOT NULL,
  role TEXT NOT NULL,
  context TEXT NOT NULL,
  request TEXT NOT NULL,
  mutation TEXT NOT NULL,
  action TEXT NOT NULL,
  kind TEXT NOT NULL,
  entity TEXT NOT NULL,
  before TEXT,
  after TEXT
) STRICT;
CREATE INDEX activity_by_entity ON activity (entity, entry);
CREATE TRIGGER activity_is_never_changed BEFORE UPDATE ON activity
  BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END;
CREATE TRIGGER activity_is_never_deleted BEFORE DELETE ON activity
  BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END;
CREATE TRIGGER activity_is_never_replaced BEFORE INSERT ON activity
  WHEN EXISTS (SELECT 1 FROM activity WHERE entry = NEW.entry)
  BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END;

CREATE TABLE account (
  id TEXT PRIMARY KEY,
  login TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  password TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE token_family (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account (id),
  begun_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE access_token (
  hash TEXT PRIMARY KEY,
  family TEXT NOT NULL REFERENCES token_family (id),
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE refresh_token (
  hash TEXT PRIMARY KEY,
  family TEXT NOT NULL REFERENCES token_family (id),
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX access_token_by_expiry ON access_token (expires_at);
CREATE INDEX access_token_by_family ON access_token (family);
CREATE INDEX refresh_token_by_expiry ON refresh_token (expires_at);
CREATE INDEX refresh_token_by_family ON refresh_token (family);
`;
