import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SyncState } from '../../../common/contract/views.ts';
import { openEmbedded } from '../../../partner-api/store/open-embedded.ts';
import { FaultyServer, type Fault } from '../../support/faulty-server.ts';
import { TestConsole } from '../../support/test-console.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';

const minutes = 60_000;
let api: TestPartnerApi;
let between: FaultyServer;
let console: TestConsole;

beforeEach(async () => {
  api = await TestPartnerApi.start({ version: '1.4.0' });
  between = await FaultyServer.before(api.url);
  console = await TestConsole.start();
});
afterEach(async () => {
  await console.remove();
  await between.close();
  await api.remove();
});

const connect = async () => {
  await console.give('workspace.connect', { url: between.url, login: 'admin', password });
  await console.settled();
};
const customer = (name: string) => ({ partnerId: null, name, email: 'office@riverside.example' });

/**
 * Resolves once it's as asked after connections were cut: what is asked over one of them may come to nothing first, and is asked
 * again by hand, as the clock stands still.
 */
const afterCut = (what: string, isSo: (state: SyncState) => boolean) =>
  console.untilSo(
    what,
    async () => {
      if (console.sync.phase === 'unreachable') await console.give('sync.now');
      return isSo(console.sync);
    },
    () => console.sync,
  );

/** Everything goes by what the network does, the question who is there included. */
function allOf(fault: Fault): void {
  between.matches = /^\//;
  between.fault = fault;
  between.cutConnections();
}

describe('a guest network', () => {
  test.each<Fault>(['html', 'redirect', 'gate'])(
    'that answers with %s is told, ends no session and takes no change',
    async (fault) => {
      await connect();
      const names = await console.names('customer');
      allOf(fault);
      await console.give('customer.create', customer('Made At The Hotel'));
      await console.give('sync.now');
      const state = await afterCut('intercepted', ({ phase }) => phase === 'intercepted');
      expect(state.trouble?.sentence).toMatch(/guest network/);
      expect(state).toMatchObject({ waiting: 1, stuck: 0, complete: true });
      expect(await console.names('customer')).toEqual(expect.arrayContaining(names));
      // The access token has run out meanwhile: the gate’s 401 is no word on the session.
      console.clock.advance(20 * minutes);
      await console.until('intercepted still', ({ phase }) => phase === 'intercepted');
      between.fault = 'none';
      await console.give('sync.now');
      expect(await console.settled()).toMatchObject({ trouble: null, stuck: 0 });
    },
  );
});

describe('a server that demands a newer app', () => {
  test('is told so that changes are kept and the data can be read, and recovers by itself', async () => {
    await connect();
    const names = await console.names('customer');
    await api.stop();
    await api.run({ minClient: '2.0.0' });
    between.cutConnections();
    await console.give('customer.create', customer('Kept For Later'));
    await console.give('sync.now');
    // Asking by hand may come while a try is under way, and is then a try of its own after it.
    const state = await afterCut(
      'too old, and at rest',
      ({ phase, nextTryAt }) => phase === 'client-too-old' && nextTryAt !== null,
    );
    expect(state.trouble?.sentence).toContain('2.0.0');
    expect(await console.names('customer')).toEqual(expect.arrayContaining([...names, 'Kept For Later']));
    expect(console.start.account?.login).toBe('admin');

    const asked = between.seen.length;
    await console.give('customer.create', customer('Kept As Well'));
    expect(console.sync).toMatchObject({ waiting: 2, stuck: 0 });
    console.clock.advance(4 * minutes);
    expect(between.seen.length).toBe(asked);

    await console.restart();
    expect(console.sync.waiting).toBe(2);
    await api.stop();
    await api.run();
    console.clock.advance(10 * minutes);
    await console.settled();
    expect(await console.names('customer', 'Kept')).toEqual(['Kept As Well', 'Kept For Later']);
  });

  test('says so to somebody who connects, and opens nothing', async () => {
    await api.stop();
    await api.run({ minClient: '2.0.0' });
    await expect(
      console.give('workspace.connect', { url: between.url, login: 'admin', password }),
    ).rejects.toMatchObject({
      error: { code: 'client-too-old', message: expect.stringContaining('Update') },
    });
    expect(console.start.workspace).toBeNull();
  });

  test('that only refuses, and doesn’t say so of itself, is understood by its refusal', async () => {
    await connect();
    await api.stop();
    await api.run({ minClient: '2.0.0' });
    between.rewrite = (route, { minClient: _hidden, ...json }) => (route === '/v1' ? json : { ...json });
    between.cutConnections();
    await console.give('sync.now');
    await afterCut('too old', ({ phase }) => phase === 'client-too-old');
  });
});

describe('a server that is older than the app', () => {
  test('gets what it understands; the rest waits with a reason and goes once it’s updated', async () => {
    await connect();
    const id = await console.idOf('customer', (await console.names('customer'))[0] ?? '');
    const { customer: row } = await console.give('customer.show', { id });
    between.rewrite = (route, json) =>
      route === '/v1'
        ? {
            ...json,
            version: '0.9.0',
            mutations: (json['mutations'] as string[]).filter((name) => name !== 'customer.update'),
          }
        : json;
    between.cutConnections();
    console.clock.advance(11 * minutes);
    await console.settled();
    const { name, email, partnerId } = row;
    await console.give('customer.update', { id, fields: { name, email, partnerId, notes: 'Held back' } });
    await console.give('customer.create', customer('Understood'));
    await console.until('one left', ({ waiting, phase }) => waiting === 1 && phase === 'up-to-date');
    const page = await console.give('outbox.window', { query: {}, offset: 0, limit: 10 });
    expect(page.rows).toMatchObject([{ state: 'waiting', lastAnswer: expect.stringContaining('0.9.0') }]);
    expect((await console.give('customer.show', { id })).customer.notes).toBe('Held back');

    between.rewrite = null;
    console.clock.advance(11 * minutes);
    await console.settled();
    expect((await console.give('customer.show', { id })).customer.notes).toBe('Held back');
  });

  test('and doesn’t say what it understands may refuse a change as unknown: it’s kept and sent again', async () => {
    await connect();
    between.rewrite = (route, json) => {
      if (route === '/v1') return { ...json, mutations: undefined, instance: undefined, version: undefined };
      if (route !== '/v1/mutations') return json;
      const refused = { type: '/problems/invalid', title: 'Not valid', status: 400, kind: 'invalid' };
      const fields = [{ path: 'name', message: 'Invalid discriminator value' }];
      const results = json['results'] as { id: string }[];
      return {
        ...json,
        results: results.map(({ id }) => ({ id, outcome: 'rejected', problem: { ...refused, fields } })),
      };
    };
    console.clock.advance(11 * minutes);
    await console.give('customer.create', customer('For A Newer Server'));
    const state = await console.until(
      'tried',
      ({ waiting, nextTryAt }) => waiting === 1 && nextTryAt !== null,
    );
    expect(state).toMatchObject({ stuck: 0, trouble: null });
    between.rewrite = null;
    console.clock.advance(2 * minutes);
    await console.settled();
    expect(await console.names('customer', 'For A Newer Server')).toHaveLength(1);
  });

  test('of another contract is told in a sentence, then and at connecting', async () => {
    await connect();
    between.rewrite = (route, json) => (route === '/v1' ? { ...json, apiVersion: 0 } : json);
    between.cutConnections();
    await console.give('customer.create', customer('Kept Meanwhile'));
    await console.give('sync.now');
    const state = await afterCut('too old a server', ({ phase }) => phase === 'server-too-old');
    expect(state.trouble?.sentence).toContain('older version');
    await expect(
      console.give('workspace.connect', { url: between.url, login: 'admin', password }),
    ).rejects.toMatchObject({ error: { code: 'server-too-old' } });
    between.rewrite = null;
    await console.give('sync.now');
    await console.settled();
  });
});

describe('another server at the same address', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchyard-other-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('gets neither token nor change, until the one of before is back', async () => {
    await connect();
    const names = await console.names('customer');
    await api.stop();
    await api.run({ dataDir: folder, openStore: openEmbedded });
    between.cutConnections();
    between.seen.length = 0;
    await console.give('customer.create', customer('For One Server Alone'));
    await console.give('sync.now');
    const state = await afterCut('another', ({ phase }) => phase === 'other-server');
    expect(state.trouble?.sentence).toContain('Nothing is exchanged with it');
    expect(new Set(between.seen)).toEqual(new Set(['GET /v1']));
    expect(await console.names('customer')).toEqual(expect.arrayContaining(names));
    await expect(
      console.give('workspace.connect', { url: between.url, login: 'admin', password }),
    ).rejects.toMatchObject({ error: { code: 'other-server' } });

    await api.stop();
    await api.run();
    await console.give('sync.now');
    expect(await console.settled()).toMatchObject({ stuck: 0 });
  });

  test('that is no partner API is told as such', async () => {
    await connect();
    between.rewrite = () => ({ service: 'weather', temperature: 17 });
    between.cutConnections();
    await console.give('sync.now');
    // What was asked of it before it was met as another may come to nothing first.
    await console.until('in trouble', ({ trouble }) => trouble !== null);
    console.clock.advance(minutes);
    const state = await console.until('another', ({ phase }) => phase === 'other-server');
    expect(state.trouble?.sentence).toContain('Something else');
  });

  test('restored from a backup is still the same', async () => {
    await connect();
    await api.stop();
    await api.run({ isRestored: true });
    between.cutConnections();
    await console.give('sync.now');
    const state = await afterCut('restored', ({ notices }) => notices.length > 0);
    expect(state.notices[0]?.sentence).toContain('restored from a backup');
  });
});

test('on waking, what is known is checked at once and timers that passed fire once', async () => {
  await connect();
  between.seen.length = 0;
  console.clock.set(9 * 60 * minutes);
  console.wake();
  const state = await console.until(
    'current',
    ({ phase, currentAt }) => phase === 'up-to-date' && Date.parse(currentAt ?? '') === console.clock.now(),
  );
  expect(state.trouble).toBeNull();
  // The token of last evening is renewed once, and changes are asked for once.
  expect(between.seen.filter((each) => each === 'POST /v1/auth/refresh')).toHaveLength(1);
  expect(between.seen.filter((each) => each.startsWith('GET /v1/changes'))).toHaveLength(1);
});
