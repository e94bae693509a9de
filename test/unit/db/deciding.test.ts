import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../common/domain/decisions.ts';
import type { Mutation } from '../../../common/domain/mutations.ts';
import type { DecidedChange, NewMutation } from '../../../db/api.ts';
import { initialSchema } from '../../../db/migrations/0010-initial.ts';
import { writeDecisions } from '../../../db/outbox/decided.ts';
import { migrate, newestSchema } from '../../../db/migrations/index.ts';
import {
  change,
  changesBody,
  customerRow,
  freshFolder,
  idOf,
  noon,
  openHere,
  openWith,
  partnerRow,
  type TestCache,
} from './fixture.ts';

const rows = () => ({
  partner: [partnerRow(1, 'Northwind')],
  customer: [customerRow(11, 'Contoso', idOf(1)), customerRow(12, 'Fabrikam', idOf(1))],
});
const deletion = idOf(700);
let number = 800_000;
const fresh = () => ({ id: idOf(++number), at: noon });

function decision(more: Partial<Decision> = {}): Decision {
  return {
    ...{ id: fresh().id, at: noon, by: 'Ingrid', change: null, title: 'Rename Contoso', kind: 'fields' },
    ...{ outcome: 'mine', entities: [{ kind: 'customer', id: idOf(11) }], fields: [] },
    ...more,
  };
}

function decided(
  id: string,
  next: NonNullable<DecidedChange['change']>['next'],
  more: Partial<DecidedChange> = {},
): DecidedChange {
  return {
    decision: decision({ change: id }),
    first: [],
    change: { id, renewal: fresh(), next },
    twin: null,
    ...more,
  };
}

const restore = (name: 'customer.restore' | 'partner.restore', id: string): NewMutation =>
  change(name, { deletion, ids: [id] });

const settledIn = ({ reader }: TestCache, entityId: string | null = null) =>
  reader.decisionPage({ entityId, offset: 0, limit: 50 });

const names = ({ reader }: TestCache) =>
  reader
    .listWindow(
      {
        kind: 'customer',
        scope: { type: 'all' },
        search: '',
        filters: [],
        where: [],
        sort: { column: 'name', direction: 'ascending' },
      },
      0,
      50,
    )
    .rows.map((row) => ('name' in row ? row.name : ''));

/** Two edits of one customer, the first of which meets a customer that somebody deleted. */
function editsOfDeleted(cache: TestCache): { first: NewMutation; second: NewMutation } {
  const first = change('customer.update', { id: idOf(11), changes: { name: 'Mine' } });
  const second = change('customer.update', { id: idOf(11), changes: { reference: 'R-2' } });
  cache.writer.queue([first, second]);
  cache.writer.nextBatch(1);
  const gone = { kind: 'customer', id: idOf(11), name: 'Contoso', by: 'Ana', at: noon, deletion };
  cache.writer.settle([
    { id: first.id, outcome: 'conflict', because: 'It was deleted.', conflicts: [], deleted: [gone] },
  ]);
  cache.writer.applyChanges(changesBody(1001, [{ kind: 'customer', id: idOf(11), gone: true }]), noon);
  return { first, second };
}

const asItWas = ({ args, before }: NewMutation) => ({ args: args as Mutation['args'], before: before ?? {} });

it('a restore goes ahead of the edits that wait for it, and none of them is parked before the server’s row is here', () => {
  const cache = openWith(rows());
  const { first, second } = editsOfDeleted(cache);
  const back = restore('customer.restore', idOf(11));
  const { settled } = cache.writer.decide([
    decided(first.id, asItWas(first), { first: [{ restore: back, title: 'Restore Contoso' }] }),
  ]);
  expect(settled).toHaveLength(1);
  expect(cache.writer.status()).toMatchObject({ waiting: 3, stuck: 0 });
  expect(cache.writer.nextBatch(10).map(({ name }) => name)).toEqual([
    'customer.restore',
    'customer.update',
    'customer.update',
  ]);
  cache.writer.unsend();
  const page = cache.reader.outboxWindow({}, 0, 10).rows;
  expect(page.map(({ title }) => title)).toEqual(['Restore Contoso', expect.any(String), expect.any(String)]);
  cache.writer.nextBatch(1);
  cache.writer.settle([{ id: back.id, outcome: 'applied', seq: 1002 }]);
  expect(cache.writer.status().stuck).toBe(0);
  const restored = { ...customerRow(11, 'Contoso', idOf(1)), version: 1002 };
  cache.writer.applyChanges(changesBody(1002, [{ kind: 'customer', row: restored }]), noon);
  expect(names(cache)).toEqual(['Fabrikam', 'Mine']);
  expect(cache.writer.nextBatch(10).map(({ id }) => id)).toContain(second.id);
});

it('the line is the same once the cache was lost and the journal is all there is', () => {
  const folder = freshFolder();
  const cache = openWith(rows(), folder);
  const { first } = editsOfDeleted(cache);
  const back = restore('customer.restore', idOf(11));
  cache.writer.decide([
    decided(first.id, asItWas(first), { first: [{ restore: back, title: 'Restore Contoso' }] }),
  ]);
  cache.close();
  for (const suffix of ['', '-wal'])
    writeFileSync(join(folder, `cache-1.db${suffix}`), Buffer.alloc(9000, 0x2a));
  const again = openHere(folder);
  expect(again.report.how).toBe('rebuilt');
  expect(again.writer.nextBatch(10).map(({ name }) => name)).toEqual([
    'customer.restore',
    'customer.update',
    'customer.update',
  ]);
  expect(settledIn(again)).toMatchObject({ total: 1, rows: [{ change: first.id, by: 'Ingrid' }] });
});

it('two that need the same thing back restore it once', () => {
  const cache = openWith(rows());
  const one = change('customer.update', { id: idOf(11), changes: { name: 'One' } });
  const two = change('customer.update', { id: idOf(12), changes: { name: 'Two' } });
  cache.writer.queue([one, two]);
  cache.writer.nextBatch(10);
  cache.writer.settle(
    [one, two].map(({ id }) => ({
      id,
      outcome: 'rejected' as const,
      problem: { type: 'x', title: 'No', status: 409, kind: 'not-found' as const },
    })),
  );
  const both = () => change('customer.restore', { deletion, ids: [idOf(11), idOf(12)] });
  cache.writer.decide(
    [one, two].map((each) =>
      decided(each.id, asItWas(each), { first: [{ restore: both(), title: 'Restore both' }] }),
    ),
  );
  const sent = cache.writer.nextBatch(10);
  expect(sent.filter(({ name }) => name === 'customer.restore')).toHaveLength(1);
  expect(sent).toHaveLength(3);
});

it('what was settled already is passed over, and leaves no second record', () => {
  const cache = openWith(rows());
  const mine = change('customer.update', { id: idOf(11), changes: { name: 'Mine' } });
  cache.writer.queue([mine]);
  cache.writer.nextBatch(10);
  cache.writer.settle([
    {
      id: mine.id,
      outcome: 'conflict',
      because: 'Changed',
      conflicts: [{ field: 'name', base: 'Contoso', mine: 'Mine', theirs: 'Theirs' }],
    },
  ]);
  expect(cache.writer.decide([decided(mine.id, null)]).settled).toHaveLength(1);
  expect(cache.writer.decide([decided(mine.id, null)]).settled).toEqual([]);
  expect(settledIn(cache).total).toBe(1);
  expect(cache.writer.status()).toMatchObject({ waiting: 0, stuck: 0 });
});

it('what was settled is found by what it concerned, newest first, and isn’t told twice by its file', () => {
  const folder = freshFolder();
  const cache = openWith(rows(), folder);
  const conflicted = ['One', 'Two'].map((name, at) =>
    change('customer.update', { id: idOf(11 + at), changes: { name } }),
  );
  cache.writer.queue(conflicted);
  cache.writer.nextBatch(10);
  cache.writer.settle(
    conflicted.map(({ id }) => ({ id, outcome: 'conflict' as const, because: 'Changed', conflicts: [] })),
  );
  const later = '2026-03-02T12:00:00.000Z';
  cache.writer.decide([
    { ...decided(conflicted[0]?.id ?? '', null), decision: decision({ title: 'first' }) },
    {
      ...decided(conflicted[1]?.id ?? '', null),
      decision: decision({ title: 'second', at: later, entities: [{ kind: 'customer', id: idOf(12) }] }),
    },
  ]);
  expect(settledIn(cache).rows.map(({ title }) => title)).toEqual(['second', 'first']);
  expect(settledIn(cache, idOf(11)).rows.map(({ title }) => title)).toEqual(['first']);
  expect(settledIn(cache).names).toEqual({ [idOf(11)]: 'Contoso', [idOf(12)]: 'Fabrikam' });
  cache.close();
  expect(settledIn(openHere(folder)).total).toBe(2);
});

it('a torn last line of the decisions is cut off, and the rest is used', () => {
  const folder = freshFolder();
  const cache = openWith(rows(), folder);
  const mine = change('customer.update', { id: idOf(11), changes: { name: 'Mine' } });
  cache.writer.queue([mine]);
  cache.writer.nextBatch(10);
  cache.writer.settle([{ id: mine.id, outcome: 'conflict', because: 'Changed', conflicts: [] }]);
  cache.writer.decide([decided(mine.id, null)]);
  cache.close();
  const file = join(folder, 'decisions.log');
  writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from('1234abcd {"id":"to')]));
  const again = openHere(folder);
  expect(settledIn(again).total).toBe(1);
  again.close();
  expect(readFileSync(file, 'utf8').endsWith('\n')).toBe(true);
});

describe('decisions whose file is damaged', () => {
  /** A folder with three decisions in it, and their titles, newest first. */
  function withThreeDecisions(): { folder: string; file: string; titles: string[] } {
    const folder = freshFolder();
    const cache = openWith(rows(), folder);
    const titles = ['first', 'second', 'third'];
    for (const title of titles) {
      const mine = change('customer.update', { id: idOf(11), changes: { name: title } });
      cache.writer.queue([mine]);
      cache.writer.nextBatch(10);
      cache.writer.settle([{ id: mine.id, outcome: 'conflict', because: 'Changed', conflicts: [] }]);
      const at = `2026-03-0${1 + titles.indexOf(title)}T12:00:00.000Z`;
      cache.writer.decide([
        { ...decided(mine.id, null), decision: decision({ change: mine.id, title, at }) },
      ]);
    }
    cache.close();
    return { folder, file: join(folder, 'decisions.log'), titles: titles.reverse() };
  }
  const titlesIn = (cache: TestCache) => settledIn(cache).rows.map(({ title }) => title);
  const garble = (file: string, title: string) =>
    writeFileSync(file, readFileSync(file, 'utf8').replace(`"title":"${title}"`, `"title":"${title}\u0007"`));
  const wasDamaged = /The file of what was settled on this computer was damaged\./;

  it.each<[string, (file: string) => void]>([
    ['noise in it', (file) => garble(file, 'second')],
    ['its end cut off', (file) => truncateSync(file, readFileSync(file).indexOf(0x0a) + 20)],
    ['nothing left in it', (file) => truncateSync(file, 0)],
    ['no file any more', (file) => rmSync(file)],
  ])('%s: says so, and what the cache has is there when the cache is lost next', (_, damage) => {
    const { folder, file, titles } = withThreeDecisions();
    damage(file);
    const mended = openHere(folder);
    expect(mended.report.notice?.sentence).toMatch(wasDamaged);
    expect(mended.report.notice?.sentence).toContain('What the local copy has of it was written back.');
    expect(titlesIn(mended)).toEqual(titles);
    mended.close();
    rmSync(join(folder, 'cache-1.db'));
    const anew = openHere(folder);
    expect(anew.report).toMatchObject({ how: 'fresh', notice: null });
    expect(titlesIn(anew)).toEqual(titles);
  });

  it('with the cache lost too: the others are there, the damaged file is kept, and it’s said once', () => {
    const { folder, file } = withThreeDecisions();
    garble(file, 'second');
    rmSync(join(folder, 'cache-1.db'));
    const cache = openHere(folder);
    expect(cache.report.notice?.sentence).toMatch(wasDamaged);
    expect(cache.report.notice?.sentence).toContain('some of what was settled may be missing');
    expect(titlesIn(cache)).toEqual(['third', 'first']);
    expect(readdirSync(folder).filter((name) => name.startsWith('decisions-damaged-'))).toHaveLength(1);
    cache.close();
    expect(openHere(folder).report.notice).toBeNull();
  });

  it('a cache that lacks some, though as many others as the file does, gets them from it', () => {
    const { folder, file, titles } = withThreeDecisions();
    garble(file, 'second');
    const db = new Database(join(folder, 'cache-1.db'));
    db.exec(`DELETE FROM decision WHERE doc ->> '$.title' = 'first'`);
    db.close();
    expect(titlesIn(openHere(folder))).toEqual(titles);
  });
});

it('an older server’s conflict, which names only the first thing in the way, is understood', () => {
  const cache = openWith(rows());
  const move = change('customer.move', { ids: [idOf(11), idOf(12)], partnerId: null });
  const edit = change('partner.update', { id: idOf(1), changes: { name: 'Mine' } });
  cache.writer.queue([edit, move]);
  cache.writer.nextBatch(10);
  const conflict = { field: 'partnerId', base: idOf(1), mine: null, theirs: idOf(2) };
  cache.writer.settle([
    {
      id: move.id,
      outcome: 'conflict',
      because: 'Moved',
      entity: { kind: 'customer', id: idOf(12) },
      conflicts: [conflict],
    },
    {
      id: edit.id,
      outcome: 'conflict',
      because: 'Deleted',
      entity: { kind: 'partner', id: idOf(1) },
      conflicts: [],
    },
  ]);
  cache.writer.applyChanges(changesBody(1001, [{ kind: 'partner', id: idOf(1), gone: true }]), noon);
  expect(cache.reader.conflictDetail(move.id)).toMatchObject({
    row: { kind: 'move' },
    conflicts: [{ entityId: idOf(12) }],
  });
  expect(cache.reader.conflictDetail(edit.id)).toMatchObject({
    row: { kind: 'deleted' },
    deleted: [{ id: idOf(1), by: '' }],
  });
});

it('what stood against a change says so no longer once it’s there again', () => {
  const cache = openWith(rows());
  const edit = change('customer.update', { id: idOf(11), changes: { name: 'Mine' } });
  const because = 'Contoso was deleted by Ana.';
  const deleted = [{ kind: 'customer', id: idOf(11), name: 'Contoso', by: 'Ana', at: noon, deletion }];
  cache.writer.queue([edit]);
  cache.writer.nextBatch(10);
  cache.writer.settle([{ id: edit.id, outcome: 'conflict', because, conflicts: [], deleted }]);
  cache.writer.applyChanges(changesBody(1001, [{ kind: 'customer', id: idOf(11), gone: true }]), noon);
  expect(cache.reader.conflictDetail(edit.id)?.row).toMatchObject({ kind: 'deleted', because });
  const back = { ...customerRow(11, 'Contoso', idOf(1)), version: 1002 };
  cache.writer.applyChanges(changesBody(1002, [{ kind: 'customer', row: back }]), noon);
  expect(cache.reader.conflictDetail(edit.id)?.row).toMatchObject({
    kind: 'parked',
    because: 'Contoso was deleted and is there again, so it can be sent again.',
  });
});

it('a change whose answer was lost isn’t parked: only the server can tell whether it was applied', () => {
  const cache = openWith(rows());
  cache.writer.queue([change('customer.update', { id: idOf(11), changes: { name: 'Mine' } })]);
  cache.writer.nextBatch(10);
  cache.writer.unsend();
  cache.writer.applyChanges(changesBody(1001, [{ kind: 'customer', id: idOf(11), gone: true }]), noon);
  expect(cache.writer.status()).toMatchObject({ waiting: 1, stuck: 0 });
});

it('a file of the version before gets what conflicts need, and keeps what it has', () => {
  const db = new Database(':memory:');
  migrate(db, [{ to: 10, apply: initialSchema }]);
  db.prepare(
    `INSERT INTO outbox (id, state, name, at, attempts, departed, title, conflicts, mutation)
     VALUES ('m', 'conflict', 'customer.update', ?, 1, 1, 'Rename', '[]', '{}')`,
  ).run(noon);
  migrate(db);
  expect(db.pragma('user_version', { simple: true })).toBe(newestSchema);
  expect(db.prepare('SELECT id, deleted FROM outbox').all()).toEqual([{ id: 'm', deleted: '[]' }]);
  for (const table of ['decision', 'created', 'twin'])
    expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
});

it('what was settled is narrowed by person, kind of thing, time and words, page by page', () => {
  const folder = freshFolder();
  const cache = openWith(rows(), folder);
  const settled = (at: string, by: string, title: string, kind: 'customer' | 'site', value: string) =>
    decision({
      ...{ at, by, title, entities: [{ kind, id: idOf(11) }] },
      fields: [
        { field: 'notes', entityId: null, base: null, kept: value, lost: [] },
        { field: 'partnerId', entityId: null, base: null, kept: idOf(1), lost: [] },
      ],
    });
  const db = new Database(join(folder, 'cache-1.db'));
  writeDecisions(db, [
    settled('2026-03-01T10:00:00.000Z', 'Ana', 'Rename Contoso', 'customer', 'Straße'),
    settled('2026-03-02T10:00:00.000Z', 'Ingrid', 'Change Harbour', 'site', 'gate'),
    settled('2026-03-03T10:00:00.000Z', 'Ana', 'Change Harbour', 'site', 'yard'),
  ]);
  db.close();
  const found = (filter: Parameters<typeof cache.reader.decisionPage>[0]['filter'], offset = 0) =>
    cache.reader
      .decisionPage({ entityId: null, filter, offset, limit: 50 })
      .rows.map(({ at, by }) => `${at.slice(8, 10)} ${by}`);
  expect(found({})).toEqual(['03 Ana', '02 Ingrid', '01 Ana']);
  expect(found({ by: 'Ana' })).toEqual(['03 Ana', '01 Ana']);
  expect(found({ kind: 'site' })).toEqual(['03 Ana', '02 Ingrid']);
  expect(found({ from: '2026-03-02T00:00:00.000Z', to: '2026-03-03T00:00:00.000Z' })).toEqual(['02 Ingrid']);
  expect(found({ text: 'strasse' })).toEqual(['01 Ana']);
  expect(found({ text: 'northwind', kind: 'site' })).toEqual(['03 Ana', '02 Ingrid']);
  expect(found({ text: 'northwind', kind: 'site' }, 1)).toEqual(['02 Ingrid']);
  expect(found({ text: 'nobody' })).toEqual([]);
  expect(cache.reader.decisionPage({ entityId: null, offset: 0, limit: 1 })).toMatchObject({
    total: 3,
    people: ['Ana', 'Ingrid'],
  });
});
