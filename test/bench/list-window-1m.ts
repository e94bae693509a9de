import { listSpec, type ListSpec } from '../../common/contract/views.ts';
import { listQuery } from '../../db/lists/list-query.ts';
import { createReader } from '../../db/reader.ts';
import { createWriter } from '../../db/writer.ts';
import { openForReading } from '../../db/store/database.ts';
import { cacheFileIn } from './app-world.ts';
import { worldOfSites } from './cached-world.ts';
import { measureOf, type Bench, type Measure } from './measure.ts';

const windows = 100;
const lists: ListSpec[] = [
  listSpec.parse({ kind: 'site' }),
  listSpec.parse({ kind: 'site', sort: { column: 'city', direction: 'descending' } }),
  listSpec.parse({ kind: 'site', filters: ['attention'] }),
];

/** What a window shows of each row, by one statement of look-ups by key. */
const bareRows = `SELECT site.rid, site.doc, customer.name AS customerName,
  (SELECT count(*) FROM probe WHERE siteId = site.id) AS probes,
  (SELECT count(*) FROM probe WHERE siteId = site.id AND status = 'offline') AS silentProbes,
  (SELECT count(*) FROM touched WHERE entityId = site.id AND role > 0) AS waiting
  FROM site LEFT JOIN customer ON customer.id = site.customerId WHERE site.rid IN (SELECT value FROM json_each(?))`;

function measureAt(sites: number, name: string, say: (line: string) => void): Measure {
  const folder = worldOfSites(sites, say);
  // As in the app: a file that no writer has open is read without what's kept from call to call.
  const { close: closeWriter } = createWriter({ folder, context: 'partner-account' });
  const { reader, close } = createReader({ folder });
  const db = openForReading(cacheFileIn(folder));
  const select = db.prepare<[string], { rid: number; doc: string }>(bareRows);
  const ours: number[] = [];
  const bare: number[] = [];
  for (const list of lists) {
    const query = listQuery(list);
    const rids = db.prepare<unknown[], number>(query.order).pluck().all();
    reader.listIds(list, 0, 1);
    for (let index = 0; index < windows; index++) {
      const offset = (index * 7919 * 13) % (rids.length - 100);
      const shown = rids.slice(offset, offset + 100);
      const takeOurs = () => {
        const began = performance.now();
        const { rows } = reader.listWindow(list, offset, 100);
        ours.push(performance.now() - began);
        return rows;
      };
      const takeBare = () => {
        const began = performance.now();
        const found = new Map(select.all(JSON.stringify(shown)).map((row) => [row.rid, row]));
        const rows = shown.map((rid) => JSON.parse(found.get(rid)?.doc ?? '{}') as { id?: string });
        bare.push(performance.now() - began);
        return rows;
      };
      // Whoever goes first finds the file’s pages cold; they take turns.
      const isOdd = index % 2 === 1;
      const early = isOdd ? takeBare() : undefined;
      const rows = takeOurs();
      const same = early ?? takeBare();
      if (rows.length !== 100 || rows[99]?.id !== same[99]?.id) throw new Error('another window');
    }
  }
  db.close();
  close();
  closeWriter();
  return measureOf({
    name,
    ours,
    reference: bare,
    aim: 1.3,
    note: `100 of ${sites} sites at any offset, by name, by city backwards and filtered, as the worker gives them, beside one statement that looks the same rows up by key with what the list shows of each: customer, probes, silent probes, changes waiting`,
  });
}

export const listWindow1m: Bench = {
  name: 'list-window-1m',
  run: (say) =>
    Promise.resolve([
      measureAt(100_000, 'list-window-100k', say),
      measureAt(1_000_000, 'list-window-1m', say),
    ]),
};
