import { describe, expect, test } from 'vitest';
import type { Visit } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import type { BinItem, Deletion } from '../../../common/partner-api/recycle-bin.ts';
import { call, createCustomer, mutationOf, SyncCaller, useApi, type Row } from './caller.ts';

const server = useApi();

const item = (text: string, position: number, state = 'open', reason = '') => ({
  ...{ position, text, state, reason },
});
const [first, second] = [newId(), newId()];

/** A site of a customer that has granted everything. */
async function freshSite(caller: SyncCaller, customer = 'Visited Works'): Promise<string> {
  const [id, customerId] = [newId(), await createCustomer(caller, customer)];
  await caller.pushOne(mutationOf('site.create', { id, fields: { customerId, name: 'Boiler house' } }));
  return id;
}

const fields = (siteId: string) => ({
  ...{ siteId, name: 'Yearly check, Boiler house', plannedOn: '2026-05-04' },
  checklist: { [first]: item('Check the UPS', 0), [second]: item('Clean the filters', 1) },
});

async function freshVisit(caller: SyncCaller, siteId: string): Promise<string> {
  const id = newId();
  const outcome = await caller.pushOne(mutationOf('visit.create', { id, fields: fields(siteId) as never }));
  expect(outcome.outcome).toBe('applied');
  return id;
}

const visitOf = async (caller: SyncCaller, id: string) =>
  (await caller.get(`/v1/visits/${id}`)).body as unknown as Visit;
const update = (id: string, changes: Record<string, unknown>, before: Record<string, unknown>) =>
  mutationOf('visit.update', { id, changes }, { before });

/** A customer of the seed that lacks a grant but has another, and one of its sites. */
async function siteLacking(caller: SyncCaller, grant: string): Promise<string> {
  const { rows } = await caller.snapshot();
  const customer = (rows.get('customer') ?? []).find((row) => !(row.grants as string[]).includes(grant));
  const site = (rows.get('site') ?? []).find((row) => row.customerId === customer?.id);
  if (!site) throw new Error(`The seed has no customer with sites that lacks ${grant}`);
  return site.id;
}

describe('two technicians on one visit', () => {
  test('merge item by item and probe by probe; the same item by both is a conflict that names it', async () => {
    const [ana, ben] = [await SyncCaller.of(server.url), await SyncCaller.of(server.url, 'operator')];
    const id = await freshVisit(ana, await freshSite(ana));
    const at = '2026-05-04T09:00:00.000Z';
    const probe = newId();
    const found = { outcome: 'found', serial: 'SWP-1', name: '', newSerial: '', remark: '', at };
    const done = item('Check the UPS', 0, 'done');
    const filters = item('Clean the filters', 1, 'not-possible', 'No ladder');
    const mine = update(
      id,
      { [`checklist.${first}`]: done },
      { [`checklist.${first}`]: item('Check the UPS', 0) },
    );
    const theirs = update(
      id,
      { [`checklist.${second}`]: filters, [`findings.${probe}`]: found },
      { [`checklist.${second}`]: item('Clean the filters', 1), [`findings.${probe}`]: null },
    );
    expect((await ana.pushOne(mine)).outcome).toBe('applied');
    expect((await ben.pushOne(theirs)).outcome).toBe('applied');
    expect(await visitOf(ana, id)).toMatchObject({
      checklist: { [first]: done, [second]: filters },
      findings: { [probe]: found },
    });

    const other = item('Check the UPS', 0, 'not-possible', 'It is locked away');
    const late = update(
      id,
      { [`checklist.${first}`]: other },
      { [`checklist.${first}`]: item('Check the UPS', 0) },
    );
    expect(await ben.pushOne(late)).toMatchObject({
      outcome: 'conflict',
      because: '“Checklist item” of this visit was changed to something else in the meantime.',
      conflicts: [
        { field: `checklist.${first}`, mine: other, theirs: done, changed: { by: 'Ingrid Halvorsen' } },
      ],
    });
  });

  test('a visit that both begin began with the first, and is as far as the one who is further', async () => {
    const [ana, ben] = [await SyncCaller.of(server.url), await SyncCaller.of(server.url, 'operator')];
    const id = await freshVisit(ana, await freshSite(ana));
    const none = { status: 'planned', startedAt: null, endedAt: null };
    const [nine, ten, noon] = ['09', '10', '12'].map((hour) => `2026-05-04T${hour}:00:00.000Z`);
    const ended = update(id, { status: 'done', startedAt: ten, endedAt: noon }, none);
    expect((await ana.pushOne(ended)).outcome).toBe('applied');
    expect((await ben.pushOne(update(id, { status: 'under-way', startedAt: nine }, none))).outcome).toBe(
      'applied',
    );
    expect(await visitOf(ana, id)).toMatchObject({ status: 'done', startedAt: nine, endedAt: noon });
    // Taking it up again is no falling behind: it's what the last one said of a visit that was done.
    const again = update(id, { status: 'under-way', endedAt: null }, { status: 'done', endedAt: noon });
    expect((await ben.pushOne(again)).outcome).toBe('applied');
    expect(await visitOf(ana, id)).toMatchObject({ status: 'under-way', endedAt: null });
  });

  test('notes that both wrote are a conflict with both texts', async () => {
    const ana = await SyncCaller.of(server.url);
    const id = await freshVisit(ana, await freshSite(ana));
    expect((await ana.pushOne(update(id, { notes: 'UPS is weak' }, { notes: '' }))).outcome).toBe('applied');
    expect(await ana.pushOne(update(id, { notes: 'Rack moved' }, { notes: '' }))).toMatchObject({
      outcome: 'conflict',
      conflicts: [{ field: 'notes', base: '', mine: 'Rack moved', theirs: 'UPS is weak' }],
    });
  });
});

describe('what a customer grants narrows visits', () => {
  test('without Access data a visit is planned and worked on, but gets no notes and no signature', async () => {
    const caller = await SyncCaller.of(server.url);
    const id = await freshVisit(caller, await siteLacking(caller, 'access-data'));
    expect((await caller.pushOne(update(id, { status: 'under-way' }, { status: 'planned' }))).outcome).toBe(
      'applied',
    );
    const signature = { by: 'Rosa Lima', path: 'M10 20L30 40', at: '2026-05-04T09:00:00.000Z' };
    for (const changes of [{ notes: 'x' }, { signature }])
      expect(await caller.pushOne(update(id, changes, { notes: '', signature: null }))).toMatchObject({
        outcome: 'rejected',
        problem: { detail: 'The customer hasn’t granted Access data; only the customer can grant it.' },
      });
  });

  test('an account with a brand sees the visits of its customers’ sites alone', async () => {
    const [all, europe] = [await SyncCaller.of(server.url), await SyncCaller.of(server.url, 'europe')];
    const [ofAll, ofEurope] = await Promise.all(
      [all, europe].map(async (caller) => (await caller.snapshot()).rows),
    );
    const sites = new Set((ofEurope?.get('site') ?? []).map(({ id }) => id));
    const expected = (ofAll?.get('visit') ?? []).filter((row) => sites.has(String(row.siteId)));
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(ofAll?.get('visit')?.length ?? 0);
    expect(ofEurope?.get('visit')?.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  });
});

const report = {
  ...{ hash: 'a'.repeat(64), bytes: 1000, by: 'Rosa', name: 'report.pdf', to: ['ana@example.com'] },
  ...{ at: '2026-05-04T09:00:00.000Z', mailedAt: null, mailFault: '' },
};

describe('bad input', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['a day that isn’t one', { plannedOn: '2026-02-30' }, 'Planned date is a day, such as 2026-03-31'],
    [
      'something not possible without a reason',
      { [`checklist.${first}`]: item('Check the UPS', 0, 'not-possible') },
      'Reason is mandatory where something wasn’t possible',
    ],
    [
      'a signature that is more than points',
      { signature: { by: 'Rosa', path: 'M1 2"/><script>', at: '2026-05-04T09:00:00.000Z' } },
      'Signature is a path of points, such as M10 20L30 40',
    ],
    [
      'an item that isn’t kept by an id',
      { 'checklist.one': item('x', 0) },
      'There is no field checklist.one',
    ],
    [
      'a replaced probe without its new serial',
      {
        [`findings.${newId()}`]: {
          ...{ outcome: 'replaced', serial: 'A', name: '', newSerial: '', remark: '' },
          at: '2026-05-04T09:00:00.000Z',
        },
      },
      'New serial is mandatory where a probe was replaced',
    ],
  ])('%s is refused with what is wrong, and nothing is changed', async (_what, changes, message) => {
    const caller = await SyncCaller.of(server.url);
    const id = await freshVisit(caller, await freshSite(caller));
    const before = await visitOf(caller, id);
    const outcome = await caller.pushOne(update(id, changes, {}));
    expect(outcome.outcome).toBe('rejected');
    expect(JSON.stringify(outcome)).toContain(message);
    expect(await visitOf(caller, id)).toEqual(before);
  });

  test('a visit of no site at all is refused; one of a deleted site is a conflict that can be settled', async () => {
    const caller = await SyncCaller.of(server.url);
    const create = (siteId: string) =>
      caller.pushOne(mutationOf('visit.create', { id: newId(), fields: fields(siteId) as never }));
    expect(await create(newId())).toMatchObject({ outcome: 'rejected', problem: { kind: 'invalid' } });
    const site = await freshSite(caller);
    await caller.pushOne(mutationOf('site.delete', { ids: [site] }));
    expect(await create(site)).toMatchObject({ outcome: 'conflict', deleted: [{ kind: 'site', id: site }] });
  });

  test('a report that says it was mailed is refused, on a visit and with a new one', async () => {
    const caller = await SyncCaller.of(server.url);
    const site = await freshSite(caller);
    const reports = { [newId()]: { ...report, mailedAt: '2026-05-04T09:00:00.000Z' } };
    const create = mutationOf('visit.create', { id: newId(), fields: { ...fields(site), reports } as never });
    const [path = '', told] = Object.entries(reports)[0] ?? [];
    const edit = update(await freshVisit(caller, site), { [`reports.${path}`]: told }, {});
    for (const mutation of [create, edit]) {
      const outcome = await caller.pushOne(mutation);
      expect(outcome).toMatchObject({ outcome: 'rejected', problem: { kind: 'invalid' } });
      expect(JSON.stringify(outcome)).toContain('A report is told of once, before it’s mailed');
    }
  });

  test.each([
    ['reports', 20, report],
    ['findings', 500, { outcome: 'missing', serial: 'A', at: '2026-05-04T09:00:00.000Z' }],
  ])('more %s than a visit has are refused', async (field, most, value) => {
    const caller = await SyncCaller.of(server.url);
    const id = await freshVisit(caller, await freshSite(caller));
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, () => [`${field}.${newId()}`, value]));
    expect((await caller.pushOne(update(id, many(most), {}))).outcome).toBe('applied');
    const outcome = await caller.pushOne(update(id, many(1), {}));
    expect(outcome).toMatchObject({ outcome: 'rejected', problem: { kind: 'invalid' } });
    expect(JSON.stringify(outcome)).toContain(`At most ${most}`);
  });

  test('a checklist that would become longer than a visit has is refused', async () => {
    const caller = await SyncCaller.of(server.url);
    const id = await freshVisit(caller, await freshSite(caller));
    const more = Object.fromEntries(
      Array.from({ length: 99 }, (_each, at) => [`checklist.${newId()}`, item(`Thing ${at}`, at + 2)]),
    );
    const outcome = await caller.pushOne(update(id, more, {}));
    expect(outcome).toMatchObject({ outcome: 'rejected', problem: { kind: 'invalid' } });
    expect(JSON.stringify(outcome)).toContain('At most 100 checklist items');
  });
});

describe('what goes with a visit, and what a visit goes with', () => {
  test('a deleted site takes its visits along; both come back, and the bin counts them before', async () => {
    const caller = await SyncCaller.of(server.url);
    const site = await freshSite(caller);
    const id = await freshVisit(caller, site);
    const before = await visitOf(caller, id);
    const { start } = await caller.snapshot();
    const deletion = mutationOf('site.delete', { ids: [site] });
    expect((await caller.pushOne(deletion)).outcome).toBe('applied');
    const { body } = await caller.changes(start);
    const gone = body.changes.flatMap((change) =>
      change.op === 'delete' ? [`${change.kind} ${change.id}`] : [],
    );
    expect(gone.toSorted()).toEqual([`site ${site}`, `visit ${id}`].toSorted());
    const items = await caller.get<{ items: BinItem[] }>(`/v1/recycle-bin/${deletion.id}/items`);
    expect(items.body.items).toMatchObject([{ kind: 'site', visits: 1, comesBack: 'whole' }]);
    expect(
      (await caller.pushOne(mutationOf('site.restore', { deletion: deletion.id, ids: [site] }))).outcome,
    ).toBe('applied');
    const after = await visitOf(caller, id);
    expect({ ...after, version: 0, updatedAt: '' }).toEqual({ ...before, version: 0, updatedAt: '' });
  });

  test('a dry run counts visits, and a bulk delete leaves a site that got one since', async () => {
    const caller = await SyncCaller.of(server.url);
    const [shown, later] = [await freshSite(caller, 'Shown'), await freshSite(caller, 'Later')];
    await freshVisit(caller, shown);
    const { body } = await call<{ token: string; visits: number; id: string }>(
      server.url,
      'POST',
      '/v1/bulk-deletes',
      { token: caller.token, body: { dryRun: true, kind: 'site', select: { ids: [shown, later] } } },
    );
    expect(body.visits).toBe(1);
    const appeared = await freshVisit(caller, later);
    const begin = { token: caller.token, body: { dryRun: false, token: body.token } };
    await call(server.url, 'POST', '/v1/bulk-deletes', begin);
    await expect
      .poll(async () => (await caller.get(`/v1/bulk-deletes/${body.id}`)).body)
      .toMatchObject({ state: 'done', deleted: 1, left: 1 });
    const left = await caller.get<{ items: Row[] }>(`/v1/bulk-deletes/${body.id}/items?outcome=left`);
    expect(left.body.items).toMatchObject([
      { id: later, appeared: [{ kind: 'visit', id: appeared, name: 'Yearly check, Boiler house' }] },
    ]);
  });

  test('a deleted visit is in the recycle bin by its site, waits for it where that was deleted too, and comes back', async () => {
    const caller = await SyncCaller.of(server.url);
    const site = await freshSite(caller);
    const id = await freshVisit(caller, site);
    const deletion = mutationOf('visit.delete', { ids: [id] });
    await caller.pushOne(deletion);
    const listed = await caller.get<{ items: Deletion[] }>('/v1/recycle-bin?kind=visit&limit=1');
    expect(listed.body.items).toMatchObject([{ id: deletion.id, kind: 'visit', count: 1 }]);
    const ofSite = mutationOf('site.delete', { ids: [site] });
    await caller.pushOne(ofSite);
    const { body } = await caller.get<{ items: BinItem[] }>(`/v1/recycle-bin/${deletion.id}/items`);
    expect(body.items).toMatchObject([
      {
        ...{ comesBack: 'no', parent: { kind: 'site', id: site, name: 'Boiler house', deletion: ofSite.id } },
        reasons: [{ code: 'parent-deleted' }],
      },
    ]);
    const restore = mutationOf('visit.restore', { deletion: deletion.id, ids: [id] });
    expect(await caller.pushOne(restore)).toMatchObject({ outcome: 'conflict', deleted: [{ id: site }] });
    await caller.pushOne(mutationOf('site.restore', { deletion: ofSite.id, ids: [site] }));
    const again = mutationOf('visit.restore', { deletion: deletion.id, ids: [id] });
    expect((await caller.pushOne(again)).outcome).toBe('applied');
    expect(await visitOf(caller, id)).toMatchObject({ siteId: site });
  });

  test('what is done on a visit is in its customer’s Activity', async () => {
    const caller = await SyncCaller.of(server.url);
    const site = await freshSite(caller);
    const { customerId } = (await caller.get(`/v1/sites/${site}`)).body;
    const id = await freshVisit(caller, site);
    const { body } = await caller.get<{ items: { entity: object; title: string }[] }>(
      `/v1/activity?customerId=${String(customerId)}&kind=visit`,
    );
    expect(body.items).toMatchObject([
      { entity: { kind: 'visit', id }, title: 'Yearly check, Boiler house' },
    ]);
  });
});

test('technicians are those who may edit visits, and for an account with a brand those of the house and of its brands', async () => {
  const named = async (login: string) => {
    const caller = await SyncCaller.of(server.url, login);
    const { body } = await caller.get<{ items: { name: string }[] }>('/v1/technicians');
    return body.items.map(({ name }) => name);
  };
  const all = ['Ingrid Halvorsen', 'Katrin Baumgärtner', 'Mateus Carvalho'];
  expect(await named('reader')).toEqual(all);
  expect(await named('europe')).toEqual(all);
});
