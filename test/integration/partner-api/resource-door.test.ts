import { describe, expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import type { ActivityEntry } from '../../../common/partner-api/resource-door.ts';
import { call, SyncCaller, useApi, type Row } from './caller.ts';

const server = useApi();

interface Page<T = Row> {
  items: T[];
  next: string | null;
}

const create = (caller: SyncCaller, body: object, headers: Record<string, string> = {}) =>
  call<Row>(server.url, 'POST', '/v1/customers', { token: caller.token, body, headers });
const fields = (name: string) => ({ partnerId: null, name, email: 'office@orchard.example' });

describe('lists', () => {
  test('pages of a list hold every row once', async () => {
    const caller = await SyncCaller.of(server.url);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await caller.get<Page>(`/v1/probes?limit=50${cursor && `&cursor=${cursor}`}`);
      expect(body.items.length).toBeLessThanOrEqual(50);
      seen.push(...body.items.map((row) => row.id));
      cursor = body.next ?? '';
    } while (cursor);
    expect(seen).toHaveLength(377);
    expect(new Set(seen).size).toBe(377);
  });

  test('customers of one partner, direct customers and the inventory are asked for by their parent', async () => {
    const caller = await SyncCaller.of(server.url);
    const [partner] = (await caller.get<Page>('/v1/partners')).body.items;
    const own = (await caller.get<Page>(`/v1/customers?partnerId=${partner?.id}`)).body.items;
    expect(own.map((row) => row.name)).toContain('Vinhos do Cachão');
    expect(own.every((row) => row.partnerId === partner?.id)).toBe(true);
    const direct = (await caller.get<Page>('/v1/customers?partnerId=none')).body.items;
    expect(direct.map((row) => row.name)).toContain('מרפאת ברק');
    expect(direct.every((row) => row.partnerId === null)).toBe(true);
    const spare = (await caller.get<Page>('/v1/probes?siteId=none')).body.items;
    expect(spare).toHaveLength(25);
    const sites = (await caller.get<Page>(`/v1/sites?customerId=${own[0]?.id}`)).body.items;
    expect(sites.length).toBeGreaterThan(0);
    expect(sites.every((row) => row.customerId === own[0]?.id)).toBe(true);
  });

  test.each([
    ['conceicao', 'Padaria Conceição & Filhos'],
    ['GROSSL', 'Bäckerei Größl'],
    ['isik', 'Işık Tekstil'],
    ['ΑΝΑΓΝΩΣΤΟΠΟΥΛΟΣ', 'Φαρμακείο Αναγνωστόπουλος'],
    ['歯科', '髙橋歯科医院'],
  ])('the text %s finds %s, blind to accents and case', async (text, name) => {
    const caller = await SyncCaller.of(server.url);
    const { body } = await caller.get<Page>(`/v1/customers?q=${encodeURIComponent(text)}`);
    expect(body.items.map((row) => row.name)).toEqual([name]);
  });

  test('a parameter that a list doesn’t know is refused, not ignored', async () => {
    const caller = await SyncCaller.of(server.url);
    expect(await caller.get('/v1/customers?after=x')).toMatchObject({
      status: 400,
      body: { kind: 'invalid' },
    });
  });
});

describe('changing one row', () => {
  test('a change names the version that it was made on, and touches nothing else', async () => {
    const caller = await SyncCaller.of(server.url);
    const created = await create(caller, { ...fields('Orchard House'), notes: 'keep' });
    expect(created.headers.get('location')).toBe(`/v1/customers/${created.body.id}`);
    const etag = created.headers.get('etag') ?? '';
    expect(etag).toBe(`"${created.body.version}"`);
    const path = `/v1/customers/${created.body.id}`;
    const patch = (ifMatch: string | undefined, body: object) =>
      call(server.url, 'PATCH', path, {
        token: caller.token,
        body,
        headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
      });
    expect((await patch(undefined, { notes: 'x' })).status).toBe(428);
    expect((await patch('"1"', { notes: 'x' })).status).toBe(412);
    expect((await patch(`W/${etag}`, { notes: 'x' })).status).toBe(412);
    const changed = await patch(etag, { billingContact: { phone: '+44 20 555 0100' } });
    expect(changed).toMatchObject({
      status: 200,
      body: { notes: 'keep', billingContact: { phone: '+44 20 555 0100', name: '' } },
    });
    expect((await patch(etag, { notes: 'x' })).status).toBe(412);
    expect((await patch('*', {})).status).toBe(400);
    expect((await patch('*', { grants: [] })).status).toBe(400);
    expect((await patch('*', { partnerId: null })).status).toBe(400);
  });

  test('a creation sent again under its idempotency key takes effect once', async () => {
    const caller = await SyncCaller.of(server.url);
    const headers = { 'idempotency-key': newId() };
    const first = await create(caller, fields('Created once'), headers);
    const again = await create(caller, fields('Created once'), headers);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect((await create(caller, fields('Something else'), headers)).status).toBe(409);
    const { body } = await caller.get<Page>('/v1/customers?q=created%20once');
    expect(body.items).toHaveLength(1);
  });

  test('what is deleted is gone, for reading and for changing', async () => {
    const caller = await SyncCaller.of(server.url);
    const { body: row, headers } = await create(caller, fields('Soon gone'));
    const path = `/v1/customers/${row.id}`;
    const remove = (ifMatch: string) =>
      call(server.url, 'DELETE', path, { token: caller.token, headers: { 'if-match': ifMatch } });
    expect((await remove('"3"')).status).toBe(412);
    expect((await remove(headers.get('etag') ?? '')).status).toBe(204);
    expect((await remove('*')).status).toBe(404);
    expect((await caller.get(path)).status).toBe(404);
    const again = await create(caller, { ...fields('Same id'), id: row.id });
    expect(again).toMatchObject({ status: 409, body: { kind: 'already-exists' } });
  });

  test('the change feed tells of it like of any other change', async () => {
    const caller = await SyncCaller.of(server.url);
    const { start } = await caller.snapshot();
    const { body: row } = await create(caller, fields('Seen by both doors'));
    expect((await caller.changes(start)).body.changes).toMatchObject([
      { op: 'upsert', seq: row.version, row },
    ]);
  });
});

describe('activity', () => {
  test('every command leaves who did what to which entity, with the values before and after', async () => {
    const caller = await SyncCaller.of(server.url);
    const { body: row } = await create(caller, fields('Watched'));
    const path = `/v1/customers/${row.id}`;
    const options = { token: caller.token, headers: { 'if-match': '*' } };
    const patched = await call(server.url, 'PATCH', path, { ...options, body: { name: 'Watched closely' } });
    await call(server.url, 'DELETE', path, options);
    const { body } = await caller.get<Page<ActivityEntry>>(`/v1/activity?entityId=${row.id}`);
    expect(body.items.map(({ action }) => action)).toEqual([
      'customer.delete',
      'customer.update',
      'customer.create',
    ]);
    const [deleted, updated, created] = body.items;
    expect(created).toMatchObject({ before: null, after: { name: 'Watched', id: row.id } });
    expect(updated).toMatchObject({
      account: { name: 'Ingrid Halvorsen' },
      role: 'admin',
      context: 'partner-account',
      requestId: patched.headers.get('x-request-id'),
      before: { name: 'Watched' },
      after: { name: 'Watched closely' },
    });
    expect(deleted).toMatchObject({ before: { name: 'Watched closely' }, after: null });
  });

  test('a refused command leaves nothing', async () => {
    const caller = await SyncCaller.of(server.url, 'reader');
    const before = (await caller.get<Page<ActivityEntry>>('/v1/activity?limit=1')).body.items;
    expect((await create(caller, fields('Refused'))).status).toBe(403);
    expect((await caller.get<Page<ActivityEntry>>('/v1/activity?limit=1')).body.items).toEqual(before);
  });
});
