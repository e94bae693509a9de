import { listSpec, type ListSpec } from '../../common/contract/views.ts';
import { createReader } from '../../db/reader.ts';
import { createWriter } from '../../db/writer.ts';
import { openForReading } from '../../db/store/database.ts';
import { cacheFileIn } from './app-world.ts';
import { worldOfSites } from './cached-world.ts';
import { measureOf, type Bench, type Measure } from './measure.ts';

const runs = 3;

/** Sorts and filters as one clicks through them, and what each is in bare SQL. */
const turns: { list: ListSpec; from: string; order: string }[] = [
  turn({ sort: { column: 'city', direction: 'ascending' } }, 'site', 'cityKey, id'),
  turn({ sort: { column: 'updatedAt', direction: 'descending' } }, 'site', 'updatedAt DESC, id'),
  turn({ sort: { column: 'timeZone', direction: 'descending' } }, 'site', 'timeZone DESC, id'),
  turn({ sort: { column: 'name', direction: 'descending' } }, 'site', 'nameKey DESC, id'),
  turn(
    { filters: ['attention'] },
    `site WHERE id IN (SELECT siteId FROM probe WHERE status = 'offline')`,
    'nameKey, id',
  ),
  turn(
    { filters: ['no-access'], sort: { column: 'city', direction: 'ascending' } },
    'site WHERE customerId IN (SELECT id FROM customer WHERE fullGrants = 0)',
    'cityKey, id',
  ),
];

function turn(spec: Partial<ListSpec>, from: string, order: string) {
  return { list: listSpec.parse({ kind: 'site', ...spec }), from, order };
}

function measureAt(sites: number, name: string, say: (line: string) => void): Measure {
  const folder = worldOfSites(sites, say);
  // As in the app: a file that no writer has open is read without what's kept from call to call.
  const { close: closeWriter } = createWriter({ folder, context: 'partner-account' });
  const db = openForReading(cacheFileIn(folder));
  const ours: number[] = [];
  const bare: number[] = [];
  for (let run = 0; run < runs; run++) {
    // A reader of its own for each run, that has kept no order yet.
    const { reader, close } = createReader({ folder });
    reader.listWindow(listSpec.parse({ kind: 'site' }), 0, 100);
    for (const { list, from, order } of turns) {
      let began = performance.now();
      const docs = db
        .prepare<[], string>(`SELECT doc FROM ${from} ORDER BY ${order} LIMIT 100`)
        .pluck()
        .all();
      const total = db.prepare<[], number>(`SELECT count(*) FROM ${from}`).pluck().get();
      bare.push(performance.now() - began);
      began = performance.now();
      const window = reader.listWindow(list, 0, 100);
      ours.push(performance.now() - began);
      if (window.total !== total || window.rows.length !== docs.length) throw new Error('another window');
    }
    close();
  }
  db.close();
  closeWriter();
  return measureOf({
    name,
    ours,
    reference: bare,
    aim: 1.5,
    note: `the first window of ${sites} sites after the sort or the filter changed, beside SELECT … ORDER BY … LIMIT 100 and the count`,
  });
}

export const listResort1m: Bench = {
  name: 'list-resort-1m',
  run: (say) =>
    Promise.resolve([
      measureAt(100_000, 'list-resort-100k', say),
      measureAt(1_000_000, 'list-resort-1m', say),
    ]),
};
