/**
 * Installations on behalf: the requests, of whose answers' tokens only hashes are kept; and what was proven of customers (their tenants
 * and verified domains), so that none is made twice.
 */
export const installations = `
CREATE TABLE installation (
  id TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  account TEXT NOT NULL,
  partner TEXT,
  domain TEXT NOT NULL,
  state TEXT NOT NULL,
  because TEXT NOT NULL DEFAULT '',
  hash TEXT NOT NULL UNIQUE,
  verifier TEXT NOT NULL,
  nonce TEXT NOT NULL,
  customer TEXT,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX installation_by_account ON installation (account, made_at);

CREATE TABLE proven (
  claim TEXT NOT NULL,
  customer TEXT NOT NULL,
  PRIMARY KEY (claim, customer)
) STRICT, WITHOUT ROWID;
`;
