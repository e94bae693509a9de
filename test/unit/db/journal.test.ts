import {
  appendFileSync,
  copyFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Mutation } from '../../../common/domain/mutations.ts';
import { openJournal } from '../../../db/journal/journal.ts';
import { journalLine, type JournalRecord } from '../../../db/journal/lines.ts';
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
  snapshotBody,
} from './fixture.ts';

const rows = { partner: [partnerRow(1, 'Northwind')], customer: [customerRow(11, 'Contoso', idOf(1))] };
const rename = (name: string) => change('customer.update', { id: idOf(11), changes: { name } });

function complete(request: ReturnType<typeof rename>): Mutation {
  return { ...request, before: { name: 'Contoso' }, touches: [idOf(11)], after: [] } as Mutation;
}

function write(folder: string, records: JournalRecord[], tail = ''): void {
  appendFileSync(join(folder, 'journal.log'), records.map(journalLine).join('') + tail);
}

function names(cache: ReturnType<typeof openHere>): string[] {
  return cache.reader.listWindow(listOf({ kind: 'customer' }), 0, 10).rows.map((row) => row.name);
}

it('queues again what the journal has and the cache hasn’t: a crash fell between the two', () => {
  const first = openWith(rows);
  first.close();
  const mutation = complete(rename('Contoso Health'));
  write(first.folder, [{ type: 'queued', at: noon, mutation, title: 'Rename Contoso to Contoso Health' }]);
  const second = openHere(first.folder);
  expect(second.report).toMatchObject({ how: 'opened', notice: null });
  expect(names(second)).toEqual(['Contoso Health']);
  expect(second.writer.nextBatch(10)).toEqual([mutation]);
});

it('leaves out a torn last line, and what comes after it is whole', () => {
  const first = openWith(rows);
  first.writer.queue([rename('Contoso Health')]);
  first.close();
  write(first.folder, [], '0000abcd {"type":"queued","mut');
  const second = openHere(first.folder);
  expect(second.report.notice).toBeNull();
  second.writer.queue([rename('Contoso Care')]);
  second.close();
  const third = openHere(first.folder);
  expect(third.report.notice).toBeNull();
  expect(third.writer.status().waiting).toBe(2);
  expect(names(third)).toEqual(['Contoso Care']);
});

it('leaves a discard out whose end is torn: what was made on top of it isn’t left without its rewriting', () => {
  const first = openWith(rows);
  const [one, two] = [rename('Contoso Health'), rename('Contoso Care')];
  first.writer.queue([one]);
  first.writer.queue([two]);
  const path = join(first.folder, 'journal.log');
  const before = readFileSync(path).byteLength;
  copyFileSync(join(first.folder, 'cache-1.db'), join(first.folder, 'kept.db'));
  first.writer.takeBack([one.id]);
  first.close();
  const whole = readFileSync(path);
  const ends = [...whole.subarray(before).entries()]
    .filter(([, byte]) => byte === 10)
    .map(([at]) => before + at + 1);
  expect(ends).toHaveLength(2);
  for (const end of [ends[0] ?? 0, (ends[0] ?? 0) + 20]) {
    const folder = freshFolder();
    cpSync(first.folder, folder, { recursive: true });
    for (const name of readdirSync(folder)) if (name.startsWith('cache-1.db-')) rmSync(join(folder, name));
    renameSync(join(folder, 'kept.db'), join(folder, 'cache-1.db'));
    writeFileSync(join(folder, 'journal.log'), whole.subarray(0, end));
    const second = openHere(folder);
    expect(second.report.notice).toBeNull();
    expect(second.writer.nextBatch(10).map(({ id, after }) => ({ id, after }))).toEqual([
      { id: one.id, after: [] },
      { id: two.id, after: [one.id] },
    ]);
    expect(names(second)).toEqual(['Contoso Care']);
    second.close();
    expect(readFileSync(join(folder, 'journal.log')).byteLength).toBe(before);
  }
});

it('reports a damaged line, keeps the file, and uses the others', () => {
  const first = openWith(rows);
  for (const name of ['One', 'Two', 'Three']) first.writer.queue([rename(name)]);
  first.close();
  const path = join(first.folder, 'journal.log');
  writeFileSync(path, readFileSync(path, 'utf8').replace('Two', 'Tvo'));
  rmSync(join(first.folder, 'cache-1.db'));
  const second = openHere(first.folder);
  expect(second.report.notice?.sentence).toContain('Part of the journal');
  expect(second.report.notice?.detail).toContain('Lines 2');
  expect(second.writer.status().waiting).toBe(2);
  expect(readdirSync(first.folder).some((name) => name.startsWith('journal-damaged-'))).toBe(true);
  second.close();
  expect(openHere(first.folder).report.notice).toBeNull();
});

it('takes out of the outbox what the journal says was applied, discarded or replaced', () => {
  const first = openWith(rows);
  const [applied, discarded, replaced] = [rename('One'), rename('Two'), rename('Three')];
  for (const mutation of [applied, discarded, replaced]) first.writer.queue([mutation]);
  first.close();
  const instead = { ...complete(replaced), id: idOf(700) };
  write(first.folder, [
    { type: 'settled', at: noon, id: applied.id, seq: 900 },
    { type: 'discarded', at: noon, id: discarded.id },
    { type: 'replaced', at: noon, id: replaced.id, mutation: instead, title: 'Rename Contoso to Three' },
  ]);
  const second = openHere(first.folder);
  expect(second.reader.outboxWindow({}, 0, 10).rows.map((row) => row.id)).toEqual([idOf(700)]);
  expect(names(second)).toEqual(['Three']);
});

it('keeps an applied change on screen that the cursor hasn’t passed when the app starts again', () => {
  const first = openWith(rows);
  const mutation = rename('Contoso Health');
  first.writer.queue([mutation]);
  first.close();
  write(first.folder, [{ type: 'settled', at: noon, id: mutation.id, seq: 1001 }]);
  const second = openHere(first.folder);
  expect(second.reader.outboxWindow({}, 0, 10).rows).toMatchObject([{ state: 'settling' }]);
  expect(names(second)).toEqual(['Contoso Health']);
});

it('offers what was applied again, before what waits, to a server that came back from a backup', () => {
  const cache = openWith(rows, freshFolder(), { now: () => Date.parse(noon) });
  const applied = rename('Contoso Health');
  cache.writer.queue([applied]);
  cache.writer.nextBatch(10);
  cache.writer.settle([{ id: applied.id, outcome: 'applied', seq: 1001 }]);
  const confirmed = { ...customerRow(11, 'Contoso Health', idOf(1)), version: 1001 };
  cache.writer.applyChanges(changesBody(1001, [{ kind: 'customer', row: confirmed }]), noon);
  const waiting = change('customer.update', { id: idOf(11), changes: { reference: 'R-1' } });
  cache.writer.queue([waiting]);
  cache.writer.startOver(true);
  cache.writer.beginSnapshot();
  cache.writer.applySnapshotPage(snapshotBody(rows, { start: 'at-5', epoch: 'epoch-2' }));
  cache.writer.applyChanges(changesBody(5, [], { epoch: 'epoch-2' }), noon);
  expect(names(cache)).toEqual(['Contoso Health']);
  expect(cache.writer.nextBatch(10).map((mutation) => mutation.id)).toEqual([applied.id, waiting.id]);
});

it('offers again what still waited for its echo when the server came back from a backup', () => {
  const cache = openWith(rows, freshFolder(), { now: () => Date.parse(noon) });
  const applied = rename('Contoso Health');
  cache.writer.queue([applied]);
  cache.writer.nextBatch(10);
  cache.writer.settle([{ id: applied.id, outcome: 'applied', seq: 1001 }]);
  cache.writer.startOver(true);
  expect(cache.writer.nextBatch(10).map((mutation) => mutation.id)).toEqual([applied.id]);
});

it('offers what waited for its echo again, however long ago it was confirmed', () => {
  const first = openWith(rows, freshFolder(), { now: () => Date.parse(noon) });
  const applied = rename('Contoso Health');
  first.writer.queue([applied]);
  first.writer.nextBatch(10);
  first.writer.settle([{ id: applied.id, outcome: 'applied', seq: 1001 }]);
  first.close();
  const muchLater = Date.parse(noon) + 95 * 24 * 3600 * 1000;
  const second = openHere(first.folder, { now: () => muchLater });
  second.writer.startOver(true);
  expect(second.writer.nextBatch(10).map((mutation) => mutation.id)).toEqual([applied.id]);
});

it('knows without its cache what another server confirmed, and offers it to one that came back from a backup', () => {
  const first = openWith(rows, freshFolder(), { now: () => Date.parse(noon) });
  const [lost, kept] = [rename('Contoso Health'), rename('Contoso Care')];
  first.writer.queue([lost, kept]);
  first.writer.settle([{ id: lost.id, outcome: 'applied', seq: 1001 }], 'epoch-1');
  first.writer.settle([{ id: kept.id, outcome: 'applied', seq: 7 }], 'epoch-2');
  first.close();
  rmSync(join(first.folder, 'cache-1.db'));
  const second = openHere(first.folder, { now: () => Date.parse(noon) });
  second.writer.beginSnapshot();
  second.writer.applySnapshotPage(snapshotBody(rows, { start: 'at-5', epoch: 'epoch-2' }));
  expect(second.writer.nextBatch(10).map((mutation) => mutation.id)).toEqual([lost.id]);
});

it('sends a change as the journal has it when the cache didn’t come to hear of its last rewriting', () => {
  const first = openWith(rows);
  const mutation = rename('Contoso Health');
  first.writer.queue([mutation]);
  first.close();
  const rewritten = { ...complete(mutation), before: { name: 'Contoso Care' } };
  write(first.folder, [{ type: 'queued', at: noon, mutation: rewritten, title: 'Rename Contoso' }]);
  expect(openHere(first.folder).writer.nextBatch(10)).toEqual([rewritten]);
});

it('forgets settled changes after 30 days, and never one that waits', () => {
  const folder = freshFolder();
  const path = join(folder, 'journal.log');
  const day = 24 * 3600 * 1000;
  const [settled, pending] = [complete(rename('One')), complete(rename('Two'))];
  write(folder, [
    { type: 'queued', at: noon, mutation: settled, title: 'One' },
    { type: 'queued', at: noon, mutation: pending, title: 'Two' },
    { type: 'settled', at: noon, id: settled.id, seq: 7 },
  ]);
  const openAt = (now: number) => {
    const { journal } = openJournal({ path, now: () => now, durable: true });
    journal.forgetExpired();
    const kept = [...journal.entries().keys()];
    journal.close();
    return kept;
  };
  expect(openAt(Date.parse(noon) + 30 * day)).toEqual([settled.id, pending.id]);
  expect(openAt(Date.parse(noon) + 31 * day)).toEqual([pending.id]);
  expect(readFileSync(path, 'utf8')).not.toContain(settled.id);
  expect(openAt(Date.parse(noon) + 400 * day)).toEqual([pending.id]);
});

it('a change whose end a damaged journal has lost waits for a person, and isn’t sent again by itself', () => {
  const first = openWith(rows);
  const [gone, edited] = [rename('Gone'), rename('Edited')];
  first.writer.queue([gone]);
  first.writer.discardAll([gone.id], false, 'Ana');
  first.writer.queue([edited]);
  first.close();
  const path = join(first.folder, 'journal.log');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"type":"discarded"', '"type":"discarted"'));
  const second = openHere(first.folder);
  expect(second.report.notice?.sentence).toContain('waits for your decision among the conflicts');
  expect(second.reader.outboxWindow({}, 0, 10).rows).toMatchObject([
    { id: edited.id, state: 'waiting' },
    { id: gone.id, state: 'parked', lastAnswer: expect.stringContaining('was damaged') },
  ]);
  expect(second.writer.nextBatch(10).map(({ id }) => id)).toEqual([edited.id]);
  expect(second.writer.discardAll([gone.id], false, 'Ana').discarded).toEqual([gone.id]);
  expect(names(second)).toEqual(['Edited']);
});

it('a change that was rewritten stays so when a damaged journal has lost the line', () => {
  const first = openWith(rows);
  const [below, above] = [rename('Below'), rename('Above')];
  first.writer.queue([below, above]);
  first.writer.discardAll([below.id], false, 'Ana');
  first.close();
  const path = join(first.folder, 'journal.log');
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.at(-1)).toContain('"type":"queued"');
  writeFileSync(path, `${lines.slice(0, -1).join('\n')}\n${lines.at(-1)?.replace('Contoso', 'Cont0so')}\n`);
  const second = openHere(first.folder);
  second.close();
  const third = openHere(first.folder);
  expect(third.writer.nextBatch(10)).toMatchObject([{ id: above.id, before: { name: 'Contoso' } }]);
});
