import { execFile } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testStore } from '../../support/test-store.ts';
import { backTo } from '../../support/older-store.ts';
import type { AuditVerification } from '../../../common/partner-api/audit.ts';
import { verificationLines } from '../../../common/partner-api/audit-words.ts';
import { readCheckpoint } from '../../../partner-api/audit/checkpoint.ts';
import { verifyChain } from '../../../partner-api/audit/verify.ts';
import { verifyDatabase } from '../../../partner-api/audit/verify-database.ts';
import { walkInThreads } from '../../../partner-api/audit/walk-in-threads.ts';
import {
  canonicalForm,
  canonicalSql,
  chainedColumns,
  type ChainedRow,
} from '../../../partner-api/store/audit-chain.ts';
import { sqliteDialect } from '../../../partner-api/store/dialects/sqlite.ts';
import { openForReading } from '../../../partner-api/store/sqlite-file.ts';
import { sqliteReader } from '../../../partner-api/store/sqlite-store.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { call, SyncCaller, type Row } from './caller.ts';
import { dropProjects } from '../../support/drop-projects.ts';

const run = promisify(execFile);

let api: TestPartnerApi;
let caller: SyncCaller;
beforeEach(async () => {
  api = await TestPartnerApi.start({ seed: () => ({ name: 'Audited', rows: [] }) });
  caller = await SyncCaller.of(api.url);
  for (const name of ['One', 'Two', 'Three', 'Four', 'Five'])
    await post('/v1/customers', { partnerId: null, name, email: 'office@audited.example' });
});
afterEach(() => api.remove());

const post = (path: string, body: object) => call<Row>(api.url, 'POST', path, { token: caller.token, body });

const verification = async () => (await caller.get<AuditVerification>('/v1/activity/verification')).body;
const databaseFile = () => join(api.folder, 'partner-api.db');
const checkpointFile = () => `${databaseFile()}-audit.json`;

/** Runs SQL as somebody who holds the file and knows how to take the locks off. */
function tamper(...statements: string[]): void {
  const database = new Database(databaseFile());
  database.exec('DROP TRIGGER activity_is_never_changed; DROP TRIGGER activity_is_never_deleted;');
  for (const statement of statements) database.exec(statement);
  database.exec(`
    CREATE TRIGGER activity_is_never_changed BEFORE UPDATE ON activity BEGIN SELECT RAISE(ABORT, 'no'); END;
    CREATE TRIGGER activity_is_never_deleted BEFORE DELETE ON activity BEGIN SELECT RAISE(ABORT, 'no'); END;`);
  database.close();
}

/** What verifying the files as they lie there says. */
const verifiedText = async () =>
  verificationLines(await verifyDatabase(databaseFile(), Date.now())).join('\n');

/** What the command line says of the data folder, and its exit code. */
async function verifiedByCommand(): Promise<{ code: number; text: string }> {
  try {
    const { stdout } = await run(process.execPath, [
      ...['partner-api/cli.ts', '--verify-audit', '--data', api.folder],
    ]);
    return { code: 0, text: stdout };
  } catch (thrown) {
    const { code, stdout, stderr } = thrown as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}

describe('an untouched Activity', () => {
  test.runIf(testStore === 'embedded')(
    'is sound while the server runs and after it, and its head is anchored in a file of its owner alone',
    async () => {
      const running = await verification();
      expect(running).toMatchObject({ sound: true, entries: 5, head: { entry: 5 }, fault: null });
      await api.stop();
      expect(JSON.parse(readFileSync(checkpointFile(), 'utf8'))).toMatchObject(running.head ?? {});
      expect(statSync(`${databaseFile()}-audit.key`).mode & 0o777).toBe(0o600);
      const { code, text } = await verifiedByCommand();
      expect(text).toContain('Activity is sound: 5 entries verified.');
      expect(code).toBe(0);
      await api.run();
      caller = await SyncCaller.of(api.url);
      await post('/v1/partners', { name: 'Later', email: 'office@later.example' });
      expect(await verification()).toMatchObject({ sound: true, entries: 6, key: running.key });
    },
  );

  test('hashes the same bytes when it’s written and when it’s verified, whatever stands in it', () => {
    const database = new Database(':memory:');
    const row: ChainedRow = {
      ...{ entry: 7, at: '', account_id: 'a,3:b', account_name: 'Åse “O’Neill” 👩‍👩‍👧', role: 'admin' },
      ...{
        context: '',
        request: '\u0000nul',
        mutation: 'm',
        action: 'x',
        kind: 'site',
        entity: 'e',
        title: '𐍈',
      },
      ...{ client: '\u001f', customer: '', former_customer: '', before: null, after: '{"a":"\\u0000"}' },
      ...{ scope_before: '', scope_after: '' },
    };
    const columns: string[] = [...chainedColumns];
    database.exec(`CREATE TABLE activity (entry INTEGER, ${columns.slice(1).join(' TEXT, ')} TEXT)`);
    database
      .prepare(`INSERT INTO activity VALUES (${columns.map((column) => `@${column}`).join(', ')})`)
      .run(row);
    const read = database
      .prepare<[], string>(`SELECT ${canonicalSql(sqliteDialect)} FROM activity`)
      .pluck()
      .get();
    expect(read).toBe(canonicalForm(row));
    database.close();
  });
});

describe.runIf(testStore === 'embedded')('what somebody who holds the file does to it is named', () => {
  test('an entry that was edited', async () => {
    await api.stop();
    tamper("UPDATE activity SET account_name = 'Somebody else' WHERE entry = 3");
    const { code, text } = await verifiedByCommand();
    expect(text).toContain('Activity isn’t sound. Entry 3 isn’t as it was written');
    expect(text).toContain('Up to entry 2 it agrees with itself.');
    expect(code).toBe(1);
  });

  test('an entry that was deleted in the middle, renumbered or not', async () => {
    await api.stop();
    tamper('DELETE FROM activity WHERE entry = 2');
    expect(await verifiedText()).toContain('Entry 2 is missing.');
    tamper('UPDATE activity SET entry = entry - 1 WHERE entry > 2');
    expect(await verifiedText()).toContain('Entry 2 isn’t as it was written');
  });

  test('the same, whichever of several threads comes upon it', async () => {
    await api.stop();
    const found = async () => {
      const connection = openForReading(databaseFile());
      const source = sqliteReader(connection);
      const [expected, instance] = [await source.auditKey(), await source.auditInstance()];
      const checkpoint = readCheckpoint(databaseFile(), { expected, instance });
      const walk = walkInThreads(source, databaseFile(), 3, 1);
      const { fault, entries } = await verifyChain(source, checkpoint, Date.now(), walk);
      connection.close();
      return { fault: fault?.kind ?? null, entry: fault?.entry ?? null, entries };
    };
    expect(await found()).toEqual({ fault: null, entry: null, entries: 5 });
    // Three threads have the entries 1, 2 to 3, and 4 to 5.
    tamper("UPDATE activity SET title = 'Another' WHERE entry = 5", 'DELETE FROM activity WHERE entry = 3');
    expect(await found()).toEqual({ fault: 'missing', entry: 3, entries: 2 });
    tamper("UPDATE activity SET hash = 'f' WHERE entry = 1");
    expect(await found()).toEqual({ fault: 'changed', entry: 1, entries: 0 });
  });

  test('a tail that was cut off; the checkpoint stays as it was while the server goes on', async () => {
    await api.stop();
    tamper('DELETE FROM activity WHERE entry > 3');
    expect(await verifiedText()).toContain('Entries 4 to 5 are missing at the end: the checkpoint of');
    const evidence = readFileSync(checkpointFile(), 'utf8');
    await api.run();
    caller = await SyncCaller.of(api.url);
    await post('/v1/partners', { name: 'A', email: 'a@later.example' });
    await post('/v1/partners', { name: 'B', email: 'b@later.example' });
    expect((await verification()).fault).toMatchObject({ kind: 'rewritten', entry: 5 });
    await api.stop();
    expect(readFileSync(checkpointFile(), 'utf8')).toBe(evidence);
  });

  test('a checkpoint that was forged, taken from elsewhere, or taken away, and a key that was taken away', async () => {
    await api.stop();
    const checkpoint = readFileSync(checkpointFile(), 'utf8');
    writeFileSync(checkpointFile(), checkpoint.replace('"entry": 5', '"entry": 4'));
    expect(await verifiedText()).toContain('isn’t what was signed');
    const other = await TestPartnerApi.start({ seed: () => ({ name: 'Other', rows: [] }) });
    await other.stop();
    writeFileSync(checkpointFile(), readFileSync(join(other.folder, 'partner-api.db-audit.json')));
    await other.remove();
    expect(await verifiedText()).toContain('isn’t what was signed');
    rmSync(checkpointFile());
    expect(await verifiedText()).toContain('isn’t there any more');
    writeFileSync(checkpointFile(), checkpoint);
    rmSync(`${databaseFile()}-audit.key`);
    expect(await verifiedText()).toContain('isn’t there or is another one');
  });
});

test.runIf(testStore === 'embedded')(
  'a database from a backup is sound once it’s said to be one, and says how far Activity went before',
  async () => {
    await api.stop();
    const backup = readFileSync(databaseFile());
    await api.run();
    caller = await SyncCaller.of(api.url);
    await post('/v1/partners', { name: 'Lost', email: 'office@lost.example' });
    await api.stop();
    for (const end of ['', '-wal', '-shm']) rmSync(databaseFile() + end, { force: true });
    writeFileSync(databaseFile(), backup);
    expect(await verifiedText()).toContain('Entry 6 is missing at the end');
    await api.run({ isRestored: true });
    caller = await SyncCaller.of(api.url);
    expect(await verification()).toMatchObject({ sound: true, entries: 5, restored: { entry: 6 } });
  },
);

test.runIf(testStore === 'embedded')(
  'entries from before the chain get their hashes, names and customers',
  async () => {
    const { body } = await caller.get<{ items: { id: string }[] }>('/v1/customers?limit=1');
    const customer = body.items[0]?.id ?? '';
    await api.stop();
    const database = new Database(databaseFile());
    database.exec(`
    ${backTo(90)}
    DROP INDEX customer_by_billing_account;
    ${dropProjects}
    DROP INDEX activity_by_customer;
    DROP INDEX activity_by_former_customer;
    DELETE FROM property WHERE key = 'audit-key';`);
    for (const column of ['title', 'client', 'customer', 'former_customer', 'hash'])
      database.exec(`ALTER TABLE activity DROP COLUMN ${column}`);
    database.pragma('user_version = 50');
    database.close();
    rmSync(checkpointFile());
    await expect(verifiedText()).rejects.toThrow('Start this one on it once');
    await api.run();
    caller = await SyncCaller.of(api.url);
    expect(await verification()).toMatchObject({ sound: true, entries: 5 });
    const of = await caller.get<{ items: { title: string; customerIds: string[] }[] }>(
      `/v1/activity?customerId=${customer}`,
    );
    expect(of.body.items).toEqual([expect.objectContaining({ customerIds: [customer], title: 'One' })]);
  },
);

describe('Activity is found', () => {
  const found = async (query: string) => {
    const { body } = await caller.get<{ items: { title: string }[]; next: string | null }>(
      `/v1/activity?${query}`,
    );
    return body.items.map(({ title }) => title);
  };

  test('by person, kind, words, context and time, and says from where it came', async () => {
    await post('/v1/partners', { name: 'Åre Resale', email: 'office@are.example' });
    const { body } = await caller.get<{ items: { account: { id: string }; at: string; client: string }[] }>(
      '/v1/activity?limit=1',
    );
    const [{ account, at, client } = { account: { id: '' }, at: '', client: '' }] = body.items;
    expect(client).not.toBe('');
    expect(await found(`accountId=${account.id}&kind=partner`)).toEqual(['Åre Resale']);
    expect(await found('accountId=nobody')).toEqual([]);
    expect(await found('q=are%20resale')).toEqual(['Åre Resale']);
    expect(await found('q=OFFICE%40AUDITED&kind=customer&limit=2')).toEqual(['Five', 'Four']);
    expect(await found('context=elsewhere')).toEqual([]);
    expect(await found(`from=${at}`)).toContain('Åre Resale');
    expect(await found(`to=2020-01-01T00:00:00.000Z`)).toEqual([]);
    expect((await caller.get('/v1/activity?from=yesterday')).status).toBe(400);
  });

  test('by customer: its own, its sites’ and its probes’, and nothing else’s', async () => {
    const { body } = await caller.get<{ items: { id: string; name: string }[] }>('/v1/customers?q=One');
    const customerId = body.items[0]?.id ?? '';
    const site = await post('/v1/sites', { customerId, name: 'Dock' });
    await post('/v1/sites', { customerId, name: 'Mill' });
    expect(site.status).toBe(201);
    expect(await found(`customerId=${customerId}`)).toEqual(['Mill', 'Dock', 'One']);
  });
});
