import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestConsole } from '../../support/test-console.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';

let api: TestPartnerApi;
let console: TestConsole;

beforeEach(async () => {
  api = await TestPartnerApi.start();
  console = await TestConsole.start();
});
afterEach(async () => {
  await console.remove();
  await api.remove();
});

const connect = () => console.give('workspace.connect', { url: api.url, login: 'admin', password });
const customer = (name: string) => ({ partnerId: null, name, email: 'office@riverside.example' });

describe('without a network', () => {
  test('a restart goes straight back to the workspace, with who was signed in and all rows', async () => {
    await connect();
    await console.settled();
    const names = await console.names('customer');
    await api.stop();
    await console.restart();
    expect(console.start).toMatchObject({
      workspace: { url: api.url },
      account: { login: 'admin', role: 'admin' },
    });
    expect(await console.names('customer')).toEqual(names);
    console.clock.advance(1000);
    await console.until('unreachable', ({ phase }) => phase === 'unreachable');
    await api.run();
    await console.give('sync.now');
    await console.settled();
  });

  test('changes wait, across restarts too, and are sent once it’s back', async () => {
    await connect();
    await console.settled();
    await api.stop();
    const { id } = await console.give('customer.create', customer('Made Offline'));
    await console.give('customer.update', {
      id,
      fields: { ...customer('Made Offline'), notes: 'edited offline' },
    });
    await console.restart();
    expect(await console.names('customer', 'Made Offline')).toEqual(['Made Offline']);
    expect(console.sync.waiting).toBe(2);
    await api.run();
    await console.give('sync.now');
    await console.settled();
    const { customer: row } = await console.give('customer.show', { id });
    expect(row).toMatchObject({ notes: 'edited offline', customerId: expect.stringMatching(/\w/) });
  });

  test('chosen by the operator it stays so across a restart, until chosen otherwise', async () => {
    await connect();
    await console.settled();
    await console.give('sync.workOffline', { offline: true });
    await console.restart();
    await console.give('customer.create', customer('By Choice'));
    expect(console.sync).toMatchObject({ phase: 'offline-by-choice', waiting: 1 });
    await console.give('sync.workOffline', { offline: false });
    await console.settled();
  });
});

describe('signing out', () => {
  test('keeps the cache to be read, and lets nobody change it', async () => {
    await connect();
    await console.settled();
    await console.give('workspace.signOut', { forget: false, evenUnsent: false });
    await console.restart();
    expect(console.start).toMatchObject({ account: null, sync: { phase: 'signed-out' } });
    expect((await console.names('customer')).length).toBeGreaterThan(30);
    await expect(console.give('customer.create', customer('Nobody’s'))).rejects.toMatchObject({
      error: { code: 'not-allowed', retry: 'sign-in' },
    });
  });

  test('and forgetting is refused while changes would be lost, and else leaves nothing', async () => {
    await connect();
    await console.settled();
    await console.give('sync.workOffline', { offline: true });
    await console.give('customer.create', customer('Unsent'));
    await expect(
      console.give('workspace.signOut', { forget: true, evenUnsent: false }),
    ).rejects.toMatchObject({
      error: { code: 'invalid', message: expect.stringContaining('1 change') },
    });
    const state = await console.give('workspace.signOut', { forget: true, evenUnsent: true });
    expect(state).toMatchObject({ workspace: null, account: null, sync: { phase: 'closed' } });
    await console.restart();
    expect(console.start.workspace).toBeNull();
  });

  test('and in as another account opens that account’s own cache', async () => {
    await connect();
    await console.settled();
    await console.give('sync.workOffline', { offline: true });
    await console.give('customer.create', customer('The Admin’s'));
    await console.give('workspace.signIn', { login: 'reader', password });
    await console.settled();
    expect(await console.names('customer', 'The Admin’s')).toEqual([]);
    await console.give('workspace.signIn', { login: 'admin', password });
    expect(await console.names('customer', 'The Admin’s')).toEqual(['The Admin’s']);
    await console.settled();
  });
});

describe('the sample workspace', () => {
  test('opens in each role, and again after a restart without asking', async () => {
    for (const [role, login] of [
      ['read-only', 'reader'],
      ['admin', 'admin'],
    ] as const) {
      const state = await console.give('workspace.openSample', { role });
      expect(state).toMatchObject({ workspace: { kind: 'sample' }, account: { login, role } });
      await console.settled();
    }
    await console.give('customer.create', customer('In The Sample'));
    await console.settled();
    await console.restart();
    expect(console.start.account?.role).toBe('admin');
    await console.settled();
    expect(await console.names('customer', 'In The Sample')).toEqual(['In The Sample']);
  });
});

describe('a partner API that restarts', () => {
  test('loses nothing and is found again', async () => {
    await connect();
    await console.settled();
    await console.give('customer.create', customer('Before The Restart'));
    await console.settled();
    await api.stop();
    await console.give('customer.create', customer('While It Was Away'));
    await console.until('unreachable', ({ phase }) => phase === 'unreachable');
    await api.run();
    console.clock.advance(60_000);
    await console.settled();
    expect(await console.names('customer', 'Was Away')).toEqual(['While It Was Away']);
  });
});
