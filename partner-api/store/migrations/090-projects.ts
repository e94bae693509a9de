/**
 * Projects and the license ledger. Its entries are rows like all others (kind 70); what they may be is held here, whoever writes
 * them: each goes into its pool, no pool holds less than nothing, the entries of a move add up to nothing when the transaction
 * commits, and an entry is never changed or deleted. So the licenses of a type are always as many as were bought.
 * Passwords of projects lie here as slow hashes alone, with the keys that they were sealed to on their way.
 */
export const projects = `
CREATE TABLE license_pool (
  holder TEXT NOT NULL,
  type TEXT NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity >= 0),
  PRIMARY KEY (holder, type)
) STRICT, WITHOUT ROWID;
CREATE TABLE license_bought (type TEXT PRIMARY KEY, quantity INTEGER NOT NULL CHECK (quantity >= 0)) STRICT, WITHOUT ROWID;
CREATE TABLE license_balance (difference INTEGER PRIMARY KEY CHECK (difference = 0)) STRICT;
INSERT INTO license_balance VALUES (0);
CREATE TABLE license_move (
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  difference INTEGER NOT NULL REFERENCES license_balance (difference) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (id, type)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER license_is_entered AFTER INSERT ON entity WHEN NEW.kind = 70 BEGIN
  INSERT OR IGNORE INTO license_pool VALUES (coalesce(NEW.doc ->> '$.projectId', ''), NEW.doc ->> '$.type', 0);
  UPDATE license_pool SET quantity = quantity + (NEW.doc ->> '$.quantity')
    WHERE holder = coalesce(NEW.doc ->> '$.projectId', '') AND type = NEW.doc ->> '$.type';
END;
CREATE TRIGGER license_is_bought AFTER INSERT ON entity
  WHEN NEW.kind = 70 AND NEW.doc ->> '$.moveId' = NEW.id AND NEW.doc ->> '$.quantity' > 0 BEGIN
  INSERT INTO license_bought VALUES (NEW.doc ->> '$.type', NEW.doc ->> '$.quantity')
    ON CONFLICT (type) DO UPDATE SET quantity = quantity + excluded.quantity;
END;
CREATE TRIGGER license_is_moved AFTER INSERT ON entity
  WHEN NEW.kind = 70 AND NOT (NEW.doc ->> '$.moveId' = NEW.id AND NEW.doc ->> '$.quantity' > 0) BEGIN
  INSERT INTO license_move VALUES (NEW.doc ->> '$.moveId', NEW.doc ->> '$.type', NEW.doc ->> '$.quantity')
    ON CONFLICT (id, type) DO UPDATE SET difference = difference + excluded.difference;
END;
CREATE TRIGGER license_is_never_changed BEFORE UPDATE ON entity
  WHEN OLD.kind = 70 AND (NEW.kind <> 70 OR NEW.id <> OLD.id
    OR json_remove(NEW.doc, '$.version') <> json_remove(OLD.doc, '$.version'))
  BEGIN SELECT RAISE(ABORT, 'the license ledger is append-only'); END;
CREATE TRIGGER license_is_never_deleted BEFORE DELETE ON entity WHEN OLD.kind = 70
  BEGIN SELECT RAISE(ABORT, 'the license ledger is append-only'); END;

CREATE TABLE project_password (
  project TEXT PRIMARY KEY,
  hash TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE sealing_key (
  id TEXT PRIMARY KEY,
  made_at INTEGER NOT NULL,
  public_key BLOB NOT NULL,
  private_key BLOB NOT NULL
) STRICT, WITHOUT ROWID;
`;
