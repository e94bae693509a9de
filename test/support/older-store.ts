const columnsOfSubAccounts = [
  'email',
  'customer',
  'parent',
  'expires_at',
  'revoked_at',
  'last_used_at',
  'password_at',
  'notifications_off',
  'version',
];

/** What takes each step of the store out again, newest first. */
const stepsBack: readonly { version: number; sql: string }[] = [
  { version: 240, sql: 'DROP TABLE recent_try;' },
  {
    version: 220,
    sql: `
      DROP TRIGGER activity_is_never_changed;
      CREATE TRIGGER activity_is_never_changed BEFORE UPDATE ON activity
        BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END;`,
  },
  {
    version: 210,
    sql: `
      DROP INDEX installation_by_due;
      ${['again', 'due_at', 'tries'].map((column) => `ALTER TABLE installation DROP COLUMN ${column};`).join('\n')}`,
  },
  { version: 200, sql: 'DROP TABLE partner_sign_up;' },
  {
    version: 190,
    sql: `
      DELETE FROM entity WHERE kind = 190;
      DELETE FROM tally WHERE kind = 190;
      DROP TABLE waiting_notice;
      DROP TABLE waiting_account_mail;`,
  },
  { version: 180, sql: 'DROP TABLE project_closing;' },
  { version: 170, sql: 'DROP TABLE installation; DROP TABLE proven;' },
  { version: 160, sql: 'DROP TABLE customer_session; DROP TABLE lone_customer;' },
  { version: 141, sql: 'ALTER TABLE token_family DROP COLUMN actor;' },
  {
    version: 140,
    sql: columnsOfSubAccounts.map((column) => `ALTER TABLE account DROP COLUMN ${column};`).join('\n'),
  },
  { version: 130, sql: 'ALTER TABLE access_token DROP COLUMN context;' },
  { version: 121, sql: 'DROP TABLE waiting_report;' },
  { version: 120, sql: 'ALTER TABLE entity DROP COLUMN withheld;' },
  {
    version: 110,
    sql: `
      DELETE FROM entity WHERE kind = 81;
      DELETE FROM tally WHERE kind = 81;
      DROP INDEX customer_by_billing_account;
      CREATE INDEX customer_by_billing_account ON entity (json_extract(doc, '$.billingAccountId'))
        WHERE kind = 30 AND json_extract(doc, '$.billingAccountId') IS NOT NULL;
      DROP TABLE invite_link;
      DROP TABLE waiting_mail;
      DROP TABLE asked_mail;
      DROP TABLE customer_login;`,
  },
];

/** SQL that makes a partner API's file of today one of a version from before: 90, 110 and all since. */
export function backTo(version: number): string {
  const steps = stepsBack.filter((step) => step.version > version).map(({ sql }) => sql);
  return `${steps.join('\n')}\nPRAGMA user_version = ${version};`;
}
