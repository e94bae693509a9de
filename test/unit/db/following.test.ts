import Database from 'better-sqlite3';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  choicesOf,
  filterColumns,
  comparesValue,
  filterOperators,
  type ColumnContent,
  type ColumnFilter,
} from '../../../common/contract/column-filters.ts';
import { listKinds, sortColumns, type ListKind, type ListSpec } from '../../../common/contract/views.ts';
import { entityKinds } from '../../../common/domain/entities.ts';
import { followTrail } from '../../../db/lists/followed-trail.ts';
import { followOrder, makeOrder, type ListOrder } from '../../../db/lists/list-order.ts';
import { listQuery } from '../../../db/lists/list-query.ts';
import { migrate } from '../../../db/migrations/index.ts';
import { openRowStore } from '../../../db/rows/row-store.ts';
import { openTrail } from '../../../db/rows/trail.ts';
import { openSearchIndex } from '../../../db/lists/search-index.ts';
import { createReader } from '../../../db/reader.ts';
import { openForReading } from '../../../db/store/database.ts';
import {
  change,
  changesBody,
  customerRow,
  digestsOf,
  idOf,
  listOf,
  noon,
  openWith,
  partnerRow,
  probeRow,
  projectRow,
  siteRow,
  visitRow,
  snapshotBody,
  type TestCache,
  type TestChange,
} from './fixture.ts';

const names = [
  'Ärzte',
  'Bäckerei',
  'bakery',
  'São Bento',
  'Contoso',
  'contoso',
  'みどり',
  'Ørsted 2',
  'Zeta',
];
const cities = ['', 'Évora', 'Łódź', 'Graz'];
const states = ['online', 'offline', 'unknown'] as const;
type Below = (n: number) => number;

function dice(seed: number): Below {
  let state = seed * 2_654_435_761;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Ids of a kind lie in a hundred of their own. */
const firstOf: Record<ListKind, number> = {
  partner: 100,
  customer: 200,
  site: 300,
  probe: 400,
  project: 500,
  visit: 600,
};
const counts: Record<ListKind, number> = {
  partner: 3,
  customer: 12,
  site: 25,
  probe: 40,
  project: 15,
  visit: 30,
};

function rowOf(kind: ListKind, n: number, version: number, below: Below) {
  const pick = <T>(from: readonly T[]) => from[below(from.length)] as T;
  const some = (of: ListKind) => idOf(firstOf[of] + below(counts[of]));
  const name = `${pick(names)} ${below(3)}`;
  const address = { ...customerRow(1, 'x').address, city: pick(cities), country: pick(['', 'PT', 'PL']) };
  const more = { version, updatedAt: new Date(Date.UTC(2026, 3, below(9))).toISOString().slice(0, 19) + 'Z' };
  switch (kind) {
    case 'partner':
      return partnerRow(n, name, { address, ...more });
    case 'customer': {
      const grants = below(3) === 0 ? ['billing-management' as const] : customerRow(1, 'x').grants;
      return customerRow(n, name, below(4) === 0 ? null : some('partner'), { address, grants, ...more });
    }
    case 'site':
      return siteRow(n, name, some('customer'), { address, ...more });
    case 'probe':
      return probeRow(n, below(4) === 0 ? null : some('site'), {
        ...{ name, status: pick(states), version, softwareVersion: `1.${below(12)}` },
        lastReportAt: below(3) === 0 ? null : noon,
      });
    case 'project':
      return projectRow(n, name, below(3) === 0 ? null : some('customer'), {
        ...more,
        status: below(4) === 0 ? 'blocked' : 'active',
      });
    case 'visit':
      return visitRow(n, some('site'), {
        ...{ name, status: pick(['planned', 'under-way', 'done']), ...more },
        plannedOn: `2026-03-0${1 + below(9)}`,
        technician: below(3) === 0 ? null : { id: 'a', name: pick(names) },
      });
  }
}

function world(below: Below) {
  const rowsOf = (kind: ListKind) =>
    Array.from({ length: counts[kind] }, (_, index) => rowOf(kind, firstOf[kind] + index, 1, below));
  return Object.fromEntries(listKinds.map((kind) => [kind, rowsOf(kind)]));
}

/** Changes of the server: rows that come, change or go, of all kinds. */
function serverChanges(below: Below, version: number): TestChange[] {
  return Array.from({ length: 1 + below(6) }, () => {
    const kind = listKinds[below(listKinds.length)] ?? 'site';
    const n = firstOf[kind] + below(counts[kind]);
    if (below(4) === 0) return { kind, id: idOf(n), gone: true };
    return { kind, row: { ...rowOf(kind, n, version, below) } };
  });
}

/** Something that the operator does; what makes no sense just now does nothing. */
function localChange({ writer, reader }: TestCache, below: Below): void {
  const ids = (kind: ListKind) => reader.listIds(listOf({ kind }), 0, 1000);
  const one = (kind: ListKind) => ids(kind)[below(ids(kind).length || 1)];
  const [customer, partner, probe, site] = [one('customer'), one('partner'), one('probe'), one('site')];
  const name = `${names[below(names.length)] ?? 'x'} mine`;
  const deed = below(5);
  if (deed === 0 && customer) writer.queue([change('customer.update', { id: customer, changes: { name } })]);
  if (deed === 1 && customer) writer.queue([change('customer.delete', { ids: [customer] })]);
  if (deed === 2 && customer && partner)
    writer.queue([change('customer.move', { ids: [customer], partnerId: partner })]);
  if (deed === 3 && probe && site) writer.queue([change('site.update', { id: site, changes: { name } })]);
  if (deed === 4) {
    const waiting = reader.outboxWindow({}, 0, 50).rows.map(({ id }) => id);
    const id = waiting[below(waiting.length || 1)];
    if (id) writer.takeBack([id]);
  }
}

function someFilter(kind: ListKind, below: Below): ColumnFilter {
  const columns = Object.entries<ColumnContent>(filterColumns[kind]);
  const [column, content] = columns[below(columns.length)] ?? ['name', 'text'];
  const operators = filterOperators[content];
  const operator = operators[below(operators.length)] ?? operators[0];
  const choices = choicesOf(kind, column);
  const value = {
    ...{ text: ['a', 'mine', 'e'][below(3)] ?? 'e', number: String(below(4)), date: '2026-03-02' },
    choice: choices[below(choices.length || 1)]?.id ?? '',
  };
  return { column, operator, value: comparesValue(operator) ? value[content] : '' };
}

function everyList(below: Below): ListSpec[] {
  return listKinds.flatMap((kind) =>
    sortColumns[kind].flatMap((column) =>
      (['ascending', 'descending'] as const).map((direction) => {
        const filters =
          below(2) === 0 ? [] : [(['attention', 'no-access', 'no-sites'] as const)[below(3)] ?? 'attention'];
        const parents: Record<ListKind, ListKind | null> = {
          ...{
            partner: null,
            customer: 'partner',
            site: 'customer',
            probe: 'site',
            visit: 'site',
            project: 'customer',
          },
        };
        const parent = parents[kind];
        const scope: ListSpec['scope'] =
          parent && below(4) === 0
            ? { type: 'parent', id: idOf(firstOf[parent] + below(counts[parent])) }
            : { type: 'all' };
        const where = below(2) === 0 ? [] : [someFilter(kind, below)];
        return listOf({ kind, scope, filters, where, sort: { column, direction } });
      }),
    ),
  );
}

describe('what follows changes row by row is the same as what is made anew', () => {
  it.each([1, 2, 3, 4])('for the order of every list, with seed %i', (seed) => {
    const below = dice(seed);
    const cache = openWith(world(below));
    const db = openForReading(join(cache.folder, 'cache-1.db'));
    onTestFinished(() => void db.close());
    const trail = followTrail(db);
    const lists = everyList(below).map((list) => {
      const query = listQuery(list);
      return { list, query, order: makeOrder(db, query, trail.end()) };
    });
    let followed = 0;
    for (let round = 0; round < 25; round++) {
      if (below(2) === 0)
        cache.writer.applyChanges(changesBody(2000 + round, serverChanges(below, 2000 + round)), noon);
      else localChange(cache, below);
      for (const entry of lists) {
        const { list, query } = entry;
        const fresh: ListOrder = makeOrder(db, query, trail.end());
        const order = followOrder(db, list.kind, query, trail, entry.order);
        if (order) followed += 1;
        expect({ list, rids: [...(order ?? fresh).rids] }).toEqual({ list, rids: [...fresh.rids] });
        entry.order = order ?? fresh;
      }
    }
    // Only where a parent is gone it has to be made anew.
    expect(followed).toBeGreaterThan(lists.length * 25 * 0.8);
  });

  it.each([11, 12, 13])('for search, with seed %i', (seed) => {
    const below = dice(seed);
    const cache = openWith(world(below));
    const db = openForReading(join(cache.folder, 'cache-1.db'));
    onTestFinished(() => void db.close());
    const trail = followTrail(db);
    const living = listKinds.map((kind) => ({
      kind,
      index: openSearchIndex(db, trail, kind, { rowsInStep: 3, largeOverlay: 4 }),
    }));
    for (let round = 0; round < 30; round++) {
      if (below(2) === 0)
        cache.writer.applyChanges(changesBody(2000 + round, serverChanges(below, 2000 + round)), noon);
      else localChange(cache, below);
      for (const { kind, index } of living) {
        // A new base is read in small steps while rows go on changing.
        for (let step = below(6); step > 0; step--) index.warm();
        const query = ['a', 'contoso', 'sao bento', 'evora', 'b 1', 'pt', 'mine'][below(7)] ?? '';
        const options = { listed: below(2) === 0, limit: 1 + below(10) };
        const fresh = openSearchIndex(db, trail, kind);
        const found = index.find(query, options);
        const anew = fresh.find(query, options);
        expect({ ...found, exact: found.exact.toSorted() }).toEqual({
          ...anew,
          exact: anew.exact.toSorted(),
        });
        expect(index.all(query, options.listed).toSorted()).toEqual(
          fresh.all(query, options.listed).toSorted(),
        );
      }
    }
  });

  it('for a reader that lives through changes, rests and a new generation', () => {
    const below = dice(21);
    const first = world(below);
    const cache = openWith(first);
    const lists = everyList(below).filter((_, index) => index % 9 === 0);
    const check = () => {
      const fresh = createReader({ folder: cache.folder });
      for (const list of lists) {
        const spec = below(2) === 0 ? list : { ...list, search: 'a 1' };
        expect(cache.reader.listWindow(spec, 0, 200)).toEqual(fresh.reader.listWindow(spec, 0, 200));
        expect(cache.reader.listIds(spec, 0, 200)).toEqual(fresh.reader.listIds(spec, 0, 200));
      }
      expect(cache.reader.search('con', 20)).toEqual(fresh.reader.search('con', 20));
      fresh.close();
    };
    for (let round = 0; round < 12; round++) {
      localChange(cache, below);
      cache.writer.applyChanges(changesBody(2000 + round, serverChanges(below, 2000 + round)), noon);
      while (cache.restReader());
      check();
    }
    const second = world(below);
    cache.writer.startOver(false);
    cache.writer.beginSnapshot();
    cache.writer.applySnapshotPage(snapshotBody(second, { start: 'at-5000' }));
    cache.writer.applyChanges(changesBody(5000, [], { digests: digestsOf(second) }), noon);
    check();
  });
});

describe('the trail of what changed', () => {
  // A trail that was cut has two entries for each kind.
  const limits = { inEntry: 50, kept: 100, entries: 2 * entityKinds.length + 8 };
  function open() {
    const db = new Database(':memory:');
    onTestFinished(() => void db.close());
    migrate(db);
    const rows = openRowStore(db);
    const trail = openTrail(db, limits);
    trail.listen();
    const write = (count: number) =>
      db.transaction(() => {
        trail.begin();
        for (let n = 1; n <= count; n++) rows.put('customer', customerRow(n, `Customer ${n}`));
        trail.write(['customer']);
      })();
    return { db, write, followed: followTrail(db) };
  }
  const length = (db: Database.Database) => Number(db.prepare('SELECT count(*) FROM trail').pluck().get());

  it('tells exactly which rows changed', () => {
    const { write, followed } = open();
    write(3);
    const at = followed.end();
    expect(followed.since(at, 'customer')).toEqual([]);
    write(2);
    expect(followed.since(at, 'customer')).toEqual([1, 2]);
    expect(followed.since(at, 'site')).toEqual([]);
  });

  it('is cut when it’s long, and doesn’t tell less than what changed', () => {
    const { db, write, followed } = open();
    const at = followed.end();
    for (let round = 0; round < limits.entries + 10; round++) write(2);
    expect(length(db)).toBeLessThan(limits.entries + 5);
    expect(followed.since(at, 'customer')).toBeNull();
    const later = followed.end();
    write(1);
    expect(followed.since(later, 'customer')).toEqual([1]);
  });

  it('names no rows where a transaction changed very many', () => {
    const { write, followed } = open();
    const at = followed.end();
    write(51);
    expect(followed.since(at, 'customer')).toBeNull();
  });

  it('goes on behind what’s in the file already', () => {
    const { db, write, followed } = open();
    write(3);
    const at = followed.end();
    const again = openTrail(db, limits);
    again.write(['site']);
    expect(followed.end()).toBeGreaterThan(at);
    expect(followed.since(at, 'site')).toBeNull();
    expect(followed.since(at, 'customer')).toEqual([]);
  });
});
