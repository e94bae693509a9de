import type { VisitFile } from '../files/visit-files.ts';
import type { FirstAccount } from '../auth/accounts.ts';
import type { SeedEntry, SeedRow } from '../store/seed-rows.ts';

/** What a new database is filled with. */
export interface Seed {
  /** Name of the partner account. */
  name: string;
  /** Rows in snapshot order. */
  rows: Iterable<SeedRow>;
  /** What its Activity begins with, oldest first. */
  activity?: readonly SeedEntry[];
  /** Accounts besides those of every new database. */
  accounts?: readonly FirstAccount[];
  /** Content of what its visits tell of. */
  files?: readonly { file: VisitFile; content: Uint8Array }[];
  onProgress?: (rows: number) => void;
}
