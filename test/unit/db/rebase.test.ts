import { describe, expect, it } from 'vitest';
import type { NewMutation } from '../../../db/api.ts';
import {
  change,
  changesBody,
  customerRow,
  idOf,
  listOf,
  noon,
  openWith,
  partnerRow,
  probeRow,
  siteRow,
  type TestCache,
  type TestChange,
  unpacked,
} from './fixture.ts';

const partner = partnerRow(1, 'Northwind');
const contoso = customerRow(11, 'Contoso', idOf(1));
const fabrikam = customerRow(12, 'Fabrikam');
const depot = siteRow(21, 'Depot', idOf(11));
const meter = probeRow(31, idOf(21));
const everything = { partner: [partner], customer: [contoso, fabrikam], site: [depot], probe: [meter] };

function names(cache: TestCache, kind: 'customer' | 'partner' | 'site'): string[] {
  return cache.reader.listWindow(listOf({ kind }), 0, 50).rows.map((row) => row.name);
}

function states(cache: TestCache): string[] {
  return cache.reader.outboxWindow({}, 0, 50).rows.map((row) => row.state);
}

interface Case {
  name: string;
  queued: NewMutation[];
  arrives: TestChange[];
  customers: string[];
  sites: string[];
  outbox: string[];
}

const rename = () => change('customer.update', { id: idOf(11), changes: { name: 'Contoso Health' } });
const remove = () => change('customer.delete', { ids: [idOf(11)] });

const cases: Case[] = [
  {
    name: 'another field of an edited customer changes: both show',
    queued: [rename()],
    arrives: [{ kind: 'customer', row: { ...contoso, version: 1001, reference: 'REF' } }],
    customers: ['Contoso Health', 'Fabrikam'],
    sites: ['Depot'],
    outbox: ['waiting'],
  },
  {
    name: 'the same field changes: the operator’s stays on screen until the server has answered',
    queued: [rename()],
    arrives: [{ kind: 'customer', row: { ...contoso, version: 1001, name: 'Theirs' } }],
    customers: ['Contoso Health', 'Fabrikam'],
    sites: ['Depot'],
    outbox: ['waiting'],
  },
  {
    name: 'an edited customer is deleted by someone else: the edit is parked',
    queued: [rename()],
    arrives: [
      { kind: 'site', id: idOf(21), gone: true },
      { kind: 'customer', id: idOf(11), gone: true },
    ],
    customers: ['Fabrikam'],
    sites: [],
    outbox: ['parked'],
  },
  {
    name: 'a site arrives under a customer that a waiting delete removes: it’s removed too',
    queued: [remove()],
    arrives: [{ kind: 'site', row: siteRow(22, 'Annex', idOf(11), { version: 1001 }) }],
    customers: ['Fabrikam'],
    sites: [],
    outbox: ['waiting'],
  },
  {
    name: 'a deleted customer is deleted by someone else too: the delete still makes sense',
    queued: [remove()],
    arrives: [
      { kind: 'site', id: idOf(21), gone: true },
      { kind: 'customer', id: idOf(11), gone: true },
    ],
    customers: ['Fabrikam'],
    sites: [],
    outbox: ['waiting'],
  },
  {
    name: 'an unrelated customer changes: it’s written straight through',
    queued: [rename()],
    arrives: [{ kind: 'customer', row: { ...fabrikam, version: 1001, name: 'Fabrikam Ltd' } }],
    customers: ['Contoso Health', 'Fabrikam Ltd'],
    sites: ['Depot'],
    outbox: ['waiting'],
  },
  {
    name: 'the partner of a new customer is deleted by someone else: the create is parked',
    queued: [change('customer.create', { id: idOf(50), fields: customerRow(50, 'New', idOf(1)) })],
    arrives: [
      { kind: 'customer', row: { ...contoso, version: 1001, partnerId: null } },
      { kind: 'partner', id: idOf(1), gone: true },
    ],
    customers: ['Contoso', 'Fabrikam'],
    sites: ['Depot'],
    outbox: ['parked'],
  },
  {
    name: 'a moved customer’s new partner is deleted by a later change: the move still stands before it',
    queued: [
      change('customer.move', { ids: [idOf(12)], partnerId: idOf(1) }),
      change('customer.move', { ids: [idOf(11), idOf(12)], partnerId: null }),
      change('partner.delete', { ids: [idOf(1)] }),
    ],
    arrives: [{ kind: 'customer', row: { ...fabrikam, version: 1001, reference: 'REF' } }],
    customers: ['Contoso', 'Fabrikam'],
    sites: ['Depot'],
    outbox: ['waiting', 'waiting', 'waiting'],
  },
];

describe('when changes arrive while others wait', () => {
  it.each(cases)('$name', ({ queued, arrives, customers, sites, outbox }) => {
    const cache = openWith(everything);
    for (const mutation of queued) cache.writer.queue([mutation]);
    cache.writer.applyChanges(changesBody(1010, arrives), noon);
    expect(names(cache, 'customer')).toEqual(customers);
    expect(names(cache, 'site')).toEqual(sites);
    expect(states(cache)).toEqual(outbox);
  });
});

it('frees the probes of a deleted customer, and puts all back when the delete is taken back', () => {
  const cache = openWith(everything);
  const mutation = remove();
  cache.writer.queue([mutation]);
  const inventory = listOf({ kind: 'probe', scope: { type: 'inventory' } });
  expect(cache.reader.listWindow(inventory, 0, 10).total).toBe(1);
  expect(cache.reader.siteDetail(idOf(21))).toBeNull();
  expect(cache.writer.takeBack([mutation.id]).taken).toEqual([mutation.id]);
  expect(cache.reader.listWindow(inventory, 0, 10).total).toBe(0);
  expect(cache.reader.siteDetail(idOf(21))?.probes.map((probe) => probe.id)).toEqual([idOf(31)]);
  expect(cache.reader.customerDetail(idOf(11))?.customer).toEqual(contoso);
});

it('shows what a confirmed delete removed again at once when it’s restored', () => {
  const cache = openWith(everything);
  const deletion = remove();
  cache.writer.queue([deletion]);
  cache.writer.nextBatch(10);
  cache.writer.settle([{ id: deletion.id, outcome: 'applied', seq: 1003 }]);
  const gone: TestChange[] = [
    { kind: 'probe', row: { ...meter, version: 1001, siteId: null } },
    { kind: 'site', id: idOf(21), gone: true },
    { kind: 'customer', id: idOf(11), gone: true },
  ];
  expect(cache.writer.applyChanges(changesBody(1003, gone), noon).status.waiting).toBe(0);
  expect(names(cache, 'customer')).toEqual(['Fabrikam']);
  cache.writer.queue([change('customer.restore', { deletion: deletion.id, ids: [idOf(11)] })]);
  expect(names(cache, 'customer')).toEqual(['Contoso', 'Fabrikam']);
  expect(cache.reader.siteDetail(idOf(21))?.probes.map((probe) => probe.id)).toEqual([idOf(31)]);
  expect(cache.reader.outboxWindow({}, 0, 1).rows[0]?.title).toBe('Restore Contoso');
});

it('leaves a probe where the last change in line put it, also where a restore before that takes it along only now', () => {
  const annex = siteRow(22, 'Annex', idOf(12));
  const cache = openWith({ ...everything, site: [depot, annex] });
  const { writer } = cache;
  const remove = change('site.delete', { ids: [idOf(21)] });
  writer.queue([remove]);
  writer.queue([change('site.restore', { deletion: remove.id, ids: [idOf(21)] })]);
  const probe = (version: number, siteId: string | null) =>
    writer.applyChanges(
      changesBody(version, [{ kind: 'probe', row: probeRow(31, siteId, { version }) }]),
      noon,
    );
  probe(1001, idOf(22));
  const free = change('probe.disassociate', { ids: [idOf(31)] });
  writer.queue([{ ...free, before: { [idOf(31)]: idOf(22) } }]);
  probe(1002, null);
  const renamed = { ...contoso, version: 1003, reference: 'REF' };
  writer.applyChanges(changesBody(1003, [{ kind: 'customer', row: renamed }]), noon);
  expect(cache.reader.listWindow(listOf({ kind: 'probe' }), 0, 5).rows).toMatchObject([{ siteId: null }]);
  writer.takeBack([free.id]);
  expect(cache.reader.listWindow(listOf({ kind: 'probe' }), 0, 5).rows).toMatchObject([{ siteId: idOf(21) }]);
});

it('keeps an applied change on screen until the cursor has passed it', () => {
  const cache = openWith(everything);
  const mutation = rename();
  cache.writer.queue([mutation]);
  cache.writer.nextBatch(10);
  cache.writer.settle([{ id: mutation.id, outcome: 'applied', seq: 1005 }]);
  cache.writer.applyChanges(
    changesBody(1004, [{ kind: 'customer', row: { ...contoso, version: 1004 } }]),
    noon,
  );
  expect(names(cache, 'customer')).toEqual(['Contoso Health', 'Fabrikam']);
  expect(states(cache)).toEqual(['settling']);
  const confirmed = { ...contoso, version: 1005, name: 'Contoso Health' };
  cache.writer.applyChanges(changesBody(1005, [{ kind: 'customer', row: confirmed }]), noon);
  expect(states(cache)).toEqual([]);
  expect(cache.reader.customerDetail(idOf(11))).toMatchObject({ customer: { version: 1005 }, pending: null });
});

it('shows the server’s rows again once a change has met a conflict, with a mark', () => {
  const cache = openWith(everything);
  const mutation = rename();
  cache.writer.queue([mutation]);
  cache.writer.nextBatch(10);
  const conflicts = [{ field: 'name', base: 'Contoso', mine: 'Contoso Health', theirs: 'Theirs' }];
  cache.writer.settle([
    { id: mutation.id, outcome: 'conflict', because: 'The name was changed.', conflicts },
  ]);
  const detail = cache.reader.customerDetail(idOf(11));
  expect(detail).toMatchObject({ customer: { name: 'Contoso' }, pending: { waiting: 0, stuck: true } });
  expect(cache.reader.outboxWindow({}, 0, 1).rows[0]).toMatchObject({
    state: 'conflict',
    lastAnswer: 'The name was changed.',
    conflicts,
  });
});

it('tells that a customer was created here and isn’t confirmed', () => {
  const cache = openWith(everything);
  cache.writer.queue([change('customer.create', { id: idOf(50), fields: customerRow(50, 'New', idOf(1)) })]);
  const selection = { type: 'ids' as const, ids: [idOf(50), idOf(11), idOf(50), idOf(99)] };
  expect(unpacked(cache.reader.freezeDelete('customer', selection))).toMatchObject({
    ids: [idOf(50), idOf(11)],
    names: ['New', 'Contoso'],
    siteOf: [1],
    probeOf: [1],
    unconfirmed: 1,
    waiting: [idOf(50)],
    missing: 1,
  });
  expect(cache.reader.customerDetail(idOf(50))?.customer).toMatchObject({
    version: 0,
    customerId: null,
    origin: 'wizard',
  });
});
