import type { FirstAccount } from '../auth/accounts.ts';
import type { SeedRow } from '../store/create-database.ts';

/** What a new database is filled with. */
export interface Seed {
  /** Name of the partner account. */
  name: string;
  /** Rows in snapshot order. */
  rows: Iterable<SeedRow>;
  /** Accounts besides those of every new database. */
  accounts?: readonly FirstAccount[];
  onProgress?: (rows: number) => void;
}
