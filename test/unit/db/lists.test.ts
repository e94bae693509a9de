import { expect, it } from 'vitest';
import { choicesOf } from '../../../common/contract/column-filters.ts';
import { listKinds, listSpec, type ListSpec } from '../../../common/contract/views.ts';
import { newId } from '../../../common/domain/ids.ts';
import {
  change,
  customerRow,
  idOf,
  listOf,
  noon,
  openWith,
  partnerRow,
  probeRow,
  siteRow,
} from './fixture.ts';

it('shows a window of customers with names and counts joined', () => {
  const { reader, writer } = openWith({
    partner: [partnerRow(1, 'Northwind Managed')],
    customer: [customerRow(11, 'Zebra Labs', idOf(1)), customerRow(12, 'Âme Studio')],
    site: [siteRow(21, 'Depot', idOf(11))],
    probe: [probeRow(31, idOf(21), { status: 'offline' }), probeRow(32, idOf(21)), probeRow(33, null)],
  });
  expect(writer.status().complete).toBe(true);
  const { rows, total } = reader.listWindow(listOf({ kind: 'customer' }), 0, 10);
  expect(total).toBe(2);
  expect(rows.map((row) => row.name)).toEqual(['Âme Studio', 'Zebra Labs']);
  expect(rows[1]).toMatchObject({
    partnerName: 'Northwind Managed',
    sites: 1,
    probes: 2,
    health: { state: 'silent-probes', silentProbes: 1 },
    pending: null,
  });
});

it('shows a created customer at once and marks it as waiting', () => {
  const { reader, writer } = openWith({ partner: [partnerRow(1, 'Northwind Managed')] });
  writer.queue([
    change('customer.create', {
      id: idOf(50),
      fields: { ...customerRow(50, 'Riverside Nursery', idOf(1)) },
    }),
  ]);
  const { rows } = reader.listWindow(listOf({ kind: 'customer' }), 0, 10);
  expect(rows[0]).toMatchObject({
    name: 'Riverside Nursery',
    customerId: null,
    pending: { waiting: 1, stuck: false },
  });
  expect(reader.outboxWindow({}, 0, 10).rows[0]?.title).toBe('Add customer Riverside Nursery');
});

it('means all that match but for some, as rows come and go', () => {
  const { reader, writer } = openWith({
    partner: [partnerRow(1, 'Northwind Managed')],
    customer: [11, 12, 13].map((n) => customerRow(n, `Clinic ${n}`, idOf(1))),
  });
  const list = listOf({ kind: 'customer', search: 'clinic' });
  expect(reader.matchingIds(list, [])).toEqual([11, 12, 13].map(idOf));
  const except = [idOf(12), idOf(99)];
  expect(reader.countMatching(list, except)).toBe(2);
  const fields = { ...customerRow(14, 'Clinic 14', idOf(1)) };
  writer.queue([
    change('customer.create', { id: idOf(14), fields }),
    change('customer.create', { id: idOf(15), fields: { ...fields, name: 'Bakery' } }),
  ]);
  expect(reader.matchingIds(list, except)).toEqual([11, 13, 14].map(idOf));
  writer.queue([change('customer.delete', { ids: [idOf(12)] })]);
  expect(reader.countMatching(list, except), 'one that is left out and gone isn’t counted twice').toBe(3);
  expect(reader.exportOrder(list, null, except).rids).toHaveLength(3);
});

const address = { street: '', street2: '', city: '', region: '', postalCode: '', country: '' };

function market() {
  return openWith({
    partner: [partnerRow(1, 'Zeta'), partnerRow(2, 'Émile')],
    customer: [
      customerRow(11, 'Éclair', idOf(1), { address: { ...address, city: 'Porto' } }),
      customerRow(12, 'Echo', idOf(2), {
        address: { ...address, city: 'Évora' },
        grants: ['billing-management'],
      }),
      customerRow(13, 'apple', null, { address: { ...address, city: 'Braga' } }),
      customerRow(14, 'Apple', null),
    ],
    site: [siteRow(21, 'A', idOf(11)), siteRow(22, 'B', idOf(11)), siteRow(23, 'C', idOf(13))],
    probe: [
      probeRow(31, idOf(23), { status: 'offline' }),
      probeRow(32, idOf(21)),
      probeRow(33, idOf(22)),
      probeRow(34, null, { status: 'offline' }),
    ],
  });
}

type Spec = Parameters<typeof listOf>[0];
type Where = NonNullable<Spec['where']>[number];
function where(kind: Spec['kind'], column: string, operator: Where['operator'], value: string): Spec {
  return { kind, where: [{ column, operator, value }], ...(kind === 'probe' ? bySerial : {}) };
}
const bySerial = { sort: { column: 'serial', direction: 'ascending' } } as const;
const up = (column: string): Spec => ({ kind: 'customer', sort: { column, direction: 'ascending' } });
const down = (column: string): Spec => ({ kind: 'customer', sort: { column, direction: 'descending' } });

it.each<[string, Spec, number[]]>([
  ['by name, blind to case and accents, equal names by id', up('name'), [13, 14, 12, 11]],
  ['by name backwards, equal names still by id', down('name'), [11, 12, 13, 14]],
  ['by city', up('city'), [14, 13, 12, 11]],
  ['by the name of the partner, direct customers first', up('partnerName'), [13, 14, 12, 11]],
  ['by number of sites', down('sites'), [11, 13, 12, 14]],
  ['by number of probes', down('probes'), [11, 13, 12, 14]],
  ['by status, worst first: silent probes, limited access, no sites', up('status'), [13, 12, 14, 11]],
  ['by name when the column is unknown', up('mood'), [13, 14, 12, 11]],
  ['of one partner', { kind: 'customer', scope: { type: 'parent', id: idOf(2) } }, [12]],
  ['without a partner', { kind: 'customer', scope: { type: 'direct' } }, [13, 14]],
  ['with silent probes', { kind: 'customer', filters: ['attention'] }, [13]],
  ['that grant fewer than all six rights', { kind: 'customer', filters: ['no-access'] }, [12]],
  ['without sites', { kind: 'customer', filters: ['no-sites'] }, [14, 12]],
  ['for which all filters match', { kind: 'customer', filters: ['no-sites', 'no-access'] }, [12]],
])('lists customers %s', (_, spec, expected) => {
  const { reader } = market();
  expect(reader.listIds(listOf(spec), 0, 100)).toEqual(expected.map(idOf));
});

it.each<[string, Spec, number[]]>([
  ['text, blind to accents and case', where('customer', 'city', 'contains', 'EVO'), [12]],
  ['text that isn’t there', where('customer', 'name', 'lacks', 'apple'), [12, 11]],
  ['the whole text', where('customer', 'name', 'is', 'Apple'), [13, 14]],
  ['what the row belongs to', where('customer', 'partnerName', 'contains', 'emile'), [12]],
  ['a number that’s counted', where('customer', 'sites', 'least', '1'), [13, 11]],
  ['a number that’s nothing', where('customer', 'probes', 'is', '0'), [14, 12]],
  ['a day', where('customer', 'createdAt', 'before', '1999-01-01'), []],
  ['a day since', where('customer', 'createdAt', 'since', '1999-01-01'), [13, 14, 12, 11]],
  ['an empty text', where('customer', 'partnerName', 'empty', ''), [13, 14]],
  ['a text that isn’t empty', where('customer', 'partnerName', 'filled', ''), [12, 11]],
  ['a probe’s customer', where('probe', 'customerName', 'contains', 'ecl'), [32, 33]],
  [
    'what never happened, as neither before nor since',
    where('probe', 'lastReportAt', 'before', '1999-01-01'),
    [],
  ],
  [
    'several columns, all of which must hold, and a filter too',
    {
      kind: 'customer',
      filters: ['no-sites'],
      where: [
        { column: 'name', operator: 'contains', value: 'a' },
        { column: 'sites', operator: 'most', value: '0' },
      ],
    },
    [14],
  ],
])('filters by %s', (_, spec, expected) => {
  const { reader } = market();
  const first = reader.listWindow(listOf(spec), 0, 50);
  expect(first.rows.map((row) => row.id)).toEqual(expected.map(idOf));
  expect(first.total).toBe(expected.length);
  expect(first.unfiltered).toBe(4);
  expect(reader.listIds(listOf(spec), 0, 100)).toEqual(expected.map(idOf));
});

it('filters by a day from its midnight to the next, by this computer’s clock', () => {
  const at = (hours: number) => new Date(2026, 2, 29, hours).toISOString();
  const { reader } = openWith({
    customer: [
      customerRow(11, 'Evening before', null, { createdAt: at(-1) }),
      customerRow(12, 'Midnight', null, { createdAt: at(0) }),
      customerRow(13, 'Late', null, { createdAt: at(23) }),
      customerRow(14, 'Next midnight', null, { createdAt: new Date(2026, 2, 30).toISOString() }),
    ],
  });
  expect(reader.listIds(listOf(where('customer', 'createdAt', 'on', '2026-03-29')), 0, 9)).toEqual(
    [13, 12].map(idOf),
  );
});

it('finds the sites that were added in a month by their ids, and by what they say themselves where an id says nothing of time', () => {
  const idAt = (at: Date) => newId({ now: () => at.getTime(), random: () => new Uint8Array(16) });
  const made = (name: string, at: Date) => ({
    ...siteRow(21, name, idOf(11)),
    id: idAt(at),
    createdAt: noon,
  });
  const other = '7f000000-0000-4000-8000-000000000001';
  const { reader } = openWith({
    customer: [customerRow(11, 'Contoso')],
    site: [
      made('January', new Date(2026, 0, 31, 23, 59)),
      made('February', new Date(2026, 1, 1)),
      {
        ...siteRow(22, 'Without time', idOf(11), { createdAt: new Date(2026, 1, 9).toISOString() }),
        id: other,
      },
      made('Late February', new Date(2026, 1, 28, 23, 59)),
      made('March', new Date(2026, 2, 1)),
    ],
  });
  const spec = (direction: 'ascending' | 'descending') =>
    listOf({
      kind: 'site',
      where: [
        { column: 'createdAt', operator: 'since', value: '2026-02-01' },
        { column: 'createdAt', operator: 'before', value: '2026-03-01' },
      ],
      sort: { column: 'createdAt', direction },
    });
  const names = (list: ListSpec) =>
    reader.listWindow(list, 0, 9).rows.map((row) => ('name' in row ? row.name : ''));
  expect(names(spec('ascending'))).toEqual(['February', 'Without time', 'Late February']);
  expect(names(spec('descending'))).toEqual(['Late February', 'Without time', 'February']);
  const [row] = reader.listWindow(spec('ascending'), 0, 1).rows;
  expect(row).toMatchObject({ createdAt: new Date(2026, 1, 1).toISOString() });
});

it.each([
  ['customer', { column: 'mood', operator: 'is', value: 'x' }, 'column', 'can’t be filtered by mood'],
  ['customer', { column: 'constructor', operator: 'is', value: 'x' }, 'column', 'can’t be filtered'],
  ['customer', { column: 'sites', operator: 'contains', value: '1' }, 'operator', 'holds a number'],
  ['customer', { column: 'sites', operator: 'least', value: 'many' }, 'value', 'A whole number is expected'],
  ['customer', { column: 'name', operator: 'is', value: ' ' }, 'value', 'Say what it’s compared with'],
  ['customer', { column: 'sites', operator: 'empty', value: '' }, 'operator', 'holds a number'],
  ['customer', { column: 'city', operator: 'empty', value: 'x' }, 'value', 'compared with nothing'],
  ['site', { column: 'updatedAt', operator: 'since', value: '2026-02-31' }, 'value', 'A day is expected'],
])(
  'a filter of the list of %ss that makes no sense is refused, by its part: %o',
  (kind, filter, part, said) => {
    const parsed = listSpec.safeParse({ kind, where: [filter] });
    expect(parsed.error?.issues).toMatchObject([
      { path: ['where', 0, part], message: expect.stringContaining(said) },
    ]);
  },
);

it.each<Spec>([
  up('name'),
  down('name'),
  { kind: 'customer', scope: { type: 'parent', id: idOf(2) } },
  { kind: 'customer', scope: { type: 'direct' } },
  { kind: 'probe' },
])('gives the same first window of %o before and after the whole order is known', (spec) => {
  const { reader } = market();
  const first = reader.listWindow(listOf(spec), 1, 2);
  const ids = reader.listIds(listOf(spec), 0, 100);
  expect(first.rows.map((row) => row.id)).toEqual(ids.slice(1, 3));
  expect(first.total).toBe(ids.length);
  expect(reader.listWindow(listOf(spec), 1, 2)).toEqual(first);
});

it('counts the rows of each kind', () => {
  expect(market().reader.counts()).toMatchObject({ partners: 2, customers: 4, probes: 4 });
});

it.each<[string, Spec, number[]]>([
  ['probes in the inventory', { kind: 'probe', scope: { type: 'inventory' } }, [34]],
  ['silent probes, which are at a site', { kind: 'probe', filters: ['attention'] }, [31]],
  [
    'probes by the customer they are at',
    { kind: 'probe', sort: { column: 'customerName', direction: 'ascending' } },
    [34, 31, 32, 33],
  ],
  ['sites of a customer', { kind: 'site', scope: { type: 'parent', id: idOf(11) } }, [21, 22]],
  [
    'partners by number of customers',
    { kind: 'partner', sort: { column: 'customers', direction: 'ascending' } },
    [1, 2],
  ],
  [
    'partners by number of sites',
    { kind: 'partner', sort: { column: 'sites', direction: 'descending' } },
    [1, 2],
  ],
  [
    'sites by status, worst first',
    { kind: 'site', sort: { column: 'status', direction: 'ascending' } },
    [23, 21, 22],
  ],
  ['partners whose customers have silent probes', { kind: 'partner', filters: ['attention'] }, []],
])('lists %s', (_, spec, expected) => {
  expect(market().reader.listIds(listOf(spec), 0, 100)).toEqual(expected.map(idOf));
});

it('lists what waits in the outbox, stuck changes included', () => {
  const { reader, writer } = market();
  const waiting = listOf({ kind: 'customer', filters: ['waiting'] });
  expect(reader.listWindow(waiting, 0, 10).total).toBe(0);
  writer.queue([change('customer.update', { id: idOf(12), changes: { notes: 'Call back' } })]);
  expect(reader.listIds(waiting, 0, 10)).toEqual([idOf(12)]);
});

it('sorts by what waits, what is stuck first, and filters by it, as it comes and goes', () => {
  const { reader, writer } = market();
  const sorted = (direction: 'ascending' | 'descending') =>
    reader.listIds(listOf({ kind: 'customer', sort: { column: 'waiting', direction } }), 0, 100);
  const having = (operator: 'is' | 'not', value: string) =>
    reader.listIds(listOf({ kind: 'customer', where: [{ column: 'waiting', operator, value }] }), 0, 100);
  const all = reader.listIds(listOf({ kind: 'customer' }), 0, 100);
  expect(sorted('ascending')).toEqual(all.toSorted());
  const [first, second] = [idOf(12), idOf(11)];
  const once = (id: string, notes: string) =>
    writer.queue([change('customer.update', { id, changes: { notes } })]);
  once(first, 'Call back');
  once(second, 'Call');
  once(second, 'Call twice');
  expect(sorted('ascending').slice(0, 2)).toEqual([second, first]);
  expect(sorted('descending').slice(-2)).toEqual([first, second]);
  expect(having('is', 'waiting').toSorted()).toEqual([first, second].toSorted());
  expect(having('is', 'conflict')).toEqual([]);
  expect(having('is', 'nothing')).toHaveLength(all.length - 2);
  expect(having('not', 'nothing').toSorted()).toEqual([first, second].toSorted());
  const mutation = reader.outboxWindow({}, 0, 50).rows.find(({ entity }) => entity?.id === first);
  writer.takeBack([mutation?.id ?? '']);
  expect(sorted('ascending')[0]).toBe(second);
  expect(having('is', 'waiting')).toEqual([second]);
});

it('tells which rows are gone or hidden, in a list of any size', () => {
  const { reader, writer } = market();
  const all = listOf({ kind: 'customer' });
  const ids = reader.listIds(all, 0, 100);
  expect(reader.listMissing(all, [...ids, idOf(21), idOf(999)])).toEqual([idOf(21), idOf(999)]);
  const [first = '', second = ''] = ids;
  writer.queue([change('customer.delete', { ids: [first] })]);
  expect(reader.listMissing(all, ids)).toEqual([first]);
  const named = listOf({ kind: 'customer', search: 'no customer is called so' });
  expect(reader.listMissing(named, [second])).toEqual([second]);
});

it('every status that a list shows is a filter, and each row has exactly one', () => {
  const { reader } = market();
  for (const kind of listKinds) {
    const of = (value: string) =>
      reader.listIds(listOf({ kind, where: [{ column: 'status', operator: 'is', value }] }), 0, 100);
    const byStatus = choicesOf(kind, 'status').flatMap(({ id }) => of(id));
    expect(byStatus.toSorted(), kind).toEqual(reader.listIds(listOf({ kind }), 0, 100).toSorted());
  }
  const silent = { column: 'status', operator: 'is', value: 'silent' } as const;
  const rows = reader.listWindow(listOf({ kind: 'customer', where: [silent] }), 0, 10).rows;
  expect(rows.every((row) => 'health' in row && row.health.state === 'silent-probes')).toBe(true);
  expect(() => listOf({ kind: 'site', where: [{ ...silent, value: 'no-access' }] })).toThrow(
    'One of silent, no-probes, active is expected',
  );
});

it('gives stretches and positions of a list', () => {
  const { reader } = market();
  const list = listOf({ kind: 'customer' });
  expect(reader.listIds(list, 1, 3)).toEqual([idOf(14), idOf(12)]);
  expect(reader.listIndexOf(list, idOf(12))).toBe(2);
  expect(reader.listIndexOf(list, idOf(99))).toBe(-1);
  expect(reader.listWindow(list, 3, 10)).toMatchObject({
    total: 4,
    unfiltered: 4,
    offset: 3,
    rows: [{ name: 'Éclair' }],
  });
});

it('counts for the overview, and names what needs attention', () => {
  const { reader } = market();
  expect(reader.overview()).toMatchObject({
    counts: {
      partners: 2,
      customers: 4,
      directCustomers: 2,
      sites: 3,
      probes: 4,
      probesOnline: 2,
      probesOffline: 2,
      probesUnknown: 0,
      unassociatedProbes: 1,
    },
    attention: [{ id: idOf(13), partnerName: null, silentProbes: 1 }],
    silentCustomers: 1,
    withoutAccess: 1,
    withoutSites: 2,
  });
});

it('shows a partner with its customers, and what keeps it from being deleted', () => {
  const { reader } = market();
  expect(reader.partnerDetail(idOf(1))).toMatchObject({
    customers: 1,
    firstCustomers: [{ id: idOf(11), name: 'Éclair', sites: 2 }],
  });
  expect(reader.partnerChoices()).toEqual([
    { id: idOf(2), name: 'Émile', customers: 1 },
    { id: idOf(1), name: 'Zeta', customers: 1 },
  ]);
  expect(reader.partnerDeleteImpact([idOf(1), idOf(2)])).toEqual({
    partners: 2,
    blocked: [
      { id: idOf(2), name: 'Émile', customers: 1 },
      { id: idOf(1), name: 'Zeta', customers: 1 },
    ],
  });
});

it('finds customers of the same name under the same partner', () => {
  const { reader } = market();
  expect(reader.customersNamed(null, ' APPLE ', idOf(14))).toEqual([{ id: idOf(13), name: 'apple' }]);
  expect(reader.customersNamed(idOf(1), 'eclair', null)).toEqual([{ id: idOf(11), name: 'Éclair' }]);
  expect(reader.customersNamed(idOf(2), 'eclair', null)).toEqual([]);
});
