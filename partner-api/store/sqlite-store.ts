import { recycleDays } from '../../common/partner-api/recycle-bin.ts';
import { pruneSignUps } from './partner-sign-ups.ts';
import { pruneInstallations } from './installations.ts';
import { pruneOnboarding } from './onboarding.ts';
import { pruneBulkDeletes } from './bulk-deletes.ts';
import { openProjectKeys } from './project-keys.ts';
import { sealExisting } from './project-seal.ts';
import { openForReading, openForWriting, StoreFault } from './sqlite-file.ts';
import { sqliteReader } from './sqlite-reader.ts';
import { sqliteTransaction } from './sqlite-transaction.ts';
import type { Store } from './store.ts';

const day = 24 * 60 * 60 * 1000;
/** How long the change feed remembers what was deleted or left somebody's sight. A cursor older than that gets 410. */
const tombstoneDays = 90;
/** How long a dead token is still known by its hash, so that using it is answered with "expired" and not with "unknown". */
const deadTokenDays = 30;

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
  const tx = sqliteTransaction(writer, keys);
  const listeners = new Set<(seq: number) => void>();
  const lastSeq = writer.prepare<[], number>('SELECT last FROM sequence').pluck();
  let queue: Promise<unknown> = Promise.resolve();

  const runAlone = async <T>(work: () => Promise<T>): Promise<T> => {
    const before = lastSeq.get() ?? 0;
    writer.exec('BEGIN IMMEDIATE');
    let value: T;
    try {
      value = await work();
      writer.exec('COMMIT');
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
    destroyProjectKey: async (project) => keys.destroy(project),
    erasedProjects: async () => keys.destroyed(),
    transaction: (work) => inLine(() => work(tx)),
    onCommit: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    prune: (now) =>
      inLine(async () => {
        const ago = (days: number) => new Date(now - days * day).toISOString();
        writer
          .prepare(
            `UPDATE sequence SET floor = max(floor,
               coalesce((SELECT max(seq) FROM tombstone WHERE at < @ago), 0),
               coalesce((SELECT max(seq) FROM scope_log WHERE at < @ago), 0))`,
          )
          .run({ ago: ago(tombstoneDays) });
        writer.prepare('DELETE FROM tombstone WHERE at < ?').run(ago(tombstoneDays));
        writer.prepare('DELETE FROM scope_log WHERE at < ?').run(ago(tombstoneDays));
        writer.prepare('DELETE FROM recycled WHERE at < ?').run(ago(recycleDays));
        writer.prepare('DELETE FROM deletion WHERE at < ?').run(ago(recycleDays));
        pruneOnboarding(writer, now);
        pruneInstallations(writer, now);
        pruneSignUps(writer, now);
        pruneBulkDeletes(writer, new Date(now).toISOString(), ago(recycleDays));
        const dead = now - deadTokenDays * day;
        writer.prepare('DELETE FROM access_token WHERE expires_at < ?').run(dead);
        writer.prepare('DELETE FROM refresh_token WHERE expires_at < ?').run(dead);
        writer
          .prepare(
            `DELETE FROM token_family WHERE begun_at < ?
             AND NOT EXISTS (SELECT 1 FROM access_token WHERE family = token_family.id)
             AND NOT EXISTS (SELECT 1 FROM refresh_token WHERE family = token_family.id)`,
          )
          .run(dead);
      }),
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
