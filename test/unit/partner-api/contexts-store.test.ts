import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sampleSeed } from '../../../partner-api/seed/sample.ts';
import { createDatabase } from '../../../partner-api/store/create-database.ts';
import { openSqliteStore } from '../../../partner-api/store/sqlite-store.ts';
import { backTo } from '../../support/older-store.ts';

test('a file from before contexts is taken over: its sessions go on in their accounts’ own context', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'partner-api.db');
  const { name, rows } = sampleSeed(Date.now());
  createDatabase({ file, epoch: 'e', name, rows });
  const older = new Database(file);
  older.exec(backTo(110));
  older.exec(`
    INSERT INTO account (id, login, name, role, password, created_at) VALUES ('a', 'admin', 'Ingrid', 'admin', '', 0);
    INSERT INTO token_family VALUES ('f', 'a', 0, NULL);
    INSERT INTO access_token VALUES ('h', 'f', 9);`);
  older.close();
  const store = openSqliteStore(file, undefined);
  onTestFinished(() => store.close());
  expect(await store.read.accessToken('h')).toMatchObject({ context: null, account: { login: 'admin' } });
});
