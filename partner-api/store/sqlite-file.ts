import Database from 'better-sqlite3';
import { migrations } from './migrations/index.ts';

/** The database can't be used as it is; the message says why and what to do. */
export class StoreFault extends Error {
  override name = 'StoreFault';
}

/** Newest version of the file that this program knows. */
const newest = migrations.at(-1)?.version ?? 0;

/**
 * Opens a connection for writing, with the file brought to today's version.
 * @throws StoreFault when the file was written by a newer version
 */
export function openForWriting(file: string): Database.Database {
  const connection = new Database(file, { timeout: 5000 });
  try {
    refuseNewer(connection, file);
    if (version(connection) === 0) connection.pragma('page_size = 8192');
    connection.pragma('journal_mode = WAL');
    // An acknowledged change must survive a power cut, so every commit reaches the disk.
    connection.pragma('synchronous = FULL');
    connection.pragma('foreign_keys = ON');
    migrate(connection);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/**
 * Opens a connection that can't write. It maps nothing of the file into memory: after every commit of the writer SQLite gives the
 * whole map up, and a look-up that makes it anew takes three times as long.
 */
export function openForReading(file: string): Database.Database {
  const connection = new Database(file, { readonly: true, timeout: 5000 });
  connection.pragma('query_only = ON');
  return connection;
}

/**
 * Reads every page of a file, without changing a byte of it or of its write-ahead log.
 * @throws StoreFault when it's damaged
 */
export function refuseDamaged(file: string): void {
  const found = damageIn(file);
  if (found !== null)
    throw new StoreFault(
      `${file} is damaged (${found}). It was left as it is. Restore it from a backup and start with --restored, or choose another data folder.`,
    );
}

function damageIn(file: string): string | null {
  const connection = new Database(file, { readonly: true, timeout: 5000 });
  try {
    const answer: unknown = connection.pragma('quick_check(1)', { simple: true });
    return answer === 'ok' ? null : String(answer);
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CORRUPT'))
      return error.message;
    throw error;
  } finally {
    connection.close();
  }
}

/** Brings an open file to today's version, one transaction a step. */
export function migrate(connection: Database.Database): void {
  for (const step of migrations) {
    if (step.version <= version(connection)) continue;
    connection.transaction(() => {
      connection.exec(step.sql);
      step.finish?.(connection);
      connection.pragma(`user_version = ${step.version}`);
    })();
  }
}

function version(connection: Database.Database): number {
  return Number(connection.pragma('user_version', { simple: true }));
}

function refuseNewer(connection: Database.Database, file: string): void {
  const found = version(connection);
  if (found > newest)
    throw new StoreFault(
      `${file} was written by a newer version of the partner API (its version is ${found}, this one knows ${newest}). ` +
        'Nothing in it was changed. Start the newer version, or choose another data folder.',
    );
}

/** @throws StoreFault when a file hasn't been brought to today's version, or is of a newer one */
export function refuseOlder(connection: Database.Database, file: string): void {
  refuseNewer(connection, file);
  if (version(connection) < newest)
    throw new StoreFault(
      `${file} was written by an older version of the partner API. Start this one on it once; that brings it up to date.`,
    );
}
