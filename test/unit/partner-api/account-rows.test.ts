import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { suggestedApiLogin } from '../../../common/domain/accounts.ts';
import { mayMail } from '../../../partner-api/mail/notification-options.ts';
import { createDatabase } from '../../../partner-api/store/create-database.ts';
import { openSqliteStore } from '../../../partner-api/store/sqlite-store.ts';
import { backTo } from '../../support/older-store.ts';

test('a file from before sub-accounts keeps its accounts, which are below no other and never end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'partner-api.db');
  createDatabase({ file, epoch: 'one', name: 'Nordlys', rows: [] });
  const older = new Database(file);
  older.exec(backTo(130));
  older.exec("INSERT INTO account VALUES ('a1', 'admin', 'Ingrid', 'admin', 'hash', 1000, NULL, 0)");
  older.close();

  const store = openSqliteStore(file);
  onTestFinished(() => store.close());
  expect(await store.read.accountRecords()).toEqual([
    {
      ...{ id: 'a1', login: 'admin', name: 'Ingrid', role: 'admin', brandId: null, brandName: null },
      ...{ isDisabled: false, createdAt: 1000, lastUsedAt: null, version: 1, email: '', customerId: null },
      ...{ parentId: null, expiresAt: null, revokedAt: null, passwordAt: null, notificationsOff: [] },
    },
  ]);
});

test('a mail goes where there is an address, to who can sign in and wants mails of its kind', () => {
  const account = { email: 'bot@nordlys.example', isDisabled: false, notificationsOff: [] };
  expect(mayMail(account, 'maintenance')).toBe(true);
  expect(mayMail({ ...account, notificationsOff: ['account-changes'] }, 'maintenance')).toBe(true);
  expect(mayMail({ ...account, notificationsOff: ['maintenance'] }, 'maintenance')).toBe(false);
  expect(mayMail({ ...account, isDisabled: true }, 'maintenance')).toBe(false);
  expect(mayMail({ ...account, email: '' }, 'maintenance')).toBe(false);
});

test.each([
  ['Nordlys Managed IT', [], 'nordlys-managed-it-api'],
  ['Nordlys Managed IT', ['NORDLYS-managed-it-api'], 'nordlys-managed-it-api-2'],
  ['Ærø & Søn', [], 'aero-son-api'],
  ['株式会社', [], 'partner-api'],
  ['X', ['partner-api', 'partner-api-2'], 'partner-api-3'],
  ['The very long name of a partnership', [], 'the-very-long-name-of-a-api'],
])('%s is suggested a user name of its own', (partnership, taken, login) => {
  expect(suggestedApiLogin(partnership, taken)).toBe(login);
});
