import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { Pool, PoolClient } from 'pg';
import { migrate, refuseOlder, StoreFault } from '../sqlite-file.ts';
import { insertRows } from './insert.ts';
import { migratePostgres } from './migrate.ts';
import { defaultLimits, openPool, withClient } from './pools.ts';
import { prepareProjectKeys } from './project-keys.ts';
import { tables } from './tables.ts';

/** Rows that are read and written at a time. */
const rowsAtOnce = 2000;
/** What rules of either database fill themselves as entries of the ledger come in; whether they did is looked at in the end. */
const filledByRules = ['license_pool', 'license_bought', 'license_move'];
/** Rows that a database has from the beginning, instead of which others come. */
const thereAtFirst = ['sequence', 'license_balance'];

/** What was moved: rows by table, those without any left out. */
export type Moved = Record<string, number>;

interface Places {
  url: string;
  /** Database of the keys of projects. */
  keysUrl: string;
}

/**
 * Moves an embedded database into an empty one of PostgreSQL, with ids, versions, epoch and what cursors mean: every client goes on where
 * it was. All of it or nothing; the file stays as it is, and nobody can write to it meanwhile.
 * @throws StoreFault when the file isn't of today's version, the database holds something, or a server is at the file
 */
export async function importEmbedded(file: string, { url, keysUrl }: Places): Promise<Moved> {
  if (!existsSync(file)) throw new StoreFault(`There is no file ${file}.`);
  const from = new Database(file, { timeout: 1000 });
  const pool = openPool(url, 2, { ...defaultLimits, statementMs: 0 });
  try {
    refuseOlder(from, file);
    from.exec('BEGIN IMMEDIATE');
    await migratePostgres(pool);
    return await withClient(pool, async (client) => {
      await client.query('BEGIN; SELECT last FROM sequence FOR UPDATE');
      const { rowCount } = await client.query('SELECT 1 FROM property LIMIT 1');
      if (rowCount !== 0)
        throw new StoreFault(
          'The database in DATABASE_URL holds a partner account already. Nothing was changed; name an empty one.',
        );
      const moved: Moved = {};
      for (const table of thereAtFirst) await client.query(`DELETE FROM "${table}"`);
      for (const table of inOrder()) moved[table] = await importTable(from, client, table);
      await requireSame(filledByRules, (table) => countOf(from, table), countIn(client));
      await importKeys(file, keysUrl);
      await client.query('COMMIT');
      return withoutEmpty(moved);
    });
  } finally {
    await pool.end();
    from.close();
  }
}

/**
 * Writes what a database of PostgreSQL holds into a new file, with the keys of projects beside it: what an embedded partner API goes on with.
 * @throws StoreFault when there's something in the place already
 */
export async function exportEmbedded(file: string, { url, keysUrl }: Places): Promise<Moved> {
  const keysFile = keysFileOf(file);
  for (const place of [file, keysFile])
    if (existsSync(place))
      throw new StoreFault(`${place} is there already. Nothing was changed; name another folder.`);
  const pool = openPool(url, 2, { ...defaultLimits, statementMs: 0 });
  const to = new Database(file);
  try {
    migrate(to);
    const moved = await withClient(pool, async (client) => {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const { rows: there } = await client.query<{ is: boolean }>(
        "SELECT to_regclass('property') IS NOT NULL AS is",
      );
      const held = there[0]?.is ? await client.query('SELECT 1 FROM property LIMIT 1') : null;
      if (!held?.rowCount) throw new StoreFault('The database in DATABASE_URL holds no partner account.');
      const found: Moved = {};
      to.exec('BEGIN');
      for (const table of thereAtFirst) to.exec(`DELETE FROM ${table}`);
      for (const table of inOrder()) found[table] = await exportTable(client, to, table);
      const count = countIn(client);
      await requireSame(filledByRules, count, (table) => countOf(to, table));
      to.exec('COMMIT');
      await client.query('ROLLBACK');
      return found;
    });
    await exportKeys(keysUrl, keysFile);
    return withoutEmpty(moved);
  } catch (error) {
    to.close();
    for (const place of [file, keysFile]) rmSync(place, { force: true });
    throw error;
  } finally {
    to.close();
    await pool.end();
  }
}

/** Every table that is moved, each after those that it names. */
function inOrder(): string[] {
  const found: string[] = [];
  const add = (table: string): void => {
    if (found.includes(table)) return;
    for (const { table: other } of Object.values(tables[table]?.references ?? {}))
      if (other !== table) add(other);
    found.push(table);
  };
  Object.keys(tables).forEach(add);
  return found.filter((table) => !filledByRules.includes(table));
}

/** Rows in the order in which they were written; of accounts that's parents first. */
async function importTable(from: Database.Database, client: PoolClient, table: string): Promise<number> {
  const order = isWithoutRowId(from, table) ? `${tables[table]?.primary.join(', ')}` : 'rowid';
  const names = Object.keys(tables[table]?.columns ?? {}).map((name) => `"${name}"`);
  const rows = from.prepare<[], Record<string, unknown>>(
    `SELECT ${names.join(', ')} FROM "${table}" ORDER BY ${order}`,
  );
  let batch: Record<string, unknown>[] = [];
  let count = 0;
  for (const row of rows.iterate()) {
    batch.push(row);
    count++;
    if (batch.length < rowsAtOnce) continue;
    await insertRows(client, table, batch);
    batch = [];
  }
  await insertRows(client, table, batch);
  return count;
}

async function exportTable(client: PoolClient, to: Database.Database, table: string): Promise<number> {
  const names = Object.keys(tables[table]?.columns ?? {});
  const quoted = names.map((name) => `"${name}"`).join(', ');
  const insert = to.prepare(
    `INSERT INTO "${table}" (${quoted}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
  );
  // Sites come after customers in a snapshot, and rows of a kind by id: as a seed lays them down.
  const order =
    table === 'account'
      ? 'created_at, id'
      : (tables[table]?.primary ?? []).map((name) => `"${name}"`).join(', ');
  await client.query(
    `DECLARE moving CURSOR FOR SELECT ${quoted} FROM "${table}"${order === '' ? '' : ` ORDER BY ${order}`}`,
  );
  let count = 0;
  for (;;) {
    const { rows } = await client.query<Record<string, unknown>>(`FETCH ${rowsAtOnce} FROM moving`);
    for (const row of rows) insert.run(row);
    count += rows.length;
    if (rows.length < rowsAtOnce) break;
  }
  await client.query('CLOSE moving');
  return count;
}

function isWithoutRowId(db: Database.Database, table: string): boolean {
  const found = db
    .prepare<[string], number>('SELECT wr FROM pragma_table_list WHERE name = ?')
    .pluck()
    .get(table);
  return found === 1;
}

function keysFileOf(file: string): string {
  return join(dirname(file), 'project-keys.db');
}

interface KeyRow {
  project: string;
  key: Uint8Array | null;
}

async function importKeys(file: string, url: string): Promise<void> {
  if (!existsSync(keysFileOf(file))) return;
  const db = new Database(keysFileOf(file), { readonly: true });
  const rows = db.prepare<[], KeyRow>('SELECT project, key FROM project_key').all();
  db.close();
  const pool = openPool(url, 1, defaultLimits);
  await prepareProjectKeys(pool);
  await pool.query(
    `INSERT INTO project_keys.project_key (project, key) SELECT * FROM unnest($1::text[], $2::bytea[])
     ON CONFLICT (project) DO UPDATE SET key = excluded.key`,
    [rows.map(({ project }) => project), rows.map(({ key }) => key)],
  );
  await pool.end();
}

async function exportKeys(url: string, file: string): Promise<void> {
  const pool = openPool(url, 1, defaultLimits);
  const { rows } = await pool.query<KeyRow>('SELECT project, key FROM project_keys.project_key');
  await pool.end();
  const db = new Database(file);
  db.exec('CREATE TABLE project_key (project TEXT PRIMARY KEY, key BLOB) STRICT');
  const insert = db.prepare('INSERT INTO project_key (project, key) VALUES (@project, @key)');
  db.transaction(() => rows.forEach((row) => insert.run(row)))();
  db.close();
}

type Count = (table: string) => Promise<string> | string;

/** What a table holds, as a text to be compared. */
function countOf(db: Database.Database, table: string): string {
  return JSON.stringify(db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all());
}

function countIn(client: PoolClient): (table: string) => Promise<string> {
  return async (table) => JSON.stringify((await client.query(`SELECT * FROM ${table} ORDER BY 1, 2`)).rows);
}

/** @throws StoreFault where what the rules made isn't what there was: then the ledger and its pools disagreed before */
async function requireSame(names: readonly string[], before: Count, after: Count): Promise<void> {
  for (const table of names)
    if ((await before(table)) !== (await after(table)))
      throw new StoreFault(`The table ${table} doesn't agree with the license ledger. Nothing was moved.`);
}

function withoutEmpty(moved: Moved): Moved {
  return Object.fromEntries(Object.entries(moved).filter(([, rows]) => rows > 0));
}

/** Brings a database to today's version and says which steps that took. */
export async function migrateOnly(url: string): Promise<string[]> {
  const pool: Pool = openPool(url, 2, { ...defaultLimits, statementMs: 0 });
  try {
    return await migratePostgres(pool);
  } finally {
    await pool.end();
  }
}
