import { Kysely, PostgresDialect, sql, type PostgresPool } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import type { Pool } from 'pg';
import { StoreFault } from '../sqlite-file.ts';
import { rowSecurity } from './row-security.ts';
import { indexes, rules } from './rules.ts';
import { tables, type ColumnType, type TableShape } from './tables.ts';

const types: Record<ColumnType, ReturnType<typeof sql>> = {
  text: sql`text collate "C"`,
  login: sql`text collate nocase`,
  whole: sql`bigint`,
  doc: sql`json`,
  bytes: sql`bytea`,
};

async function createTable(db: Kysely<unknown>, name: string, shape: TableShape): Promise<void> {
  let table = db.schema.createTable(name);
  for (const [column, described] of Object.entries(shape.columns)) {
    const [, type, rest] = /^(\w+)(.*)$/.exec(described) ?? [];
    table = table.addColumn(column, types[type as ColumnType], (made) => {
      const known = rest === '?' ? made : made.notNull();
      return rest?.startsWith('=') ? known.defaultTo(sql.raw(rest.slice(1))) : known;
    });
  }
  if (shape.primary.length > 0)
    table = table.addPrimaryKeyConstraint(`${name}_pkey`, [...shape.primary] as never);
  for (const column of shape.unique ?? [])
    table = table.addUniqueConstraint(`${name}_${column}_key`, [column] as never);
  for (const [column, { table: other, column: theirs, isDeferred }] of Object.entries(shape.references ?? {}))
    table = table.addForeignKeyConstraint(
      `${name}_${column}_fkey`,
      [column] as never,
      other,
      [theirs],
      (made) => (isDeferred ? made.deferrable().initiallyDeferred() : made),
    );
  await table.execute();
}

/** The first step: an embedded database's tables at version 240, which is what there was when PostgreSQL came. */
const first: Migration = {
  up: async (db) => {
    await sql`CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`.execute(
      db,
    );
    // A table comes after those that it names.
    const made = new Set<string>();
    const make = async (name: string): Promise<void> => {
      if (made.has(name)) return;
      made.add(name);
      const shape = tables[name];
      if (!shape) throw new Error(`There is no table ${name}`);
      for (const { table } of Object.values(shape.references ?? {})) await make(table);
      await createTable(db as Kysely<unknown>, name, shape);
    };
    for (const name of Object.keys(tables)) await make(name);
    for (const statement of [...indexes, ...rules, ...rowSecurity]) await sql.raw(statement).execute(db);
    await sql`INSERT INTO sequence VALUES (1, 0, 0)`.execute(db);
    await sql`INSERT INTO license_balance VALUES (0)`.execute(db);
  },
};

/** Every step from an empty database of PostgreSQL to today's, in the order of their names. A step never changes once released. */
const steps: Record<string, Migration> = { '240-first': first };

/**
 * Brings a database to today's version, one transaction for all that's missing. Several processes may ask at once: one does it.
 * @returns names of the steps that were made
 * @throws StoreFault when the database was made by a newer version
 */
export async function migratePostgres(pool: Pool): Promise<string[]> {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: withoutEnd(pool) }) });
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => steps },
    migrationTableName: 'schema_step',
    migrationLockTableName: 'schema_step_lock',
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error instanceof Error && /corrupted migrations/.test(error.message))
    throw new StoreFault(
      `The database was brought to a newer version by another partner API. Nothing in it was changed. Start the newer one, or name another database in DATABASE_URL. (${error.message})`,
    );
  if (error) throw error instanceof Error ? error : new Error(String(error));
  return results.map(({ migrationName }) => migrationName);
}

/** Kysely ends its pool with itself; this one goes on. */
function withoutEnd(pool: Pool): PostgresPool {
  return { connect: () => pool.connect(), end: async () => undefined, options: pool.options };
}
