import { hash } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { Dialect } from './dialects/dialect.ts';
import { sqliteDialect } from './dialects/sqlite.ts';
import type { Sql, WritingSql } from './sql.ts';

/**
 * The hash chain of Activity: the hash of an entry is SHA-256, in hexadecimal, over the hash of the one before it as that text,
 * followed by the entry in its canonical form; the first one follows {@link chainBeginning}. All of it is text, in UTF-8: a million
 * pieces of binary take several times as long to read and to hash, for their memory's sake. The canonical form is {@link chainedColumns} in order, each as its
 * length in bytes of UTF-8, a colon, its text and a comma; null is a dash and a comma. It's made here for entries as they're
 * written and by {@link canonicalSql} for those that are read.
 */

/** Columns of `activity` that the hash of an entry covers: all but the hash itself. */
export const chainedColumns = [
  'entry',
  'at',
  'account_id',
  'account_name',
  'role',
  'context',
  'request',
  'mutation',
  'action',
  'kind',
  'entity',
  'title',
  'client',
  'customer',
  'former_customer',
  'before',
  'after',
  'scope_before',
  'scope_after',
] as const;
type ChainedColumn = (typeof chainedColumns)[number];

/** An entry as the chain sees it. */
export type ChainedRow = Record<Exclude<ChainedColumn, 'entry' | 'before' | 'after'>, string> & {
  entry: number;
  before: string | null;
  after: string | null;
};

const nullable: ReadonlySet<ChainedColumn> = new Set(['before', 'after']);

/** The canonical form of a row as an expression of SQL: in one call, as `||` copies what stands before it for each piece anew. */
export function canonicalSql({ bytes }: Pick<Dialect, 'bytes'>): string {
  const pieces = chainedColumns.map((column) => {
    const length = nullable.has(column)
      ? `CASE WHEN ${column} IS NULL THEN '-' ELSE ${bytes(column)} || ':' END`
      : `${bytes(column)}, ':'`;
    return `${length}, ${column}, ','`;
  });
  return `concat(${pieces.join(', ')})`;
}

/** What stands in the place of a hash before the first entry. It's the partner account's own, so that no chain passes for another's. */
export function chainBeginning(instance: string): string {
  return hash('sha256', `switchyard activity 1\n${instance}`);
}

/** The canonical form of an entry that is yet to be written. */
export function canonicalForm(row: ChainedRow): string {
  return chainedColumns
    .map((column) => {
      const value = row[column];
      if (value === null) return '-,';
      const text = String(value);
      return `${Buffer.byteLength(text)}:${text},`;
    })
    .join('');
}

/** The hash of the entry with this canonical form that follows one with the hash `before`. */
export function chainedHash(before: string, canonical: string): string {
  return hash('sha256', before + canonical);
}

/** The id by which a database's chain begins, as a query. */
export const instanceSql =
  "SELECT value FROM property WHERE key IN ('instance', 'epoch') ORDER BY CASE key WHEN 'instance' THEN 0 ELSE 1 END LIMIT 1";

/** Id by which the chain of a database begins: the one that it keeps when it's restored from a backup. */
export async function instanceOf(sql: Sql): Promise<string> {
  return (await sql.prepare<[], string>(instanceSql).pluck().get()) ?? '';
}

/** An entry as it's stored at the end of the chain, given the one before it. */
export function nextInChain(
  given: Omit<ChainedRow, 'entry'>,
  head: { entry: number; hash: string } | undefined,
  instance: string,
): ChainedRow & { hash: string } {
  const row = { ...given, entry: (head?.entry ?? 0) + 1 };
  return { ...row, hash: chainedHash(head?.hash ?? chainBeginning(instance), canonicalForm(row)) };
}

export const chainHeadSql = 'SELECT entry, hash FROM activity ORDER BY entry DESC LIMIT 1';
export const insertEntrySql = `INSERT INTO activity (${chainedColumns.join(', ')}, hash)
  VALUES (${chainedColumns.map((column) => `@${column}`).join(', ')}, @hash)`;

/** Writes entries at the end of the chain, in the transaction of whoever calls. */
export function chainWriter(
  sql: Pick<WritingSql, 'prepare' | 'known' | 'dialect'>,
): (row: Omit<ChainedRow, 'entry'>) => Promise<void> {
  const last = sql.prepare<[], { entry: number; hash: string }>(chainHeadSql);
  const insert = sql.prepare(insertEntrySql);
  let instance: string | undefined;
  return async (given) => {
    const head =
      (sql.known.get('chain') as { entry: number; hash: string } | undefined) ?? (await last.get());
    if (!head) instance ??= await instanceOf(sql);
    const entry = nextInChain(given, head, instance ?? '');
    sql.known.set('chain', { entry: entry.entry, hash: entry.hash });
    await insert.run(entry);
  };
}

const hashedAtOnce = 1000;

/** Gives every entry its hash; for a file whose entries have none yet and may be changed. */
export function hashExisting(connection: Database.Database): void {
  const some = connection.prepare<[number, number], { entry: number; canonical: string }>(
    `SELECT entry, ${canonicalSql(sqliteDialect)} AS canonical FROM activity WHERE entry > ? ORDER BY entry LIMIT ?`,
  );
  const set = connection.prepare('UPDATE activity SET hash = ? WHERE entry = ?');
  let before = chainBeginning(connection.prepare<[], string>(instanceSql).pluck().get() ?? '');
  let rows = some.all(0, hashedAtOnce);
  while (rows.length > 0) {
    for (const { entry, canonical } of rows) {
      before = chainedHash(before, canonical);
      set.run(before, entry);
    }
    rows = some.all(rows.at(-1)?.entry ?? 0, hashedAtOnce);
  }
}
