import Database from 'better-sqlite3';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { twinKinds, type TwinKind } from '../../../common/domain/twins.ts';
import { migrate, migrations } from '../../../db/migrations/index.ts';
import type { NewMutation } from '../../../db/api.ts';
import {
  change,
  changesBody,
  customerRow,
  digestsOf,
  idOf,
  noon,
  openWith,
  partnerRow,
  siteRow,
  snapshotBody,
  type TestCache,
  type TestChange,
} from './fixture.ts';

const rows = {
  partner: [partnerRow(1, 'Northwind'), partnerRow(2, 'Cedar')],
  customer: [customerRow(11, 'Contoso', idOf(1)), customerRow(12, 'Fabrikam', idOf(1))],
};

/** A row of a kind as somebody adds it: in the first of two places unless said otherwise. */
function rowOf(kind: TwinKind, n: number, name: string, second = false) {
  switch (kind) {
    case 'partner':
      return partnerRow(n, name);
    case 'customer':
      return customerRow(n, name, idOf(second ? 2 : 1));
    case 'site':
      return siteRow(n, name, idOf(second ? 12 : 11));
  }
}

/** What both know, and a row more. */
function rowsWith(kind: TwinKind, row: { id: string; version: number }) {
  const known = kind === 'site' ? [] : rows[kind];
  return { ...rows, [kind]: [...known, row] };
}

const create = (kind: TwinKind, n: number, name: string) =>
  change(`${kind}.create`, { id: idOf(n), fields: rowOf(kind, n, name) } as never) as NewMutation;
const theirs = (kind: TwinKind, n: number, name: string, second = false): TestChange => ({
  kind,
  row: rowOf(kind, n, name, second),
});
let seq = 1000;
const pull = (cache: TestCache, ...changes: TestChange[]) =>
  cache.writer.applyChanges(changesBody(++seq, changes), noon);
const open = ({ reader }: TestCache) => {
  const { total, rows: shown } = reader.conflictPage(0, 50);
  expect(shown.length).toBe(total);
  return shown.map(({ id }) => id);
};
const pair = (mine: number, other: number) => `${idOf(mine)}.${idOf(other)}`;

describe.each(twinKinds)('two %ss of one name', (kind) => {
  it('are noticed when the other one comes, blind to accents and case', () => {
    const cache = openWith(rows);
    cache.writer.queue([create(kind, 50, 'Café São')]);
    pull(cache, theirs(kind, 60, 'cafe sao'), theirs(kind, 61, 'Cafe'));
    expect(open(cache)).toEqual([pair(50, 60)]);
    expect(cache.reader.conflictPage(0, 50).rows).toMatchObject([
      { kind: 'same-name', entity: { kind, id: idOf(50) }, at: noon, action: null },
    ]);
    expect(cache.reader.conflictDetail(pair(50, 60))?.twins).toMatchObject({
      kind,
      mine: { id: idOf(50), name: 'Café São' },
      theirs: { id: idOf(60), name: 'cafe sao' },
    });
    expect(cache.writer.status().stuck).toBe(0);
  });

  it('are noticed once mine is confirmed and the cache was opened anew, or lost', () => {
    const cache = openWith(rows);
    const mine = create(kind, 50, 'Harbour');
    cache.writer.queue([mine]);
    cache.writer.nextBatch(10);
    cache.writer.settle([{ id: mine.id, outcome: 'applied', seq: 1001 }]);
    pull(cache, { kind, row: { ...rowOf(kind, 50, 'Harbour'), version: 1001 } });
    expect(open(cache)).toEqual([]);
    cache.close();
    for (const file of ['cache-1.db', 'cache-1.db-wal', 'cache-1.db-shm', 'current.json'])
      rmSync(join(cache.folder, file), { force: true });
    const confirmed = { ...rowOf(kind, 50, 'Harbour'), version: 1001 };
    const again = openWith(rowsWith(kind, confirmed), cache.folder, { now: () => Date.parse(noon) });
    pull(again, theirs(kind, 60, 'Harbour'));
    expect(open(again)).toEqual([pair(50, 60)]);
  });

  it('aren’t noticed where the other one was there already, or only got the name', () => {
    const cache = openWith(rows);
    pull(cache, theirs(kind, 60, 'Harbour'), theirs(kind, 61, 'Quay'));
    cache.writer.queue([create(kind, 50, 'Harbour')]);
    pull(cache, theirs(kind, 60, 'Harbour'), theirs(kind, 61, 'Harbour'));
    expect(open(cache)).toEqual([]);
  });

  it('are none any more once either is renamed or deleted', () => {
    for (const away of [
      (cache: TestCache) =>
        cache.writer.queue([change(`${kind}.update`, { id: idOf(50), changes: { name: 'Quay' } })]),
      (cache: TestCache) => cache.writer.queue([change(`${kind}.delete`, { ids: [idOf(50)] } as never)]),
      (cache: TestCache) =>
        cache.writer.queue([change(`${kind}.update`, { id: idOf(60), changes: { name: 'Quay' } })]),
      (cache: TestCache) => pull(cache, theirs(kind, 60, 'Quay')),
      (cache: TestCache) => pull(cache, { kind, id: idOf(60), gone: true }),
    ]) {
      const cache = openWith(rows);
      cache.writer.queue([create(kind, 50, 'Harbour')]);
      pull(cache, theirs(kind, 60, 'Harbour'));
      expect(open(cache)).toEqual([pair(50, 60)]);
      away(cache);
      expect(open(cache)).toEqual([]);
      expect(cache.reader.conflictDetail(pair(50, 60))).toBeNull();
      cache.close();
    }
  });

  it('are noticed where a whole snapshot brings the other one, and stay settled over the next', () => {
    const cache = openWith(rows);
    cache.writer.queue([create(kind, 50, 'Harbour')]);
    const brought = rowsWith(kind, rowOf(kind, 60, 'Harbour'));
    const takeSnapshot = () => {
      cache.writer.startOver(false);
      cache.writer.beginSnapshot();
      cache.writer.applySnapshotPage(snapshotBody(brought, { start: 'at-2000' }));
      cache.writer.applyChanges(changesBody(2000, [], { digests: digestsOf(brought) }), noon);
    };
    takeSnapshot();
    expect(open(cache)).toEqual([pair(50, 60)]);
    const decision = {
      ...{ id: idOf(990), at: noon, by: 'Ingrid', change: null, title: 'Two', kind: 'same-name' as const },
      ...{ outcome: 'both' as const, entities: [{ kind, id: idOf(50) }], fields: [] },
    };
    const twin = { kind, mine: idOf(50), theirs: idOf(60) };
    expect(cache.writer.decide([{ decision, first: [], change: null, twin }]).settled).toEqual([idOf(990)]);
    expect(open(cache)).toEqual([]);
    takeSnapshot();
    expect(open(cache)).toEqual([]);
  });

  it('are noticed of changes that came from another computer', () => {
    const elsewhere = openWith(rows);
    elsewhere.writer.queue([create(kind, 50, 'Harbour')]);
    const here = openWith(rows);
    here.writer.importChanges(elsewhere.reader.outboxEntries(null));
    pull(here, theirs(kind, 60, 'Harbour'));
    expect(open(here)).toEqual([pair(50, 60)]);
  });

  it('are noticed among a thousand that an import added at once', () => {
    const cache = openWith(rows);
    const imported = Array.from({ length: 1000 }, (_, at) => create(kind, 2000 + at, `Imported ${at}`));
    cache.writer.queue(imported);
    pull(cache, theirs(kind, 60, 'imported 7'), theirs(kind, 61, 'imported 999'), theirs(kind, 62, 'Other'));
    expect(open(cache)).toEqual([pair(2007, 60), pair(2999, 61)]);
  });
});

describe.each(['customer', 'site'] as const)('two %ss of one name in two places', (kind) => {
  it('aren’t the same', () => {
    const cache = openWith(rows);
    cache.writer.queue([create(kind, 50, 'Harbour')]);
    pull(cache, theirs(kind, 60, 'Harbour', true));
    expect(open(cache)).toEqual([]);
  });
});

it('customers of one name are none any more once one was moved to another partner', () => {
  const cache = openWith(rows);
  cache.writer.queue([create('customer', 50, 'Harbour')]);
  pull(cache, theirs('customer', 60, 'Harbour'));
  cache.writer.queue([change('customer.move', { ids: [idOf(60)], partnerId: idOf(2) })]);
  expect(open(cache)).toEqual([]);
});

it('two sites are told with their customer, its grants, and what would go with each', () => {
  const cache = openWith({
    ...rows,
    customer: [customerRow(11, 'Contoso', null, { grants: ['monitoring'] as never })],
  });
  cache.writer.queue([create('site', 50, 'Harbour')]);
  pull(cache, theirs('site', 60, 'Harbour'));
  expect(cache.reader.conflictDetail(pair(50, 60))).toMatchObject({
    row: { title: 'Two sites of Contoso are called Harbour' },
    twins: { customer: idOf(11), grants: ['monitoring'], mine: { probes: 0, visits: 0 } },
    names: { [idOf(11)]: 'Contoso' },
  });
});

it('a newcomer is set beside few of thousands that were added here under one name', () => {
  const cache = openWith(rows);
  cache.writer.queue(Array.from({ length: 500 }, (_, at) => create('site', 2000 + at, 'Floor')));
  pull(cache, theirs('site', 60, 'Floor'));
  expect(open(cache).length).toBe(10);
});

it('partners, customers and sites of one name are listed together, page by page', () => {
  const cache = openWith(rows);
  for (const [at, kind] of twinKinds.entries()) cache.writer.queue([create(kind, 50 + at, 'Harbour')]);
  pull(cache, ...twinKinds.map((kind, at) => theirs(kind, 60 + at, 'Harbour')));
  const [first, second, third] = [0, 1, 2].map((offset) => cache.reader.conflictPage(offset, 1));
  for (const page of [first, second, third]) expect(page).toMatchObject({ total: 3, rows: [{}] });
  expect([first, second, third].map((page) => page?.rows[0]?.title)).toEqual([
    'Two partners are called Harbour',
    'Two customers are called Harbour',
    'Two sites of Contoso are called Harbour',
  ]);
});

it('what was noticed of customers by the version before stays, and sites are found by customer and name', () => {
  const cache = openWith(rows);
  const file = join(cache.folder, 'older.db');
  const db = new Database(file);
  migrate(
    db,
    migrations.filter(({ to }) => to < 250),
  );
  db.exec('CREATE INDEX site_customer ON site (customerId)');
  db.prepare('INSERT INTO twin (mine, theirs, at, settled) VALUES (?, ?, ?, 1)').run(idOf(1), idOf(2), noon);
  migrate(db);
  expect(db.prepare('SELECT * FROM twin').all()).toEqual([
    { mine: idOf(1), theirs: idOf(2), at: noon, settled: 1, kind: 'customer' },
  ]);
  expect(db.prepare(`SELECT name FROM sqlite_master WHERE name LIKE 'site_customer%'`).all()).toEqual([]);
  db.close();
  const here = new Database(join(cache.folder, 'cache-1.db'), { readonly: true });
  const indexes = here
    .prepare(`SELECT name FROM sqlite_master WHERE name LIKE 'site_customer%'`)
    .pluck()
    .all();
  here.close();
  expect(indexes).toEqual(['site_customer_name']);
});
