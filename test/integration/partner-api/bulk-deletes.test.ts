import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import type { BulkDelete, BulkDeleteItem, BulkDryRun } from '../../../common/partner-api/bulk-deletes.ts';
import { recycleDays } from '../../../common/partner-api/recycle-bin.ts';
import { PartnerApiServer } from '../../support/partner-api-server.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { call, createCustomer, mutationOf, SyncCaller, useApi, type Row } from './caller.ts';

const server = useApi();
const admin = () => SyncCaller.of(server.url);
type Body = Record<string, unknown>;

function post<T = Body>(caller: SyncCaller, path: string, body: Body = {}) {
  return call<T>(caller.url, 'POST', `/v1/bulk-deletes${path}`, { token: caller.token, body });
}
const dryRun = async (caller: SyncCaller, kind: 'customer' | 'site', select: Body) => {
  const answer = await post<BulkDryRun>(caller, '', { dryRun: true, kind, select });
  expect(answer.status).toBe(200);
  return answer.body;
};
const begin = (caller: SyncCaller, token: string) =>
  post<{ bulkDelete: BulkDelete }>(caller, '', { dryRun: false, token });
const stateOf = async (caller: SyncCaller, id: string) =>
  (await caller.get<BulkDelete>(`/v1/bulk-deletes/${id}`)).body;
const untilOver = (caller: SyncCaller, id: string) =>
  expect.poll(async () => (await stateOf(caller, id)).state).toBe('done');
async function itemsOf(caller: SyncCaller, id: string, query = '') {
  const items: BulkDeleteItem[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const path = `/v1/bulk-deletes/${id}/items?limit=3${query}${cursor ? `&cursor=${cursor}` : ''}`;
    const page: { items: BulkDeleteItem[]; next: string | null } = (
      await caller.get<{ items: BulkDeleteItem[]; next: string | null }>(path)
    ).body;
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}
async function createSite(caller: SyncCaller, customerId: string, name: string, more: Body = {}) {
  const id = newId();
  const fields = { customerId, name, ...more };
  expect(await caller.pushOne(mutationOf('site.create', { id, fields }))).toMatchObject({
    outcome: 'applied',
  });
  return id;
}
const exists = async (caller: SyncCaller, path: string) => (await caller.get(path)).status === 200;

describe('a dry run', () => {
  test('counts what goes, names what isn’t found or means several, and deletes nothing', async () => {
    const caller = await admin();
    const [one, two] = [await createCustomer(caller, 'Lyra One'), await createCustomer(caller, 'Lyra Two')];
    await createCustomer(caller, 'Lyra Twin');
    await createCustomer(caller, 'LYRA TWIN');
    const site = await createSite(caller, one, 'Quay');
    const { body } = await caller.get<{ items: Row[] }>('/v1/probes?siteId=none&limit=1');
    const probe = body.items[0]?.id ?? '';
    await caller.pushOne(mutationOf('probe.associate', { ids: [probe], siteId: site }));
    const shown = await dryRun(caller, 'customer', {
      lines: ['lyra óne', two, `"Lyra Twin"`, 'Nobody Here', '  '],
    });
    expect(shown).toMatchObject({
      ...{ dryRun: true, kind: 'customer', customers: 2, sites: 1, probesFreed: 1 },
      notFound: ['Nobody Here'],
      ambiguous: [{ line: 'Lyra Twin' }],
      refused: { count: 0 },
    });
    expect(shown.ambiguous[0]?.ids).toHaveLength(2);
    expect((await itemsOf(caller, shown.id)).map(({ id, outcome }) => [id, outcome])).toEqual([
      [one, 'waiting'],
      [two, 'waiting'],
    ]);
    expect(await exists(caller, `/v1/customers/${one}`)).toBe(true);
    expect(await stateOf(caller, shown.id)).toMatchObject({ state: 'shown', items: 2, waiting: 2 });
  });

  test('goes by filter, by id and by external id', async () => {
    const caller = await admin();
    const customer = await createCustomer(caller, 'Vega Holdings');
    const sites: string[] = [];
    for (const name of ['North', 'South', 'East'])
      sites.push(
        await createSite(caller, customer, name, { externalIds: [{ system: 'RMM', value: `V-${name}` }] }),
      );
    const byFilter = await dryRun(caller, 'site', { filter: { customerId: customer } });
    expect(byFilter).toMatchObject({ sites: 3, customers: 0 });
    const byText = await dryRun(caller, 'site', { filter: { customerId: customer, q: 'SOUTH' } });
    expect(byText).toMatchObject({ sites: 1, names: ['South'] });
    const missing = newId();
    const byIds = await dryRun(caller, 'site', { ids: [sites[0], sites[0], missing] });
    expect(byIds).toMatchObject({ sites: 1, notFound: [missing] });
    const byExternal = await dryRun(caller, 'site', { lines: ['v-east', 'rmm:V-North'] });
    expect([...byExternal.names].sort()).toEqual(['East', 'North']);
  });

  test('names what the customer doesn’t let the account delete, and leaves it out', async () => {
    const caller = await admin();
    const { rows } = await caller.snapshot();
    const limited = rows
      .get('customer')
      ?.find((row) => !(row as unknown as { grants: string[] }).grants.includes('manage-configuration'));
    const site = rows.get('site')?.find((row) => (row as unknown as Body).customerId === limited?.id);
    if (!limited || !site) throw new Error('the sample has no such customer with a site');
    const shown = await dryRun(caller, 'site', { ids: [site.id] });
    expect(shown).toMatchObject({ sites: 0, refused: { count: 1, first: [{ id: site.id }] } });
    expect(shown.refused.first[0]?.because).toMatch(/hasn’t granted/);
    // Nothing to do is done at once.
    expect((await begin(caller, shown.token)).body.bulkDelete).toMatchObject({ state: 'done', items: 0 });
    expect(await exists(caller, `/v1/sites/${site.id}`)).toBe(true);
  });

  test.each([
    [{ kind: 'customer', select: { ids: ['x'] } }, 'dryRun'],
    [{ dryRun: true, kind: 'probe', select: { ids: [newId()] } }, 'kind'],
    [{ dryRun: true, kind: 'site', select: {} }, 'select'],
    [{ dryRun: true, kind: 'site', select: { filter: { partnerId: 'none' } } }, 'select.filter.partnerId'],
    [
      { dryRun: true, kind: 'customer', select: { filter: { customerId: newId() } } },
      'select.filter.customerId',
    ],
    [{ dryRun: false }, 'token'],
  ])('asked for with %j is refused by the field %s', async (body, field) => {
    const answer = await post<{ fields?: { path: string }[] }>(await admin(), '', body as Body);
    expect(answer.status).toBe(400);
    expect(answer.body.fields?.map(({ path }) => path)).toContain(field);
  });
});

describe('a bulk delete', () => {
  test('deletes what was shown, leaves what has grown since, notes what is gone, and can be restored', async () => {
    const caller = await admin();
    const [as, grown, gone] = [
      await createCustomer(caller, 'Deneb As Shown'),
      await createCustomer(caller, 'Deneb Grown'),
      await createCustomer(caller, 'Deneb Gone'),
    ];
    const { id, token } = await dryRun(caller, 'customer', { ids: [as, grown, gone] });
    const appeared = await createSite(caller, grown, 'Appeared');
    await caller.pushOne(mutationOf('customer.delete', { ids: [gone] }));
    const begun = await begin(caller, token);
    expect(begun.body.bulkDelete).toMatchObject({ id, items: 3 });
    await untilOver(caller, id);
    expect(await stateOf(caller, id)).toMatchObject({
      deleted: 1,
      left: 1,
      gone: 1,
      waiting: 0,
      because: null,
    });
    const items = new Map((await itemsOf(caller, id)).map((item) => [item.id, item]));
    expect(items.get(as)).toMatchObject({ outcome: 'deleted', name: 'Deneb As Shown' });
    expect(items.get(gone)).toMatchObject({ outcome: 'gone', deletion: null });
    expect(items.get(grown)).toMatchObject({
      outcome: 'left',
      because: 'The site Appeared is there, and the dry run didn’t show it.',
      appeared: [{ kind: 'site', id: appeared, name: 'Appeared' }],
    });
    expect((await itemsOf(caller, id, '&outcome=left')).map((item) => item.id)).toEqual([grown]);
    // Sent again, it answers what it began.
    expect((await begin(caller, token)).body.bulkDelete).toMatchObject({ id, state: 'done', deleted: 1 });
    const restore = mutationOf('customer.restore', { deletion: items.get(as)?.deletion ?? '', ids: [as] });
    expect(await caller.pushOne(restore)).toMatchObject({ outcome: 'applied' });
    expect(await exists(caller, `/v1/customers/${as}`)).toBe(true);
  });

  test('is there for nobody else, by token and by id', async () => {
    const caller = await admin();
    const other = await SyncCaller.of(server.url, 'operator');
    const customer = await createCustomer(caller, 'Altair');
    const { id, token } = await dryRun(caller, 'customer', { ids: [customer] });
    const unknown = await begin(caller, 'swb_none');
    const others = await begin(other, token);
    expect([others.status, others.body]).toMatchObject([404, { detail: (unknown.body as Body).detail }]);
    for (const path of [`/${id}/pause`, `/${id}/resume`, `/${id}/stop`])
      expect((await post(other, path)).status).toBe(404);
    expect((await other.get(`/v1/bulk-deletes/${id}/items`)).status).toBe(404);
    expect((await other.get<{ items: [] }>('/v1/bulk-deletes')).body.items).toEqual([]);
    expect(await exists(caller, `/v1/customers/${customer}`)).toBe(true);
  });

  test.each(['operator', 'reader'])('may not be begun by %s, who is told why', async (login) => {
    const caller = await SyncCaller.of(server.url, login);
    const answer = await post(caller, '', { dryRun: true, kind: 'customer', select: { filter: {} } });
    expect(answer.status).toBe(403);
    expect(String(answer.body.detail)).toMatch(/Only an Admin may delete customers/);
  });
});

describe('over time', () => {
  async function apiWithClock() {
    const clock = { now: Date.UTC(2026, 2, 1) };
    const surroundings = { now: () => clock.now, randomBytes: (count: number) => randomBytes(count) };
    return { clock, api: await TestPartnerApi.start({ surroundings, accessSeconds: 40 * 24 * 60 * 60 }) };
  }

  test('a token lasts a quarter of an hour, and what ended is known for the recycle bin’s 30 days', async () => {
    const { api, clock } = await apiWithClock();
    try {
      const caller = await SyncCaller.of(api.url);
      const customer = await createCustomer(caller, 'Mira');
      const old = await dryRun(caller, 'customer', { ids: [customer] });
      clock.now += 15 * 60_000;
      const late = await begin(caller, old.token);
      expect([late.status, (late.body as Body).detail]).toEqual([
        404,
        'There is no dry run with this token, or it’s too old. Nothing was deleted; make another one to see what goes now.',
      ]);
      const { id, token } = await dryRun(caller, 'customer', { ids: [customer] });
      await begin(caller, token);
      await untilOver(caller, id);
      clock.now += (recycleDays + 1) * 24 * 60 * 60_000;
      await api.stop();
      await api.run();
      expect((await caller.get(`/v1/bulk-deletes/${id}`)).status).toBe(404);
    } finally {
      await api.remove();
    }
  });

  test('paused it waits over a restart, resumed it goes on; a dry run that was stopped can’t be begun', async () => {
    const { api } = await apiWithClock();
    try {
      const caller = await SyncCaller.of(api.url);
      const customer = await createCustomer(caller, 'Algol');
      const fields = { customerId: customer, name: 'Place' };
      const many = Array.from({ length: 2000 }, () => mutationOf('site.create', { id: newId(), fields }));
      for (let at = 0; at < many.length; at += 100) await caller.push(...many.slice(at, at + 100));
      const { id, token, sites } = await dryRun(caller, 'site', { filter: { customerId: customer } });
      expect(sites).toBe(2000);
      await begin(caller, token);
      const paused = (await post<BulkDelete>(caller, `/${id}/pause`)).body;
      expect(paused.state).toBe('paused');
      await api.stop();
      await api.run();
      const after = await stateOf(caller, id);
      expect(after).toMatchObject({ state: 'paused', items: 2000 });
      // A part that was under way when it was paused has ended; no other has begun.
      expect(paused.waiting - after.waiting).toBeLessThanOrEqual(250);
      expect(after.waiting).toBeGreaterThan(0);
      await post(caller, `/${id}/resume`);
      await untilOver(caller, id);
      expect(await stateOf(caller, id)).toMatchObject({ deleted: 2000, left: 0, gone: 0 });

      const second = await dryRun(caller, 'customer', { filter: {} });
      expect((await post<BulkDelete>(caller, `/${second.id}/stop`)).body.state).toBe('stopped');
      expect((await begin(caller, second.token)).body.bulkDelete).toMatchObject({ state: 'stopped' });
      expect((await post(caller, `/${second.id}/resume`)).status).toBe(400);
      expect((await itemsOf(caller, second.id, '&outcome=stopped')).length).toBe(second.customers);
      expect(await exists(caller, `/v1/customers/${customer}`)).toBe(true);
    } finally {
      await api.remove();
    }
  });

  test('killed half-way, the server goes on where it was, and nothing is deleted twice', async () => {
    const options = ['--seed', 'world', '--customers', '1200', '--sites', '3000', '--probes', '300'];
    const api = await PartnerApiServer.start([...options, '--rate-limit', '1000000']);
    try {
      const caller = await SyncCaller.of(api.url);
      const { id, token, customers, sites } = await dryRun(caller, 'customer', { filter: {} });
      expect([customers, sites]).toEqual([1200, 3000]);
      await begin(caller, token);
      await expect.poll(async () => (await stateOf(caller, id)).deleted, { interval: 2 }).toBeGreaterThan(0);
      await api.stop('SIGKILL');
      await api.run();
      await untilOver(caller, id);
      expect(await stateOf(caller, id)).toMatchObject({ deleted: 1200, left: 0, gone: 0, waiting: 0 });
      const { rows } = await caller.snapshot();
      expect([rows.get('customer')?.length ?? 0, rows.get('site')?.length ?? 0]).toEqual([0, 0]);
      const deletions = (await itemsOf(caller, id)).map(({ deletion }) => deletion);
      expect(new Set(deletions).size).toBe(5);
      let entries = 0;
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: { items: { action: string; entity: { kind: string } }[]; next: string | null } = (
          await caller.get<{ items: []; next: string | null }>(
            `/v1/activity?limit=500${cursor ? `&cursor=${cursor}` : ''}`,
          )
        ).body;
        entries += page.items.filter(
          ({ action, entity }) => action === 'customer.delete' && entity.kind === 'customer',
        ).length;
        cursor = page.next;
      }
      expect(entries).toBe(1200);
    } finally {
      await api.remove();
    }
  });
});
