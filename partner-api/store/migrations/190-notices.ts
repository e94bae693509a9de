/** Mails of maintenance notices, and mails to accounts, that wait to be sent. */
export const notices = `
CREATE TABLE waiting_notice (
  notice TEXT NOT NULL,
  recipient TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  PRIMARY KEY (notice, recipient)
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_notice_by_time ON waiting_notice (due_at);

CREATE TABLE waiting_account_mail (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  notification TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  tries INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_account_mail_by_time ON waiting_account_mail (due_at);
`;
