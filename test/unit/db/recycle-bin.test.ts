import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate, migrations, newestSchema } from '../../../db/migrations/index.ts';
import type { Deletion } from '../../../common/partner-api/recycle-bin.ts';
import { keepDeletedItems, keepDeletions, knownBin, knownItems } from '../../../db/views/recycle-bin.ts';
import { change, customerRow, idOf, openWith, partnerRow, probeRow, siteRow } from './fixture.ts';

const at = '2026-03-02T09:00:00.000Z';

function deletionOf(n: number): Deletion {
  const when = new Date(Date.parse(at) + n * 1000).toISOString();
  return {
    id: idOf(n),
    kind: 'customer',
    by: 'Ana',
    at: when,
    until: when,
    count: 1,
    names: [`Customer ${n}`],
  };
}

function kept() {
  const db = new Database(':memory:');
  migrate(db);
  return db;
}

it('a file from before the recycle bin gets its tables, empty', () => {
  const db = new Database(':memory:');
  migrate(
    db,
    migrations.filter(({ to }) => to < 80),
  );
  migrate(db);
  expect(db.pragma('user_version', { simple: true })).toBe(newestSchema);
  expect(knownBin(db)).toEqual({ readAt: null, deletions: [], unconfirmed: [] });
  db.close();
});

it('the newest 500 deletions are kept, and the first page lets go of what isn’t listed any more', () => {
  const db = kept();
  const many = Array.from({ length: 600 }, (_, n) => deletionOf(600 - n));
  keepDeletions(db, { at, deletions: many.slice(0, 100), isFirst: true, isLast: false });
  keepDeletedItems(db, idOf(600), at, []);
  keepDeletions(db, { at, deletions: many.slice(100), isFirst: false, isLast: true });
  expect(knownBin(db).deletions.map(({ id }) => id)).toEqual(many.slice(0, 500).map(({ id }) => id));
  keepDeletions(db, { at, deletions: many.slice(1, 100), isFirst: true, isLast: false });
  expect(knownBin(db).deletions).toHaveLength(499);
  expect(knownBin(db).deletions[0]?.id).toBe(idOf(599));
  keepDeletions(db, { at, deletions: many.slice(5, 10), isFirst: true, isLast: true });
  expect(knownBin(db).deletions.map(({ id }) => id)).toEqual(many.slice(5, 10).map(({ id }) => id));
  db.close();
});

it('a deletion made here is listed with what it takes along, until it’s confirmed or restored', () => {
  const cache = openWith({
    partner: [partnerRow(1, 'Northwind')],
    customer: [customerRow(11, 'Contoso', idOf(1)), customerRow(12, 'Fabrikam', idOf(1))],
    site: [siteRow(21, 'Porto', idOf(11))],
    probe: [probeRow(31, idOf(21))],
  });
  const removal = change('customer.delete', { ids: [idOf(11), idOf(12)] });
  cache.writer.queue([removal]);
  expect(cache.reader.knownBin().unconfirmed).toMatchObject([
    { id: removal.id, kind: 'customer', until: null, count: 2, names: ['Contoso', 'Fabrikam'] },
  ]);
  expect(cache.reader.knownItems(removal.id).here).toMatchObject([
    { name: 'Contoso', parent: { name: 'Northwind' }, sites: 1, probes: 1, comesBack: 'whole' },
    { name: 'Fabrikam', sites: 0, probes: 0 },
  ]);
  cache.writer.queue([change('customer.restore', { deletion: removal.id, ids: [idOf(11)] })]);
  expect(cache.reader.knownItems(removal.id)).toMatchObject({
    here: [{ name: 'Fabrikam' }],
    restoring: [idOf(11)],
  });
});

it('a customer deleted here before its partner waits for the partner', () => {
  const cache = openWith({
    partner: [partnerRow(1, 'Northwind')],
    customer: [customerRow(11, 'Contoso', idOf(1))],
  });
  const removal = change('customer.delete', { ids: [idOf(11)] });
  const above = change('partner.delete', { ids: [idOf(1)] });
  cache.writer.queue([removal, above]);
  expect(cache.reader.knownItems(removal.id).here).toMatchObject([
    {
      comesBack: 'no',
      parent: { name: 'Northwind', deletion: above.id },
      reasons: [{ code: 'parent-deleted' }],
    },
  ]);
});

it('items are kept with their time, for a deletion that is kept', () => {
  const db = kept();
  keepDeletions(db, { at, deletions: [deletionOf(1)], isFirst: true, isLast: true });
  expect(knownItems(db, idOf(1))).toEqual({ kept: null, here: [], restoring: [] });
  keepDeletedItems(db, idOf(1), at, []);
  expect(knownItems(db, idOf(1)).kept).toEqual({ readAt: at, items: [] });
  db.close();
});
