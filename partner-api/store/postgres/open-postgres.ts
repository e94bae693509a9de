import { mkdirSync } from 'node:fs';
import type { FirstAccount } from '../../auth/accounts.ts';
import { databasePlace } from '../open-embedded.ts';
import type { StoreOpener } from '../opening.ts';
import { openPostgresStore, type PostgresOptions } from './postgres-store.ts';

/** Opens a store in PostgreSQL; files (photos, mails, Activity's checkpoint) lie in the data folder, which its processes share. */
export function postgresOpener(given: Pick<PostgresOptions, 'url' | 'keysUrl' | 'limits'>): StoreOpener {
  return async ({ dataDir, seed, isRestored, makeEpoch }) => {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    let seeded: readonly FirstAccount[] = [];
    const { store, isNew, warning } = await openPostgresStore({
      ...given,
      newEpoch: isRestored ? makeEpoch() : undefined,
      seed: () => {
        const { accounts = [], ...filling } = seed();
        seeded = accounts;
        return { epoch: makeEpoch(), ...filling };
      },
    });
    const file = databasePlace(dataDir);
    return { ...{ store, isNew, seeded, file, warning }, hasFile: false, close: () => store.close() };
  };
}
