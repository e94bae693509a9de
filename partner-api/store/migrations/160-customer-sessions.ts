/** Who is signed in to the pages of customers, by the hash of a token; and customers that nobody looks after yet, by Customer ID. */
export const customerSessions = `
CREATE TABLE customer_session (
  hash TEXT PRIMARY KEY,
  login TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_session_by_time ON customer_session (until);

CREATE TABLE lone_customer (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
