/**
 * Bulk deletes through the resource door. Each part is kept as the mutation that it will be, with its id, before anything of it is
 * done: after a crash it's given to the command layer again, which answers what it has answered before.
 */
export const bulkDeletes = `
CREATE TABLE bulk_delete (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  by TEXT NOT NULL,
  token TEXT NOT NULL UNIQUE,
  kind INTEGER NOT NULL,
  state TEXT NOT NULL,
  because TEXT,
  at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  begun_at TEXT,
  ended_at TEXT,
  items INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  left_over INTEGER NOT NULL,
  gone INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_delete_by_account ON bulk_delete (account, at);
CREATE INDEX bulk_delete_running ON bulk_delete (id) WHERE state = 'running';
CREATE TABLE bulk_delete_part (
  job TEXT NOT NULL,
  part INTEGER NOT NULL,
  mutation TEXT NOT NULL,
  names TEXT NOT NULL,
  outcome TEXT,
  PRIMARY KEY (job, part)
) STRICT;
CREATE INDEX bulk_delete_part_waiting ON bulk_delete_part (job, part) WHERE outcome IS NULL;
`;
