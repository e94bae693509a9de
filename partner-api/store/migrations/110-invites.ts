/**
 * Invites: which of them a billing account pays for too; their links by hash; mails that wait to be sent, and to whom mails were
 * asked for; and the logins of people at customers.
 */
export const invites = `
DROP INDEX customer_by_billing_account;
CREATE INDEX customer_by_billing_account ON entity (json_extract(doc, '$.billingAccountId'))
  WHERE kind IN (30, 81) AND json_extract(doc, '$.billingAccountId') IS NOT NULL;

CREATE TABLE invite_link (
  hash TEXT PRIMARY KEY,
  invite TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ended_at INTEGER,
  ended_by TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX invite_link_by_invite ON invite_link (invite);

CREATE TABLE waiting_mail (
  invite TEXT PRIMARY KEY,
  due_at INTEGER NOT NULL,
  tries INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_mail_by_time ON waiting_mail (due_at);
CREATE TABLE asked_mail (
  address TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX asked_mail_by_address ON asked_mail (address, at);
CREATE INDEX asked_mail_by_time ON asked_mail (at);

CREATE TABLE customer_login (
  id TEXT PRIMARY KEY,
  customer TEXT NOT NULL,
  login TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name TEXT NOT NULL,
  password TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
