import { gunzipSync } from 'node:zlib';
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { entityKinds, entitySchemas, isEntityKind } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import { changesPage, snapshotPage } from '../../../common/partner-api/sync-door.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { call, createCustomer, customerFields, mutationOf, SyncCaller, useApi } from './caller.ts';

const server = useApi();

describe('snapshot', () => {
  test('pages of any size walk every row once, in key order, and every row fits its schema', async () => {
    const caller = await SyncCaller.of(server.url);
    const { pages, rows } = await caller.snapshot(37);
    expect(pages.length).toBeGreaterThan(10);
    for (const page of pages) expect(snapshotPage.safeParse(page).error).toBeUndefined();
    expect([...rows.keys()]).toEqual([...entityKinds]);
    for (const [kind, list] of rows) {
      const ids = list.map((row) => row.id);
      expect(ids).toEqual([...new Set(ids)].sort());
      if (!isEntityKind(kind)) throw new Error(kind);
      for (const row of list) expect(entitySchemas[kind].safeParse(row).error).toBeUndefined();
      expect(pages[0]?.totals?.[kind]).toBe(list.length);
    }
    expect(pages.slice(1).every((page) => page.start === undefined)).toBe(true);
    expect(pages.at(-1)?.next).toBeNull();
  });

  test('a page that ends exactly with the last row is the last one', async () => {
    const caller = await SyncCaller.of(server.url);
    const { rows } = await caller.snapshot();
    const total = [...rows.values()].reduce((sum, list) => sum + list.length, 0);
    expect((await caller.snapshot(total)).pages).toHaveLength(1);
  });

  test('count and checksum of the change feed prove the snapshot whole', async () => {
    const caller = await SyncCaller.of(server.url);
    await createCustomer(caller, 'Quayside Books');
    const { rows, start } = await caller.snapshot(50);
    const { body } = await caller.changes(start, '&digest=1');
    expect(body.changes).toEqual([]);
    for (const kind of entityKinds) {
      const versions = (rows.get(kind) ?? []).map((row) => row.version);
      expect(body.digests?.[kind]).toEqual({
        count: versions.length,
        versionSum: versions.reduce((sum, version) => sum + version, 0),
      });
    }
  });

  test('rows that change while a snapshot is walked come with the changes since its start', async () => {
    const caller = await SyncCaller.of(server.url);
    const first = (await caller.get<{ start: string; next: string }>('/v1/snapshot?limit=100')).body;
    const id = await createCustomer(caller, 'Made in the middle');
    const { body } = await caller.changes(first.start);
    expect(body.changes.map((change) => change.op === 'upsert' && change.row.id)).toContain(id);
  });

  test('it comes in gzip to a caller that takes it, and plain to one that does not', async () => {
    const caller = await SyncCaller.of(server.url);
    const get = async (encoding: string) => {
      const sent = request(`${server.url}/v1/snapshot`, {
        headers: { authorization: `Bearer ${caller.token}`, 'accept-encoding': encoding },
      }).end();
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      return { encoding: response.headers['content-encoding'], bytes: Buffer.concat(chunks) };
    };
    const plain = await get('identity');
    const zipped = await get('gzip, deflate');
    const refused = await get('gzip;q=0');
    expect(plain.encoding).toBeUndefined();
    expect(refused.encoding).toBeUndefined();
    expect(zipped.encoding).toBe('gzip');
    expect(zipped.bytes.length).toBeLessThan(plain.bytes.length / 3);
    expect(gunzipSync(zipped.bytes).equals(plain.bytes)).toBe(true);
  });
});

describe('changes', () => {
  test('an entity that changed often stands in the feed once, at its last change', async () => {
    const caller = await SyncCaller.of(server.url);
    const { start } = await caller.snapshot();
    const id = await createCustomer(caller, 'First name');
    const other = await createCustomer(caller, 'Another');
    const renamed = await caller.pushOne(
      mutationOf(
        'customer.update',
        { id, changes: { name: 'Last name' } },
        { before: { name: 'First name' } },
      ),
    );
    const { body } = await caller.changes(start);
    expect(changesPage.safeParse(body).error).toBeUndefined();
    expect(body.changes.map((change) => (change.op === 'upsert' ? change.row.id : change.id))).toEqual([
      other,
      id,
    ]);
    expect(renamed).toMatchObject({ outcome: 'applied', seq: body.seq });
    expect(body.changes.at(-1)).toMatchObject({
      op: 'upsert',
      row: { name: 'Last name', version: body.seq },
    });
  });

  test('pages reach the same end as one page, and no change is told twice', async () => {
    const caller = await SyncCaller.of(server.url);
    const { start } = await caller.snapshot();
    const ids = [];
    for (let index = 0; index < 7; index++) ids.push(await createCustomer(caller, `Page ${index}`));
    const seen: string[] = [];
    let cursor = start;
    for (;;) {
      const { body } = await caller.changes(cursor, '&limit=3&digest=1');
      seen.push(...body.changes.map((change) => (change.op === 'upsert' ? change.row.id : change.id)));
      expect(body.digests === undefined).toBe(body.more);
      cursor = body.cursor;
      if (!body.more) break;
    }
    expect(seen).toEqual(ids);
    expect((await caller.changes(cursor)).body.changes).toEqual([]);
  });

  test('a cursor of another server is gone, and one that is none is refused', async () => {
    const caller = await SyncCaller.of(server.url);
    const foreign = Buffer.from(`c\n${newId()}\n5`).toString('base64url');
    expect(await caller.changes(foreign)).toMatchObject({ status: 410, body: { kind: 'cursor-gone' } });
    const { body } = await caller.get<{ epoch: string }>('/v1');
    const ahead = Buffer.from(`c\n${body.epoch}\n999999999`).toString('base64url');
    expect((await caller.changes(ahead)).status).toBe(410);
    expect(await caller.changes('nonsense')).toMatchObject({ status: 400, body: { kind: 'invalid' } });
    expect((await caller.get('/v1/snapshot?after=nonsense')).status).toBe(400);
  });
});

describe('rows with large logos', () => {
  test('pages of snapshot and changes end early, and lose nothing', async () => {
    const own = await TestPartnerApi.start();
    const caller = await SyncCaller.of(own.url);
    const { start } = await caller.snapshot();
    const logo = `data:image/png;base64,${'A'.repeat(96_000)}`;
    const ids = Array.from({ length: 200 }, () => newId());
    const create = (id: string) =>
      mutationOf('customer.create', { id, fields: { ...customerFields('Picture'), rebrand: { logo } } });
    await caller.push(...ids.slice(0, 100).map(create));
    await caller.push(...ids.slice(100).map(create));

    const { pages, rows } = await caller.snapshot();
    expect(pages.length).toBeGreaterThan(1);
    expect(rows.get('customer')).toHaveLength(61 + ids.length);
    expect(rows.get('probe')).toHaveLength(377);

    const first = await caller.changes(start);
    expect(first.body.more).toBe(true);
    const rest = await caller.changes(first.body.cursor);
    expect(rest.body.more).toBe(false);
    const seen = [...first.body.changes, ...rest.body.changes].map(
      (change) => change.op === 'upsert' && change.row.id,
    );
    expect(seen).toEqual(ids);
    await own.remove();
  });
});

describe('events', () => {
  test('a stream tells at once where the feed stands, and again after a change', async () => {
    const caller = await SyncCaller.of(server.url);
    const ending = new AbortController();
    const response = await fetch(`${server.url}/v1/events`, {
      headers: { authorization: `Bearer ${caller.token}`, 'accept-encoding': 'gzip' },
      signal: ending.signal,
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('content-encoding')).toBeNull();
    const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
    const seen: number[] = [];
    const readUntil = async (count: number) => {
      while (seen.length < count) {
        const { value, done } = await reader.read();
        if (done) throw new Error('the stream ended');
        for (const match of new TextDecoder().decode(value).matchAll(/event: change\ndata: (.*)\n\n/g))
          seen.push((JSON.parse(match[1] ?? '') as { seq: number }).seq);
      }
    };
    await readUntil(1);
    const outcome = await caller.pushOne(
      mutationOf('customer.create', { id: newId(), fields: customerFields('Heard of') }),
    );
    await readUntil(2);
    expect(outcome).toMatchObject({ outcome: 'applied', seq: seen[1] });
    ending.abort();
  });

  test('a stream needs a session', async () => {
    expect((await call(server.url, 'GET', '/v1/events')).status).toBe(401);
  });
});
