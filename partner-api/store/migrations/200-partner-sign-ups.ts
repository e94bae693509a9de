/** Partners that signed up by themselves, of whose links only hashes are kept, and the mails to them that wait. */
export const partnerSignUps = `
CREATE TABLE partner_sign_up (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  contact TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE COLLATE NOCASE,
  country TEXT NOT NULL,
  state TEXT NOT NULL,
  because TEXT NOT NULL DEFAULT '',
  hash TEXT UNIQUE,
  expires_at INTEGER NOT NULL DEFAULT 0,
  made_at INTEGER NOT NULL,
  confirmed_at INTEGER,
  decided_at INTEGER,
  decided_by TEXT NOT NULL DEFAULT '',
  partner TEXT,
  mail_due INTEGER,
  mail_tries INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX partner_sign_up_by_mail ON partner_sign_up (mail_due) WHERE mail_due IS NOT NULL;
CREATE INDEX partner_sign_up_by_state ON partner_sign_up (state, made_at);
`;
