import Database from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { migrations, migrate, newestSchema } from '../../../db/migrations/index.ts';
import { applicationId } from '../../../db/store/database.ts';
import { customerRow, freshFolder, idOf, listOf, openHere, openWith, probeRow, siteRow } from './fixture.ts';

const address = { ...customerRow(1, 'x').address, street: 'Rua da Sé 7', country: 'PT' };
const rows = {
  customer: [customerRow(11, 'Contoso', null, { address }), customerRow(12, 'Riverside')],
  site: [siteRow(21, 'Depot', idOf(11), { timeZone: 'Europe/Lisbon' }), siteRow(22, 'Annex', idOf(11))],
  probe: [
    probeRow(31, idOf(21), { softwareVersion: '1.10' }),
    probeRow(32, idOf(21), { softwareVersion: '1.9' }),
  ],
};

/** A folder with a cache as the version before left it. */
function olderCache(): string {
  const made = openWith(rows);
  made.close();
  const folder = freshFolder();
  mkdirSync(folder, { recursive: true });
  const db = new Database(join(folder, 'cache-1.db'));
  db.pragma(`application_id = ${applicationId}`);
  migrate(
    db,
    migrations.filter(({ to }) => to < 50),
  );
  db.exec(`ATTACH '${join(made.folder, 'cache-1.db')}' AS made`);
  for (const table of ['state', 'customer', 'site', 'probe']) {
    const columns = db.pragma(`main.table_info(${table})`) as { name: string }[];
    const names = columns.map(({ name }) => name).join(', ');
    db.exec(`INSERT INTO ${table} (${names}) SELECT ${names} FROM made.${table}`);
  }
  db.close();
  return folder;
}

it('opens an older cache at once, and fills the new columns when nobody waits', () => {
  const cache = openHere(olderCache());
  expect(cache.report.how).toBe('opened');
  const byVersion = listOf({ kind: 'probe', sort: { column: 'version', direction: 'ascending' } });
  expect(cache.reader.listWindow(byVersion, 0, 10).total).toBe(2);
  expect(cache.reader.search('rua', 5).groups).toEqual([]);
  let turns = 0;
  while (cache.rest()) turns += 1;
  expect(turns).toBeGreaterThan(0);
  expect(cache.reader.search('rua', 5).groups[0]?.hits[0]?.title).toBe('Contoso');
  expect(cache.reader.listIds(byVersion, 0, 10)).toEqual([idOf(32), idOf(31)]);
  const byZone = listOf({ kind: 'site', sort: { column: 'timeZone', direction: 'descending' } });
  expect(cache.reader.listIds(byZone, 0, 10)).toEqual([idOf(21), idOf(22)]);
  expect(cache.rest()).toBe(false);
});

it('goes on filling where it was when the app ended', () => {
  const folder = olderCache();
  const first = openHere(folder);
  first.rest();
  first.close();
  const again = openHere(folder);
  while (again.rest());
  expect(again.reader.search('rua', 5).groups[0]?.total).toBe(1);
});

it('has nothing to fill in a new cache', () => {
  const cache = openWith(rows);
  expect(cache.rest()).toBe(false);
  expect(cache.reader.search('rua sé', 5).groups[0]?.total).toBe(1);
  expect(newestSchema).toBeGreaterThanOrEqual(50);
});
