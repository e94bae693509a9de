import type Database from 'better-sqlite3';
import { withholding } from '../withholding.ts';

/** What of a row is withheld from those who read it. */
export const withheld = `
ALTER TABLE entity ADD COLUMN withheld TEXT;
`;

/** Takes what is in visits already out of what is read, where the customer doesn't grant it. */
export function withholdExisting(connection: Database.Database): void {
  const nextSeq = connection
    .prepare<[], number>('UPDATE sequence SET last = last + 1 RETURNING last')
    .pluck();
  const tallied = connection.prepare(
    `INSERT INTO tally (kind, scope, count, version_sum) VALUES (?, ?, ?, ?)
     ON CONFLICT (kind, scope) DO UPDATE SET count = count + excluded.count, version_sum = version_sum + excluded.version_sum`,
  );
  withholding(connection, () => nextSeq.get() ?? 0, tallied).renewAll();
}
