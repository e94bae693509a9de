import type Database from 'better-sqlite3';
import { noProjectKeys, openProjectKeys, type ReadingKeys } from './project-keys.ts';
import { prune } from './prune.ts';
import { readerOver } from './reader.ts';
import { redactProject } from './redacting.ts';
import { sealExisting } from './seal-existing.ts';
import { sharedReader } from './shared-reader.ts';
import { openForReading, openForWriting, StoreFault } from './sqlite-file.ts';
import { sqliteReading, sqliteWriting } from './sqlite-sql.ts';
import type { Store, StoreReader } from './store.ts';
import { transactionOver } from './transaction.ts';

/**
 * Opens the store in a file made by `createDatabase`.
 * @param newEpoch replaces the epoch of a file that was restored from a backup
 * @throws StoreFault when it's no such file or of a newer version
 */
export function openSqliteStore(file: string, newEpoch?: string): Store {
  const writer = openForWriting(file);
  // Its first epoch: the one id that every backup of it has in common.
  writer.exec("INSERT OR IGNORE INTO property SELECT 'instance', value FROM property WHERE key = 'epoch'");
  if (newEpoch !== undefined)
    writer.prepare("UPDATE property SET value = ? WHERE key = 'epoch'").run(newEpoch);
  const property = writer.prepare<[string], string>('SELECT value FROM property WHERE key = ?').pluck();
  const epoch = property.get('epoch');
  const name = property.get('name');
  const instance = property.get('instance');
  if (epoch === undefined || name === undefined || instance === undefined) {
    writer.close();
    throw new StoreFault(`${file} is no database of a partner API. Choose another data folder.`);
  }
  const keys = openProjectKeys(file);
  sealExisting(writer, keys);
  const reader = openForReading(file);
  const sql = sqliteWriting(writer);
  const within = transactionOver(sql, keys);
  const listeners = new Set<(seq: number) => void>();
  const lastSeq = writer.prepare<[], number>('SELECT last FROM sequence').pluck();
  const begin = writer.prepare('BEGIN IMMEDIATE');
  const commit = writer.prepare('COMMIT');
  let queue: Promise<unknown> = Promise.resolve();

  const runAlone = async <T>(work: () => Promise<T>): Promise<T> => {
    const before = lastSeq.get() ?? 0;
    sql.known.clear();
    begin.run();
    let value: T;
    try {
      value = await work();
      commit.run();
    } catch (error) {
      if (writer.inTransaction) writer.exec('ROLLBACK');
      throw error;
    }
    const after = lastSeq.get() ?? 0;
    if (after !== before) for (const listener of listeners) listener(after);
    return value;
  };
  const inLine = <T>(work: () => Promise<T>): Promise<T> => {
    const run = queue.then(() => runAlone(work));
    queue = run.catch(() => undefined);
    return run;
  };

  return {
    epoch,
    name,
    instance,
    read: sqliteReader(reader, keys),
    destroyProjectKey: (project) => keys.destroy(project),
    redactProject: async (project, sign) => {
      const changed = await inLine(async () => {
        writer.pragma('secure_delete = ON');
        try {
          return await redactProject(sql, { instance, project, sign });
        } finally {
          writer.pragma('secure_delete = FAST');
        }
      });
      // What was in clear is overwritten in the write-ahead log too.
      if (changed > 0) writer.pragma('wal_checkpoint(TRUNCATE)');
    },
    erasedProjects: () => keys.destroyed(),
    transaction: (work) => inLine(() => within(work)),
    onCommit: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hits: null,
    exclusively: async (_name, work) => {
      await work(() => true);
      return true;
    },
    prune: (now) => inLine(() => prune(sql, now)),
    rememberAuditKey: (name) =>
      inLine(async () => {
        writer.prepare("INSERT INTO property (key, value) VALUES ('audit-key', ?)").run(name);
      }),
    close: async () => {
      await queue;
      reader.close();
      writer.close();
      keys.close();
    },
  };
}

/** Reads of a database over one connection, one after the other. */
export function sqliteReader(connection: Database.Database, keys: ReadingKeys = noProjectKeys): StoreReader {
  return sharedReader([readerOver(sqliteReading(connection), keys)]);
}
