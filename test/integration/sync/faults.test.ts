import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FaultyServer, type Fault } from '../../support/faulty-server.ts';
import { TestConsole } from '../../support/test-console.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';

let api: TestPartnerApi;
let between: FaultyServer;
let console: TestConsole;

beforeEach(async () => {
  api = await TestPartnerApi.start();
  between = await FaultyServer.before(api.url);
  console = await TestConsole.start();
});
afterEach(async () => {
  await console.remove();
  await between.close();
  await api.remove();
});

const connect = () => console.give('workspace.connect', { url: between.url, login: 'admin', password });
const customer = (name: string) => ({ partnerId: null, name, email: 'office@riverside.example' });

/** How often the partner API itself has a customer of that name. */
async function onServer(name: string): Promise<number> {
  const signedIn = await fetch(`${api.url}/v1/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: 'admin', password }),
  });
  const { accessToken } = (await signedIn.json()) as { accessToken: string };
  const listed = await fetch(`${api.url}/v1/customers?limit=200`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  const { items } = (await listed.json()) as { items: { name: string }[] };
  return items.filter((item) => item.name === name).length;
}

describe('connecting', () => {
  test.each([
    ['an address where nothing is', 'http://127.0.0.1:1', 'admin', password, 'unreachable'],
    ['an unencrypted address elsewhere', 'http://partner.example', 'admin', password, 'invalid'],
    ['a wrong password', '', 'admin', 'not-the-password', 'wrong-credentials'],
  ])('with %s says so and opens nothing', async (_what, url, login, secret, code) => {
    const asked = console.give('workspace.connect', { url: url || between.url, login, password: secret });
    await expect(asked).rejects.toMatchObject({ error: { code } });
    expect(console.start).toMatchObject({ workspace: null, account: null, sync: { phase: 'closed' } });
  });

  test('to something that is no partner API says so', async () => {
    between.matches = /^\/v1/;
    between.fault = 'html';
    await expect(connect()).rejects.toMatchObject({
      error: { code: 'unexpected-answer', message: expect.stringContaining('no partner API') },
    });
  });
});

describe('while the partner API misbehaves', () => {
  const faults: [Fault, string][] = [
    ['server-error', 'faulty-answers'],
    ['html', 'intercepted'],
    ['wrong-types', 'faulty-answers'],
    ['truncated', 'unreachable'],
    ['reset', 'unreachable'],
    ['rate-limited', 'rate-limited'],
  ];

  test.each(faults)(
    'with %s, what is here stays, the state says what happened, and it recovers',
    async (fault, phase) => {
      await connect();
      await console.settled();
      const names = await console.names('customer');
      between.fault = fault;
      await console.give('customer.create', customer('Made In Trouble'));
      const state = await console.until(`in ${phase}`, (sync) => sync.phase === phase);
      expect(state.trouble?.sentence).toMatch(/^[A-Z].*\.$/);
      expect(state.trouble?.detail).not.toMatch(/sw[ar]_/);
      expect(state).toMatchObject({ waiting: 1, stuck: 0 });
      expect(state.nextTryAt).not.toBeNull();
      expect(await console.names('customer')).toEqual(expect.arrayContaining([...names, 'Made In Trouble']));

      between.fault = 'none';
      console.clock.advance(5 * 60_000);
      expect(await console.settled()).toMatchObject({ trouble: null, stuck: 0 });
      expect(await onServer('Made In Trouble')).toBe(1);
    },
  );

  test.each(faults)(
    'with %s from the first page on, the first snapshot goes on once it’s over',
    async (fault, phase) => {
      between.fault = fault;
      await connect();
      await console.until(`in ${phase}`, (sync) => sync.phase === phase && !sync.complete);
      between.fault = 'none';
      console.clock.advance(60_000);
      await console.settled();
      expect((await console.names('customer')).length).toBeGreaterThan(30);
    },
  );

  test('a rate limit holds until its time, even when the operator asks', async () => {
    await connect();
    await console.settled();
    between.fault = 'rate-limited';
    await console.give('customer.create', customer('Patient'));
    await console.until('rate-limited', ({ phase }) => phase === 'rate-limited');
    between.fault = 'none';
    const seen = between.seen.length;
    await console.give('sync.now');
    console.clock.advance(1999);
    expect((await console.give('sync.now')).phase).toBe('rate-limited');
    expect(between.seen.length).toBe(seen);
    console.clock.advance(1);
    await console.settled();
  });

  test('an answer lost on the way is asked for again, and the change is applied once', async () => {
    await connect();
    await console.settled();
    between.matches = /^\/v1\/mutations/;
    between.fault = 'lost-answer';
    await console.give('customer.create', customer('Applied Once'));
    await console.until('unreachable', ({ phase }) => phase === 'unreachable');
    expect(await onServer('Applied Once')).toBe(1);
    expect(console.sync.waiting).toBe(1);
    between.fault = 'none';
    console.clock.advance(60_000);
    expect(await console.settled()).toMatchObject({ stuck: 0 });
    expect(await onServer('Applied Once')).toBe(1);
    expect(await console.names('customer', 'Applied Once')).toEqual(['Applied Once']);
  });

  test('a kind that this version doesn’t know is kept aside and told', async () => {
    await connect();
    await console.settled();
    between.fault = 'unknown-kind';
    await console.give('sync.now');
    const state = await console.until('told', ({ notices }) => notices.length > 0);
    expect(state.notices[0]?.sentence).toContain('hologram');
    await console.settled();
    await console.give('sync.dismissNotice', { id: state.notices[0]?.id ?? '' });
    expect(console.sync.notices).toEqual([]);
  });
});

describe('a session that ends', () => {
  test('in mid-sync keeps the outbox, and signing in again sends it', async () => {
    await connect();
    await console.settled();
    between.fault = 'expired';
    await console.give('customer.create', customer('Kept Through'));
    await console.until('signed out', ({ phase }) => phase === 'signed-out');
    expect(console.sync.waiting).toBe(1);
    expect(console.start.account?.login).toBe('admin');
    await console.give('customer.create', customer('Made Signed Out'));

    between.fault = 'none';
    await console.restart();
    expect(console.sync).toMatchObject({ phase: 'signed-out', waiting: 2 });
    await expect(
      console.give('workspace.signIn', { login: 'admin', password: 'wrong' }),
    ).rejects.toMatchObject({ error: { code: 'wrong-credentials' } });
    await console.give('workspace.signIn', { login: 'admin', password });
    await console.settled();
    expect(await onServer('Kept Through')).toBe(1);
    expect(await onServer('Made Signed Out')).toBe(1);
  });

  test('because the answer to its renewal got lost ends in signing in, not in a loop', async () => {
    await connect();
    await console.settled();
    between.matches = /^\/v1\/auth\/refresh/;
    between.fault = 'lost-answer';
    console.clock.advance(10 * 60_000);
    await console.until('unreachable', ({ phase }) => phase === 'unreachable');
    between.fault = 'none';
    console.clock.advance(60_000);
    await console.until('signed out', ({ phase }) => phase === 'signed-out');
    const seen = between.seen.length;
    console.clock.advance(60 * 60_000);
    expect(between.seen.length).toBe(seen);
    await console.give('workspace.signIn', { login: 'admin', password });
    await console.settled();
  });
});
