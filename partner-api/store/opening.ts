import type { FirstAccount } from '../auth/accounts.ts';
import type { Seed } from '../seed/seed.ts';
import type { Store } from './store.ts';

/** What a store is opened with, whichever it is. */
export interface StoreOpening {
  /** Folder of this partner API; made if it isn't there. */
  dataDir: string;
  /** What a new database is filled with. */
  seed(): Seed;
  /** The database comes from a backup: it gets a new epoch. */
  isRestored: boolean;
  makeEpoch(): string;
}

export interface OpenedStore {
  store: Store;
  /** Whether this start made the database. */
  isNew: boolean;
  /** Accounts that the seed says are there. */
  seeded: readonly FirstAccount[];
  /** The database's file, beside which Activity's checkpoint lies; of a database elsewhere the place in the folder where it would be. */
  file: string;
  /** Whether the file is there, so that several threads can read it. */
  hasFile: boolean;
  /** What whoever runs it should mend, as a sentence. */
  warning?: string | undefined;
  /** Closes the store, and notes that it ended in good order. */
  close(): Promise<void>;
}

/** @throws StoreFault when the database can't be used */
export type StoreOpener = (opening: StoreOpening) => Promise<OpenedStore>;
