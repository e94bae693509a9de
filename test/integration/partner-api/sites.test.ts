import { describe, expect, test } from 'vitest';
import type { Probe, Site } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import { call, createCustomer, mutationOf, SyncCaller, useApi, type Row } from './caller.ts';

const server = useApi();

async function createSite(caller: SyncCaller, customerId: string, name: string): Promise<string> {
  const id = newId();
  const outcome = await caller.pushOne(mutationOf('site.create', { id, fields: { customerId, name } }));
  expect(outcome.outcome).toBe('applied');
  return id;
}

async function freeProbes(caller: SyncCaller, count: number): Promise<string[]> {
  const { body } = await caller.get<{ items: Row[] }>(`/v1/probes?siteId=none&limit=${count}`);
  expect(body.items).toHaveLength(count);
  return body.items.map(({ id }) => id);
}

const siteOf = async (caller: SyncCaller, probe: string) =>
  ((await caller.get(`/v1/probes/${probe}`)).body as unknown as Probe).siteId;

const associate = (ids: string[], siteId: string, before: Record<string, string | null> = {}) =>
  mutationOf(
    'probe.associate',
    { ids, siteId },
    { before: { ...Object.fromEntries(ids.map((id) => [id, null])), ...before } },
  );

/** A customer of the seed that lacks a grant, and one of its sites. */
async function ungranting(caller: SyncCaller, grant: string): Promise<{ customer: Row; site: Row }> {
  const { rows } = await caller.snapshot();
  const sites = rows.get('site') ?? [];
  for (const customer of rows.get('customer') ?? []) {
    const site = sites.find((row) => row.customerId === customer.id);
    if (site && !(customer.grants as string[]).includes(grant)) return { customer, site };
  }
  throw new Error(`The seed has no customer with sites that lacks ${grant}`);
}

describe('sites', () => {
  test('edits of different fields merge; of the same field they conflict, and it’s told who came first', async () => {
    const [ana, ben] = [await SyncCaller.of(server.url), await SyncCaller.of(server.url, 'operator')];
    const id = await createSite(ana, await createCustomer(ana, 'Merging Works'), 'North hall');
    const edit = (changes: object, before: object) =>
      mutationOf('site.update', { id, changes: { ...changes } }, { before: { ...before } });
    const zone = edit({ timeZone: 'Europe/Lisbon' }, { timeZone: '' });
    expect((await ana.pushOne(zone)).outcome).toBe('applied');
    const city = edit({ 'address.city': 'Porto' }, { 'address.city': '' });
    expect((await ben.pushOne(city)).outcome).toBe('applied');
    const late = await ben.pushOne(edit({ timeZone: 'Europe/Madrid' }, { timeZone: '' }));
    expect(late).toMatchObject({
      outcome: 'conflict',
      entity: { kind: 'site', id },
      conflicts: [{ field: 'timeZone', theirs: 'Europe/Lisbon', changed: { by: expect.any(String) } }],
    });
    const { body } = await ana.get(`/v1/sites/${id}`);
    expect(body).toMatchObject({ timeZone: 'Europe/Lisbon', address: { city: 'Porto' } });
  });

  test('a site that goes frees its probes, and comes back with those that nobody placed elsewhere', async () => {
    const caller = await SyncCaller.of(server.url);
    const customerId = await createCustomer(caller, 'Coming Back');
    const [site, other] = [
      await createSite(caller, customerId, 'Old mill'),
      await createSite(caller, customerId, 'New mill'),
    ];
    const [stays, leaves] = (await freeProbes(caller, 2)) as [string, string];
    await caller.pushOne(associate([stays, leaves], site));
    const deletion = mutationOf('site.delete', { ids: [site] });
    expect((await caller.pushOne(deletion)).outcome).toBe('applied');
    expect(await siteOf(caller, stays)).toBeNull();
    await caller.pushOne(associate([leaves], other));
    const restore = mutationOf('site.restore', { deletion: deletion.id, ids: [site] });
    expect((await caller.pushOne(restore)).outcome).toBe('applied');
    expect(await siteOf(caller, stays)).toBe(site);
    expect(await siteOf(caller, leaves)).toBe(other);
  });

  test('a site deleted a second ago is as good as deleted now; one that never was is not', async () => {
    const caller = await SyncCaller.of(server.url);
    const id = await createSite(caller, await createCustomer(caller, 'Twice'), 'Gone twice');
    expect((await caller.pushOne(mutationOf('site.delete', { ids: [id] }))).outcome).toBe('applied');
    expect((await caller.pushOne(mutationOf('site.delete', { ids: [id] }))).outcome).toBe('applied');
    expect(await caller.pushOne(mutationOf('site.delete', { ids: [newId()] }))).toMatchObject({
      outcome: 'rejected',
      problem: { kind: 'not-found' },
    });
  });

  test('a new site of a customer that was deleted is a conflict that names the deletion', async () => {
    const caller = await SyncCaller.of(server.url);
    const customerId = await createCustomer(caller, 'Short-lived');
    const deletion = mutationOf('customer.delete', { ids: [customerId] });
    await caller.pushOne(deletion);
    const fields = { customerId, name: 'Too late' };
    expect(await caller.pushOne(mutationOf('site.create', { id: newId(), fields }))).toMatchObject({
      outcome: 'conflict',
      because: expect.stringContaining('Short-lived'),
      deleted: [{ kind: 'customer', id: customerId, deletion: deletion.id }],
    });
    const nobody = { customerId: newId(), name: 'Nobody’s' };
    expect(await caller.pushOne(mutationOf('site.create', { id: newId(), fields: nobody }))).toMatchObject({
      outcome: 'rejected',
      problem: { kind: 'invalid', fields: [{ path: 'customerId' }] },
    });
  });

  test('a site can’t come back to a customer that is gone; once that is back, it can', async () => {
    const caller = await SyncCaller.of(server.url);
    const customerId = await createCustomer(caller, 'Parents first');
    const id = await createSite(caller, customerId, 'Child');
    const [siteGone, customerGone] = [
      mutationOf('site.delete', { ids: [id] }),
      mutationOf('customer.delete', { ids: [customerId] }),
    ];
    await caller.push(siteGone, customerGone);
    const restore = () => mutationOf('site.restore', { deletion: siteGone.id, ids: [id] });
    expect(await caller.pushOne(restore())).toMatchObject({
      outcome: 'conflict',
      deleted: [{ kind: 'customer', deletion: customerGone.id }],
    });
    await caller.pushOne(mutationOf('customer.restore', { deletion: customerGone.id, ids: [customerId] }));
    expect((await caller.pushOne(restore())).outcome).toBe('applied');
    expect((await caller.get(`/v1/sites/${id}`)).status).toBe(200);
  });

  test.each([
    ['a blank name', { name: '  ' }, 'fields.name'],
    ['a name of 51 characters', { name: 'x'.repeat(51) }, 'fields.name'],
    ['a time zone that there isn’t', { name: 'x', timeZone: 'Europe/Atlantis' }, 'fields.timeZone'],
    ['an offset for a time zone', { name: 'x', timeZone: '+01:00' }, 'fields.timeZone'],
    ['a contact without an @', { name: 'x', contact: { email: 'nobody' } }, 'fields.contact.email'],
  ])('%s is refused by its field', async (_what, fields, path) => {
    const caller = await SyncCaller.of(server.url);
    const customerId = await createCustomer(caller, 'Strict');
    const outcome = await caller.pushOne(
      mutationOf('site.create', { id: newId(), fields: { ...fields, customerId } }),
    );
    expect(outcome).toMatchObject({
      outcome: 'rejected',
      problem: { kind: 'invalid', fields: [{ path: `args.${path}` }] },
    });
  });
});

describe('probes', () => {
  test('two people who put the same probe at different sites: the second hears where it is and who put it there', async () => {
    const [ana, ben] = [await SyncCaller.of(server.url), await SyncCaller.of(server.url, 'operator')];
    const customerId = await createCustomer(ana, 'Contested');
    const [one, two] = [
      await createSite(ana, customerId, 'Site One'),
      await createSite(ana, customerId, 'Site Two'),
    ];
    const [probe, untouched] = (await freeProbes(ana, 2)) as [string, string];
    expect((await ana.pushOne(associate([probe], one))).outcome).toBe('applied');
    const outcome = await ben.pushOne(associate([probe], two));
    expect(outcome).toMatchObject({
      outcome: 'conflict',
      entity: { kind: 'probe', id: probe },
      conflicts: [
        {
          field: 'siteId',
          entityId: probe,
          base: null,
          mine: two,
          theirs: one,
          changed: { by: expect.any(String) },
        },
      ],
    });
    const { name } = (await ana.get('/v1/me')).body;
    expect(outcome).toMatchObject({
      because: expect.stringMatching(
        new RegExp(`^Probe .+ was put at site Site One of Contested by ${name} at `),
      ),
    });
    const both = await ben.pushOne(associate([probe, untouched], two));
    expect(both).toMatchObject({ because: expect.stringContaining('Site One of Contested') });
    expect(await siteOf(ana, untouched)).toBeNull();
  });

  test('put at the same site by both, it’s no conflict', async () => {
    const caller = await SyncCaller.of(server.url);
    const site = await createSite(caller, await createCustomer(caller, 'Agreed'), 'Agreed');
    const ids = await freeProbes(caller, 1);
    expect((await caller.pushOne(associate(ids, site))).outcome).toBe('applied');
    expect((await caller.pushOne(associate(ids, site))).outcome).toBe('applied');
  });

  test('a probe taken off its site goes back to the inventory, unless it was moved on meanwhile', async () => {
    const caller = await SyncCaller.of(server.url);
    const customerId = await createCustomer(caller, 'Off and on');
    const [one, two] = [
      await createSite(caller, customerId, 'First'),
      await createSite(caller, customerId, 'Second'),
    ];
    const [probe] = (await freeProbes(caller, 1)) as [string];
    await caller.pushOne(associate([probe], one));
    await caller.pushOne(associate([probe], two, { [probe]: one }));
    const off = (from: string) =>
      caller.pushOne(mutationOf('probe.disassociate', { ids: [probe] }, { before: { [probe]: from } }));
    expect((await off(one)).outcome).toBe('conflict');
    expect((await off(two)).outcome).toBe('applied');
    expect(await siteOf(caller, probe)).toBeNull();
  });

  test('a site that was deleted takes no probes, and it’s told by which deletion it went', async () => {
    const caller = await SyncCaller.of(server.url);
    const site = await createSite(caller, await createCustomer(caller, 'Closing'), 'Closed hall');
    const deletion = mutationOf('site.delete', { ids: [site] });
    await caller.pushOne(deletion);
    const ids = await freeProbes(caller, 1);
    expect(await caller.pushOne(associate(ids, site))).toMatchObject({
      outcome: 'conflict',
      because: expect.stringContaining('Closed hall'),
      deleted: [{ kind: 'site', id: site, deletion: deletion.id }],
    });
    expect(await caller.pushOne(associate(ids, newId()))).toMatchObject({
      outcome: 'rejected',
      problem: { kind: 'invalid', fields: [{ path: 'siteId' }] },
    });
  });

  test('every mutation leaves what it did in Activity', async () => {
    const caller = await SyncCaller.of(server.url);
    const site = await createSite(caller, await createCustomer(caller, 'Audited'), 'Audited');
    const [probe] = (await freeProbes(caller, 1)) as [string];
    await caller.pushOne(associate([probe], site));
    const { body } = await caller.get<{ items: object[] }>(`/v1/activity?entityId=${probe}&limit=1`);
    expect(body.items).toMatchObject([
      { action: 'probe.associate', before: { siteId: null }, after: { siteId: site } },
    ]);
  });
});

describe('a customer that hasn’t granted Manage configuration', () => {
  test('has no sites added, edited or deleted, and no probes put at them or taken off', async () => {
    const caller = await SyncCaller.of(server.url);
    const { customer, site } = await ungranting(caller, 'manage-configuration');
    const [free] = (await freeProbes(caller, 1)) as [string];
    const { body } = await caller.get<{ items: Row[] }>(`/v1/probes?siteId=${site.id}&limit=1`);
    const there = body.items.map(({ id }) => id);
    const attempts = [
      mutationOf('site.create', { id: newId(), fields: { customerId: customer.id, name: 'Annexe' } }),
      mutationOf('site.update', { id: site.id, changes: { notes: 'x' } }, { before: { notes: site.notes } }),
      mutationOf('site.delete', { ids: [site.id] }),
      associate([free], site.id),
      ...(there.length > 0 ? [mutationOf('probe.disassociate', { ids: there })] : []),
    ];
    for (const attempt of attempts)
      expect(await caller.pushOne(attempt)).toMatchObject({
        outcome: 'rejected',
        problem: { kind: 'forbidden', detail: expect.stringContaining('Manage configuration') },
      });
  });

  test('loses no probe to another customer either: both must have granted it', async () => {
    const caller = await SyncCaller.of(server.url);
    const { rows } = await caller.snapshot();
    const sites = new Map(((rows.get('site') ?? []) as unknown as Site[]).map((row) => [row.id, row]));
    const customers = new Map((rows.get('customer') ?? []).map((row) => [row.id, row]));
    const probe = ((rows.get('probe') ?? []) as unknown as Probe[]).find(({ siteId }) => {
      const customer = siteId && customers.get(sites.get(siteId)?.customerId ?? '');
      return customer && !(customer.grants as string[]).includes('manage-configuration');
    });
    if (!probe) throw new Error('The seed has no probe at a customer that grants less');
    const target = await createSite(caller, await createCustomer(caller, 'Taking'), 'Taking');
    expect(await caller.pushOne(associate([probe.id], target, { [probe.id]: probe.siteId }))).toMatchObject({
      outcome: 'rejected',
      problem: { kind: 'forbidden' },
    });
    const patched = await call(server.url, 'PATCH', `/v1/probes/${probe.id}`, {
      token: caller.token,
      headers: { 'if-match': '*' },
      body: { siteId: target },
    });
    expect(patched).toMatchObject({ status: 403, body: { kind: 'forbidden' } });
  });
});
