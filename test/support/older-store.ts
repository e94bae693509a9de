const laterColumns = [
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

/** Takes what came after invites out of a partner API's file, to make it one of version 110. */
export const withoutContexts = `
  ${laterColumns.map((column) => `ALTER TABLE account DROP COLUMN ${column};`).join('\n')}
  ALTER TABLE access_token DROP COLUMN context;`;

/** Takes what came after invites, and the tables of invites out of a partner API's file, to make it one from before them: at version 90 of the store. */
export const withoutInvites = `
  ${withoutContexts}
/** Takes what came with sub-accounts out of a partner API's file. */
export const withoutSubAccounts = laterColumns
  .map((column) => `ALTER TABLE account DROP COLUMN ${column};`)
  .join('\n');

/** Takes what came after invites, and the tables of invites out of a partner API's file, to make it one from before them: at version 90 of the store. */
export const withoutInvites = `
  ${withoutSubAccounts}
  ALTER TABLE entity DROP COLUMN withheld;
  DROP TABLE waiting_report;
  DELETE FROM entity WHERE kind = 81;
  DELETE FROM tally WHERE kind = 81;
  DROP INDEX customer_by_billing_account;
  CREATE INDEX customer_by_billing_account ON entity (json_extract(doc, '$.billingAccountId'))
    WHERE kind = 30 AND json_extract(doc, '$.billingAccountId') IS NOT NULL;
  DROP TABLE invite_link;
  DROP TABLE waiting_mail;
  DROP TABLE asked_mail;
  DROP TABLE customer_login;
  DROP TABLE customer_session;
  DROP TABLE lone_customer;`;
