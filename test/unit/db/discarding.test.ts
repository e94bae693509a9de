import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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
  siteRow,
  type TestCache,
} from './fixture.ts';

const rows = {
  partner: [partnerRow(1, 'Northwind'), partnerRow(2, 'Adatum')],
  customer: [customerRow(11, 'Contoso', idOf(1)), customerRow(12, 'Fabrikam')],
  site: [siteRow(21, 'Harbour', idOf(11))],
};
const rename = (id: number, name: string) => change('customer.update', { id: idOf(id), changes: { name } });
const names = ({ reader }: TestCache) =>
  reader.listWindow(listOf({ kind: 'customer' }), 0, 10).rows.map((row) => ('name' in row ? row.name : ''));
const titles = ({ first }: { first: { title: string }[] }) => first.map(({ title }) => title);

it('says which later changes would be parked, which rewritten, and which rows go back to what', () => {
  const folder = freshFolder();
  const cache = openWith(rows, folder);
  const { writer, reader } = cache;
  const partner = change('partner.create', { id: idOf(3), fields: partnerRow(3, 'Tailspin') });
  const first = rename(11, 'Contoso Health');
  writer.queue([partner]);
  writer.queue([
    change('customer.create', { id: idOf(50), fields: customerRow(50, 'Under Tailspin', idOf(3)) }),
  ]);
  writer.queue([first]);
  writer.queue([rename(11, 'Contoso Care')]);
  const [outbox, journal, status] = [
    reader.outboxWindow({}, 0, 10),
    readFileSync(join(folder, 'journal.log'), 'utf8'),
    writer.status(),
  ];
  const impact = writer.discardImpact([partner.id, first.id], false);
  expect(titles(impact.discarded)).toEqual(['Add partner Tailspin', 'Rename Contoso to Contoso Health']);
  expect(impact.parked).toMatchObject({
    total: 1,
    first: [
      {
        title: 'Add customer Under Tailspin',
        because: 'The partner of this new customer doesn’t exist any more.',
      },
    ],
  });
  expect(titles(impact.rewritten)).toEqual(['Rename Contoso Health to Contoso Care']);
  expect(impact.rows.first.map(({ kind, name, becomes }) => [kind, name, becomes])).toEqual([
    ['partner', 'Tailspin', 'gone'],
    ['customer', 'Under Tailspin', 'gone'],
  ]);
  expect(impact.mayHaveArrived).toBe(0);
  // Nothing of it has happened.
  expect(reader.outboxWindow({}, 0, 10)).toEqual(outbox);
  expect(readFileSync(join(folder, 'journal.log'), 'utf8')).toBe(journal);
  expect(writer.status()).toEqual(status);
  // And what was said is what comes.
  const { discarded } = writer.discardAll([partner.id, first.id], false, 'Ana');
  expect(discarded).toEqual([partner.id, first.id]);
  expect(reader.outboxWindow({}, 0, 10).rows.map((row) => [row.title, row.state])).toEqual([
    ['Add customer Under Tailspin', 'parked'],
    ['Rename Contoso Health to Contoso Care', 'waiting'],
  ]);
  expect(names(cache)).toEqual(['Contoso Care', 'Fabrikam']);
  expect(writer.nextBatch(10)).toMatchObject([{ before: { name: 'Contoso' } }]);
});

it('names what then waits for the changes that it leaves without sense', () => {
  const { writer, reader } = openWith(rows);
  const customer = change('customer.create', { id: idOf(50), fields: customerRow(50, 'New') });
  const site = change('site.create', { id: idOf(60), fields: siteRow(60, 'Annexe', idOf(50)) });
  const edit = change('site.update', { id: idOf(60), changes: { notes: 'Ring twice' } });
  for (const one of [customer, site, edit, rename(11, 'Apart')]) writer.queue([one]);
  const impact = writer.discardImpact([customer.id], false);
  expect(titles(impact.parked)).toEqual(['Add site Annexe of New']);
  expect(titles(impact.held)).toEqual(['Change notes of Annexe']);
  // And what was said is what comes.
  writer.discardAll([customer.id], false, 'Ana');
  expect(reader.outboxWindow({}, 0, 10).rows.map(({ title, waitsFor }) => [title, waitsFor])).toEqual([
    ['Add site Annexe of New', null],
    ['Change notes of Annexe', 'Add site Annexe of New'],
    ['Rename Contoso to Apart', null],
  ]);
});

it('shows each field that goes back, and what comes back', () => {
  const { writer } = openWith(rows);
  const edit = change('customer.update', {
    id: idOf(12),
    changes: { 'address.city': 'Porto', notes: 'Call' },
  });
  const move = change('customer.move', { ids: [idOf(12)], partnerId: idOf(2) });
  const remove = change('customer.delete', { ids: [idOf(11)] });
  writer.queue([edit, move]);
  writer.queue([remove]);
  const impact = writer.discardImpact([edit.id, move.id, remove.id], false);
  const rowOf = (id: number) => impact.rows.first.find((row) => row.id === idOf(id));
  expect(rowOf(11)).toMatchObject({ kind: 'customer', name: 'Contoso', becomes: 'back', fields: [] });
  expect(rowOf(21)).toMatchObject({ kind: 'site', name: 'Harbour', becomes: 'back' });
  expect(rowOf(12)?.becomes).toBe('changed');
  expect(new Map(rowOf(12)?.fields.map(({ path, before, after }) => [path, [before, after]]))).toEqual(
    new Map<string, unknown>([
      ['address.city', ['Porto', '']],
      ['notes', ['Call', '']],
      ['partnerId', [idOf(2), null]],
    ]),
  );
  expect(impact.names).toEqual({ [idOf(2)]: 'Adatum' });
});

it('builds a later change on what was there before, when several below it go', () => {
  const { writer } = openWith(rows);
  const [first, second, third] = [rename(11, 'One'), rename(11, 'Two'), rename(11, 'Three')];
  writer.queue([first, second, third]);
  writer.discardAll([second.id, first.id], false, 'Ana');
  expect(writer.nextBatch(10)).toMatchObject([{ id: third.id, before: { name: 'Contoso' } }]);
});

it('leaves what is on its way, and what may have arrived unless it’s told to', () => {
  const { writer, reader } = openWith(rows);
  const [lost, going] = [rename(11, 'Contoso Health'), rename(12, 'Fabrikam Ltd')];
  writer.queue([lost]);
  writer.nextBatch(10);
  writer.unsend();
  const impact = writer.discardImpact([lost.id], false);
  expect(impact.discarded.total).toBe(0);
  expect(impact.refused.first[0]?.because).toContain('may have applied it');
  expect(writer.discardAll([lost.id], false, 'Ana').discarded).toEqual([]);
  expect(writer.discardImpact([lost.id], true)).toMatchObject({ mayHaveArrived: 1, discarded: { total: 1 } });
  writer.queue([going]);
  writer.nextBatch(10);
  expect(writer.discardAll([lost.id, going.id, idOf(999)], true, 'Ana').discarded).toEqual([]);
  writer.unsend();
  expect(writer.discardAll([lost.id, going.id], true, 'Ana').discarded).toEqual([lost.id, going.id]);
  expect(reader.outboxWindow({}, 0, 10).unfiltered).toBe(0);
});

it('discards thousands at once', () => {
  const many = Array.from({ length: 3000 }, (_row, at) =>
    change('customer.create', { id: idOf(10_000 + at), fields: customerRow(10_000 + at, `New ${at}`) }),
  );
  const { writer, reader } = openWith(rows);
  writer.queue(many);
  const ids = many.map(({ id }) => id);
  expect(writer.discardImpact(ids, false)).toMatchObject({
    discarded: { total: 3000 },
    rows: { total: 3000 },
    parked: { total: 0 },
  });
  expect(writer.discardAll(ids, false, 'Ana').discarded).toHaveLength(3000);
  expect(reader.counts().customers).toBe(2);
});

it('keeps readable what a conflict would have set when it’s discarded, also once the cache is lost', () => {
  const first = openWith(rows);
  const mine = rename(11, 'Contoso Health');
  first.writer.queue([mine, rename(12, 'Fabrikam Ltd')]);
  first.writer.nextBatch(1);
  const conflicts = [{ field: 'name', base: 'Contoso', mine: 'Contoso Health', theirs: 'Contoso Care' }];
  first.writer.settle([{ id: mine.id, outcome: 'conflict', because: 'Changed', conflicts }]);
  const waiting = first.reader.outboxIds({}, 0, 10);
  first.writer.discardAll(waiting, false, 'Ana Prado');
  const kept = [
    {
      ...{ change: mine.id, by: 'Ana Prado', kind: 'fields', outcome: 'theirs' },
      fields: [{ field: 'name', kept: 'Contoso Care', lost: [{ whose: 'mine', value: 'Contoso Health' }] }],
    },
  ];
  const asked = { entityId: idOf(11), offset: 0, limit: 10 };
  expect(first.reader.decisionPage(asked).rows).toMatchObject(kept);
  first.close();
  rmSync(join(first.folder, 'cache-1.db'));
  const again = openHere(first.folder);
  expect(again.reader.decisionPage(asked).rows).toMatchObject(kept);
});

it('of something new below what somebody deleted remembers what that was called', () => {
  const cache = openWith(rows);
  const fields = { ...siteRow(60, 'New Yard', idOf(11)), customerId: idOf(11) };
  const mine = change('site.create', { id: idOf(60), fields });
  cache.writer.queue([mine]);
  cache.writer.nextBatch(1);
  const gone = { kind: 'customer', id: idOf(11), name: 'Contoso', by: 'Ana', at: noon };
  cache.writer.settle([
    { id: mine.id, outcome: 'conflict', because: 'It was deleted.', conflicts: [], deleted: [gone] },
  ]);
  cache.writer.applyChanges(changesBody(1001, [{ kind: 'customer', id: idOf(11), gone: true }]), noon);
  cache.writer.discardAll([mine.id], false, 'Ana Prado');
  const settled = cache.reader.decisionPage({ entityId: null, offset: 0, limit: 10 });
  expect(settled.rows).toMatchObject([{ names: { [idOf(11)]: 'Contoso' } }]);
  expect(settled.names).toMatchObject({ [idOf(11)]: 'Contoso' });
});

it('remembers over a restart what may have arrived, until somebody has read what became of it', () => {
  const first = openWith(rows);
  const [lost, never] = [rename(11, 'Contoso Health'), rename(12, 'Fabrikam Ltd')];
  first.writer.queue([lost]);
  first.writer.nextBatch(10);
  first.writer.unsend();
  first.writer.queue([never]);
  first.writer.discardAll([lost.id, never.id], true, 'Ana Prado');
  first.close();
  const again = openHere(first.folder);
  expect(again.writer.discardFates()).toMatchObject([{ id: lost.id, applied: false }]);
  const row = { ...customerRow(11, 'Contoso Health', idOf(1)), version: 1001 };
  again.writer.applyChanges(changesBody(1001, [{ kind: 'customer', row }]), noon);
  expect(again.writer.discardFates()).toMatchObject([{ id: lost.id, applied: true }]);
  again.writer.discardFatesRead([lost.id]);
  expect(again.writer.discardFates()).toEqual([]);
  again.close();
  expect(openHere(first.folder).writer.discardFates()).toEqual([]);
});
