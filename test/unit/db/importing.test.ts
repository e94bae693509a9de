import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { partnerContext } from '../../../common/domain/contexts.ts';
import { leavesUnshown, mutationNames } from '../../../common/domain/mutations.ts';
import { readOutboxFile, writeOutboxFile } from '../../../common/domain/outbox-file.ts';
import {
  change,
  customerRow,
  epoch,
  idOf,
  listOf,
  noon,
  openHere,
  openWith,
  partnerRow,
  type TestCache,
} from './fixture.ts';

const rows = {
  partner: [partnerRow(1, 'Northwind')],
  customer: [customerRow(11, 'Contoso', idOf(1)), customerRow(12, 'Fabrikam')],
};
const rename = (id: number, name: string) => change('customer.update', { id: idOf(id), changes: { name } });
const understood = { names: [...mutationNames, leavesUnshown], because: 'It’s too old.' };
const names = ({ reader }: TestCache) =>
  reader.listWindow(listOf({ kind: 'customer' }), 0, 10).rows.map((row) => ('name' in row ? row.name : ''));

it('queues the changes of another installation with their own ids, in their order, and they outlive a lost cache', () => {
  const dead = openWith(rows);
  const create = change('customer.create', { id: idOf(50), fields: customerRow(50, 'Tailspin', idOf(1)) });
  dead.writer.queue([create]);
  dead.writer.queue([rename(50, 'Tailspin Toys')]);
  dead.writer.queue([rename(12, 'Fabrikam Ltd')]);
  const entries = dead.reader.outboxEntries(null);
  const here = openWith(rows);
  expect(here.writer.importChanges(entries).fates).toEqual(['added', 'added', 'added']);
  expect(names(here)).toEqual(['Contoso', 'Fabrikam Ltd', 'Tailspin Toys']);
  expect(here.writer.nextBatch(10)).toEqual(entries.map(({ mutation }) => mutation));
  here.close();
  for (const file of ['cache-1.db', 'cache-1.db-wal', 'cache-1.db-shm', 'current.json'])
    rmSync(join(here.folder, file), { force: true });
  const again = openHere(here.folder);
  expect(again.reader.outboxEntries(null).map(({ mutation }) => mutation.id)).toEqual(
    entries.map(({ mutation }) => mutation.id),
  );
});

it('leaves out what is here, what was confirmed and what was discarded here', () => {
  const { writer, reader } = openWith(rows);
  const [waiting, confirmed, gone, fresh] = ['A', 'B', 'C', 'D'].map((name) => rename(11, name)) as [
    ReturnType<typeof rename>,
    ReturnType<typeof rename>,
    ReturnType<typeof rename>,
    ReturnType<typeof rename>,
  ];
  writer.queue([confirmed]);
  writer.nextBatch(10);
  writer.settle([{ id: confirmed.id, outcome: 'applied', seq: 900 }]);
  writer.queue([waiting, gone]);
  writer.discardAll([gone.id], true, 'Ana');
  const file = [waiting, confirmed, gone, fresh].map((each) => ({
    mutation: { ...each, before: {}, touches: [idOf(11)], after: [] } as never,
    title: 'A change',
  }));
  const fates = ['here', 'confirmed', 'discarded', 'added'];
  expect(writer.importFates([waiting, confirmed, gone, fresh].map(({ id }) => id))).toEqual(fates);
  expect(writer.importChanges(file).fates).toEqual(fates);
  expect(writer.importChanges(file).fates).toEqual(['here', 'confirmed', 'discarded', 'here']);
  expect(reader.outboxWindow({}, 0, 10).unfiltered).toBe(2);
});

it('keeps held and paused what was held and paused, to be let go or taken back here', () => {
  const dead = openWith(rows);
  const part = (n: number, job: number) =>
    change('customer.delete', { ids: [idOf(n)], bulk: { job: idOf(job), part: 1, of: 1, shown: [] } });
  dead.writer.queue([part(11, 900)], 'held');
  dead.writer.queue([part(12, 901)], 'held');
  dead.writer.holdJob(idOf(901), 'paused');
  const owner = {
    server: { name: 'A', url: '', epoch },
    account: { id: idOf(1), login: 'ana' },
    context: partnerContext,
  };
  const file = readOutboxFile(writeOutboxFile({ ...owner, madeAt: noon }, dead.reader.outboxEntries(null)));
  const here = openWith(rows);
  here.writer.importChanges(file.ok ? file.changes : []);
  expect(names(here)).toEqual([]);
  here.close();
  for (const end of ['', '-wal', '-shm']) rmSync(join(here.folder, `cache-1.db${end}`), { force: true });
  const again = openHere(here.folder);
  expect(again.reader.bulkJobs()).toMatchObject([
    { job: idOf(901), paused: 1, held: 0 },
    { job: idOf(900), paused: 0, held: 1 },
  ]);
  expect(again.writer.nextBatch(10, undefined, understood)).toEqual([]);
  again.writer.holdJob(idOf(900), null);
  expect(again.writer.nextBatch(10, undefined, understood)).toHaveLength(1);
  const [paused] = again.reader.bulkJobs();
  expect(again.writer.takeBack(paused?.mutationIds ?? []).taken).toHaveLength(1);
});
