import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import type { BinItem, Deletion } from '../../../common/partner-api/recycle-bin.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { createCustomer, mutationOf, SyncCaller, useApi } from './caller.ts';

const server = useApi();
const admin = () => SyncCaller.of(server.url);

interface Page<T> {
  items: T[];
  next: string | null;
}

async function deletionsOf(caller: SyncCaller, query = '') {
  return (await caller.get<Page<Deletion>>(`/v1/recycle-bin${query}`)).body;
}
async function itemsOf(caller: SyncCaller, deletion: string, query = '') {
  return (await caller.get<Page<BinItem>>(`/v1/recycle-bin/${deletion}/items${query}`)).body;
}
async function applied(caller: SyncCaller, mutation: ReturnType<typeof mutationOf>) {
  expect(await caller.pushOne(mutation)).toMatchObject({ outcome: 'applied' });
  return mutation.id;
}
const remove = (caller: SyncCaller, kind: 'partner' | 'customer' | 'site', ...ids: string[]) =>
  applied(caller, mutationOf(`${kind}.delete`, { ids }));

async function createPartner(caller: SyncCaller, name: string) {
  const id = newId();
  const fields = { name, email: 'office@riverside.example' };
  await applied(caller, mutationOf('partner.create', { id, fields }));
  return id;
}
async function createSite(caller: SyncCaller, customerId: string, name: string) {
  const id = newId();
  await applied(caller, mutationOf('site.create', { id, fields: { customerId, name } }));
  return id;
}
async function probeAt(caller: SyncCaller, siteId: string) {
  const { body } = await caller.get<Page<{ id: string }>>('/v1/probes?siteId=none&limit=1');
  const id = body.items[0]?.id ?? '';
  await applied(caller, mutationOf('probe.associate', { ids: [id], siteId }, { before: { [id]: null } }));
  return id;
}
const codes = (item: BinItem | undefined) => item?.reasons.map(({ code }) => code);

describe('the list of deletions', () => {
  test('it is newest first, names who and until when, and is found by kind and text blind to accents', async () => {
    const caller = await admin();
    const first = await remove(caller, 'customer', await createCustomer(caller, 'Águas do Porto'));
    const second = await remove(caller, 'partner', await createPartner(caller, 'Aguas Partner'));
    const page = await deletionsOf(caller, '?q=aguas');
    expect(page.items.map(({ id }) => id)).toEqual([second, first]);
    expect((await deletionsOf(caller, '?q=aguas&kind=customer')).items.map(({ id }) => id)).toEqual([first]);
    const [newest] = page.items;
    expect(newest).toMatchObject({ kind: 'partner', count: 1, names: ['Aguas Partner'] });
    expect(newest?.by).not.toBe('');
    expect(Date.parse(newest?.until ?? '') - Date.parse(newest?.at ?? '')).toBe(30 * 24 * 60 * 60 * 1000);
  });

  test('pages of deletions and of items are whole: nothing twice, nothing left out', async () => {
    const caller = await admin();
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push(await createCustomer(caller, `Paged ${n}`));
    const deletion = await remove(caller, 'customer', ...ids);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await itemsOf(caller, deletion, `?limit=2${cursor ? `&cursor=${cursor}` : ''}`);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    }
    expect(seen).toEqual([...ids].sort());
    const found = await itemsOf(caller, deletion, '?q=pAgéd%203');
    expect(found.items.map(({ name }) => name)).toEqual(['Paged 3']);
    expect((await itemsOf(caller, deletion, '?q=elsewhere')).items).toEqual([]);
    const all = await deletionsOf(caller, '?limit=100');
    const singly: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await deletionsOf(caller, `?limit=1${cursor ? `&cursor=${cursor}` : ''}`);
      singly.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    }
    expect(singly).toEqual(all.items.map(({ id }) => id));
  });

  test('what is restored of a deletion leaves it, and the rest stays', async () => {
    const caller = await admin();
    const ids = [await createCustomer(caller, 'Half back'), await createCustomer(caller, 'Half gone')];
    const deletion = await remove(caller, 'customer', ...ids);
    await applied(caller, mutationOf('customer.restore', { deletion, ids: [ids[0] ?? ''] }));
    const { items } = await itemsOf(caller, deletion);
    expect(items.map(({ name }) => name)).toEqual(['Half gone']);
    expect((await deletionsOf(caller)).items.find(({ id }) => id === deletion)?.count).toBe(1);
    await applied(caller, mutationOf('customer.restore', { deletion, ids: [ids[1] ?? ''] }));
    expect((await deletionsOf(caller)).items.map(({ id }) => id)).not.toContain(deletion);
    expect((await caller.get(`/v1/recycle-bin/${deletion}/items`)).status).toBe(404);
  });

  test('what is older than 30 days isn’t listed, even before it is pruned', async () => {
    let now = Date.now();
    const api = await TestPartnerApi.start({ surroundings: { now: () => now, randomBytes } });
    const caller = await SyncCaller.of(api.url);
    const deletion = await remove(caller, 'customer', await createCustomer(caller, 'Ageing'));
    const atAge = async (days: number) => {
      now += days * 24 * 60 * 60 * 1000;
      return deletionsOf(await SyncCaller.of(api.url));
    };
    expect((await atAge(29)).items.map(({ id }) => id)).toEqual([deletion]);
    expect((await atAge(2)).items).toEqual([]);
    await api.remove();
  });
});

describe('an account that sees one brand', () => {
  test('it’s told of its own part of a deletion alone: not the rest, not its number, not by searching for it', async () => {
    const caller = await admin();
    const { body } = await caller.get<Page<{ id: string; name: string }>>('/v1/brands?limit=100');
    const brandOf = (name: string) => body.items.find((brand) => brand.name === name)?.id ?? '';
    const make = async (name: string, brand: string) => {
      const id = newId();
      const fields = { partnerId: null, name, email: 'office@riverside.example', brandId: brandOf(brand) };
      await applied(caller, mutationOf('customer.create', { id, fields }));
      return id;
    };
    const seen = await make('Seen Harbour', 'Nordlys Europe');
    const hidden = await make('Hidden Harbour', 'Nordlys Asia');
    const alone = await remove(caller, 'customer', await make('Hidden Alone', 'Nordlys Asia'));
    const shared = await remove(caller, 'customer', seen, hidden);
    const europe = await SyncCaller.of(server.url, 'europe');
    const { items } = await deletionsOf(europe);
    expect(items).toMatchObject([{ id: shared, count: 1, names: ['Seen Harbour'] }]);
    expect((await itemsOf(europe, shared)).items.map(({ id }) => id)).toEqual([seen]);
    expect((await deletionsOf(europe, '?q=hidden')).items).toEqual([]);
    const answer = await europe.get<{ detail: string }>(`/v1/recycle-bin/${alone}/items`);
    const never = await europe.get<{ detail: string }>(`/v1/recycle-bin/${newId()}/items`);
    expect([answer.status, answer.body.detail]).toEqual([404, never.body.detail]);
    expect((await deletionsOf(caller, '?q=harbour')).items).toMatchObject([{ id: shared, count: 2 }]);
  });
});

describe('whether an item can come back', () => {
  test('a customer comes back whole, with its sites and probes counted', async () => {
    const caller = await admin();
    const id = await createCustomer(caller, 'Whole');
    await probeAt(caller, await createSite(caller, id, 'Quay'));
    const deletion = await remove(caller, 'customer', id);
    const { items } = await itemsOf(caller, deletion);
    expect(items).toMatchObject([{ comesBack: 'whole', sites: 1, probes: 1, reasons: [], parent: null }]);
  });

  test('a customer whose partner was deleted waits for the partner, which is named with its deletion', async () => {
    const caller = await admin();
    const partner = await createPartner(caller, 'Gone first');
    const id = await createCustomer(caller, 'Below it', partner);
    const deletion = await remove(caller, 'customer', id);
    const above = await remove(caller, 'partner', partner);
    const [item] = (await itemsOf(caller, deletion)).items;
    expect(item).toMatchObject({ comesBack: 'no', parent: { name: 'Gone first', deletion: above } });
    expect(codes(item)).toEqual(['parent-deleted']);
    await applied(caller, mutationOf('partner.restore', { deletion: above, ids: [partner] }));
    expect((await itemsOf(caller, deletion)).items).toMatchObject([{ comesBack: 'whole' }]);
  });

  test('a site whose customer was deleted waits for the customer', async () => {
    const caller = await admin();
    const customer = await createCustomer(caller, 'Site owner');
    const site = await createSite(caller, customer, 'Yard');
    const deletion = await remove(caller, 'site', site);
    const above = await remove(caller, 'customer', customer);
    const [item] = (await itemsOf(caller, deletion)).items;
    expect(item).toMatchObject({ comesBack: 'no', parent: { kind: 'customer', deletion: above } });
    expect(codes(item)).toEqual(['parent-deleted']);
  });

  test('a name that another one has by now is flagged, and the restore is allowed', async () => {
    const caller = await admin();
    const id = await createCustomer(caller, 'Twice Named');
    const deletion = await remove(caller, 'customer', id);
    await createCustomer(caller, 'twice named');
    const [item] = (await itemsOf(caller, deletion)).items;
    expect(item?.comesBack).toBe('whole');
    expect(codes(item)).toEqual(['name-taken']);
    await applied(caller, mutationOf('customer.restore', { deletion, ids: [id] }));
  });

  test('a probe that was placed elsewhere since stays there, and the item says so', async () => {
    const caller = await admin();
    const customer = await createCustomer(caller, 'Probe mover');
    const [from, to] = [await createSite(caller, customer, 'A'), await createSite(caller, customer, 'B')];
    const probe = await probeAt(caller, from);
    const deletion = await remove(caller, 'site', from);
    await applied(
      caller,
      mutationOf('probe.associate', { ids: [probe], siteId: to }, { before: { [probe]: null } }),
    );
    const [item] = (await itemsOf(caller, deletion)).items;
    expect(item).toMatchObject({ comesBack: 'partly', probes: 1 });
    expect(codes(item)).toEqual(['probes-elsewhere']);
  });

  test('who may not restore sees the bin and why not', async () => {
    const caller = await admin();
    const deletion = await remove(caller, 'customer', await createCustomer(caller, 'Only looked at'));
    for (const login of ['operator', 'reader']) {
      const [item] = (await itemsOf(await SyncCaller.of(server.url, login), deletion)).items;
      expect(item).toMatchObject({ comesBack: 'no' });
      expect(codes(item)).toEqual(['role']);
    }
  });
});
