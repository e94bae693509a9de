import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import {
  change,
  changesBody,
  customerRow,
  idOf,
  listOf,
  noon,
  openHere,
  openWith,
  partnerRow,
} from './fixture.ts';

const rows = {
  partner: [partnerRow(1, 'Northwind')],
  customer: [customerRow(11, 'Contoso', idOf(1)), customerRow(12, 'Fabrikam')],
};

const rename = (id: number, name: string) => change('customer.update', { id: idOf(id), changes: { name } });
const rejected = (id: string) => ({
  id,
  outcome: 'rejected' as const,
  problem: { type: '/problems/invalid', title: 'Not accepted', status: 422, kind: 'invalid' },
});

it('completes a change with what was there, what it touches and what it follows', () => {
  const { writer } = openWith(rows);
  const [first, second] = [rename(11, 'Contoso Health'), rename(11, 'Contoso Care')];
  writer.queue([first, second]);
  const move = change('customer.move', { ids: [idOf(11), idOf(12)], partnerId: null });
  writer.queue([move]);
  const batch = writer.nextBatch(10);
  expect(batch.map(({ before, touches, after }) => ({ before, touches, after }))).toEqual([
    { before: { name: 'Contoso' }, touches: [idOf(11)], after: [] },
    { before: { name: 'Contoso Health' }, touches: [idOf(11)], after: [first.id] },
    {
      before: { [idOf(11)]: idOf(1), [idOf(12)]: null },
      touches: [idOf(11), idOf(12)],
      after: [first.id, second.id],
    },
  ]);
});

it('sends nothing twice at a time, and all again after a lost answer, byte for byte', () => {
  const { writer } = openWith(rows);
  writer.queue([rename(11, 'Contoso Health')]);
  const sent = writer.nextBatch(10);
  expect(writer.nextBatch(10)).toEqual([]);
  writer.unsend();
  expect(JSON.stringify(writer.nextBatch(10))).toBe(JSON.stringify(sent));
});

it('takes back what the server said it did nothing of, and not what nobody has said that of', () => {
  const { writer } = openWith(rows);
  const [told, untold] = [rename(11, 'Contoso Health'), rename(12, 'Fabrikam Care')];
  writer.queue([told]);
  writer.queue([untold]);
  writer.nextBatch(10);
  const again = { outcome: 'retry' as const, because: 'It failed.' };
  writer.settle([
    { id: told.id, ...again },
    { id: untold.id, ...again, isUnclear: true },
  ]);
  expect(writer.takeBack([told.id, untold.id]).taken).toEqual([told.id]);
  expect(writer.discardImpact([untold.id], true)).toMatchObject({ mayHaveArrived: 1 });
});

describe('what was sent before and comes back as untouched', () => {
  type Step = 'unanswered' | 'untouched' | 'crashed' | 'told' | 'another is untouched';
  const cases: [Step[], boolean][] = [
    [['unanswered'], true],
    [['untouched'], false],
    [['another is untouched'], true],
    [['crashed'], true],
    // Only an answer about itself ends the doubt of an earlier push.
    [['unanswered', 'untouched'], true],
    [['crashed', 'untouched'], true],
    [['another is untouched', 'untouched'], true],
    [['unanswered', 'untouched', 'untouched'], true],
    [['unanswered', 'told'], false],
    [['unanswered', 'told', 'untouched'], false],
    [['untouched', 'untouched'], false],
    [['untouched', 'unanswered'], true],
    [['untouched', 'crashed'], true],
  ];
  it.each(cases)('%j: may have arrived: %s', (steps, isUnclear) => {
    let cache = openWith(rows);
    const { folder } = cache;
    const [it, other] = [rename(11, 'Contoso Health'), rename(12, 'Fabrikam Ltd')];
    cache.writer.queue([it]);
    cache.writer.queue([other]);
    const because = 'The partner API asks to slow down.';
    const play: Record<Step, () => void> = {
      unanswered: () => cache.writer.unsend(),
      untouched: () => cache.writer.unsend([{ ids: [it.id, other.id], because }]),
      'another is untouched': () => cache.writer.unsend([{ ids: [other.id], because }]),
      told: () => cache.writer.settle([{ id: it.id, outcome: 'retry', because: 'It failed.' }]),
      crashed: () => {
        cache.close();
        cache = openHere(folder);
      },
    };
    for (const step of steps) {
      expect(cache.writer.nextBatch(10).map(({ id }) => id)).toContain(it.id);
      play[step]();
    }
    cache.close();
    cache = openHere(folder);
    expect(cache.writer.discardImpact([it.id], true)).toMatchObject({ mayHaveArrived: isUnclear ? 1 : 0 });
    const amend = () =>
      cache.writer.amend(
        it.id,
        { id: idOf(900), at: noon },
        { args: { id: idOf(11), changes: { name: 'Contoso Care' } }, before: {} },
      );
    if (isUnclear) expect(amend).toThrow('may have applied it');
    else expect(amend).not.toThrow();
  });

  it('says in its history why it goes again', () => {
    const { writer, reader } = openWith(rows);
    const [it, other] = [rename(11, 'Contoso Health'), rename(12, 'Fabrikam Ltd')];
    writer.queue([it]);
    writer.queue([other]);
    writer.nextBatch(10);
    writer.unsend([{ ids: [it.id], because: 'The partner API asks to slow down.' }]);
    const heard = (id: string) => reader.changeDetail(id)?.history.map(({ what, said }) => [what, said]);
    expect(heard(it.id)).toEqual([['again', 'The partner API asks to slow down.']]);
    expect(heard(other.id)).toEqual([['unanswered', null]]);
  });
});

it('holds up only what follows a stuck change, and shows what it waits for', () => {
  const { writer, reader } = openWith(rows);
  const create = change('partner.create', { id: idOf(2), fields: partnerRow(2, 'Tailspin') });
  const below = change('customer.create', { id: idOf(50), fields: customerRow(50, 'New', idOf(2)) });
  const other = rename(12, 'Fabrikam Ltd');
  writer.queue([create]);
  expect(writer.nextBatch(10).map((mutation) => mutation.id)).toEqual([create.id]);
  writer.queue([below]);
  writer.queue([other]);
  expect(writer.nextBatch(10).map((mutation) => mutation.id)).toEqual([other.id]);
  writer.settle([rejected(create.id)]);
  expect(writer.nextBatch(10)).toEqual([]);
  const row = reader.outboxWindow({}, 0, 10).rows.find((entry) => entry.id === below.id);
  expect(row).toMatchObject({ state: 'waiting', after: [create.id] });
  expect(reader.listWindow(listOf({ kind: 'customer' }), 0, 10).rows.map((entry) => entry.name)).toEqual([
    'Contoso',
    'Fabrikam Ltd',
  ]);
  expect(writer.discardAll([create.id], true, 'Ana').status).toMatchObject({ waiting: 1, stuck: 1 });
  expect(reader.outboxWindow({}, 0, 10).rows.map((entry) => entry.state)).toEqual(['parked', 'sending']);
});

it('lets a partner be deleted only after its customers have left it', () => {
  const { writer } = openWith(rows);
  const move = change('customer.move', { ids: [idOf(11)], partnerId: null });
  const remove = change('partner.delete', { ids: [idOf(1)] });
  writer.queue([move]);
  writer.queue([remove]);
  expect(writer.nextBatch(1).map((mutation) => mutation.id)).toEqual([move.id]);
  expect(writer.nextBatch(10)).toEqual([]);
  writer.settle([{ id: move.id, outcome: 'applied', seq: 1001 }]);
  expect(writer.nextBatch(10).map((mutation) => mutation.id)).toEqual([remove.id]);
});

it('takes back what hasn’t left and leaves what has', () => {
  const { writer, reader } = openWith(rows);
  const [first, second] = [rename(11, 'Contoso Health'), rename(11, 'Contoso Care')];
  writer.queue([first]);
  writer.nextBatch(10);
  writer.queue([second]);
  expect(writer.takeBack([first.id, second.id, idOf(999)]).taken).toEqual([second.id]);
  expect(reader.customerDetail(idOf(11))).toMatchObject({
    customer: { name: 'Contoso Health' },
    pending: { waiting: 1, stuck: false },
  });
});

it('builds a later edit on what was there before an earlier one that’s taken back', () => {
  const { writer } = openWith(rows);
  const [first, second] = [rename(11, 'Contoso Health'), rename(11, 'Contoso Care')];
  writer.queue([first]);
  writer.queue([second]);
  writer.takeBack([first.id]);
  expect(writer.nextBatch(10)).toMatchObject([{ id: second.id, before: { name: 'Contoso' } }]);
});

it('parks an edit of a customer whose creation is taken back', () => {
  const { writer, reader } = openWith(rows);
  const create = change('customer.create', { id: idOf(50), fields: customerRow(50, 'New') });
  writer.queue([create]);
  writer.queue([rename(50, 'Newer')]);
  writer.takeBack([create.id]);
  expect(reader.outboxWindow({}, 0, 10).rows).toMatchObject([
    { state: 'parked', lastAnswer: 'The customer that it changes doesn’t exist any more.' },
  ]);
});

it('sends a conflicting change again on top of what the server has, with a new id, when the operator insists', () => {
  const { writer, reader } = openWith(rows);
  const first = rename(11, 'Contoso Health');
  writer.queue([first]);
  writer.nextBatch(10);
  const follower = change('customer.update', { id: idOf(11), changes: { reference: 'R' } });
  writer.queue([follower]);
  const conflicts = [{ field: 'name', base: 'Contoso', mine: 'Contoso Health', theirs: 'Theirs' }];
  writer.settle([{ id: first.id, outcome: 'conflict', because: 'Changed', conflicts }]);
  writer.amend(first.id, { id: idOf(800), at: noon }, { args: first.args, before: { name: 'Theirs' } });
  expect(writer.nextBatch(10)).toMatchObject([
    { id: idOf(800), before: { name: 'Theirs' } },
    { id: follower.id, after: [idOf(800)] },
  ]);
  expect(reader.customerDetail(idOf(11))?.customer.name).toBe('Contoso Health');
});

it('sends a rejected change again with a new id, and what restores its deletion speaks of that', () => {
  const { writer, folder, close } = openWith(rows);
  const deletion = change('customer.delete', { ids: [idOf(11)] });
  writer.queue([deletion]);
  writer.nextBatch(10);
  const restore = change('customer.restore', { deletion: deletion.id, ids: [idOf(11)] });
  writer.queue([restore]);
  writer.settle([rejected(deletion.id)]);
  writer.retryAll([{ id: deletion.id, renewal: { id: idOf(801), at: noon } }]);
  const expected = [
    { id: idOf(801), args: { ids: [idOf(11)] } },
    { id: restore.id, after: [idOf(801)], args: { deletion: idOf(801) } },
  ];
  expect(writer.nextBatch(10)).toMatchObject(expected);
  close();
  const again = openHere(folder);
  expect(again.writer.nextBatch(10)).toMatchObject(expected);
});

it('queues none of several changes when one of them makes no sense', () => {
  const { writer } = openWith(rows);
  expect(() => writer.queue([rename(12, 'Fabrikam Ltd'), rename(77, 'Nobody')])).toThrow('doesn’t exist');
  expect(writer.status().waiting).toBe(0);
  expect(writer.nextBatch(10)).toEqual([]);
});

it('drops an answer that comes twice', () => {
  const { writer } = openWith(rows);
  const first = rename(11, 'Contoso Health');
  writer.queue([first]);
  writer.nextBatch(10);
  writer.settle([{ id: first.id, outcome: 'applied', seq: 1001 }]);
  const confirmed = { ...customerRow(11, 'Contoso Health', idOf(1)), version: 1001 };
  writer.applyChanges(changesBody(1001, [{ kind: 'customer', row: confirmed }]), noon);
  expect(writer.settle([{ id: first.id, outcome: 'applied', seq: 1001 }]).status.waiting).toBe(0);
});

it('sends no more bytes at once than are asked for, but always something, in line', () => {
  const { writer } = openWith(rows);
  const [first, second, third] = [
    rename(11, 'Contoso Health'),
    rename(12, 'Fabrikam Ltd'),
    rename(11, 'Contoso Care'),
  ];
  writer.queue([first, second, third]);
  expect(writer.nextBatch(10, 1).map(({ id }) => id)).toEqual([first.id]);
  writer.unsend();
  const size = JSON.stringify(writer.nextBatch(1)[0]).length;
  writer.unsend();
  expect(writer.nextBatch(10, size * 2 + 40).map(({ id }) => id)).toEqual([first.id, second.id]);
});

it('doesn’t send what follows a change whose answer is still to come', () => {
  const { writer } = openWith(rows);
  const [first, second, other] = [
    rename(11, 'Contoso Health'),
    rename(11, 'Contoso Care'),
    rename(12, 'Fabrikam Ltd'),
  ];
  writer.queue([first, second, other]);
  expect(writer.nextBatch(1).map(({ id }) => id)).toEqual([first.id]);
  expect(writer.nextBatch(10).map(({ id }) => id)).toEqual([other.id]);
  writer.settle([{ id: first.id, outcome: 'applied', seq: 1001 }]);
  expect(writer.nextBatch(10).map(({ id }) => id)).toEqual([second.id]);
});

it('restores a customer only after the partner that it was deleted with', () => {
  const { writer } = openWith(rows);
  const deletions = [
    change('customer.delete', { ids: [idOf(11)] }),
    change('partner.delete', { ids: [idOf(1)] }),
  ];
  writer.queue(deletions);
  const [customers, partners] = deletions.map(({ id }) => id) as [string, string];
  for (const [at, id] of [customers, partners].entries()) {
    writer.nextBatch(1);
    writer.settle([{ id, outcome: 'applied', seq: 1001 + at }]);
  }
  writer.queue([change('partner.restore', { deletion: partners, ids: [idOf(1)] })]);
  writer.queue([change('customer.restore', { deletion: customers, ids: [idOf(11)] })]);
  expect(writer.nextBatch(1)).toMatchObject([{ name: 'partner.restore' }]);
  expect(writer.nextBatch(10)).toEqual([]);
});

it('finds by index who changes a customer that thousands of new sites are below', () => {
  const { folder } = openWith(rows);
  const db = new Database(join(folder, 'cache-1.db'), { readonly: true });
  const plan = db
    .prepare(
      `EXPLAIN QUERY PLAN SELECT DISTINCT position FROM touched
       WHERE entityId IN (SELECT value FROM json_each('[]')) AND role IN (SELECT value FROM json_each('[]')) ORDER BY position`,
    )
    .all() as { detail: string }[];
  db.close();
  expect(plan.map(({ detail }) => detail).join()).toContain('touched_role (entityId=? AND role=?)');
});
