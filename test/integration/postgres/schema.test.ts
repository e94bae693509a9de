import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '../../../partner-api/store/sqlite-file.ts';
import { migratePostgres } from '../../../partner-api/store/postgres/migrate.ts';
import { defaultLimits, openPool } from '../../../partner-api/store/postgres/pools.ts';
import { asOwner, PostgresServer, postgresCommand } from '../../support/postgres-server.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.remove());

interface Column {
  table: string;
  column: string;
  /** What it holds, as both databases can say it. */
  type: string;
  isNullable: boolean;
  isKey: boolean;
}

/** What a type is called in both; `doc` and `login` are texts to SQLite. */
const common: Record<string, string> = { INTEGER: 'whole', TEXT: 'text', BLOB: 'bytes' };
const ofPostgres: Record<string, string> = { bigint: 'whole', text: 'text', json: 'text', bytea: 'bytes' };

function embeddedColumns(): Column[] {
  const db = new Database(':memory:');
  migrate(db);
  const rows = db
    .prepare<[], { table: string; column: string; type: string; notnull: number; pk: number }>(
      `SELECT t.name AS "table", c.name AS column, c.type, c."notnull", c.pk
       FROM sqlite_schema t JOIN pragma_table_info(t.name) c
       WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'`,
    )
    .all();
  const unique = db
    .prepare<[], string>("SELECT sql FROM sqlite_schema WHERE name = 'entity_by_id'")
    .pluck()
    .get();
  db.close();
  // The table of rows has its key as an index, so that a large seed is loaded before it's built.
  const keyOfEntity = /\((.*)\)/.exec(unique ?? '')?.[1]?.split(', ') ?? [];
  return rows.map(({ table, column, type, notnull, pk }) => {
    const isKey = pk > 0 || (table === 'entity' && keyOfEntity.includes(column));
    return { table, column, type: common[type] ?? type, isNullable: notnull === 0 && !isKey, isKey };
  });
}

async function postgresColumns(url: string): Promise<Column[]> {
  const pool = openPool(url, 1, defaultLimits);
  const { rows } = await pool.query<{
    table: string;
    column: string;
    type: string;
    nullable: string;
    key: boolean;
  }>(
    `SELECT c.table_name AS "table", c.column_name AS column, c.data_type AS type, c.is_nullable AS nullable,
       EXISTS (SELECT 1 FROM information_schema.key_column_usage k
         JOIN information_schema.table_constraints t USING (constraint_name, table_name)
         WHERE t.constraint_type = 'PRIMARY KEY' AND k.table_name = c.table_name AND k.column_name = c.column_name) AS key
     FROM information_schema.columns c
     WHERE c.table_schema = 'public' AND c.table_name NOT LIKE 'schema_step%'`,
  );
  await pool.end();
  return rows.map(({ table, column, type, nullable, key }) => ({
    ...{ table, column, type: ofPostgres[type] ?? type },
    ...{ isNullable: nullable === 'YES', isKey: key },
  }));
}

const inOrder = (columns: Column[]) =>
  columns.sort((a, b) => (`${a.table}.${a.column}` < `${b.table}.${b.column}` ? -1 : 1));

test('both databases have the same tables with the same columns, however many steps led there', async () => {
  const url = await server.database();
  const pool = openPool(url, 2, defaultLimits);
  expect((await migratePostgres(pool)).length).toBeGreaterThan(0);
  expect(await migratePostgres(pool)).toEqual([]);
  await pool.end();
  expect(inOrder(await postgresColumns(url))).toEqual(inOrder(embeddedColumns()));
});

test('several processes that bring one database up to date at once do it once', async () => {
  const url = await server.database();
  const pools = [1, 2, 3].map(() => openPool(url, 2, defaultLimits));
  const made = await Promise.all(pools.map((pool) => migratePostgres(pool)));
  expect(made.filter((steps) => steps.length > 0)).toHaveLength(1);
  await Promise.all(pools.map((pool) => pool.end()));
});

test('a database of a newer version is refused and left as it is', async () => {
  const url = await server.database();
  const pool = openPool(url, 2, defaultLimits);
  await migratePostgres(pool);
  await pool.query("INSERT INTO schema_step (name, timestamp) VALUES ('999-of-tomorrow', 'now')");
  await expect(migratePostgres(pool)).rejects.toThrow('newer version');
  const { rowCount } = await pool.query("SELECT 1 FROM schema_step WHERE name = '999-of-tomorrow'");
  expect(rowCount).toBe(1);
  await pool.end();
});

test('Activity and the license ledger can’t be changed or deleted, whoever holds the database', async () => {
  const url = asOwner(await server.database());
  const pool = openPool(url, 2, defaultLimits);
  await migratePostgres(pool);
  await pool.end();
  const entry = "INSERT INTO activity VALUES (1, '', '', '', '', '', '', '', '', '', '', NULL, NULL)";
  await postgresCommand(url, entry);
  for (const statement of [
    "UPDATE activity SET account_name = 'Somebody else'",
    'DELETE FROM activity',
    'TRUNCATE activity',
  ])
    await expect(postgresCommand(url, statement)).rejects.toThrow('activity is append-only');

  const license = (id: string, quantity: number, move = id) =>
    `INSERT INTO entity (kind, id, version, search, doc) SELECT 70, '${id}', count(*) + 1, '',
       '{"projectId":null,"type":"Mailbox","quantity":${quantity},"moveId":"${move}","version":1}' FROM entity`;
  await postgresCommand(url, license('bought', 10));
  // Half of a move: what left the pool came nowhere.
  await expect(postgresCommand(url, license('half', -3, 'move'))).rejects.toThrow('license_move');
  await expect(postgresCommand(url, license('more', -11, 'move'))).rejects.toThrow('license_pool');
  await expect(postgresCommand(url, 'DELETE FROM entity WHERE kind = 70')).rejects.toThrow('append-only');
  const smaller = `UPDATE entity SET doc = replace(doc::text, '10', '9')::json WHERE kind = 70`;
  await expect(postgresCommand(url, smaller)).rejects.toThrow('the license ledger is append-only');
});
