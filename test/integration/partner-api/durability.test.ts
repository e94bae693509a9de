import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import { startPartnerApi } from '../../../partner-api/start.ts';
import { inDatabase } from '../../support/database-of.ts';
import { testStore } from '../../support/test-store.ts';
import { PartnerApiServer } from '../../support/partner-api-server.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { call, mutationOf, SyncCaller } from './caller.ts';

const fields = (name: string) => ({ partnerId: null, name, email: 'office@harbour.example' });
const day = 24 * 60 * 60 * 1000;

test.skipIf(process.platform === 'win32')(
  'a data folder that a server makes is its owner’s alone',
  async () => {
    const above = mkdtempSync(join(tmpdir(), 'switchyard-made-'));
    const api = await startPartnerApi({ dataDir: join(above, 'data'), passwordCost: 10 });
    await api.close();
    expect(statSync(join(above, 'data')).mode & 0o077).toBe(0);
    rmSync(above, { recursive: true });
  },
);

describe('a server that is killed', () => {
  test('it keeps all that it acknowledged, holds no half of anything, and applies what is sent again once', async () => {
    const server = await PartnerApiServer.start();
    const sent: ReturnType<typeof mutationOf>[] = [];
    const acknowledged: string[] = [];
    for (const pushesBeforeKill of [5, 6]) {
      const caller = await SyncCaller.of(server.url);
      let killed: Promise<unknown> | undefined;
      for (let pushed = 0; ; pushed++) {
        const id = newId();
        const create = mutationOf('customer.create', { id, fields: fields('Cycle') });
        const remove = mutationOf('customer.delete', { ids: [id] }, { after: [create.id] });
        sent.push(create, remove);
        const pushing = caller.push(create, remove).catch(() => null);
        // Killed while a push is on its way; whether it arrived nobody knows.
        if (pushed === pushesBeforeKill) killed = server.stop('SIGKILL');
        const outcomes = await pushing;
        if (!outcomes) break;
        acknowledged.push(...outcomes.map((outcome) => outcome.id));
      }
      await killed;
      await server.run();
    }

    const caller = await SyncCaller.of(server.url);
    const again = await caller.push(...sent);
    expect(again.every(({ outcome }) => outcome === 'applied')).toBe(true);
    expect(acknowledged.length).toBeGreaterThanOrEqual(20);
    const { rows, start } = await caller.snapshot();
    expect(rows.get('customer')?.filter((row) => row.name.startsWith('Cycle'))).toEqual([]);
    const { digests } = (await caller.changes(start, '&digest=1')).body;
    const versions = (rows.get('customer') ?? []).map((row) => row.version);
    expect(digests?.customer).toEqual({
      count: versions.length,
      versionSum: versions.reduce((sum, version) => sum + version, 0),
    });
    await server.stop();

    if (server.databaseUrl === null)
      expect(await inDatabase(server, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    const audited = await inDatabase(server, 'SELECT mutation FROM activity WHERE request <> mutation');
    // One entry for each mutation (what the seed wrote is its own request), however often it was sent: none is missing and none took effect twice.
    expect(audited.map(({ mutation }) => mutation).sort()).toEqual(sent.map(({ id }) => id).sort());
    for (const id of acknowledged) expect(audited.some(({ mutation }) => mutation === id)).toBe(true);
    await server.remove();
  });
});

describe.runIf(testStore === 'embedded')('the database file', () => {
  test('activity can’t be changed, deleted or replaced, whoever holds the file', async () => {
    const api = await TestPartnerApi.start();
    const caller = await SyncCaller.of(api.url);
    await caller.pushOne(mutationOf('customer.create', { id: newId(), fields: fields('Witnessed') }));
    await api.stop();
    const database = new Database(join(api.folder, 'partner-api.db'));
    for (const sql of [
      "UPDATE activity SET account_name = 'Somebody else'",
      'DELETE FROM activity',
      'INSERT OR REPLACE INTO activity SELECT * FROM activity',
    ])
      expect(() => database.exec(sql)).toThrow('append-only');
    database.close();
    await api.remove();
  });

  test('one of a newer version is refused and left as it is', async () => {
    const api = await TestPartnerApi.start();
    await api.stop();
    const database = new Database(join(api.folder, 'partner-api.db'));
    database.pragma('user_version = 9990');
    database.close();
    await expect(api.run()).rejects.toThrow('newer version');
    const untouched = new Database(join(api.folder, 'partner-api.db'), { readonly: true });
    expect(untouched.pragma('user_version', { simple: true })).toBe(9990);
    untouched.close();
    await api.remove();
  });

  test('what an interrupted seed left behind is not taken for a database', async () => {
    const api = await TestPartnerApi.start();
    await api.remove();
    mkdirSync(api.folder);
    writeFileSync(join(api.folder, 'partner-api.db.new'), 'half a database');
    await api.run();
    expect((await (await SyncCaller.of(api.url)).snapshot()).rows.get('customer')).toHaveLength(61);
    expect(existsSync(join(api.folder, 'partner-api.db.new'))).toBe(false);
    await api.remove();
  });
});

describe('a database restored from a backup', () => {
  test('says so by another epoch, and every cursor from before is gone', async () => {
    const api = await TestPartnerApi.start();
    const caller = await SyncCaller.of(api.url);
    const { start, pages } = await caller.snapshot(100);
    const walk = pages[0]?.next ?? '';
    await api.stop();
    const restored = await TestPartnerApi.start({ ...api.place, isRestored: true });
    const later = await SyncCaller.of(restored.url);
    expect((await later.snapshot()).pages[0]?.epoch).not.toBe(pages[0]?.epoch);
    expect(await later.changes(start)).toMatchObject({ status: 410, body: { kind: 'cursor-gone' } });
    expect(await later.get(`/v1/snapshot?after=${walk}`)).toMatchObject({ status: 410 });
    await restored.remove();
    await api.remove();
  });
});

describe('time passes', () => {
  test('a tombstone is told for 90 days; after that an older cursor is gone, and a newer one is not', async () => {
    let now = Date.now();
    const api = await TestPartnerApi.start({ surroundings: { now: () => now, randomBytes } });
    const start = (await (await SyncCaller.of(api.url)).snapshot()).start;
    const id = newId();
    const caller = await SyncCaller.of(api.url);
    await caller.push(
      mutationOf('customer.create', { id, fields: fields('Fleeting') }),
      mutationOf('customer.delete', { ids: [id] }),
    );
    const { body } = await caller.changes(start);
    expect(body.changes).toMatchObject([{ op: 'delete', id }]);

    const atAge = async (days: number) => {
      now += days * day;
      await api.stop();
      await api.run();
      return SyncCaller.of(api.url);
    };
    // Time that passes changes projects: their notice of inactivity comes and goes.
    const ofCustomers = ({ body: { changes } }: Awaited<ReturnType<typeof caller.changes>>) =>
      changes.filter(({ kind }) => kind === 'customer');
    expect(ofCustomers(await (await atAge(89)).changes(start))).toMatchObject([{ op: 'delete', id }]);
    const later = await atAge(2);
    expect(await later.changes(start)).toMatchObject({ status: 410, body: { kind: 'cursor-gone' } });
    expect(ofCustomers(await later.changes(body.cursor))).toEqual([]);
    await api.remove();
  });

  test('the recycle bin keeps what was deleted for 30 days', async () => {
    let now = Date.now();
    const api = await TestPartnerApi.start({ surroundings: { now: () => now, randomBytes } });
    const caller = await SyncCaller.of(api.url);
    const ids = [newId(), newId()];
    const deletions = ids.map((id) => mutationOf('customer.delete', { ids: [id] }));
    await caller.push(...ids.map((id) => mutationOf('customer.create', { id, fields: fields('Binned') })));
    await caller.push(...deletions);
    const restoreAtAge = async (days: number, which: number) => {
      now += days * day;
      await api.stop();
      await api.run();
      const later = await SyncCaller.of(api.url);
      const restore = { deletion: deletions[which]?.id ?? '', ids: [ids[which] ?? ''] };
      return later.pushOne(mutationOf('customer.restore', restore));
    };
    expect((await restoreAtAge(29, 0)).outcome).toBe('applied');
    expect(await restoreAtAge(2, 1)).toMatchObject({
      outcome: 'rejected',
      problem: { kind: 'not-restorable' },
    });
    await api.remove();
  });

  test('ends while a stream of events is open', async () => {
    const api = await TestPartnerApi.start();
    const { token } = await SyncCaller.of(api.url);
    const response = await fetch(`${api.url}/v1/events`, { headers: { authorization: `Bearer ${token}` } });
    await api.stop();
    expect(await response.text()).toMatch(/^event: change/);
    await expect(call(api.url, 'GET', '/v1')).rejects.toThrow();
    await api.remove();
  });
});
