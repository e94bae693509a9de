import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import type { Customer, Site, Visit } from '../../../common/domain/entities.ts';
import { sampleSeed } from '../../../partner-api/seed/sample.ts';
import { createDatabase } from '../../../partner-api/store/create-database.ts';
import { openSqliteStore } from '../../../partner-api/store/sqlite-store.ts';
import type { Store } from '../../../partner-api/store/store.ts';
import { backTo } from '../../support/older-store.ts';
import { described, photo } from '../../support/jpeg.ts';

function freshFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-withheld-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'partner-api.db');
  const { name, rows } = sampleSeed(Date.UTC(2026, 5, 1));
  createDatabase({ file, epoch: 'one', name, rows });
  return file;
}

function opened(file: string): Store {
  const store = openSqliteStore(file);
  onTestFinished(() => store.close());
  return store;
}

const all = async <T>(store: Store, kind: 'visit' | 'site' | 'customer') =>
  (await store.read.list(kind, { sight: null, after: null, limit: 1000 })).items.map(
    (json) => JSON.parse(json) as T,
  );

/** A visit of a customer that grants Access data, with its customer. */
async function grantedVisit(store: Store): Promise<{ visit: Visit; customer: Customer }> {
  const customers = await all<Customer>(store, 'customer');
  const sites = await all<Site>(store, 'site');
  for (const visit of await all<Visit>(store, 'visit')) {
    const site = sites.find(({ id }) => id === visit.siteId);
    const customer = customers.find(({ id }) => id === site?.customerId);
    if (customer?.grants.includes('access-data')) return { visit, customer };
  }
  throw new Error('the seed has no such visit');
}

const data = {
  notes: 'The key is under the mat',
  photos: { [crypto.randomUUID()]: described(photo()) },
};

/** What the feed tells of a visit after a sequence: its notes and photos, and nothing where it doesn't come. */
async function told(store: Store, id: string, after: number) {
  const { changes, digests } = await store.read.changes(null, after, 1000);
  const change = changes.find((each) => each.id === id);
  const visit = typeof change?.now === 'object' ? (JSON.parse(change.now.json) as Visit) : undefined;
  const rows = await all<Visit>(store, 'visit');
  const versionSum = rows.reduce((sum, row) => sum + row.version, 0);
  expect(digests['visit']).toEqual({ count: rows.length, versionSum });
  return visit && { notes: visit.notes, photos: visit.photos, seq: visit.version === change?.seq };
}

const seqOf = async (store: Store) => (await store.read.position(null)).seq;

test('what a customer grants no more leaves the feed at once, comes back with the grant, and commands know it all along', async () => {
  const store = opened(freshFile());
  const { visit, customer } = await grantedVisit(store);
  await store.transaction((tx) => tx.put('visit', { ...visit, ...data }));
  const granted = await seqOf(store);
  const regrant = (grants: Customer['grants']) =>
    store.transaction(async (tx) => {
      const now = await tx.row('customer', customer.id);
      if (now) await tx.put('customer', { ...now, grants });
    });

  await regrant(customer.grants.filter((grant) => grant !== 'access-data'));
  expect(await told(store, visit.id, granted)).toEqual({ notes: '', photos: {}, seq: true });
  const row = await store.read.row(null, 'visit', visit.id);
  expect(row?.json).not.toContain('under the mat');
  expect(await store.transaction((tx) => tx.row('visit', visit.id))).toMatchObject(data);

  // A tick meanwhile loses nothing of what is withheld, and tells nothing of it.
  const withheld = await seqOf(store);
  await store.transaction(async (tx) => {
    const now = await tx.row('visit', visit.id);
    if (now) await tx.put('visit', { ...now, status: 'under-way' });
  });
  expect(await told(store, visit.id, withheld)).toEqual({ notes: '', photos: {}, seq: true });
  // What changes nothing about it moves no visit.
  const ticked = await seqOf(store);
  await regrant(customer.grants.filter((grant) => grant !== 'access-data' && grant !== 'recover-data'));
  expect(await told(store, visit.id, ticked)).toBeUndefined();

  const before = await seqOf(store);
  await regrant(customer.grants);
  expect(await told(store, visit.id, before)).toEqual({ ...data, seq: true });
});

test('a file from before takes what isn’t granted out of what is read, as a change of its visits', async () => {
  const file = freshFile();
  const older = new Database(file);
  older.exec(backTo(110));
  older.exec(`UPDATE entity SET doc = json_set(doc, '$.grants', json('["basic-monitoring"]')) WHERE kind = 30 AND id =
    (SELECT site.parent FROM entity AS visit JOIN entity AS site ON site.id = visit.parent WHERE visit.kind = 100 LIMIT 1)`);
  const refused = older
    .prepare<[], string>(
      `SELECT visit.id FROM entity AS visit JOIN entity AS site ON site.kind = 40 AND site.id = visit.parent
       JOIN entity AS customer ON customer.kind = 30 AND customer.id = site.parent
       WHERE visit.kind = 100 AND NOT EXISTS (SELECT 1 FROM json_each(customer.doc, '$.grants') WHERE value = 'access-data')`,
    )
    .pluck()
    .all();
  expect(refused.length).toBeGreaterThan(0);
  older.exec("UPDATE entity SET doc = json_set(doc, '$.notes', 'The key is under the mat') WHERE kind = 100");
  const last = older.prepare<[], number>('SELECT last FROM sequence').pluck().get() ?? 0;
  older.close();

  const store = opened(file);
  expect(await store.read.nextReport()).toBeNull();
  for (const { id, notes } of await all<Visit>(store, 'visit'))
    expect([id, notes]).toEqual([id, refused.includes(id) ? '' : 'The key is under the mat']);
  const { changes } = await store.read.changes(null, last, 1000);
  expect(changes.map(({ id }) => id).toSorted()).toEqual(refused.toSorted());
  expect(await told(store, refused[0] ?? '', last)).toEqual({ notes: '', photos: {}, seq: true });
});
