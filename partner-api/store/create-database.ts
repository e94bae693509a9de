import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { chainedRowOf } from './activity-row.ts';
import { chainHeadSql, insertEntrySql, nextInChain } from './audit-chain.ts';
import { kindNumbers } from './columns.ts';
import { rowsToStore, seededEntry, Tallies, type SeedEntry, type SeedRow } from './seed-rows.ts';
import { migrate } from './sqlite-file.ts';

export interface NewDatabase {
  file: string;
  epoch: string;
  /** Name of the partner account. */
  name: string;
  /** Rows in snapshot order, so that they lie on disk in the order in which they're read. */
  rows: Iterable<SeedRow>;
  /** What its Activity begins with, oldest first. */
  activity?: readonly SeedEntry[] | undefined;
  /** Told the number of rows so far, about every {@link rowsPerTransaction}. */
  onProgress?: ((rows: number) => void) | undefined;
}

const rowsPerTransaction = 20_000;

/**
 * Makes a database and fills it. It's built beside its place and moved there when it's whole: a crash on the way leaves
 * nothing that looks like a database.
 */
export function createDatabase({ file, epoch, name, rows, activity = [], onProgress }: NewDatabase): void {
  const draft = `${file}.new`;
  if (existsSync(draft)) rmSync(draft);
  const connection = new Database(draft);
  try {
    // Nobody reads the draft and a crash throws it away, so it needs no journal on disk and no flushes while it's filled.
    // (Without any journal it would be a little faster still, but SQLite's defensive mode doesn't allow that.)
    connection.pragma('page_size = 8192');
    connection.pragma('journal_mode = MEMORY');
    connection.pragma('synchronous = OFF');
    connection.pragma('cache_size = -200000');
    migrate(connection);
    const property = connection.prepare('INSERT INTO property (key, value) VALUES (?, ?)');
    property.run('epoch', epoch);
    property.run('name', name);
    const indexes = dropIndexes(connection);
    load(connection, rows, onProgress);
    connection.exec(indexes);
    connection.transaction(() => writeActivity(connection, activity, epoch))();
  } finally {
    connection.close();
  }
  flush(draft);
  renameSync(draft, file);
  flush(dirname(file));
}

function load(
  connection: Database.Database,
  rows: Iterable<SeedRow>,
  onProgress?: (rows: number) => void,
): void {
  const insert = connection.prepare(
    `INSERT INTO entity (kind, id, version, parent, public_id, search, doc, withheld, scope)
     VALUES (@kind, @id, @version, @parent, @publicId, @search, @doc, @withheld, @scope)`,
  );
  const tallies = new Tallies();
  let version = 0;
  connection.exec('BEGIN');
  for (const row of rowsToStore(rows, tallies)) {
    insert.run(row);
    version = row.version;
    if (version % rowsPerTransaction === 0) {
      connection.exec('COMMIT; BEGIN');
      onProgress?.(version);
    }
  }
  const insertTally = connection.prepare(
    'INSERT INTO tally (kind, scope, count, version_sum) VALUES (@kind, @scope, @count, @sum)',
  );
  for (const tally of tallies.all()) insertTally.run(tally);
  connection.prepare('UPDATE sequence SET last = ?').run(version);
  connection.exec('COMMIT');
  onProgress?.(version);
}

function writeActivity(connection: Database.Database, entries: readonly SeedEntry[], instance: string): void {
  const head = connection.prepare<[], { entry: number; hash: string }>(chainHeadSql);
  const insert = connection.prepare(insertEntrySql);
  const place = connection.prepare<[number, string], { scope: string; parent: string | null }>(
    'SELECT scope, parent FROM entity WHERE kind = ? AND id = ?',
  );
  for (const seeded of entries) {
    const entry = seededEntry(seeded, place.get(kindNumbers[seeded.kind], seeded.id));
    const row = chainedRowOf(entry, () => '');
    insert.run(nextInChain(row, head.get(), instance));
  }
}

/** Drops the indexes of the rows, so that they're built once the rows are in. Gives the statements that make them again. */
function dropIndexes(connection: Database.Database): string {
  const indexes = connection
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'entity' AND sql IS NOT NULL",
    )
    .all();
  for (const { name } of indexes) connection.exec(`DROP INDEX ${name}`);
  return indexes.map(({ sql }) => `${sql};`).join('\n');
}

/** Waits until a file or folder is on the disk. A folder can't be opened on Windows, where a rename needs no flush. */
function flush(path: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
