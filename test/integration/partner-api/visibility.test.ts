import { describe, expect, test, beforeAll } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import { changesPage } from '../../../common/partner-api/sync-door.ts';
import { followingCursorOf } from '../../../main/sync/pull.ts';
import { call, mutationOf, SyncCaller, useApi, type Row } from './caller.ts';

const server = useApi({ heartbeatMs: 50 });
type Listed = { items: Row[]; next: string | null };

let whole: SyncCaller;
let scoped: SyncCaller;
/** A customer with sites that the account with the brand scope doesn't see. */
let hidden: Row;
let hiddenSite: Row;
let seen: Row;
let seenProbe: Row;
let spareProbe: Row;
let brands: Map<string, string>;

beforeAll(async () => {
  whole = await SyncCaller.of(server.url);
  await server.api.changeAccount('europe', { role: 'admin' });
  scoped = await SyncCaller.of(server.url, 'europe');
  const all = (await whole.snapshot()).rows;
  brands = new Map(all.get('brand')?.map(({ name, id }) => [name, id]));
  const sites = all.get('site') ?? [];
  const withSite = (brand: string) =>
    all
      .get('customer')
      ?.find(
        ({ id, brandId }) => brandId === brands.get(brand) && sites.some((site) => site.customerId === id),
      );
  hidden = withSite('Nordlys Americas') as Row;
  seen = withSite('Nordlys Iberia') as Row;
  const probes = all.get('probe') ?? [];
  const seenSites = new Set(sites.filter(({ customerId }) => customerId === seen.id).map(({ id }) => id));
  seenProbe = probes.find(({ siteId }) => seenSites.has(String(siteId))) as Row;
  spareProbe = probes.find(({ siteId }) => siteId === null) as Row;
  hiddenSite = sites.find(({ customerId }) => customerId === hidden.id) as Row;
});

const brandOf = (name: string) => brands.get(name) ?? '';
const update = (id: string, changes: object, before: object) =>
  mutationOf('customer.update', { id, changes: { ...changes } }, { before: { ...before } });

describe('an account with a brand scope', () => {
  test('is told its scope with the session', async () => {
    expect((await scoped.get('/v1/me')).body).toMatchObject({
      login: 'europe',
      scope: { brandId: brandOf('Nordlys Europe'), name: 'Nordlys Europe' },
    });
    expect((await whole.get('/v1/me')).body).toMatchObject({ scope: null });
  });

  test('gets its brands, their partners and customers, and what is below them, and nothing else', async () => {
    const rows = (await scoped.snapshot(50)).rows;
    const names = (kind: string) => rows.get(kind)?.map(({ name }) => name);
    expect(names('brand')).toEqual(['Nordlys Europe', 'Nordlys Iberia']);
    expect(names('partner')).toEqual(['Ribeira Sistemas', 'Isar Netzwerktechnik', 'Boğaziçi Bilişim']);
    const customers = rows.get('customer') ?? [];
    expect(customers).toHaveLength(27);
    const sites = rows.get('site') ?? [];
    const customerIds = new Set(customers.map(({ id }) => id));
    const siteIds = new Set(sites.map(({ id }) => id));
    expect(sites.length).toBeGreaterThan(40);
    expect(sites.every(({ customerId }) => customerIds.has(String(customerId)))).toBe(true);
    expect(rows.get('probe')?.every(({ siteId }) => siteIds.has(String(siteId)))).toBe(true);
  });

  test('has totals, count and checksum of what it sees', async () => {
    const { pages, rows, start } = await scoped.snapshot(50);
    const { body } = await scoped.changes(start, '&digest=1');
    expect(changesPage.safeParse(body).error).toBeUndefined();
    for (const [kind, list] of rows) {
      const versionSum = list.reduce((sum, { version }) => sum + version, 0);
      expect(body.digests?.[kind]).toEqual({ count: list.length, versionSum });
      expect(pages[0]?.totals?.[kind]).toBe(list.length);
    }
  });

  test.each(['brands', 'partners', 'customers', 'sites', 'probes'])(
    'lists %s as it has them, page by page, and a search finds no other',
    async (kind) => {
      const rows = (await scoped.snapshot()).rows.get(kind.slice(0, -1)) ?? [];
      const listed: Row[] = [];
      let next: string | null = null;
      do {
        const query: string = next === null ? '' : `&cursor=${next}`;
        const { body } = await scoped.get<Listed>(`/v1/${kind}?limit=40${query}`);
        listed.push(...body.items);
        next = body.next;
      } while (next !== null);
      expect(listed.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
      const found = await scoped.get<Listed>(`/v1/${kind}?q=a&limit=500`);
      const ids = new Set(rows.map(({ id }) => id));
      expect(found.body.items.every(({ id }) => ids.has(id))).toBe(true);
    },
  );

  test('finds nothing below what it doesn’t see, and no probes in the inventory', async () => {
    expect((await scoped.get<Listed>(`/v1/sites?customerId=${hidden.id}`)).body.items).toEqual([]);
    expect((await scoped.get<Listed>('/v1/probes?siteId=none')).body.items).toEqual([]);
    expect((await whole.get<Listed>('/v1/probes?siteId=none')).body.items).not.toEqual([]);
  });

  test('is answered about what it doesn’t see as about what never was', async () => {
    const withoutIds = (answer: unknown, id: string) => JSON.stringify(answer).replaceAll(id, 'ID');
    const never = newId();
    for (const [kind, id] of [
      ['brands', brandOf('Nordlys Asia')],
      ['customers', hidden.id],
      ['sites', hiddenSite.id],
    ] as const) {
      for (const [method, body] of [
        ['GET', undefined],
        ...(kind === 'customers'
          ? ([
              ['PATCH', { notes: 'x' }],
              ['DELETE', undefined],
            ] as const)
          : []),
      ] as const) {
        const ask = async (which: string) => {
          const path = `/v1/${kind}/${which}`;
          const options = { token: scoped.token, body, headers: { 'if-match': '*' } };
          const { status, body: problem } = await call(server.url, method, path, options);
          return withoutIds({ status, ...problem, requestId: '' }, which);
        };
        expect(await ask(id)).toBe(await ask(never));
        expect(await ask(id)).toContain('"status":404');
      }
    }
  });

  test.each<{ name: string; hiddenId: () => string; make: (id: string) => object }>([
    {
      name: 'customer.update',
      hiddenId: () => hidden.id,
      make: (id) => update(id, { notes: 'x' }, { notes: 'y' }),
    },
    {
      name: 'customer.move',
      hiddenId: () => hidden.id,
      make: (id) => mutationOf('customer.move', { ids: [id], partnerId: null }),
    },
    {
      name: 'customer.delete',
      hiddenId: () => hidden.id,
      make: (id) => mutationOf('customer.delete', { ids: [id] }),
    },
    {
      name: 'customer.restore',
      hiddenId: () => hidden.id,
      make: (id) => mutationOf('customer.restore', { deletion: newId(), ids: [id] }),
    },
    {
      name: 'partner.update',
      hiddenId: () => String(hidden.partnerId),
      make: (id) => mutationOf('partner.update', { id, changes: { notes: 'x' } }, { before: { notes: 'y' } }),
    },
    {
      name: 'partner.delete',
      hiddenId: () => String(hidden.partnerId),
      make: (id) => mutationOf('partner.delete', { ids: [id] }),
    },
    {
      name: 'customer.create under a partner',
      hiddenId: () => String(hidden.partnerId),
      make: (partnerId) =>
        mutationOf('customer.create', {
          id: newId(),
          fields: { partnerId, name: 'Under it', email: 'office@under.example' },
        }),
    },
    {
      name: 'customer.update to a brand',
      hiddenId: () => brandOf('Nordlys Asia'),
      make: (brandId) => update(seen.id, { brandId }, { brandId: seen.brandId }),
    },
    {
      name: 'site.create at a customer',
      hiddenId: () => hidden.id,
      make: (customerId) => mutationOf('site.create', { id: newId(), fields: { customerId, name: 'Depot' } }),
    },
    {
      name: 'site.update',
      hiddenId: () => hiddenSite.id,
      make: (id) => mutationOf('site.update', { id, changes: { notes: 'x' } }, { before: { notes: 'y' } }),
    },
    {
      name: 'site.delete',
      hiddenId: () => hiddenSite.id,
      make: (id) => mutationOf('site.delete', { ids: [id] }),
    },
    {
      name: 'probe.associate with a site',
      hiddenId: () => hiddenSite.id,
      make: (siteId) => mutationOf('probe.associate', { ids: [seenProbe.id], siteId }),
    },
    {
      name: 'probe.disassociate',
      hiddenId: () => spareProbe.id,
      make: (id) => mutationOf('probe.disassociate', { ids: [id] }),
    },
  ])('is answered by $name about what it doesn’t see as about what never was', async ({ hiddenId, make }) => {
    const answer = async (id: string) => {
      const outcome = await scoped.pushOne(make(id));
      if (outcome.outcome !== 'rejected') throw new Error(`it was answered with ${outcome.outcome}`);
      const { kind, detail, fields } = outcome.problem;
      return JSON.stringify({ kind, detail, fields }).replaceAll(id, 'ID');
    };
    expect(await answer(hiddenId())).toBe(await answer(newId()));
  });

  test('isn’t told of a deletion that it didn’t see', async () => {
    const id = await customerOf('Nordlys Asia');
    await whole.pushOne(mutationOf('customer.delete', { ids: [id] }));
    const outcome = await scoped.pushOne(update(id, { notes: 'x' }, { notes: '' }));
    expect(outcome).toMatchObject({ outcome: 'rejected', problem: { kind: 'not-found' } });
  });

  test('makes things under its own brand where it names none, and can’t put any where it wouldn’t see them', async () => {
    const id = newId();
    const fields = { partnerId: null, name: 'Own Brand', email: 'office@own.example' };
    expect((await scoped.pushOne(mutationOf('customer.create', { id, fields }))).outcome).toBe('applied');
    expect((await scoped.get(`/v1/customers/${id}`)).body).toMatchObject({
      brandId: brandOf('Nordlys Europe'),
    });
    for (const brandId of [null, brandOf('Nordlys Managed IT')])
      expect(
        await scoped.pushOne(update(id, { brandId }, { brandId: brandOf('Nordlys Europe') })),
      ).toMatchObject({ outcome: 'rejected', problem: { kind: 'invalid', fields: [{ path: 'brandId' }] } });
  });

  test('can’t delete a partner that has customers elsewhere, and isn’t told how many', async () => {
    const partnerId = newId();
    const fields = { name: 'Shared', email: 'office@shared.example' };
    await scoped.pushOne(mutationOf('partner.create', { id: partnerId, fields }));
    await customerOf('Nordlys Asia', partnerId);
    expect(await scoped.pushOne(mutationOf('partner.delete', { ids: [partnerId] }))).toMatchObject({
      outcome: 'rejected',
      problem: {
        kind: 'partner-has-customers',
        detail: expect.not.stringMatching(/\d|one customer/),
      },
    });
  });

  test('reads in Activity what was done to what it sees while it saw it, and nothing of elsewhere', async () => {
    const id = await customerOf('Nordlys Asia');
    await whole.pushOne(update(id, { notes: 'said elsewhere' }, { notes: '' }));
    const entries = async () =>
      (await scoped.get<{ items: { action: string; after: unknown }[] }>(`/v1/activity?entityId=${id}`)).body
        .items;
    expect(await entries()).toEqual([]);
    await align(id, 'Nordlys Asia', 'Nordlys Iberia');
    expect(await entries()).toEqual([]);
    await whole.pushOne(update(id, { notes: 'said here' }, { notes: 'said elsewhere' }));
    expect(await entries()).toMatchObject([{ action: 'customer.update', after: { notes: 'said here' } }]);
    await align(id, 'Nordlys Iberia', 'Nordlys Asia');
    expect(await entries()).toEqual([]);
    const all = await scoped.get<{ items: { entity: { id: string } }[] }>('/v1/activity?limit=500');
    expect(all.body.items.some(({ entity }) => entity.id === id)).toBe(false);
  });

  test('hears of what changes in its sight, and of nothing else', async () => {
    const id = await customerOf('Nordlys Asia');
    const ending = new AbortController();
    const headers = { authorization: `Bearer ${scoped.token}` };
    const response = await fetch(`${server.url}/v1/events`, { headers, signal: ending.signal });
    const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
    const seqs: number[] = [];
    const next = async () => {
      for (const had = seqs.length; seqs.length === had;) {
        const { value } = await reader.read();
        for (const match of new TextDecoder().decode(value).matchAll(/"seq":(\d+)/g))
          seqs.push(Number(match[1]));
      }
    };
    await next();
    await whole.pushOne(update(id, { notes: 'unheard' }, { notes: '' }));
    const arrival = await align(id, 'Nordlys Asia', 'Nordlys Iberia');
    await next();
    expect(seqs).toEqual([seqs[0], arrival]);
    const departure = await align(id, 'Nordlys Iberia', 'Nordlys Asia');
    await next();
    expect(seqs.at(-1)).toBe(departure);
    ending.abort();
  });

  test('can tell from the end of a page where the next one begins, as anyone can', async () => {
    for (const caller of [scoped, whole]) {
      const { start } = await caller.snapshot();
      for (const from of ['Nordlys Iberia', 'Nordlys Iberia']) await customerOf(from);
      const { body } = await caller.changes(start, '&limit=1');
      const path = `${server.url}/v1/changes?cursor=${start}&limit=1`;
      const page = await fetch(path, { headers: { authorization: `Bearer ${caller.token}` } });
      expect(followingCursorOf(new Uint8Array(await page.arrayBuffer()))).toBe(body.cursor);
    }
  });

  test('with a changed scope its cursors are gone, for changes as for a walk', async () => {
    const { start } = await scoped.snapshot();
    const { body } = await scoped.get<{ next: string }>('/v1/snapshot?limit=5');
    expect((await whole.changes(start)).status).toBe(410);
    await server.api.changeAccount('europe', { brand: 'Nordlys Iberia' });
    expect(await scoped.changes(start)).toMatchObject({ status: 410, body: { kind: 'cursor-gone' } });
    expect((await scoped.get(`/v1/snapshot?after=${body.next}`)).status).toBe(410);
    expect((await scoped.snapshot()).rows.get('brand')).toHaveLength(1);
    await server.api.changeAccount('europe', { brand: 'Nordlys Europe' });
    expect((await scoped.changes(start)).status).toBe(200);
  });
});

test('a conflict with what was changed while it was out of sight doesn’t tell by whom and when', async () => {
  const id = await customerOf('Nordlys Asia');
  await whole.pushOne(update(id, { notes: 'Written in Asia' }, { notes: '' }));
  await align(id, 'Nordlys Asia', 'Nordlys Iberia');
  const mine = update(id, { notes: 'Written in Europe' }, { notes: '' });
  const told = await scoped.pushOne(mine);
  expect(told).toMatchObject({ outcome: 'conflict', conflicts: [{ theirs: 'Written in Asia' }] });
  expect(JSON.stringify(told)).not.toContain('changed"');
  const asked = update(id, { notes: 'Written by all' }, { notes: '' });
  expect(await whole.pushOne(asked)).toMatchObject({ conflicts: [{ changed: { by: expect.any(String) } }] });
});

describe('an account that is changed', () => {
  test('is held to its new role by a token that it has had all along', async () => {
    const fields = { partnerId: null, name: 'Role', email: 'office@role.example' };
    const create = () => scoped.pushOne(mutationOf('customer.create', { id: newId(), fields }));
    expect((await create()).outcome).toBe('applied');
    await server.api.changeAccount('europe', { role: 'operator' });
    expect(await create()).toMatchObject({ outcome: 'rejected', problem: { kind: 'forbidden' } });
    await server.api.changeAccount('europe', { role: 'admin' });
    expect((await create()).outcome).toBe('applied');
  });

  test('loses its stream of events, so that it comes again and learns of it', async () => {
    const headers = { authorization: `Bearer ${scoped.token}` };
    const response = await fetch(`${server.url}/v1/events`, { headers });
    const ended = response.text();
    await server.api.changeAccount('europe', { role: 'read-only' });
    expect(await ended).toContain('event: change');
    await server.api.changeAccount('europe', { role: 'admin' });
  });

  test('is told so where it’s disabled: the session ends, and signing in says why', async () => {
    const own = await SyncCaller.of(server.url, 'reader');
    await server.api.changeAccount('reader', { isDisabled: true });
    expect(await own.get('/v1/me')).toMatchObject({ status: 401, body: { kind: 'session-expired' } });
    await expect(SyncCaller.of(server.url, 'reader')).rejects.toThrow('403');
    await server.api.changeAccount('reader', { isDisabled: false });
    expect((await SyncCaller.of(server.url, 'reader')).token).toBeTruthy();
  });

  test.each([
    [{ login: 'nobody', changes: { role: 'admin' as const } }, 'There is no account nobody'],
    [{ login: 'europe', changes: { brand: 'Nordlys Nowhere' } }, 'There is no brand Nordlys Nowhere'],
  ])('stays as it is where it’s named wrongly: %j', async ({ login, changes }, sentence) => {
    await expect(server.api.changeAccount(login, changes)).rejects.toThrow(sentence);
  });
});

/** Makes a customer of a brand. */
async function customerOf(brand: string, partnerId: string | null = null): Promise<string> {
  const id = newId();
  const fields = { partnerId, name: `Of ${brand}`, email: 'office@of.example', brandId: brandOf(brand) };
  const outcome = await whole.pushOne(mutationOf('customer.create', { id, fields }));
  if (outcome.outcome !== 'applied') throw new Error(outcome.outcome);
  return id;
}

/** Moves a customer from one brand to another. Gives the sequence of that. */
async function align(id: string, from: string, to: string): Promise<number> {
  const outcome = await whole.pushOne(update(id, { brandId: brandOf(to) }, { brandId: brandOf(from) }));
  if (outcome.outcome !== 'applied') throw new Error(outcome.outcome);
  return outcome.seq;
}
