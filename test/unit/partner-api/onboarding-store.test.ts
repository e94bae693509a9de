import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { sampleSeed } from '../../../partner-api/seed/sample.ts';
import { createDatabase } from '../../../partner-api/store/create-database.ts';
import { openSqliteStore } from '../../../partner-api/store/sqlite-store.ts';
import { backTo } from '../../support/older-store.ts';

/** A file with the sample data, open to be made older than it is. */
function olderFile(): { file: string; older: Database.Database } {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'partner-api.db');
  const { name, rows } = sampleSeed(Date.UTC(2026, 5, 1));
  createDatabase({ file, epoch: 'one', name, rows });
  return { file, older: new Database(file) };
}

test('a file from before installing on behalf gets its tables, and keeps its customers', async () => {
  const { file, older } = olderFile();
  older.exec(backTo(160));
  older.close();
  const store = openSqliteStore(file);
  onTestFinished(() => store.close());
  expect(await store.read.installationsOf('anybody')).toEqual([]);
  expect((await store.read.list('customer', { sight: null, after: null, limit: 1 })).items).toHaveLength(1);
});

test('a file from before providers were asked again gets what says when', async () => {
  const { file, older } = olderFile();
  older.exec(backTo(200));
  older.close();
  const store = openSqliteStore(file);
  onTestFinished(() => store.close());
  expect(await store.read.nextInstallation()).toBeNull();
});

test('a file from before maintenance notices gets a line for their mails, and sends nothing', async () => {
  const { file, older } = olderFile();
  older.exec(backTo(170));
  older.close();
  const store = openSqliteStore(file);
  onTestFinished(() => store.close());
  expect(await store.read.nextNotices(10)).toEqual([]);
  expect(await store.read.nextAccountMails(10)).toEqual([]);
  const waiting = { notice: 'n', recipient: '0', dueAt: 2, tries: 0 };
  await store.transaction((tx) => tx.putNotice(waiting));
  await store.transaction((tx) => tx.putNotice({ ...waiting, recipient: '1', dueAt: 1 }));
  expect((await store.read.nextNotices(10)).map(({ recipient }) => recipient)).toEqual(['1', '0']);
});

test('a file from before invites gets their tables, and knows who uses a billing account', async () => {
  const { file, older } = olderFile();
  older.exec(backTo(90));
  older.close();

  const store = openSqliteStore(file);
  onTestFinished(() => store.close());
  const accounts = (await store.read.list('billingAccount', { sight: null, after: null, limit: 10 })).items;
  const [first] = accounts.map((json) => JSON.parse(json) as { id: string; name: string });
  expect(first?.name).toBe('Ribeira Faturação');
  const users = await store.transaction((tx) => tx.usersOfBillingAccount(first?.id ?? ''));
  expect(users.map((user) => user.name)).toEqual([
    'Azulejos Simões',
    'Padaria Conceição & Filhos',
    'Vinhos do Cachão',
  ]);
  expect(await store.read.nextMails(1)).toEqual([]);
  expect(await store.read.inviteLink('none')).toBeNull();
});
