import Database from 'better-sqlite3';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SitesAsked } from '../../../common/contract/visit-plan.ts';
import { dayAt } from '../../../common/domain/days.ts';
import { leavesUnshown, mutationNames } from '../../../common/domain/mutations.ts';
import { migrate, migrations, newestSchema } from '../../../db/migrations/index.ts';
import { applicationId } from '../../../db/store/database.ts';
import {
  change,
  customerRow,
  freshFolder,
  idOf,
  listOf,
  openHere,
  openWith,
  siteRow,
  probeRow,
  unpacked,
  visitRow,
} from './fixture.ts';

const day = (offset: number) => {
  const then = new Date();
  then.setDate(then.getDate() + offset);
  return dayAt(then.getTime());
};
const ana = { id: 'ana', name: 'Ana Prado' };
const rows = {
  customer: [customerRow(11, 'Contoso'), customerRow(12, 'Riverside')],
  site: [siteRow(21, 'Depot', idOf(11)), siteRow(22, 'Annex', idOf(12))],
  probe: [probeRow(31, idOf(21), { serial: 'SWP-04' })],
  visit: [
    visitRow(51, idOf(21), { plannedOn: day(-40), status: 'done', notes: 'Şalter değişti' }),
    visitRow(52, idOf(21), { plannedOn: day(-3), technician: ana }),
    visitRow(53, idOf(22), { plannedOn: day(0), technician: ana, status: 'under-way' }),
    visitRow(54, idOf(22), { plannedOn: day(6) }),
    visitRow(55, idOf(22), { plannedOn: day(7) }),
    visitRow(56, idOf(21), { plannedOn: day(-9), status: 'done' }),
  ],
};
const due = { kind: 'visit', sort: { column: 'due', direction: 'ascending' } } as const;

it('what is overdue comes first, what is done last, its newest before the rest', () => {
  const { reader } = openWith(rows);
  const order = [52, 53, 54, 55, 56, 51].map(idOf);
  expect(reader.listIds(listOf(due), 0, 10)).toEqual(order);
  expect(reader.listWindow(listOf(due), 0, 10).rows.map(({ id }) => id)).toEqual(order);
});

it('visits are filtered by what is overdue, due within a week, under way and done, and by technician and site', () => {
  const { reader } = openWith(rows);
  const ids = (spec: Parameters<typeof listOf>[0]) => reader.listIds(listOf({ ...due, ...spec }), 0, 10);
  expect(ids({ kind: 'visit', filters: ['overdue'] })).toEqual([52].map(idOf));
  expect(ids({ kind: 'visit', filters: ['due'] })).toEqual([53, 54].map(idOf));
  expect(ids({ kind: 'visit', filters: ['under-way'] })).toEqual([53].map(idOf));
  expect(ids({ kind: 'visit', filters: ['done'] })).toEqual([56, 51].map(idOf));
  expect(ids({ kind: 'visit', scope: { type: 'technician', id: 'ana' } })).toEqual([52, 53].map(idOf));
  expect(ids({ kind: 'visit', scope: { type: 'parent', id: idOf(21) } })).toEqual([52, 56, 51].map(idOf));
  expect(reader.overview().visits).toMatchObject({
    overdue: 1,
    today: 1,
    first: [{ id: idOf(52) }, { id: idOf(53) }],
  });
  expect(reader.counts()).toMatchObject({ visits: 6, openVisits: 4 });
});

it('a visit is found by its technician and by its notes, blind to accents', () => {
  const { reader } = openWith(rows);
  const hits = (query: string) =>
    reader
      .search(query, 5)
      .groups.flatMap(({ kind, hits: found }) => found.map(({ id, matched }) => [kind, id, matched]));
  expect(hits('salter degisti')).toEqual([['visit', idOf(51), { field: 'notes', text: 'Şalter değişti' }]]);
  expect(hits('prado')).toEqual(
    [52, 53].map((n) => ['visit', idOf(n), { field: 'technician', text: 'Ana Prado' }]),
  );
});

it('deleting a customer shows its visits before and takes them along; restoring brings them back', () => {
  const cache = openWith(rows);
  const frozen = unpacked(cache.reader.freezeDelete('customer', { type: 'ids', ids: [idOf(11)] }));
  expect(frozen.visits.toSorted()).toEqual([51, 52, 56].map(idOf));
  expect(cache.reader.namedRows('visit', frozen.visits)[0]).toMatchObject({ within: 'Depot' });
  const { mutationIds } = cache.writer.queue([change('customer.delete', { ids: [idOf(11)] })]);
  expect(cache.reader.listIds(listOf(due), 0, 10)).toEqual([53, 54, 55].map(idOf));
  const [deletion = ''] = mutationIds;
  cache.writer.queue([change('customer.restore', { deletion, ids: [idOf(11)] })]);
  expect(cache.reader.listIds(listOf(due), 0, 10)).toEqual([52, 53, 54, 55, 56, 51].map(idOf));
  expect(cache.reader.visitDetail(idOf(52))).toMatchObject({
    site: { name: 'Depot' },
    customer: { name: 'Contoso' },
  });
});

it('a bulk delete tells the partner API of the visits that its dry run showed, below what each is', () => {
  const cache = openWith(rows);
  const ids = [idOf(12), idOf(11)];
  const frozen = cache.reader.freezeDelete('customer', { type: 'ids', ids });
  const parts = Array.from({ length: frozen.parts }, () => {
    const { id, at, context } = change('customer.delete', { ids });
    return { id, at, context };
  });
  cache.writer.queueDelete(frozen, idOf(900), parts, null);
  const understood = { names: [...mutationNames, leavesUnshown], because: 'It’s too old.' };
  const sent = cache.writer.nextBatch(10, undefined, understood);
  expect(
    sent.flatMap(({ args }) => ('bulk' in args && args.bulk ? [args.bulk.shown.toSorted()] : [])),
  ).toEqual([[21, 22, 31, 51, 52, 53, 54, 55, 56].map(idOf)]);
  expect(cache.reader.listIds(listOf(due), 0, 10)).toEqual([]);
});

it('a visit that’s restored after its site went has nowhere to be, and waits for a person', () => {
  const cache = openWith(rows);
  const [deletion = ''] = cache.writer.queue([change('visit.delete', { ids: [idOf(52)] })]).mutationIds;
  cache.writer.queue([change('site.delete', { ids: [idOf(21)] })]);
  expect(() => cache.writer.queue([change('visit.restore', { deletion, ids: [idOf(52)] })])).toThrow(
    'The site of the visits that it restores doesn’t exist any more.',
  );
  expect(cache.reader.visitDetail(idOf(52))).toBeNull();
});

it('who goes on a visit is known beside those whom the partner API named, and serials are found in any case', () => {
  const cache = openWith(rows);
  cache.writer.keepTechnicians([{ id: 'ben', name: 'Ben Osei' }]);
  expect(cache.reader.technicians()).toEqual([ana, { id: 'ben', name: 'Ben Osei' }]);
  expect(cache.reader.probesBySerial(' swp-04 ')).toMatchObject([{ id: idOf(31), siteName: 'Depot' }]);
});

it('opens a cache of the version before, and takes in the visits that it had kept aside', () => {
  const folder = freshFolder();
  const made = openWith(rows);
  made.close();
  const db = new Database(join(folder, 'cache-1.db'));
  db.pragma(`application_id = ${applicationId}`);
  migrate(
    db,
    migrations.filter(({ to }) => to < 100),
  );
  db.exec(`ATTACH '${join(made.folder, 'cache-1.db')}' AS made`);
  for (const table of ['state', 'customer', 'site']) {
    // Later versions have more of them.
    const columns = (db.pragma(`main.table_info(${table})`) as { name: string }[]).map(({ name }) => name);
    db.exec(`INSERT INTO ${table} (${columns.join()}) SELECT ${columns.join()} FROM made.${table}`);
  }
  db.exec(`INSERT INTO aside (kind, id, doc) SELECT 'visit', id, doc FROM made.visit`);
  db.close();
  const cache = openHere(folder);
  expect(cache.report.how).toBe('opened');
  expect(cache.reader.listWindow(listOf(due), 0, 10)).toMatchObject({
    total: 6,
    rows: [{ id: idOf(52), siteName: 'Depot', customerName: 'Contoso' }, {}, {}, {}, {}, {}],
  });
  expect(cache.writer.status().aside).toEqual({});
  cache.close();
  const opened = new Database(join(folder, 'cache-1.db'), { readonly: true });
  expect(opened.pragma('user_version', { simple: true })).toBe(newestSchema);
  opened.close();
});

it('sites to visit are found by what is due: never, long ago, with silent probes, and not those that are planned anyway', () => {
  const { reader } = openWith({
    customer: [customerRow(11, 'Contoso')],
    site: [21, 22, 23, 24].map((n) => siteRow(n, `Site ${n}`, idOf(11))),
    probe: [probeRow(31, idOf(23), { status: 'offline' }), probeRow(32, idOf(24), { status: 'offline' })],
    visit: [
      visitRow(51, idOf(21), { plannedOn: day(-400), status: 'done' }),
      visitRow(52, idOf(23), { plannedOn: day(-10), status: 'done' }),
      visitRow(53, idOf(24), { plannedOn: day(5) }),
    ],
  });
  const ids = (part: Partial<SitesAsked>) =>
    reader
      .sitesToPlan({ country: null, city: null, due: 'any', months: 6, limit: 10, ...part })
      .sites.map(({ id }) => id);
  expect(ids({})).toEqual([22, 24, 21, 23].map(idOf));
  expect(ids({ due: 'unvisited' })).toEqual([22, 21].map(idOf));
  expect(ids({ due: 'never' })).toEqual([22].map(idOf));
  expect(ids({ due: 'silent' })).toEqual([23].map(idOf));
  expect(ids({ limit: 1 })).toEqual([22].map(idOf));
  expect(reader.sitesToPlan({ country: null, city: null, due: 'any', months: 6, limit: 1 })).toMatchObject({
    total: 4,
    sites: [{ customerName: 'Contoso', lastVisitOn: null, silentProbes: 0 }],
  });
});

it('sites to visit are found by country and city', () => {
  const place = (country: string, city: string) => ({
    address: { street: '', street2: '', postalCode: '', city, region: '', country },
  });
  const { reader } = openWith({
    customer: [customerRow(11, 'Contoso')],
    site: [
      siteRow(21, 'Depot', idOf(11), place('PT', 'Porto')),
      siteRow(22, 'Annex', idOf(11), place('PT', 'Porto')),
      siteRow(23, 'Hall', idOf(11), place('DE', 'Bremen')),
    ],
  });
  expect(reader.siteRegions().regions).toEqual([
    { country: 'DE', city: 'Bremen', sites: 1 },
    { country: 'PT', city: 'Porto', sites: 2 },
  ]);
  const asked = { country: 'PT', city: 'Porto', due: 'never', months: 1, limit: 10 } as const;
  expect(reader.sitesToPlan(asked).sites.map(({ name }) => name)).toEqual(['Annex', 'Depot']);
  expect(reader.sitesToPlan({ ...asked, city: 'Lisbon' }).total).toBe(0);
});
