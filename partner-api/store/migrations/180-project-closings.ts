/**
 * Projects that are being closed, with the hash of the token that confirms it, and those that were written to for want of activity.
 * `mail_due_at` is null where no mail waits. Times in milliseconds.
 */
export const projectClosings = `
CREATE TABLE project_closing (
  project TEXT PRIMARY KEY,
  stage TEXT NOT NULL CHECK (stage IN ('notice', 'asked', 'confirmed', 'erased')),
  hash TEXT UNIQUE,
  expires_at INTEGER,
  mail_due_at INTEGER,
  tries INTEGER NOT NULL DEFAULT 0,
  mailed_at INTEGER
) STRICT, WITHOUT ROWID;
`;
