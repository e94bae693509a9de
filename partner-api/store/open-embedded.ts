import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { markClosed, takeClosedMark } from './closed-mark.ts';
import { createDatabase } from './create-database.ts';
import type { OpenedStore, StoreOpening } from './opening.ts';
import { refuseDamaged, StoreFault } from './sqlite-file.ts';
import { openSqliteStore } from './sqlite-store.ts';

const databaseName = 'partner-api.db';

/** Where the database of a data folder is, or would be. */
export function databasePlace(dataDir: string): string {
  return join(dataDir, databaseName);
}

/**
 * The database of a data folder, which has to be there.
 * @throws StoreFault when it isn't
 */
export function databaseFile(dataDir: string): string {
  const file = databasePlace(dataDir);
  if (existsSync(file)) return file;
  throw new StoreFault(
    `There is no database in ${dataDir}. Start a partner API on it first, or name another data folder.`,
  );
}

/** Opens the database in a data folder's own file. */
export async function openEmbedded(opening: StoreOpening): Promise<OpenedStore> {
  const { file, isNew, seeded } = prepareDatabase(opening);
  const store = openSqliteStore(file, opening.isRestored ? opening.makeEpoch() : undefined);
  return {
    ...{ store, isNew, seeded, file },
    hasFile: true,
    close: async () => {
      await store.close();
      markClosed(file);
    },
  };
}

function prepareDatabase({
  dataDir,
  seed,
  makeEpoch,
}: StoreOpening): Pick<OpenedStore, 'file' | 'isNew' | 'seeded'> {
  // Password hashes lie in it: it's its owner's alone.
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = databasePlace(dataDir);
  if (existsSync(file)) {
    if (!takeClosedMark(file)) refuseDamaged(file);
    return { file, isNew: false, seeded: [] };
  }
  // A write-ahead log without its database is what's left of one that somebody moved away: it would be taken for the new one's.
  if (existsSync(`${file}-wal`))
    throw new StoreFault(
      `${file} is gone, but its write-ahead log is still there. Put the database back, or choose an empty data folder.`,
    );
  const { accounts = [], ...filling } = seed();
  createDatabase({ file, epoch: makeEpoch(), ...filling });
  return { file, isNew: true, seeded: accounts };
}
