import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ProbeRow } from '../../../common/contract/views.ts';
import { deleteRows } from '../../support/delete-rows.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { TestConsole } from '../../support/test-console.ts';

let api: TestPartnerApi;
let ana: TestConsole;
let ben: TestConsole;

beforeEach(async () => {
  api = await TestPartnerApi.start();
  ana = await TestConsole.start();
  ben = await TestConsole.start();
  for (const [console, login] of [
    [ana, 'admin'],
    [ben, 'operator'],
  ] as const) {
    await console.give('workspace.connect', { url: api.url, login, password });
    await console.settled();
  }
});
afterEach(async () => {
  await ana.remove();
  await ben.remove();
  await api.remove();
});

async function probe(console: TestConsole, id: string): Promise<ProbeRow | undefined> {
  const list = { kind: 'probe' as const };
  const { rows } = await console.give('list.window', { list, offset: 0, limit: 500 });
  return (rows as ProbeRow[]).find((row) => row.id === id);
}

async function freeProbe(console: TestConsole): Promise<ProbeRow> {
  const list = { kind: 'probe' as const, scope: { type: 'inventory' as const } };
  const { rows } = await console.give('list.window', { list, offset: 0, limit: 1 });
  const [row] = rows as ProbeRow[];
  if (!row) throw new Error('the inventory is empty');
  return row;
}

/** A customer with two sites that both consoles know. */
async function twoSites(): Promise<{ one: string; two: string; customerId: string }> {
  const fields = { partnerId: null, name: 'Contested Works', email: 'it@contested.example' };
  const { id: customerId } = await ana.give('customer.create', fields);
  const { id: one } = await ana.give('site.create', { customerId, name: 'Site One' });
  const { id: two } = await ana.give('site.create', { customerId, name: 'Site Two' });
  await ana.settled();
  const knows = async () =>
    (await ben.give('site.choices', { query: 'contested', limit: 10, customerId: null })).total === 2;
  await ben.untilSo('aware of both sites', knows, () => undefined);
  return { one, two, customerId };
}

describe('two consoles that put the same probe at different sites', () => {
  test('offline: the second hears where it is and who put it there, and can take it over', async () => {
    const { one, two } = await twoSites();
    const { id, name } = await freeProbe(ana);
    await ana.give('sync.workOffline', { offline: true });
    await ben.give('sync.workOffline', { offline: true });
    await ana.give('probe.associate', { ids: [id], siteId: one });
    await ben.give('probe.associate', { ids: [id], siteId: two });
    expect((await probe(ana, id))?.siteName).toBe('Site One');
    expect((await probe(ben, id))?.siteName).toBe('Site Two');

    await ana.give('sync.workOffline', { offline: false });
    await ana.settled();
    await ben.give('sync.workOffline', { offline: false });
    await ben.until('in conflict', ({ stuck, phase }) => stuck === 1 && phase === 'up-to-date');
    const { rows } = await ben.give('outbox.window', { query: {}, offset: 0, limit: 10 });
    const [stuck] = rows;
    expect(stuck?.lastAnswer).toContain(`Probe ${name} was put at site Site One of Contested Works by `);
    expect(stuck?.conflicts).toMatchObject([
      {
        field: 'siteId',
        entityId: id,
        base: null,
        mine: two,
        theirs: one,
        changed: { at: expect.any(String) },
      },
    ]);
    await ben.untilSo(
      'shown where it is',
      async () => (await probe(ben, id))?.siteId === one,
      () => undefined,
    );

    await ben.give('conflict.settle', { choices: [{ id: stuck?.id ?? '', choice: { how: 'mine' } }] });
    await ben.settled();
    await ana.untilSo(
      'aware of the move',
      async () => (await probe(ana, id))?.siteId === two,
      () => undefined,
    );
  });

  test('what was seen when it was decided counts, also when the other’s change has come in meanwhile', async () => {
    const { one, two } = await twoSites();
    const { id } = await freeProbe(ana);
    const { seen } = await ben.give('probe.placementImpact', { ids: [id], siteId: two });
    await ana.give('probe.associate', { ids: [id], siteId: one });
    await ben.untilSo(
      'aware of the first',
      async () => (await probe(ben, id))?.siteId === one,
      () => undefined,
    );
    await ben.give('probe.associate', { ids: [id], siteId: two, seen });
    await ben.until('in conflict', ({ stuck }) => stuck === 1);
  });
});

test('a site that is deleted while another console puts a probe there is a conflict, and nothing is lost', async () => {
  const { one } = await twoSites();
  const { id } = await freeProbe(ben);
  await ben.give('sync.workOffline', { offline: true });
  await ben.give('probe.associate', { ids: [id], siteId: one });
  await deleteRows(ana, 'site', [one]);
  await ana.settled();
  await ben.give('sync.workOffline', { offline: false });
  await ben.until('stuck', ({ stuck, phase }) => stuck === 1 && phase === 'up-to-date');
  const { rows } = await ben.give('outbox.window', { query: {}, offset: 0, limit: 10 });
  expect(rows[0]?.lastAnswer).toContain('Site One');
  expect((await probe(ben, id))?.siteId).toBeNull();
});

test('a customer with sites and probes, made offline, is one change: it arrives whole, and one Undo takes it back', async () => {
  const { id: probeId } = await freeProbe(ana);
  await ana.give('sync.workOffline', { offline: true });
  const { id, mutationIds } = await ana.give('customer.create', {
    ...{ partnerId: null, name: 'Whole', email: 'it@whole.example' },
    sites: [{ name: 'North', probeIds: [probeId] }, { name: 'South' }],
  });
  expect(mutationIds).toHaveLength(4);
  await ana.give('sync.workOffline', { offline: false });
  await ana.settled();
  const sitesSeen = async () =>
    (await ben.give('site.choices', { query: 'whole', limit: 10, customerId: null })).sites.map(
      (site) => site.name,
    );
  await ben.untilSo(
    'aware',
    async () => (await sitesSeen()).join() === 'North,South',
    () => undefined,
  );
  expect((await probe(ana, probeId))?.siteName).toBe('North');

  await ana.give('change.undo', { mutationIds });
  await ana.settled();
  await expect(ana.give('customer.show', { id })).rejects.toThrow(/isn’t here/);
  expect((await probe(ana, probeId))?.siteId).toBeNull();
});

test('sites of a customer that doesn’t grant it are refused before anything is queued, with the reason', async () => {
  const list = { kind: 'customer' as const, filters: ['no-access' as const] };
  const { rows } = await ana.give('list.window', { list, offset: 0, limit: 100 });
  const customer = rows.find((row) => 'grants' in row && !row.grants.includes('manage-configuration'));
  const attempt = ana.give('site.create', { customerId: customer?.id ?? '', name: 'Annexe' });
  await expect(attempt).rejects.toThrow(/hasn’t granted Manage configuration/);
  await expect(deleteRows(ben, 'site', [customer?.id ?? ''])).rejects.toThrow(/Only an Admin/);
  expect(ana.sync.waiting + ben.sync.waiting).toBe(0);
});
