import { StoreFault } from '../sqlite-file.ts';
import type { Store, StoreReader } from '../store.ts';
import { noProjectKeys } from '../project-keys.ts';
import { defaultLimits, openPool } from './pools.ts';
import { openPostgresStore, pooledReader } from './postgres-store.ts';

/** Reads of a database as it lies there, without bringing it to today's version or opening what is sealed; a server may run on it meanwhile. */
export async function readPostgres<T>(url: string, work: (read: StoreReader) => Promise<T>): Promise<T> {
  const pool = openPool(url, 1, { ...defaultLimits, statementMs: 0 });
  try {
    return await work(pooledReader(pool, noProjectKeys));
  } finally {
    await pool.end();
  }
}

/** Opens a store that has to be there. @throws StoreFault when it isn't */
export async function existingPostgres(url: string, keysUrl: string): Promise<Store> {
  const { store } = await openPostgresStore({
    url,
    keysUrl,
    limits: { readers: 1 },
    seed: () => {
      throw new StoreFault(
        'The database in DATABASE_URL holds no partner account. Start a partner API on it first.',
      );
    },
  });
  return store;
}
