import Database from 'better-sqlite3';
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { initialSchema } from '../../../db/migrations/0010-initial.ts';
import { migrate, newestSchema, type Migration } from '../../../db/migrations/index.ts';
import { applicationId } from '../../../db/store/database.ts';
import { noteDamage } from '../../../db/store/folder.ts';
import { change, customerRow, freshFolder, idOf, listOf, openHere, openWith, partnerRow } from './fixture.ts';

const rows = {
  partner: [partnerRow(1, 'Northwind')],
  customer: Array.from({ length: 400 }, (_, n) => customerRow(100 + n, `Customer ${n}`, idOf(1))),
};
const added = () => change('partner.create', { id: idOf(7), fields: partnerRow(7, 'Fabrikam Partners') });

function filled(): string {
  const cache = openWith(rows);
  cache.writer.queue([added()]);
  cache.close();
  return cache.folder;
}

function overwritePages(file: string): void {
  const handle = openSync(file, 'r+');
  const size = statSync(file).size;
  for (let at = 4096 * 3; at < size - 4096; at += 4096 * 3)
    writeSync(handle, Buffer.alloc(4096, 0xa5), 0, 4096, at);
  closeSync(handle);
}

const damages: [string, (file: string) => void][] = [
  ['has pages overwritten', overwritePages],
  ['is cut short', (file) => truncateSync(file, 4096 * 5 + 100)],
  ['holds something else', (file) => writeFileSync(file, 'not a database at all '.repeat(500))],
];

it.each(damages)('makes a fresh cache when the file %s, and keeps the changes that wait', (_, damage) => {
  const folder = filled();
  damage(join(folder, 'cache-1.db'));
  const cache = openHere(folder);
  expect(cache.report.how).toBe('rebuilt');
  expect(cache.report.notice?.sentence).toContain('damaged and is fetched anew');
  expect(cache.report.status).toMatchObject({ cursor: null, complete: false, waiting: 1 });
  expect(readdirSync(folder).some((name) => /^damaged-.*-cache-1\.db$/.test(name))).toBe(true);
  const { rows: shown } = cache.reader.listWindow(listOf({ kind: 'partner' }), 0, 10);
  expect(shown.map((row) => row.name)).toEqual(['Fabrikam Partners']);
});

it('reads a file whole that turned out to be damaged in use, even when it was closed in good order', () => {
  const folder = filled();
  const file = join(folder, 'cache-1.db');
  const { size, mtime, atime } = statSync(file);
  overwritePages(file);
  // As a failing disk does it: neither size nor time tells.
  utimesSync(file, atime, mtime);
  writeFileSync(
    join(folder, 'current.json'),
    JSON.stringify({ generation: 1, closed: { size, mtimeMs: statSync(file).mtimeMs } }),
  );
  noteDamage(folder);
  expect(openHere(folder).report.how).toBe('rebuilt');
});

it('makes a fresh cache when the file is gone, and keeps the changes that wait', () => {
  const folder = filled();
  rmSync(join(folder, 'cache-1.db'));
  const cache = openHere(folder);
  expect(cache.report.how).toBe('fresh');
  expect(cache.writer.status()).toMatchObject({ cursor: null, waiting: 1 });
});

it('goes on by the files when current.json is garbage', () => {
  const folder = filled();
  writeFileSync(join(folder, 'current.json'), '{"generation":');
  const cache = openHere(folder);
  expect(cache.report.how).toBe('opened');
  expect(cache.reader.listWindow(listOf({ kind: 'customer' }), 0, 1).total).toBe(400);
});

it('refuses a file of a newer version and leaves every byte of it', () => {
  const folder = filled();
  const file = join(folder, 'cache-1.db');
  const db = new Database(file);
  db.pragma(`user_version = ${newestSchema + 10}`);
  db.close();
  const before = readFileSync(file);
  expect(() => openHere(folder)).toThrow('made by a newer version');
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(readdirSync(folder).filter((name) => name.startsWith('damaged'))).toEqual([]);
});

it('makes the first schema from nothing, marked as ours', () => {
  const cache = openHere();
  cache.close();
  const db = new Database(join(cache.folder, 'cache-1.db'), { readonly: true });
  expect(db.pragma('user_version', { simple: true })).toBe(newestSchema);
  expect(db.pragma('application_id', { simple: true })).toBe(applicationId);
  const tables = db.prepare<[], string>(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck().all();
  db.close();
  expect(tables).toEqual(
    expect.arrayContaining([
      'state',
      'brand',
      'partner',
      'customer',
      'site',
      'probe',
      'outbox',
      'shadow',
      'bin',
    ]),
  );
});

it('leaves a file as it was when a migration fails halfway', () => {
  const db = new Database(join(freshFolder(), 'cache.db'));
  const failing: Migration = {
    to: 20,
    apply: (target) => {
      target.exec('ALTER TABLE draft ADD COLUMN late TEXT');
      throw new Error('no room');
    },
  };
  migrate(db, [{ to: 10, apply: initialSchema }]);
  expect(() => migrate(db, [{ to: 10, apply: initialSchema }, failing])).toThrow('no room');
  expect(db.pragma('user_version', { simple: true })).toBe(10);
  expect(
    db
      .prepare('SELECT * FROM draft')
      .columns()
      .map((column) => column.name),
  ).toEqual(['key', 'doc']);
  db.close();
});
