import Database from 'better-sqlite3';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { entityKinds } from '../../../common/domain/entities.ts';
import { migrate } from '../../../db/migrations/index.ts';
import { carriedTables } from '../../../db/sync/succession.ts';
import {
  change,
  changesBody,
  customerRow,
  digestsOf,
  freshFolder,
  idOf,
  listOf,
  noon,
  openHere,
  openWith,
  partnerRow,
  siteRow,
  snapshotBody,
} from './fixture.ts';

const northwind = partnerRow(1, 'Northwind');
const contoso = customerRow(11, 'Contoso', idOf(1));
const fabrikam = customerRow(12, 'Fabrikam', idOf(1));

function names(cache: Pick<ReturnType<typeof openHere>, 'reader'>): string[] {
  return cache.reader.listWindow(listOf({ kind: 'customer' }), 0, 10).rows.map((row) => row.name);
}

it('fills the lists as the first snapshot comes, and goes on with it after a restart', () => {
  const first = openHere();
  first.writer.beginSnapshot();
  const page = snapshotBody({ partner: [northwind], customer: [contoso] }, { start: 'at-50', next: 'p2' });
  const report = first.writer.applySnapshotPage(page);
  expect(report).toMatchObject({ more: true, status: { complete: false, cursor: 'at-50' } });
  expect(names(first)).toEqual(['Contoso']);
  first.close();
  const second = openHere(first.folder);
  expect(second.writer.beginSnapshot().snapshot).toMatchObject({ after: 'p2', done: 2 });
  second.writer.applySnapshotPage(snapshotBody({ customer: [fabrikam] }));
  expect(second.writer.status()).toMatchObject({ snapshot: null, complete: false, cursor: 'at-50' });
  const digests = digestsOf({ partner: [northwind], customer: [contoso, fabrikam] });
  const last = second.writer.applyChanges(changesBody(60, [], { digests }), noon);
  expect(last).toMatchObject({ digestsAgree: true, status: { complete: true, currentAt: noon, seq: 60 } });
  expect(names(second)).toEqual(['Contoso', 'Fabrikam']);
});

it('isn’t complete when counts and checksums disagree', () => {
  const cache = openHere();
  cache.writer.beginSnapshot();
  cache.writer.applySnapshotPage(snapshotBody({ customer: [contoso] }, { start: 'at-50' }));
  const digests = digestsOf({ customer: [contoso, fabrikam] });
  const report = cache.writer.applyChanges(changesBody(60, [], { digests }), noon);
  expect(report).toMatchObject({ digestsAgree: false, status: { complete: false, currentAt: null } });
});

it('replaces the rows only when a later snapshot is whole, with the outbox carried over', () => {
  const cache = openWith({ partner: [northwind], customer: [contoso] });
  const rename = change('customer.update', { id: idOf(11), changes: { name: 'Contoso Health' } });
  cache.writer.queue([rename]);
  cache.writer.startOver(false);
  expect(cache.writer.status()).toMatchObject({ cursor: null, complete: false, waiting: 1, currentAt: noon });
  cache.writer.beginSnapshot();
  const page = snapshotBody({ customer: [{ ...contoso, version: 2001 }, fabrikam] }, { start: 'at-2000' });
  cache.writer.applySnapshotPage(page);
  cache.writer.queue([change('customer.create', { id: idOf(50), fields: customerRow(50, 'New') })]);
  expect(names(cache)).toEqual(['Contoso Health', 'New']);
  const before = cache.writer.status().revision;
  const digests = digestsOf({ customer: [{ ...contoso, version: 2001 }, fabrikam] });
  const report = cache.writer.applyChanges(changesBody(2001, [], { digests }), noon);
  expect(report.status).toMatchObject({ complete: true, waiting: 2, stuck: 0 });
  expect(report.revision).toBeGreaterThan(before);
  expect(names(cache)).toEqual(['Contoso Health', 'Fabrikam', 'New']);
  expect(cache.reader.listWindow(listOf({ kind: 'partner' }), 0, 10).total).toBe(0);
  expect(existsSync(join(cache.folder, 'cache-1.db'))).toBe(false);
  cache.close();
  expect(names(openHere(cache.folder))).toEqual(['Contoso Health', 'Fabrikam', 'New']);
});

it('goes on with a later snapshot after a restart, while the old rows stay on screen', () => {
  const first = openWith({ customer: [contoso] });
  first.writer.startOver(false);
  first.writer.beginSnapshot();
  first.writer.applySnapshotPage(snapshotBody({ customer: [fabrikam] }, { start: 'at-2000', next: 'p2' }));
  first.close();
  const second = openHere(first.folder);
  expect(second.writer.status().snapshot).toMatchObject({ after: 'p2' });
  expect(names(second)).toEqual(['Contoso']);
  second.writer.beginSnapshot();
  second.writer.applySnapshotPage(snapshotBody({ site: [siteRow(21, 'Depot', idOf(12))] }));
  second.writer.applyChanges(changesBody(2001), noon);
  expect(names(second)).toEqual(['Fabrikam']);
});

it('parks a change whose customer isn’t in the new snapshot, and not before it’s whole', () => {
  const cache = openWith({ customer: [contoso, fabrikam] });
  cache.writer.queue([change('customer.update', { id: idOf(11), changes: { name: 'Contoso Health' } })]);
  cache.writer.startOver(false);
  cache.writer.beginSnapshot();
  cache.writer.applySnapshotPage(snapshotBody({ customer: [fabrikam] }, { start: 'at-2000' }));
  expect(cache.writer.status()).toMatchObject({ waiting: 1, stuck: 0 });
  expect(cache.writer.applyChanges(changesBody(2001), noon).status).toMatchObject({ waiting: 0, stuck: 1 });
});

it('applies nothing of a page with a row that doesn’t fit, and names the row', () => {
  const cache = openWith({ customer: [contoso] });
  const broken = { ...fabrikam, address: { city: 7 } };
  const report = cache.writer.applyChanges(
    changesBody(1001, [
      { kind: 'customer', row: { ...contoso, name: 'Theirs' } },
      { kind: 'customer', row: broken },
    ]),
    noon,
  );
  expect(report.faults).toMatchObject([{ kind: 'customer', id: idOf(12) }]);
  expect(report.faults[0]?.reason).toContain('address.city');
  expect(names(cache)).toEqual(['Contoso']);
  expect(cache.writer.status().seq).toBe(1000);
});

it('keeps fields that it doesn’t know, and rows of kinds that it doesn’t know aside', () => {
  const cache = openWith({ customer: [contoso] });
  const newer = { ...contoso, version: 1001, mood: 'good', address: { ...contoso.address, planet: 'Earth' } };
  const report = cache.writer.applyChanges(
    changesBody(1001, [
      { kind: 'customer', row: newer },
      { kind: 'drone', row: { id: idOf(90) } },
    ]),
    noon,
  );
  expect(report.unknownKinds).toEqual(['drone']);
  expect(cache.reader.customerDetail(idOf(11))?.customer).toEqual(newer);
});

it('refuses what is no page, and changes of another store', () => {
  const cache = openWith({ customer: [contoso] });
  expect(() => cache.writer.applyChanges(Buffer.from('<html>'), noon)).toThrow('can’t be understood');
  expect(() => cache.writer.applyChanges(Buffer.from('{"epoch":1}'), noon)).toThrow('can’t be understood');
  const foreign = changesBody(1001, [], { epoch: 'other' });
  expect(() => cache.writer.applyChanges(foreign, noon)).toThrow('another store');
  expect(names(cache)).toEqual(['Contoso']);
});

it('begins the walk anew when the server was restored in the middle of it', () => {
  const cache = openHere();
  cache.writer.beginSnapshot();
  cache.writer.applySnapshotPage(snapshotBody({ customer: [contoso] }, { start: 'at-50', next: 'p2' }));
  const report = cache.writer.applySnapshotPage(snapshotBody({ customer: [fabrikam] }, { epoch: 'epoch-2' }));
  expect(report).toMatchObject({ more: true, status: { snapshot: { after: null, done: 0 } } });
  cache.writer.applySnapshotPage(snapshotBody({ customer: [fabrikam] }, { start: 'at-9', epoch: 'epoch-2' }));
  cache.writer.applyChanges(changesBody(9, [], { epoch: 'epoch-2' }), noon);
  expect(names(cache)).toEqual(['Fabrikam']);
});

it('keeps drafts through restarts and new generations', () => {
  const cache = openWith({ customer: [contoso] });
  const draft = { key: 'customer.new', step: 'details', values: { name: 'Riv' }, savedAt: noon };
  cache.writer.saveDraft(draft);
  cache.writer.startOver(false);
  cache.writer.beginSnapshot();
  cache.writer.applySnapshotPage(snapshotBody({ customer: [contoso] }, { start: 'at-9' }));
  cache.writer.applyChanges(changesBody(9), noon);
  expect(cache.reader.draft('customer.new')).toEqual(draft);
  // The plug is pulled: what was only in the write-ahead log may be gone, and the old generation is.
  const afterwards = freshFolder();
  copyFileSync(join(cache.folder, 'cache-2.db'), join(afterwards, 'cache-2.db'));
  copyFileSync(join(cache.folder, 'current.json'), join(afterwards, 'current.json'));
  expect(openHere(afterwards).reader.draft('customer.new')).toEqual(draft);
  cache.writer.discardDraft('customer.new');
  expect(cache.reader.draft('customer.new')).toBeNull();
});

it('keeps who may go on visits when everything is fetched anew: offline they’re chosen from', () => {
  const cache = openWith({ customer: [contoso] });
  const technicians = [{ id: 'ana', name: 'Ana Prado' }];
  cache.writer.keepTechnicians(technicians);
  cache.writer.startOver(false);
  cache.writer.beginSnapshot();
  cache.writer.applySnapshotPage(snapshotBody({ customer: [contoso] }, { start: 'at-9' }));
  cache.writer.applyChanges(changesBody(9), noon);
  expect(cache.reader.technicians()).toEqual(technicians);
});

/** What a new generation doesn’t get from the old one, and why. Rows of the server’s are in the snapshot. */
const notCarried: Record<string, string> = {
  ...Object.fromEntries(entityKinds.map((kind) => [kind, 'the snapshot brings its rows'])),
  aside: 'the snapshot brings rows of kinds that nobody knows',
  shadow: 'made anew where the outbox is replayed on the new rows',
  state: 'what a file knows about itself; what goes on is set one by one',
  trail: 'tells what changed in its own file; whoever follows reads a new one whole',
  unfilled: 'columns that rows of an older version lack: those of a snapshot are whole',
};

it('every table of a cache goes to a new generation, or is known not to', () => {
  const db = new Database(':memory:');
  migrate(db);
  const tables = db
    .prepare<[], string>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'`,
    )
    .pluck()
    .all();
  db.close();
  expect(tables.sort()).toEqual([...carriedTables, ...Object.keys(notCarried)].sort());
});
