import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Failure } from '../../../common/contract/errors.ts';
import { siteFields } from '../../../common/domain/entities.ts';
import type { Mutation } from '../../../common/domain/mutations.ts';
import { foldRecords } from '../../../db/journal/entries.ts';
import { readJournalText } from '../../../db/journal/lines.ts';
import {
  change,
  changesBody,
  customerRow,
  freshFolder,
  idOf,
  listOf,
  noon,
  openHere,
  openWith,
  partnerRow,
  probeRow,
  siteRow,
  type TestCache,
} from './fixture.ts';

const rows = {
  partner: [partnerRow(1, 'Northwind')],
  customer: [customerRow(11, 'Contoso', idOf(1)), customerRow(12, 'Fabrikam')],
};
const renewal = { id: idOf(777), at: '2026-03-01T13:00:00.000Z' };
const rename = (id: number, name: string) => change('customer.update', { id: idOf(id), changes: { name } });
const rejected = (id: string) => ({
  id,
  outcome: 'rejected' as const,
  problem: { type: '/problems/invalid', title: 'Not accepted', status: 422, kind: 'invalid' },
});
const customers = ({ reader }: TestCache) =>
  reader.listWindow(listOf({ kind: 'customer' }), 0, 10).rows.map((row) => row.name);
const failureOf = (act: () => unknown) => {
  try {
    act();
  } catch (thrown) {
    return thrown instanceof Failure ? thrown.error : thrown;
  }
  return undefined;
};

it('sends a rejected change anew with other values, another id, and what it was made on top of', () => {
  const cache = openWith(rows);
  const { writer } = cache;
  const first = rename(11, 'Contoso Helth');
  writer.queue([first]);
  writer.nextBatch(10);
  writer.settle([rejected(first.id)]);
  const { status } = writer.amend(first.id, renewal, {
    args: { id: idOf(11), changes: { name: 'Contoso Health', notes: 'Called' } },
    before: { notes: '' },
  });
  expect(status).toMatchObject({ waiting: 1, stuck: 0 });
  expect(customers(cache)).toEqual(['Contoso Health', 'Fabrikam']);
  expect(writer.nextBatch(10)).toMatchObject([
    {
      ...renewal,
      name: 'customer.update',
      args: { changes: { name: 'Contoso Health', notes: 'Called' } },
      before: { name: 'Contoso', notes: '' },
    },
  ]);
  expect(cache.reader.outboxWindow({}, 0, 1).rows[0]?.title).toBe(
    'Rename Contoso to Contoso Health and change 1 field more',
  );
});

it('puts what was made on top of an amended change on top of what it holds now', () => {
  const { writer } = openWith(rows);
  const first = change('customer.update', { id: idOf(11), changes: { name: 'Wrong', notes: 'One' } });
  const second = change('customer.update', { id: idOf(11), changes: { name: 'Last', notes: 'Two' } });
  writer.queue([first, second]);
  writer.amend(first.id, renewal, {
    args: { id: idOf(11), changes: { name: 'Right' } },
    before: { notes: 'Theirs' },
  });
  expect(writer.nextBatch(10).map(({ id, before, after }) => ({ id, before, after }))).toEqual([
    { id: renewal.id, before: { name: 'Contoso' }, after: [] },
    { id: second.id, before: { name: 'Right', notes: 'Theirs' }, after: [renewal.id] },
  ]);
});

it('makes later edits of something new fit the values that it’s made with now', () => {
  const cache = openWith(rows);
  const { writer } = cache;
  const { partnerId, name, email } = customerRow(50, 'Tailspn', idOf(1));
  const fields = { ...customerRow(50, name, partnerId), email };
  const create = change('customer.create', { id: idOf(50), fields });
  writer.queue([create, rename(50, 'Tailspin Toys')]);
  writer.amend(create.id, renewal, {
    args: { id: idOf(50), fields: { ...fields, name: 'Tailspin' } },
    before: {},
  });
  expect(writer.nextBatch(10).map(({ before }) => before)).toEqual([{}, { name: 'Tailspin' }]);
  expect(customers(cache)).toContain('Tailspin Toys');
});

it('goes behind the partner that it needs now, with those that follow it, across a lost cache too', () => {
  const folder = freshFolder();
  const cache = openWith(rows, folder);
  const { writer } = cache;
  const create = change('customer.create', { id: idOf(50), fields: customerRow(50, 'Tailspin', idOf(1)) });
  const edit = rename(50, 'Tailspin Toys');
  const partner = change('partner.create', { id: idOf(2), fields: partnerRow(2, 'Adatum') });
  writer.queue([create, edit]);
  writer.queue([partner]);
  writer.amend(create.id, renewal, {
    args: { id: idOf(50), fields: customerRow(50, 'Tailspin', idOf(2)) },
    before: {},
  });
  const order = [partner.id, renewal.id, edit.id];
  expect(cache.reader.outboxWindow({}, 0, 10).rows.map((row) => [row.id, row.state])).toEqual(
    order.map((id) => [id, 'waiting']),
  );
  const journal = foldRecords(readJournalText(readFileSync(join(folder, 'journal.log'))).records);
  expect(
    [...journal.values()].filter((entry) => entry.state === 'pending').map((entry) => entry.mutation.id),
  ).toEqual(order);
  expect(writer.nextBatch(10).map(({ id, after }) => [id, after])).toEqual([
    [partner.id, []],
    [renewal.id, [partner.id]],
    [edit.id, [renewal.id]],
  ]);
  cache.close();
  for (const file of ['cache-1.db', 'cache-1.db-wal', 'cache-1.db-shm', 'current.json'])
    rmSync(join(folder, file), { force: true });
  const again = openHere(folder);
  expect(again.reader.outboxWindow({}, 0, 10).rows.map((row) => row.id)).toEqual(order);
});

it('leaves nothing behind of a delete that follows it to the end of the line and concerns other rows', () => {
  const cache = openWith({
    ...rows,
    site: [siteRow(30, 'Quay', idOf(11)), siteRow(31, 'Mill', idOf(12))],
    probe: [probeRow(40, idOf(30)), probeRow(41, idOf(31))],
  });
  const { writer, reader } = cache;
  const names = () => reader.listWindow(listOf({ kind: 'site' }), 0, 10).rows.map((row) => row.name);
  const put = change('probe.associate', { ids: [idOf(41)], siteId: idOf(30) });
  const remove = change('customer.delete', { ids: [idOf(11)] });
  const add = change('site.create', {
    id: idOf(32),
    fields: siteFields.parse({ customerId: idOf(12), name: 'Yard' }),
  });
  for (const each of [put, remove, add]) writer.queue([each]);
  const amend = (id: string, anew: typeof renewal, siteId: string) => {
    writer.nextBatch(1);
    writer.settle([rejected(id)]);
    writer.amend(id, anew, { args: { ids: [idOf(41)], siteId }, before: {} });
  };
  const first = { ...renewal, id: idOf(776) };
  // By now nothing but its place in line binds the delete to it.
  amend(put.id, first, idOf(31));
  amend(first.id, renewal, idOf(32));
  expect(reader.outboxWindow({}, 0, 10).rows.map((row) => row.id)).toEqual([add.id, renewal.id, remove.id]);
  expect(names()).toEqual(['Mill', 'Yard']);
  writer.takeBack([remove.id]);
  expect(names()).toEqual(['Mill', 'Quay', 'Yard']);
  expect(reader.listWindow(listOf({ kind: 'probe' }), 0, 10).rows).toMatchObject([
    { siteId: idOf(30) },
    { siteId: idOf(32) },
  ]);
});

it('refuses to edit what is on its way, what may have arrived, and what isn’t there', () => {
  const { writer } = openWith(rows);
  const first = rename(11, 'Contoso Health');
  const amendment = { args: { id: idOf(11), changes: { name: 'Other' } }, before: {} };
  writer.queue([first]);
  writer.nextBatch(10);
  expect(failureOf(() => writer.amend(first.id, renewal, amendment))).toMatchObject({
    code: 'not-allowed',
    message: expect.stringContaining('on its way'),
  });
  writer.unsend();
  expect(failureOf(() => writer.amend(first.id, renewal, amendment))).toMatchObject({
    code: 'not-allowed',
    message: expect.stringContaining('may have applied it'),
  });
  expect(failureOf(() => writer.amend(idOf(5), renewal, amendment))).toMatchObject({ code: 'not-found' });
});

it('names the field that a change can’t have, and leaves the change as it was', () => {
  const cache = openWith(rows);
  const { writer } = cache;
  const first = rename(11, 'Contoso Health');
  writer.queue([first]);
  const sent = (name: string) => ({
    args: { id: idOf(11), changes: { name } } as Mutation['args'],
    before: {},
  });
  const failure = failureOf(() => writer.amend(first.id, renewal, sent('')));
  expect(failure).toMatchObject({ code: 'invalid', fields: [{ path: 'name' }] });
  expect(writer.nextBatch(10).map(({ id }) => id)).toEqual([first.id]);
  expect(customers(cache)).toEqual(['Contoso Health', 'Fabrikam']);
});

it('conflicts that are settled are sent on top of what the server has, and stay so after its rows came', () => {
  const cache = openWith(rows);
  const { writer } = cache;
  const mine = rename(11, 'Mine');
  writer.queue([mine]);
  writer.nextBatch(10);
  const conflict = { field: 'name', base: 'Contoso', mine: 'Mine', theirs: 'Theirs' };
  writer.settle([{ id: mine.id, outcome: 'conflict', because: 'Changed by others', conflicts: [conflict] }]);
  writer.amend(mine.id, renewal, {
    args: { id: idOf(11), changes: { name: 'Both' } },
    before: { name: 'Theirs' },
  });
  const theirs = { ...customerRow(11, 'Theirs', idOf(1)), version: 1001 };
  writer.applyChanges(changesBody(1001, [{ kind: 'customer', row: theirs }]), noon);
  expect(customers(cache)).toEqual(['Both', 'Fabrikam']);
  expect(writer.nextBatch(10)).toMatchObject([{ id: renewal.id, before: { name: 'Theirs' } }]);
});
