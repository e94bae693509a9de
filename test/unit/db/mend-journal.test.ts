import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { change, freshFolder, idOf, listOf, openHere, partnerRow } from './fixture.ts';

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
