import Database from 'better-sqlite3';
import {
  copyFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openJournal } from '../../../db/journal/journal.ts';
import { migrate, migrations, newestSchema } from '../../../db/migrations/index.ts';
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
} from './fixture.ts';

const add = (n: number) => change('partner.create', { id: idOf(n), fields: partnerRow(n, `Partner ${n}`) });
const rename = (n: number) => change('partner.update', { id: idOf(n), changes: { name: `Renamed ${n}` } });

function withFourChanges(): { folder: string; journal: string } {
  const folder = freshFolder();
  const cache = openHere(folder);
  for (const queued of [add(1), add(2), rename(1), rename(2)]) cache.writer.queue([queued]);
  cache.close();
  return { folder, journal: join(folder, 'journal.log') };
}

const damages: [string, (journal: string) => void][] = [
  [
    'garbage in its middle',
    (journal) => {
      const lines = readFileSync(journal, 'utf8').split('\n');
      writeFileSync(journal, [lines[0], 'x'.repeat(300), ...lines.slice(2)].join('\n'));
    },
  ],
  ['its end cut off', (journal) => truncateSync(journal, readFileSync(journal).indexOf(0x0a) + 20)],
  ['nothing left in it', (journal) => truncateSync(journal, 0)],
  ['being gone', (journal) => rmSync(journal)],
];

it.each(damages)(
  'a journal with %s gets back what the cache has, for when the cache is lost next',
  (_, damage) => {
    const { folder, journal } = withFourChanges();
    damage(journal);
    openHere(folder).close();
    rmSync(join(folder, 'cache-1.db'));

    const cache = openHere(folder);
    expect(cache.report.status).toMatchObject({ waiting: 4, stuck: 0 });
    const { rows } = cache.reader.listWindow(listOf({ kind: 'partner' }), 0, 10);
    expect(rows.map(({ id }) => id).sort()).toEqual([idOf(1), idOf(2)]);
    expect(rows.map((row) => ('name' in row ? row.name : '')).sort()).toEqual(['Renamed 1', 'Renamed 2']);
  },
);

it('a journal that is whole is left as it is', () => {
  const { folder, journal } = withFourChanges();
  const before = readFileSync(journal, 'utf8');
  openHere(folder).close();
  expect(readFileSync(journal, 'utf8')).toBe(before);
});

const customers = { customer: [customerRow(11, 'Contoso'), customerRow(12, 'Fabrikam')] };
const renameCustomer = (n: number, name: string) =>
  change('customer.update', { id: idOf(n), changes: { name } });
const remove = (n: number) => change('customer.delete', { ids: [idOf(n)] });
const partOfTheJournal = /^Part of the journal of your changes was damaged/;

/** Cuts lines off the end of a file, and bytes of the line before them. */
function cutOff(file: string, lines: number, bytes = 0): void {
  const kept = readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1 - lines)
    .join('\n');
  writeFileSync(file, bytes === 0 ? `${kept}\n` : kept.slice(0, -bytes));
}

function rowsOf(cache: ReturnType<typeof openHere>) {
  return cache.reader.outboxWindow({}, 0, 10).rows;
}

describe('a journal that has lost its end', () => {
  type Withdrawal = (cache: ReturnType<typeof openHere>, id: string) => void;
  const withdrawals: [string, Withdrawal][] = [
    ['taken back', ({ writer }, id) => writer.takeBack([id])],
    ['discarded', ({ writer }, id) => writer.discardAll([id], false, 'Ana')],
  ];

  it.each(withdrawals)('sends no change that was %s: it waits for a person', (_, withdraw) => {
    const first = openWith(customers);
    const [edit, deletion] = [renameCustomer(11, 'Contoso Health'), remove(12)];
    first.writer.queue([edit]);
    first.writer.queue([deletion]);
    withdraw(first, deletion.id);
    first.close();
    truncateSync(
      join(first.folder, 'journal.log'),
      readFileSync(join(first.folder, 'journal.log')).length - 10,
    );

    const second = openHere(first.folder);
    expect(second.report.notice?.sentence).toMatch(partOfTheJournal);
    expect(second.report.notice?.sentence).toContain('waits for your decision among the conflicts');
    expect(second.report.notice?.detail).toContain('bytes at its end are missing');
    expect(rowsOf(second)).toMatchObject([
      { id: edit.id, state: 'waiting' },
      { id: deletion.id, state: 'parked', lastAnswer: expect.stringContaining('was damaged') },
    ]);
    expect(second.writer.nextBatch(10).map(({ id }) => id)).toEqual([edit.id]);
    second.close();

    const third = openHere(first.folder);
    expect(third.report.notice).toBeNull();
    expect(rowsOf(third)).toMatchObject([{ id: edit.id }, { id: deletion.id, state: 'parked' }]);
    expect(readdirSync(first.folder).filter((name) => name.startsWith('journal-damaged-'))).toHaveLength(1);
  });

  it('says so where all of it is gone', () => {
    const { folder, journal } = withFourChanges();
    rmSync(journal);
    const { report } = openHere(folder);
    expect(report.notice?.sentence).toMatch(partOfTheJournal);
    expect(report.notice?.detail).toContain('there was no file any more');
    expect(report.status).toMatchObject({ waiting: 4, stuck: 0 });
  });

  it('is known after it was written anew without what had served its time', () => {
    const first = openWith(customers, freshFolder(), { now: () => Date.parse(noon) });
    const settled = renameCustomer(11, 'Contoso Health');
    first.writer.queue([settled]);
    first.writer.settle([{ id: settled.id, outcome: 'applied', seq: 1001 }]);
    const row = { ...customerRow(11, 'Contoso Health'), version: 1001 };
    first.writer.applyChanges(changesBody(1001, [{ kind: 'customer', row }]), noon);
    first.close();
    const muchLater = () => Date.parse(noon) + 40 * 24 * 3600 * 1000;
    const second = openHere(first.folder, { now: muchLater });
    expect(second.report.notice).toBeNull();
    const deletion = remove(12);
    second.writer.queue([deletion]);
    second.writer.takeBack([deletion.id]);
    second.close();
    const journal = join(first.folder, 'journal.log');
    expect(readFileSync(journal, 'utf8')).not.toContain(settled.id);
    cutOff(journal, 0, 5);
    const third = openHere(first.folder, { now: muchLater });
    expect(third.report.notice?.sentence).toMatch(partOfTheJournal);
    expect(rowsOf(third)).toMatchObject([{ id: deletion.id, state: 'parked' }]);
  });

  it('takes nothing out of the outbox that was offered again by the line which is lost', () => {
    const first = openWith(customers, freshFolder(), { now: () => Date.parse(noon) });
    const edit = renameCustomer(11, 'Contoso Health');
    first.writer.queue([edit]);
    first.writer.settle([{ id: edit.id, outcome: 'applied', seq: 1001 }]);
    first.writer.startOver(true);
    first.close();
    cutOff(join(first.folder, 'journal.log'), 1);
    const second = openHere(first.folder, { now: () => Date.parse(noon) });
    expect(second.report.notice?.sentence).toMatch(partOfTheJournal);
    expect(rowsOf(second)).toMatchObject([{ id: edit.id, state: 'waiting' }]);
    second.close();
    const third = openHere(first.folder, { now: () => Date.parse(noon) });
    expect(rowsOf(third)).toMatchObject([{ id: edit.id, state: 'waiting' }]);
  });

  it('is found again where the app ended before the outbox was held against it', () => {
    const { folder, journal: path } = withFourChanges();
    const reliedOn = readFileSync(path).length;
    const open = () => openJournal({ path, now: Date.now, durable: true, reliedOn });
    cutOff(path, 1, 4);
    for (const _ of ['first', 'second']) {
      const opened = open();
      expect(opened.damage?.missing).toBeGreaterThan(0);
      opened.journal.close();
    }
    const mended = open();
    mended.journal.leaveOutDamaged();
    mended.journal.close();
    const whole = open();
    expect(whole.damage).toBeNull();
    whole.journal.close();
    expect(openHere(folder).report.status).toMatchObject({ waiting: 4 });
  });
});

describe('a journal that is ahead of the cache isn’t taken for one that has lost something', () => {
  it('where the cache is put back to an older one, even if the journal got shorter meanwhile', () => {
    const first = openWith(customers, freshFolder(), { now: () => Date.parse(noon) });
    const settled = [11, 12].map((n) => renameCustomer(n, `Customer ${n}`));
    for (const edit of settled) first.writer.queue([edit]);
    first.close();
    const older = freshFolder();
    cpSync(first.folder, older, { recursive: true });
    const journal = join(first.folder, 'journal.log');
    const longer = readFileSync(journal).length;

    const second = openHere(first.folder, { now: () => Date.parse(noon) });
    for (const { id } of settled) second.writer.settle([{ id, outcome: 'applied', seq: 5 }]);
    second.close();
    const muchLater = () => Date.parse(noon) + 40 * 24 * 3600 * 1000;
    openHere(first.folder, { now: muchLater }).close();
    expect(readFileSync(journal).length).toBeLessThan(longer);
    copyFileSync(join(older, 'cache-1.db'), join(first.folder, 'cache-1.db'));
    expect(openHere(first.folder, { now: muchLater }).report).toMatchObject({ how: 'opened', notice: null });
  });

  it('where the app ended between a line and the cache, or within a line', () => {
    const { folder, journal } = withFourChanges();
    const older = freshFolder();
    cpSync(folder, older, { recursive: true });
    const cache = openHere(folder);
    cache.writer.queue([rename(1)]);
    cache.close();
    copyFileSync(join(older, 'cache-1.db'), join(folder, 'cache-1.db'));
    copyFileSync(join(older, 'current.json'), join(folder, 'current.json'));
    truncateSync(journal, readFileSync(journal).length - 10);
    expect(openHere(folder).report).toMatchObject({ notice: null, status: { waiting: 4 } });
  });
});

it('a file from before notes how far the journal goes when it’s opened, and complains of nothing', () => {
  const db = new Database(':memory:');
  migrate(
    db,
    migrations.filter(({ to }) => to < 240),
  );
  db.exec(`INSERT INTO state (one, context, seq, complete, abandoned, revision, changed)
    VALUES (1, 'partner-account', 0, 0, 0, 0, '{}')`);
  migrate(db);
  expect(db.pragma('user_version', { simple: true })).toBe(newestSchema);
  expect(db.prepare('SELECT journalled FROM state').pluck().get()).toBe(0);
  db.close();

  const { folder, journal } = withFourChanges();
  const before = new Database(join(folder, 'cache-1.db'));
  before.exec('UPDATE state SET journalled = 0');
  before.close();
  const second = openHere(folder);
  expect(second.report.notice).toBeNull();
  second.close();
  cutOff(journal, 1);
  expect(openHere(folder).report.notice?.sentence).toMatch(partOfTheJournal);
});
