import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deleteRows } from '../../support/delete-rows.ts';
import { FaultyServer } from '../../support/faulty-server.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { TestConsole } from '../../support/test-console.ts';

/** The wall clock of the server, moved by what a test adds. */
let later = 0;
let api: TestPartnerApi;
/** Sees everything. */
let whole: TestConsole;
/** Sees Nordlys Europe with Nordlys Iberia below it, and may edit. */
let scoped: TestConsole;
let brands: Map<string, string>;

beforeEach(async () => {
  later = 0;
  api = await TestPartnerApi.start({
    heartbeatMs: 100,
    surroundings: {
      now: () => Date.now() + later,
      randomBytes: (size) => crypto.getRandomValues(new Uint8Array(size)),
    },
  });
  await api.changeAccount('europe', { role: 'admin' });
  whole = await TestConsole.start();
  scoped = await TestConsole.start();
  await whole.give('workspace.connect', { url: api.url, login: 'admin', password });
  await scoped.give('workspace.connect', { url: api.url, login: 'europe', password });
  await whole.settled();
  await scoped.settled();
  const choices = await whole.give('brand.choices');
  brands = new Map(choices.brands.map(({ name, id }) => [name, id]));
});
afterEach(async () => {
  await whole.remove();
  await scoped.remove();
  await api.remove();
});

const brandOf = (name: string) => brands.get(name) ?? '';

/** Gives a customer another brand. */
async function align(name: string, brand: string): Promise<string> {
  const id = await whole.idOf('customer', name);
  const { customer } = await whole.give('customer.show', { id });
  await whole.give('customer.update', { id, fields: { ...customer, brandId: brandOf(brand) } });
  await whole.settled();
  return id;
}

async function rename(console: TestConsole, name: string, to: string): Promise<void> {
  const id = await console.idOf('customer', name);
  const { customer } = await console.give('customer.show', { id });
  await console.give('customer.update', { id, fields: { ...customer, name: to } });
}

const outbox = async (console: TestConsole) =>
  (await console.give('outbox.window', { query: {}, offset: 0, limit: 50 })).rows;

/** Everything that lists and counts say. */
async function shown(console: TestConsole) {
  const { counts } = await console.give('overview.show');
  return { counts, customers: await console.names('customer'), partners: await console.names('partner') };
}

describe('an account with a brand scope', () => {
  test('sees its brands alone, and the app knows which', async () => {
    expect(scoped.start.account).toMatchObject({ role: 'admin', scope: { name: 'Nordlys Europe' } });
    expect(whole.start.account?.scope).toBeNull();
    expect(await scoped.names('customer')).toHaveLength(27);
    expect(await scoped.names('partner')).toEqual([
      'Boğaziçi Bilişim',
      'Isar Netzwerktechnik',
      'Ribeira Sistemas',
    ]);
    expect((await scoped.give('search.everything', { query: 'bluebonnet', limit: 5 })).groups).toEqual([]);
  });

  test('finds a customer that comes into its sight, with its sites and probes, and loses it again', async () => {
    const before = await shown(scoped);
    const id = await align('Bluebonnet Credit Union', 'Nordlys Iberia');
    await scoped.sees('customer', 'Bluebonnet Credit Union');
    await scoped.settled();
    const there = await whole.give('customer.show', { id });
    const here = await scoped.give('customer.show', { id });
    expect(here.sites).toBeGreaterThan(0);
    expect({ sites: here.sites, probes: here.probes }).toEqual({ sites: there.sites, probes: there.probes });

    await align('Bluebonnet Credit Union', 'Nordlys Americas');
    await scoped.sees('customer', 'Bluebonnet Credit Union', false);
    await scoped.settled();
    expect(await shown(scoped)).toEqual(before);
  });

  test('keeps what it changed offline of a customer that left meanwhile, and is told that it left', async () => {
    await scoped.give('sync.workOffline', { offline: true });
    await rename(scoped, 'Sägewerk Hörmann', 'Sägewerk Hörmann & Söhne');
    await rename(scoped, 'Azulejos Simões', 'Azulejos Simões e Filhos');
    await align('Sägewerk Hörmann', 'Nordlys Asia');

    await scoped.give('sync.workOffline', { offline: false });
    await scoped.until('at rest', ({ phase, waiting }) => phase === 'up-to-date' && waiting === 0);
    await whole.sees('customer', 'Azulejos Simões e Filhos');
    const rows = await outbox(scoped);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      title: expect.stringContaining('Sägewerk Hörmann'),
      lastAnswer: 'Your account may not see the customer that it concerns any more.',
    });
    expect(await scoped.names('customer', 'Sägewerk')).toEqual([]);
    expect(await whole.names('customer', 'Sägewerk')).toEqual(['Sägewerk Hörmann']);

    await align('Sägewerk Hörmann', 'Nordlys Europe');
    await scoped.sees('customer', 'Sägewerk Hörmann');
    await scoped.give('outbox.retry', { ids: [rows[0]?.id ?? ''] });
    await whole.sees('customer', 'Sägewerk Hörmann & Söhne');
    expect((await scoped.settled()).stuck).toBe(0);
  });

  test('has counts and checksums that agree after a restart, with nothing fetched anew', async () => {
    await align('Bluebonnet Credit Union', 'Nordlys Iberia');
    await align('Padaria Conceição & Filhos', 'Nordlys Asia');
    await scoped.sees('customer', 'Bluebonnet Credit Union');
    await scoped.sees('customer', 'Padaria Conceição & Filhos', false);
    await scoped.settled();
    const before = await shown(scoped);
    await scoped.restart();
    scoped.clock.advance(1000);
    await scoped.settled();
    expect(scoped.sync.notices).toEqual([]);
    expect(await shown(scoped)).toEqual(before);
  });
});

describe('an account that is changed while it’s signed in', () => {
  test('hears of its new role with the next synchronisation, offline after a restart too', async () => {
    await api.changeAccount('europe', { role: 'operator' });
    await scoped.give('sync.now');
    await scoped.untilSo(
      'an Operator',
      () => scoped.start.account?.role === 'operator',
      () => undefined,
    );
    expect(scoped.sync.notices.map(({ sentence }) => sentence)).toEqual([
      expect.stringContaining('Your account is Operator now; it was Admin.'),
    ]);
    await api.stop();
    await scoped.restart();
    expect(scoped.start.account).toMatchObject({ role: 'operator', scope: { name: 'Nordlys Europe' } });
    const fields = { partnerId: null, name: 'Not Mine', email: 'office@not.example' };
    await expect(scoped.give('customer.create', fields)).rejects.toMatchObject({
      error: { code: 'not-allowed' },
    });
  });

  test('keeps what it did before its role was taken away: rejected with the reason, and nothing is lost', async () => {
    await scoped.give('sync.workOffline', { offline: true });
    await rename(scoped, 'Azulejos Simões', 'Azulejos Novos');
    await rename(scoped, 'Vinhos do Cachão', 'Vinhos Novos');
    await api.changeAccount('europe', { role: 'read-only' });
    await scoped.give('sync.workOffline', { offline: false });
    await scoped.untilSo(
      'Read-only',
      () => scoped.start.account?.role === 'read-only' && scoped.sync.phase === 'up-to-date',
      () => undefined,
    );
    const rows = await outbox(scoped);
    expect(rows).toHaveLength(2);
    for (const row of rows)
      expect(row).toMatchObject({
        state: 'rejected',
        lastAnswer: expect.stringContaining(
          'Only an Admin may edit customers; you are signed in as Read-only.',
        ),
      });
    expect(await scoped.names('customer', 'Azulejos')).toEqual(['Azulejos Simões']);

    await api.changeAccount('europe', { role: 'admin' });
    await scoped.give('sync.now');
    await scoped.untilSo(
      'an Admin',
      () => scoped.start.account?.role === 'admin',
      () => undefined,
    );
    for (const { id } of rows) await scoped.give('outbox.retry', { ids: [id] });
    await whole.sees('customer', 'Azulejos Novos');
    await whole.sees('customer', 'Vinhos Novos');
    expect((await scoped.settled()).stuck).toBe(0);
  });

  test('takes everything anew where its scope changes, with its outbox as it was', async () => {
    await scoped.give('sync.workOffline', { offline: true });
    await rename(scoped, 'Azulejos Simões', 'Azulejos Novos');
    await rename(scoped, 'Sägewerk Hörmann', 'Sägewerk Neu');
    await api.changeAccount('europe', { brand: 'Nordlys Iberia' });
    await scoped.give('sync.workOffline', { offline: false });
    await scoped.untilSo(
      'in the new scope',
      () => scoped.start.account?.scope?.name === 'Nordlys Iberia' && scoped.sync.phase === 'up-to-date',
      () => undefined,
    );
    expect(await scoped.names('customer')).toHaveLength(9);
    expect(await scoped.names('partner')).toEqual(['Ribeira Sistemas']);
    await whole.sees('customer', 'Azulejos Novos');
    expect(await outbox(scoped)).toMatchObject([
      {
        title: expect.stringContaining('Sägewerk'),
        lastAnswer: expect.stringContaining('It may have been deleted.'),
      },
    ]);

    await api.changeAccount('europe', { brand: null });
    await scoped.give('sync.now');
    await scoped.untilSo(
      'with everything',
      () => scoped.start.account?.scope === null && scoped.sync.phase === 'up-to-date',
      () => undefined,
    );
    expect(await shown(scoped)).toEqual(await shown(whole));
    expect((await outbox(scoped)).map(({ state }) => state)).toEqual(['rejected']);
  });

  test('signs in again after it was disabled and enabled, with its outbox as it was', async () => {
    await scoped.give('sync.workOffline', { offline: true });
    await rename(scoped, 'Azulejos Simões', 'Azulejos Novos');
    await api.changeAccount('europe', { isDisabled: true });
    await scoped.give('sync.workOffline', { offline: false });
    await scoped.until('signed out', ({ phase }) => phase === 'signed-out');
    await expect(scoped.give('workspace.signIn', { login: 'europe', password })).rejects.toMatchObject({
      error: { message: expect.stringContaining('This account was disabled.') },
    });
    expect(scoped.sync.waiting).toBe(1);
    await api.changeAccount('europe', { isDisabled: false });
    await scoped.give('workspace.signIn', { login: 'europe', password });
    await scoped.settled();
    await whole.sees('customer', 'Azulejos Novos');
  });
});

test('a copy older than what the partner API remembers is taken anew, and nothing goes before that is whole', async () => {
  const between = await FaultyServer.before(api.url);
  await scoped.give('workspace.connect', { url: between.url, login: 'europe', password });
  await scoped.settled();
  await scoped.give('sync.workOffline', { offline: true });
  await rename(scoped, 'Azulejos Simões', 'Azulejos Novos');
  const gone = await whole.idOf('customer', 'Gráfica Atlântico');
  await deleteRows(whole, 'customer', [gone]);
  await align('Sägewerk Hörmann', 'Nordlys Asia');
  await whole.settled();
  // Three months later the partner API has forgotten the deletion and the departure.
  later = 100 * 24 * 3600 * 1000;
  await api.stop();
  await api.run();
  await scoped.give('workspace.signIn', { login: 'europe', password });
  between.matches = /^\/v1\/snapshot/;
  between.fault = 'truncated';
  await scoped.give('sync.workOffline', { offline: false });
  await scoped.until('cut off in the middle', ({ trouble, complete }) => trouble !== null && !complete);
  expect(await scoped.names('customer')).toHaveLength(27);
  expect(await scoped.names('customer', 'Gráfica')).toEqual(['Gráfica Atlântico']);
  between.fault = 'none';
  await scoped.give('sync.now');
  await scoped.settled();
  const names = await scoped.names('customer');
  expect(names).toHaveLength(25);
  expect(names).not.toContain('Gráfica Atlântico');
  expect(names).not.toContain('Sägewerk Hörmann');
  expect(names).toContain('Azulejos Novos');
  expect(scoped.sync.stuck).toBe(0);
  await between.close();
});
