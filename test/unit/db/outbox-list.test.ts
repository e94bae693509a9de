import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { initialSchema } from '../../../db/migrations/0010-initial.ts';
import { migrate, newestSchema } from '../../../db/migrations/index.ts';
import { answersTo } from '../../../db/outbox/answers.ts';
import {
  change,
  changesBody,
  customerRow,
  idOf,
  noon,
  openHere,
  openWith,
  partnerRow,
  probeRow,
  siteRow,
  snapshotBody,
} from './fixture.ts';

const rows = {
  partner: [partnerRow(1, 'Northwind')],
  customer: [customerRow(11, 'Contoso', idOf(1)), customerRow(12, 'Fabrikam')],
};
const rename = (id: number, name: string) => change('customer.update', { id: idOf(id), changes: { name } });
const rejected = (id: string) => ({
  id,
  outcome: 'rejected' as const,
  problem: {
    type: '/problems/invalid',
    title: 'Not accepted',
    status: 422,
    kind: 'invalid',
    detail: 'The e-mail address is in use.',
    fields: [{ path: 'email', message: 'It’s in use' }],
  },
});

it('shows thousands by window in the order of sending, narrowed by state and text', () => {
  const { writer, reader } = openWith(rows);
  const many = Array.from({ length: 5000 }, (_row, at) =>
    change('customer.create', { id: idOf(10_000 + at), fields: customerRow(10_000 + at, `Número ${at}`) }),
  );
  writer.queue(many);
  const [first] = many;
  writer.nextBatch(1);
  writer.settle([rejected(first?.id ?? '')]);
  const page = reader.outboxWindow({}, 4990, 20);
  expect(page).toMatchObject({ total: 5000, unfiltered: 5000 });
  expect(page.counts).toMatchObject({ waiting: 4999, rejected: 1, parked: 0 });
  expect(page.rows.map((row) => row.order)).toEqual([
    4991, 4992, 4993, 4994, 4995, 4996, 4997, 4998, 4999, 5000,
  ]);
  const found = reader.outboxWindow({ search: 'numero 4321' }, 0, 10);
  expect(found.rows.map((row) => [row.order, row.title])).toEqual([[4322, 'Add customer Número 4321']]);
  expect(reader.outboxWindow({ states: ['rejected'] }, 0, 10).rows.map((row) => row.id)).toEqual([first?.id]);
  expect(reader.outboxIndexOf({ states: ['waiting'] }, many[2]?.id ?? '')).toBe(1);
  expect(reader.outboxIds({}, 1, 3)).toEqual([many[1]?.id, many[2]?.id]);
});

it('tells of one change what it does, what it follows, what follows it, and what was heard of it', () => {
  const { writer, reader } = openWith(rows);
  const partner = change('partner.create', { id: idOf(2), fields: partnerRow(2, 'Adatum') });
  const create = change('customer.create', {
    id: idOf(50),
    fields: customerRow(50, 'Tailspin', idOf(2), { notes: 'Loud' }),
  });
  const edit = rename(50, 'Tailspin Toys');
  for (const each of [partner, create, edit]) writer.queue([each]);
  writer.nextBatch(1);
  writer.unsend();
  writer.nextBatch(1);
  writer.settle([rejected(partner.id)]);
  const detail = reader.changeDetail(create.id);
  expect(detail?.fields).toEqual(
    expect.arrayContaining([
      { path: 'name', before: null, after: 'Tailspin' },
      { path: 'partnerId', before: null, after: idOf(2) },
      { path: 'notes', before: null, after: 'Loud' },
    ]),
  );
  expect(detail?.follows).toEqual([{ id: partner.id, title: 'Add partner Adatum', state: 'rejected' }]);
  expect(detail?.followedBy).toMatchObject({ total: 1, first: [{ id: edit.id }] });
  const stuck = reader.changeDetail(partner.id);
  expect(stuck?.history.map(({ what, attempt, said }) => [what, attempt, said])).toEqual([
    ['rejected', 2, 'The e-mail address is in use.'],
    ['unanswered', 1, null],
  ]);
  expect(stuck?.faults).toEqual([{ path: 'email', message: 'It’s in use' }]);
  expect(reader.changeDetail(edit.id)?.fields).toEqual([
    { path: 'name', before: 'Tailspin', after: 'Tailspin Toys' },
  ]);
  // By what it's about, too: the one that needs the operator first.
  expect(reader.changeDetail(idOf(2))?.change.id).toBe(partner.id);
  expect(reader.changeDetail(idOf(999))).toBeNull();
});

it('keeps what was heard of a change through a retry with another id, a restart and a new snapshot', () => {
  const cache = openWith(rows);
  const first = rename(11, 'Contoso Health');
  cache.writer.queue([first]);
  cache.writer.nextBatch(10);
  cache.writer.settle([rejected(first.id)]);
  expect(cache.writer.retryAll([{ id: first.id, renewal: { id: idOf(700), at: noon } }]).retried).toBe(1);
  cache.close();
  const again = openHere(cache.folder);
  again.writer.beginSnapshot();
  again.writer.startOver(false);
  again.writer.beginSnapshot();
  again.writer.applySnapshotPage(snapshotBody(rows, { start: 'at-1000' }));
  again.writer.applyChanges(changesBody(1000, []), noon);
  expect(again.reader.changeDetail(idOf(700))?.history.map(({ what }) => what)).toEqual([
    'retried',
    'rejected',
  ]);
});

it('puts rejected and parked changes back in line at once, with their followers; a conflict stays', () => {
  const { writer, reader } = openWith(rows);
  const partner = change('partner.create', { id: idOf(2), fields: partnerRow(2, 'Adatum') });
  const below = change('customer.create', { id: idOf(50), fields: customerRow(50, 'New', idOf(2)) });
  const conflict = rename(12, 'Fabrikam Ltd');
  for (const each of [partner, below, conflict]) writer.queue([each]);
  writer.nextBatch(10);
  writer.settle([
    rejected(partner.id),
    rejected(below.id),
    { id: conflict.id, outcome: 'conflict', because: 'Changed by others', conflicts: [] },
  ]);
  const all = [partner, below, conflict].map(({ id }, at) => ({
    id,
    renewal: { id: idOf(800 + at), at: noon },
  }));
  expect(writer.retryAll(all)).toMatchObject({ retried: 2, status: { waiting: 2, stuck: 1 } });
  expect(reader.outboxWindow({}, 0, 10).rows.map((row) => [row.id, row.state, row.after])).toEqual([
    [idOf(800), 'waiting', []],
    [idOf(801), 'waiting', [idOf(800)]],
    [conflict.id, 'conflict', []],
  ]);
  expect(writer.nextBatch(10).map(({ id }) => id)).toEqual([idOf(800), idOf(801)]);
});

it('a file of the version before gets a place for answers, and keeps its outbox', () => {
  const db = new Database(':memory:');
  migrate(db, [{ to: 10, apply: initialSchema }]);
  db.prepare(
    `INSERT INTO outbox (id, state, name, at, attempts, departed, title, conflicts, mutation)
     VALUES ('m', 'rejected', 'customer.update', ?, 1, 1, 'Rename', '[]', '{"after":[]}')`,
  ).run(noon);
  migrate(db);
  expect(db.pragma('user_version', { simple: true })).toBe(newestSchema);
  expect(db.prepare('SELECT id, state FROM outbox').all()).toEqual([{ id: 'm', state: 'rejected' }]);
  expect(answersTo(db, 'm')).toEqual({ history: [], faults: [] });
});

it('names what probes are put at, and where a move of several goes', () => {
  const { writer, reader } = openWith({
    ...rows,
    site: [siteRow(21, 'Harbour', idOf(11))],
    probe: [probeRow(31, null), probeRow(32, null)],
  });
  const one = change('probe.associate', { ids: [idOf(31)], siteId: idOf(21) });
  const move = change('customer.move', { ids: [idOf(11), idOf(12)], partnerId: null });
  writer.queue([one]);
  writer.queue([move]);
  expect(reader.changeDetail(one.id)).toMatchObject({
    kind: 'probe',
    fields: [{ path: 'siteId', before: null, after: idOf(21) }],
    names: { [idOf(21)]: 'Harbour' },
  });
  expect(reader.changeDetail(move.id)).toMatchObject({
    fields: [],
    goesTo: null,
    things: {
      total: 2,
      first: [
        { name: 'Contoso', from: 'Northwind' },
        { name: 'Fabrikam', from: null },
      ],
    },
  });
});
