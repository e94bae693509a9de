import { followTrail } from '../../db/lists/followed-trail.ts';
import { lineEnd, lineSql } from '../../db/lists/search-base.ts';
import { openSearchIndex } from '../../db/lists/search-index.ts';
import { createReader } from '../../db/reader.ts';
import { createWriter } from '../../db/writer.ts';
import { openForReading } from '../../db/store/database.ts';
import { cacheFileIn } from './app-world.ts';
import { worldOfSites } from './cached-world.ts';
import { measureOf, type Bench, type Measure } from './measure.ts';

const rounds = 4;
/** As one types: from one letter on, some found everywhere, some nowhere. */
const typed =
  'a e sa san sant santi santia porto por q xq berl berlin clinic lisb 10 zzzz n no nor nort north tok'.split(
    ' ',
  );

function p95(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN;
}

/** The bare scan: every line that holds the text is counted, the first 50 are kept. */
function scan(lines: Buffer, text: string): { total: number; first: string[] } {
  const first: string[] = [];
  let total = 0;
  for (let at = lines.indexOf(text); at >= 0;) {
    const end = lines.indexOf(lineEnd, at);
    if (total < 50) first.push(lines.toString('utf8', lines.lastIndexOf(lineEnd, at) + 1, end));
    total += 1;
    at = lines.indexOf(text, end);
  }
  return { total, first };
}

function measureAt(sites: number, size: string, say: (line: string) => void): Measure[] {
  const folder = worldOfSites(sites, say);
  // As in the app: a file that no writer has open is read without what's kept from call to call.
  const { close: closeWriter } = createWriter({ folder, context: 'partner-account' });
  const db = openForReading(cacheFileIn(folder));
  const lines = Buffer.from(
    db
      .prepare<[], string>(`SELECT ${lineSql('site')} FROM site ORDER BY nameKey, id`)
      .pluck()
      .all()
      .map((line) => `${line}\n`)
      .join(''),
  );
  const index = openSearchIndex(db, followTrail(db), 'site');
  let began = performance.now();
  while (index.warm());
  say(`${size}: the text is read after ${Math.round(performance.now() - began)} ms`);
  const { reader, rest, close } = createReader({ folder });
  reader.counts();
  while (rest());
  const ours: number[] = [];
  const bare: number[] = [];
  const everything: number[] = [];
  for (let round = 0; round < rounds; round++)
    for (const text of typed) {
      began = performance.now();
      const found = index.find(text, { listed: false, limit: 50 });
      ours.push(performance.now() - began);
      began = performance.now();
      const same = scan(lines, text);
      bare.push(performance.now() - began);
      if (found.total !== same.total) throw new Error(`${text}: ${found.total} and ${same.total}`);
      began = performance.now();
      reader.search(text, 50);
      everything.push(performance.now() - began);
    }
  close();
  db.close();
  closeWriter();
  const measure = (name: string, times: number[], aim: number | null, note: string) => ({
    ...measureOf({ name: `${name}-${size}`, ours: [p95(times)], reference: [p95(bare)], aim, note }),
    runs: times.length,
  });
  return [
    measure(
      'search-first50',
      ours,
      1.7,
      `p95 of the first 50 hits in order and the exact count among ${sites} sites, beside a bare scan of the same folded text in one sorted buffer`,
    ),
    measure(
      'search-everything',
      everything,
      null,
      'the same in all kinds, with the rows, where they belong and why they matched, beside the same bare scan of sites alone',
    ),
  ];
}

export const searchFirst50: Bench = {
  name: 'search-first50-1m',
  run: (say) => Promise.resolve([...measureAt(100_000, '100k', say), ...measureAt(1_000_000, '1m', say)]),
};
