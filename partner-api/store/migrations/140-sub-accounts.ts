/** What an account is besides its login: whose it is, below which other one, until when, when it was used, which mails it wants. */
export const subAccounts = `
ALTER TABLE account ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN customer TEXT;
ALTER TABLE account ADD COLUMN parent TEXT REFERENCES account (id);
ALTER TABLE account ADD COLUMN expires_at INTEGER;
ALTER TABLE account ADD COLUMN revoked_at INTEGER;
ALTER TABLE account ADD COLUMN last_used_at INTEGER;
ALTER TABLE account ADD COLUMN password_at INTEGER;
ALTER TABLE account ADD COLUMN notifications_off TEXT NOT NULL DEFAULT '[]';
ALTER TABLE account ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
`;
