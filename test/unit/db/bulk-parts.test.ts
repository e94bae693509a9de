import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { leavesUnshown, mutationNames } from '../../../common/domain/mutations.ts';
import { journalLine } from '../../../db/journal/lines.ts';
import { newestSchema } from '../../../db/migrations/index.ts';
import type { NewMutation } from '../../../db/api.ts';
import {
  change,
  changesBody,
  customerRow,
  epoch,
  idOf,
  listOf,
  noon,
  openHere,
  openWith,
  partnerRow,
  probeRow,
  siteRow,
  snapshotBody,
} from './fixture.ts';

type Cache = ReturnType<typeof openHere>;

const rows = {
  partner: [partnerRow(1, 'Northwind')],
  customer: [customerRow(11, 'Adatum', idOf(1)), customerRow(12, 'Contoso', idOf(1))],
  site: [siteRow(21, 'Porto', idOf(11)), siteRow(22, 'Braga', idOf(12))],
  probe: [probeRow(31, idOf(21))],
};
const job = idOf(900);
const understood = { names: [...mutationNames, leavesUnshown], because: 'It’s too old.' };
const names = (cache: Cache) =>
  cache.reader.listWindow(listOf({ kind: 'customer' }), 0, 10).rows.map((row) => row.name);
const next = (cache: Cache) => cache.writer.nextBatch(10, undefined, understood).map(({ id }) => id);

let parts: NewMutation[];

beforeEach(() => {
  const partOf = (n: number, shown: string[]) =>
    change('customer.delete', { ids: [idOf(10 + n)], bulk: { job, part: n, of: 2, shown } });
  parts = [partOf(1, [idOf(21), idOf(31)]), partOf(2, [idOf(22)])];
});

const idAt = (index: number) => parts[index]?.id ?? '';

describe('parts of a bulk delete', () => {
  it('show their effect at once and aren’t sent while they’re held; what else waits is', () => {
    const cache = openWith(rows);
    cache.writer.queue(parts, 'held');
    const edit = change('partner.update', { id: idOf(1), changes: { notes: 'x' } });
    cache.writer.queue([edit]);
    expect(names(cache)).toEqual([]);
    expect(next(cache)).toEqual([edit.id]);
    expect(cache.reader.bulkJobs()).toMatchObject([
      { job, kind: 'customer', items: 2, held: 2, underWay: 0 },
    ]);
    cache.writer.holdJob(job, null);
    expect(cache.reader.bulkJobs()).toMatchObject([{ held: 0, underWay: 2 }]);
  });

  it('leave one at a time, and none to a server that hasn’t said or doesn’t say that it leaves what wasn’t shown', () => {
    const cache = openWith(rows);
    cache.writer.queue(parts);
    expect(cache.writer.nextBatch(10)).toEqual([]);
    expect(cache.writer.nextBatch(10, undefined, { ...understood, names: mutationNames })).toEqual([]);
    expect(cache.reader.outboxWindow({}, 0, 1).rows[0]?.lastAnswer).toBe('It’s too old.');
    expect(next(cache)).toEqual([idAt(0)]);
    expect(next(cache)).toEqual([idAt(1)]);
  });

  it('wait with the others where they’re to go again after the pause', () => {
    const cache = openWith(rows);
    cache.writer.queue(parts);
    next(cache);
    cache.writer.holdJob(job, 'paused');
    cache.writer.settle([{ id: idAt(0), outcome: 'retry', because: 'Busy.' }]);
    expect(next(cache)).toEqual([]);
    expect(cache.reader.bulkJobs()).toMatchObject([{ paused: 2 }]);
  });

  it('aren’t sent again while they’re paused although their answer was lost, nor taken for unsent', () => {
    const cache = openWith(rows);
    cache.writer.queue(parts);
    next(cache);
    cache.writer.holdJob(job, 'paused');
    cache.writer.unsend();
    expect(next(cache)).toEqual([]);
    expect(cache.reader.bulkJobs()).toMatchObject([{ paused: 2 }]);
    expect(cache.writer.takeBack(parts.map(({ id }) => id)).taken).toEqual([idAt(1)]);
    cache.writer.holdJob(job, null);
    expect(next(cache)).toEqual([idAt(0)]);
    // Lost on its way before it was paused, too.
    cache.writer.unsend();
    cache.writer.holdJob(job, 'paused');
    expect(next(cache)).toEqual([]);
  });

  it('are taken back untouched, and the rows with their probes are as they were', () => {
    const cache = openWith(rows);
    cache.writer.queue(parts, 'held');
    expect(cache.writer.takeBack(parts.map(({ id }) => id)).taken).toHaveLength(2);
    expect(names(cache)).toEqual(['Adatum', 'Contoso']);
    expect(cache.reader.siteDetail(idOf(21))?.probes).toHaveLength(1);
    expect(cache.reader.bulkJobs()).toMatchObject([{ takenBack: 2, mutationIds: [] }]);
  });

  it('bring back what the server left once that is known, and remember why', () => {
    const cache = openWith(rows);
    cache.writer.queue(parts);
    next(cache);
    next(cache);
    const because = 'The site Faro is there, and the dry run didn’t show it.';
    const left = [{ id: idOf(12), name: 'Contoso', because, appeared: [] }];
    cache.writer.settle([
      { id: idAt(0), outcome: 'applied', seq: 101, gone: [idOf(11)] },
      { id: idAt(1), outcome: 'applied', seq: 101, left },
    ]);
    cache.writer.applyChanges(
      changesBody(101, [
        { kind: 'customer', id: idOf(11), gone: true },
        { kind: 'site', id: idOf(21), gone: true },
        { kind: 'probe', row: { ...probeRow(31, null), version: 101 } },
      ]),
      noon,
    );
    expect(names(cache)).toEqual(['Contoso']);
    expect(cache.reader.search('contoso', 5).groups.find(({ kind }) => kind === 'customer')?.total).toBe(1);
    expect(cache.reader.counts()).toMatchObject({ customers: 1, sites: 1 });
    expect(cache.reader.bulkJobs()).toMatchObject([{ deleted: 0, left: 1, gone: 1, takenBack: 0 }]);
    expect(cache.reader.bulkItems(job, null, 0, 10).items).toEqual([
      { id: idOf(11), name: 'Adatum', outcome: 'gone', because: null, appeared: [] },
      { id: idOf(12), name: 'Contoso', outcome: 'left', because, appeared: [] },
    ]);
  });
});

describe('a hold', () => {
  const reopened = (cache: Cache, alsoCache = false) => {
    cache.close();
    if (alsoCache)
      for (const end of ['', '-wal', '-shm']) rmSync(join(cache.folder, `cache-1.db${end}`), { force: true });
    return openHere(cache.folder);
  };
  const states = (cache: Cache) => cache.reader.outboxWindow({}, 0, 10).rows.map(({ state }) => state);

  it.each([false, true])('survives a restart, and the loss of the cache: %s', (alsoCache) => {
    const cache = openWith(rows);
    cache.writer.queue(parts, 'held');
    cache.writer.holdJob(job, 'paused');
    const again = reopened(cache, alsoCache);
    expect(states(again)).toEqual(['paused', 'paused']);
    expect(next(again)).toEqual([]);
    expect(again.reader.bulkJobs()).toMatchObject([{ paused: 2 }]);
    again.writer.holdJob(job, null);
    expect(states(reopened(again, alsoCache))).toEqual(['waiting', 'waiting']);
  });

  it.each([false, true])(
    'of a part that may have arrived survives with that known, and the loss of the cache: %s',
    (alsoCache) => {
      const cache = openWith(rows);
      cache.writer.queue(parts);
      next(cache);
      cache.writer.holdJob(job, 'paused');
      // The app ends while the first one is under way.
      let again = reopened(cache);
      expect(states(again)).toEqual(['paused', 'paused']);
      again.writer.holdJob(job, null);
      again.writer.holdJob(job, 'paused');
      again = reopened(again, alsoCache);
      expect(states(again)).toEqual(['paused', 'paused']);
      expect(next(again)).toEqual([]);
      expect(again.writer.takeBack(parts.map(({ id }) => id)).taken).toEqual([idAt(1)]);
    },
  );

  it.each([false, true])(
    'of a part that was under way when the app ended survives the second start too, and the loss of the cache: %s',
    (alsoCache) => {
      const cache = openWith(rows);
      cache.writer.queue(parts);
      next(cache);
      cache.writer.holdJob(job, 'paused');
      const again = reopened(reopened(cache), alsoCache);
      expect(states(again)).toEqual(['paused', 'paused']);
      expect(next(again)).toEqual([]);
      expect(again.writer.takeBack(parts.map(({ id }) => id)).taken).toEqual([idAt(1)]);
    },
  );

  it('is as the journal says where a crash fell between it and the cache', () => {
    const cache = openWith(rows);
    cache.writer.queue(parts, 'held');
    cache.close();
    const line = journalLine({ type: 'hold', at: noon, id: idAt(0), hold: null });
    appendFileSync(join(cache.folder, 'journal.log'), line);
    expect(states(openHere(cache.folder))).toEqual(['waiting', 'held']);
  });

  it('tells after a crash what was left, where the cache hadn’t heard it', () => {
    const cache = openWith(rows);
    cache.writer.queue(parts);
    next(cache);
    cache.close();
    const left = [{ id: idOf(11), name: 'Adatum', because: 'Not shown.', appeared: [] }];
    appendFileSync(
      join(cache.folder, 'journal.log'),
      journalLine({ type: 'settled', at: noon, id: idAt(0), seq: 1, epoch, left }),
    );
    const again = openHere(cache.folder);
    expect(names(again)).toEqual(['Adatum']);
    expect(again.reader.bulkJobs()).toMatchObject([{ left: 1, underWay: 1 }]);
  });

  it('stays through a snapshot into a new generation', () => {
    const cache = openWith(rows);
    cache.writer.queue(parts, 'held');
    cache.writer.startOver(false);
    cache.writer.beginSnapshot();
    cache.writer.applySnapshotPage(snapshotBody(rows, { start: 'at-200' }));
    cache.writer.applyChanges(changesBody(200), noon);
    expect(states(cache)).toEqual(['held', 'held']);
    expect(names(cache)).toEqual([]);
    expect(cache.reader.bulkJobs()).toMatchObject([{ held: 2 }]);
  });
});

it('the table of parts is there from schema 70 on', () => {
  expect(newestSchema).toBeGreaterThanOrEqual(70);
  expect(openHere().reader.bulkJobs()).toEqual([]);
});
