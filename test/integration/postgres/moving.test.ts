import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Project } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import { openEmbedded } from '../../../partner-api/store/open-embedded.ts';
import { postgresOpener } from '../../../partner-api/store/postgres/open-postgres.ts';
import { inDatabase } from '../../support/database-of.ts';
import { PostgresServer } from '../../support/postgres-server.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { createCustomer, mutationOf, SyncCaller } from '../partner-api/caller.ts';
import { projectOf } from '../partner-api/project-of.ts';

const run = promisify(execFile);

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.remove());

/** What the command line says; both its streams where it fails. */
async function command(url: string | null, ...options: string[]): Promise<{ code: number; text: string }> {
  const { DATABASE_URL: _none, ...rest } = process.env;
  const env = url === null ? rest : { ...rest, DATABASE_URL: url };
  try {
    const { stdout } = await run(process.execPath, ['partner-api/cli.ts', ...options], { env });
    return { code: 0, text: stdout };
  } catch (thrown) {
    const { code, stdout, stderr } = thrown as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}

/** An embedded partner API with a life of its own: something made, deleted, moved, and a project. */
async function lived(): Promise<{ api: TestPartnerApi; cursor: string; project: string }> {
  const api = await TestPartnerApi.start({ openStore: openEmbedded });
  onTestFinished(() => api.remove());
  const caller = await SyncCaller.of(api.url);
  const { start } = await caller.snapshot();
  const gone = await createCustomer(caller, 'Gone Before');
  await caller.pushOne(mutationOf('customer.delete', { ids: [gone] }));
  const args = await projectOf(api.url, { name: 'Moving house', company: 'Sealed Ltd' });
  await caller.pushOne(mutationOf('project.create', args));
  const move = { ids: [newId(), newId()], from: null, to: args.id, type: 'Mailbox', quantity: 3, reason: '' };
  await caller.pushOne(mutationOf('license.move', move));
  return { api, cursor: start, project: args.id };
}

const rowsOf = async (caller: SyncCaller) => {
  const { rows } = await caller.snapshot();
  return Object.fromEntries(
    [...rows].map(([kind, all]) => [kind, all.toSorted((a, b) => (a.id < b.id ? -1 : 1))]),
  );
};

test('an embedded workspace moves into PostgreSQL and back: rows, versions, cursors, passwords, what is sealed, the bin and the chain', async () => {
  const { api, cursor, project } = await lived();
  const before = await rowsOf(await SyncCaller.of(api.url));
  await api.stop();
  const url = await server.database();
  const file = join(api.folder, 'partner-api.db');
  const imported = await command(url, '--data', api.folder, '--import-from', file);
  expect(imported).toMatchObject({ code: 0, text: expect.stringContaining('Everything was moved.') });
  expect((await command(url, '--data', api.folder, '--verify-audit')).text).toContain('Activity is sound');

  await api.run({ openStore: postgresOpener({ url }) });
  const caller = await SyncCaller.of(api.url);
  expect(await rowsOf(caller)).toEqual(before);
  const { status, body } = await caller.changes(cursor);
  expect(status).toBe(200);
  expect((body as { changes: unknown[] }).changes.length).toBeGreaterThan(0);
  expect((await caller.get<Project>(`/v1/projects/${project}`)).body.company).toBe('Sealed Ltd');
  const bin = await caller.get<{ items: { names: string[] }[] }>('/v1/recycle-bin');
  expect(bin.body.items[0]).toMatchObject({ names: ['Gone Before'] });
  await createCustomer(caller, 'Made in PostgreSQL');
  const after = await rowsOf(caller);
  await api.stop();

  const folder = mkdtempSync(join(tmpdir(), 'switchyard-back-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const end of ['-audit.json', '-audit.key'])
    cpSync(`${file}${end}`, join(folder, `partner-api.db${end}`));
  const exported = await command(url, '--data', folder, '--export', join(folder, 'partner-api.db'));
  expect(exported).toMatchObject({ code: 0, text: expect.stringContaining('Everything was moved.') });
  expect((await command(null, '--data', folder, '--verify-audit')).text).toContain('Activity is sound');
  const back = await TestPartnerApi.start({ openStore: openEmbedded, dataDir: folder });
  onTestFinished(() => back.remove());
  const again = await SyncCaller.of(back.url);
  expect(await rowsOf(again)).toEqual(after);
  expect((await again.changes(cursor)).status).toBe(200);
});

test('nothing is moved into a database that holds something, out of one that doesn’t, or over a file', async () => {
  const { api } = await lived();
  const file = join(api.folder, 'partner-api.db');
  const url = await server.database();
  const data = ['--data', api.folder];
  expect(await command(null, ...data, '--import-from', file)).toMatchObject({
    code: 2,
    text: expect.stringContaining('need DATABASE_URL'),
  });
  const empty = mkdtempSync(join(tmpdir(), 'switchyard-empty-'));
  onTestFinished(() => rmSync(empty, { recursive: true, force: true }));
  const nothing = await command(url, ...data, '--export', join(empty, 'out.db'));
  expect(nothing.text).toContain('holds no partner account');
  expect(readdirSync(empty)).toEqual([]);
  await api.stop();
  expect((await command(url, ...data, '--migrate')).text).toContain('Made: ');
  expect((await command(url, ...data, '--migrate')).text).toContain('today’s version already');
  expect((await command(url, ...data, '--import-from', file)).code).toBe(0);
  expect((await command(url, ...data, '--import-from', file)).text).toContain(
    'holds a partner account already',
  );
  expect((await command(url, ...data, '--import-from', `${file}-none`)).text).toContain('There is no file');
  expect((await command(url, ...data, '--export', file)).text).toContain('is there already');
  const kept = { folder: api.folder, databaseUrl: url };
  const account = await command(url, ...data, '--set-account', 'reader', '--disabled', 'yes');
  expect(account.text).toContain('is disabled');
  expect(await inDatabase(kept, "SELECT disabled FROM account WHERE login = 'READER'")).toEqual([
    { disabled: 1 },
  ]);
  const wrong = await command('mysql://nowhere', ...data);
  expect(wrong.text).toContain('DATABASE_URL takes an address such as postgres://');
});

test('a tampered Activity in PostgreSQL is named', async () => {
  const url = await server.database();
  const api = await TestPartnerApi.start({
    openStore: postgresOpener({ url }),
    seed: () => ({ name: 'Audited', rows: [] }),
  });
  onTestFinished(() => api.remove());
  const caller = await SyncCaller.of(api.url);
  for (const name of ['One', 'Two', 'Three']) await createCustomer(caller, name);
  await api.stop();
  const kept = { folder: api.folder, databaseUrl: url };
  const verified = async () => (await command(url, '--data', api.folder, '--verify-audit')).text;
  expect(await verified()).toContain('Activity is sound: 3 entries');
  await inDatabase(kept, 'ALTER TABLE activity DISABLE TRIGGER USER');
  await inDatabase(kept, "UPDATE activity SET account_name = 'Somebody else' WHERE entry = 2");
  expect(await verified()).toContain('2');
  expect(await verified()).not.toContain('Activity is sound');
  await inDatabase(kept, 'DELETE FROM activity WHERE entry >= 2');
  expect(await verified()).not.toContain('Activity is sound');
});
