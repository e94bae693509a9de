import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Failure } from '../../common/contract/errors.ts';
import { newestSchema } from '../migrations/index.ts';

export type Connection = Database.Database;
export type SqlValue = string | number | null;

/** `SWYD`: marks a file as a Switchyard cache. */
export const applicationId = 0x53575944;

/**
 * Pages of WAL after which SQLite checkpoints by itself, in the middle of somebody's work. It seldom comes to that: the writer
 * does it when it has nothing else to do. A bulk load raises it, as checkpoints were half its time with small pages.
 */
export const usualCheckpoint = 10_000;
export const bulkCheckpoint = 20_000;

/**
 * Bytes that the WAL's file keeps once what was in it is in the database: a first snapshot leaves hundreds of megabytes. SQLite cuts it
 * when it begins it anew, where nobody waits for it; a checkpoint that truncates would wait for readers.
 */
export const walKept = 8 * 1024 * 1024;

/**
 * Opens a cache file for the writer, making it if it isn't there. WAL with synchronous NORMAL: what must survive power loss is in the
 * journal. What an index is sorted by goes to a temporary file when it's large: in memory, it would grow with the rows.
 */
export function openForWriting(file: string): Connection {
  const db = new Database(file);
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma('cache_size = -65536');
    checkpointEvery(db, usualCheckpoint);
    db.pragma(`journal_size_limit = ${walKept}`);
  } catch (thrown) {
    db.close();
    throw thrown;
  }
  return db;
}

const checkpoints = new WeakMap<Connection, number>();

/** Sets after how many pages of WAL a connection checkpoints by itself; it's told to SQLite where it's another number than before. */
export function checkpointEvery(db: Connection, pages: number): void {
  if (checkpoints.get(db) === pages) return;
  db.pragma(`wal_autocheckpoint = ${pages}`);
  checkpoints.set(db, pages);
}

type Shape = 'row' | 'value' | 'values';

const kept = new WeakMap<Connection, Map<string, Database.Statement<unknown[]>>>();

/** A statement of a connection, prepared once. For those of every window, as preparing takes as long as a few look-ups. */
export function prepared<P extends unknown[], R>(db: Connection, sql: string): Database.Statement<P, R> {
  return keptAs<P, R>(db, sql, 'row');
}

/** The same, its rows being their first column. */
export function plucked<P extends unknown[], R>(db: Connection, sql: string): Database.Statement<P, R> {
  return keptAs<P, R>(db, sql, 'value');
}

/** The same, its rows being lists of their columns. */
export function preparedRaw<P extends unknown[], R>(db: Connection, sql: string): Database.Statement<P, R> {
  return keptAs<P, R>(db, sql, 'values');
}

/** What a statement's rows are like is set in it: each shape has a statement of its own. */
function keptAs<P extends unknown[], R>(db: Connection, sql: string, shape: Shape): Database.Statement<P, R> {
  let ofDb = kept.get(db);
  if (!ofDb) kept.set(db, (ofDb = new Map()));
  const key = `${shape} ${sql}`;
  let statement = ofDb.get(key);
  if (!statement) {
    statement = db.prepare(sql);
    if (shape !== 'row') statement[shape === 'value' ? 'pluck' : 'raw']();
    ofDb.set(key, statement);
  }
  return statement as Database.Statement<P, R>;
}

/** Opens a cache file for lists and search; it can't write. */
export function openForReading(file: string): Connection {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 2000 });
  db.pragma('cache_size = -65536');
  db.pragma('temp_store = MEMORY');
  return db;
}

/**
 * Refuses a file of a newer version before SQLite opens it, so that not even its WAL is touched.
 * @throws Failure `newer-version`
 */
export function refuseNewerFile(file: string): void {
  const version = versionInHeader(file);
  if (version !== undefined && version > newestSchema) throw newerVersion(version);
}

/** The failure for a cache of a newer version. */
export function newerVersion(version: number): Failure {
  return new Failure({
    code: 'newer-version',
    message:
      'The cache on this computer was made by a newer version of Switchyard. It was left as it is; update Switchyard to use it.',
    detail: `schema ${version}, this version knows up to ${newestSchema}`,
  });
}

// SQLite file format, section 1.3: user_version is the 32-bit number at byte 60, the application id at byte 68.
function versionInHeader(file: string): number | undefined {
  if (!existsSync(file)) return undefined;
  const header = Buffer.alloc(100);
  const handle = openSync(file, 'r');
  try {
    if (readSync(handle, header, 0, 100, 0) < 100) return undefined;
  } finally {
    closeSync(handle);
  }
  if (header.readUInt32BE(68) !== applicationId) return undefined;
  return header.readUInt32BE(60);
}

/** What is wrong with a cache file, or undefined when it's whole. Reads every page. */
export function damageIn(db: Connection): string | undefined {
  const answer: unknown = db.pragma('quick_check(1)', { simple: true });
  return answer === 'ok' ? undefined : String(answer);
}

/** Whether an error means that the file itself is broken, as opposed to being busy or the disk being full. */
export function meansDamage(thrown: unknown): boolean {
  return (
    thrown instanceof Database.SqliteError &&
    (thrown.code.startsWith('SQLITE_CORRUPT') || thrown.code === 'SQLITE_NOTADB')
  );
}
