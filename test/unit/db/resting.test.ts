import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { walKept } from '../../../db/store/database.ts';
import { createReader } from '../../../db/reader.ts';
import { createWriter } from '../../../db/writer.ts';
import { changesBody, customerRow, freshFolder, noon, openWith, snapshotBody } from './fixture.ts';

/** Customers in the file itself, without the log beside it. */
function customersInFile(folder: string): number | undefined {
  const copy = join(freshFolder(), 'copy.db');
  copyFileSync(join(folder, 'cache-1.db'), copy);
  const db = new Database(copy, { readonly: true });
  try {
    return db.prepare<[], number>('SELECT count(*) FROM customer').pluck().get();
  } finally {
    db.close();
  }
}

it('brings what came in from the log into the file when nobody waits, if it’s worth it', () => {
  const { folder, close } = openWith({ customer: [customerRow(1, 'Contoso')] });
  close();
  const { writer, rest, close: closeAgain } = createWriter({ folder, context: 'partner-account' });
  const page = (from: number, count: number) =>
    changesBody(
      2000 + from + count,
      Array.from({ length: count }, (_, n) => ({
        kind: 'customer',
        row: customerRow(from + n, `Customer ${n}`),
      })),
    );
  writer.applyChanges(page(10, 1), noon);
  rest();
  expect(customersInFile(folder)).toBe(1);
  writer.applyChanges(page(20, 500), noon);
  expect(customersInFile(folder)).toBe(1);
  rest();
  expect(customersInFile(folder)).toBe(502);
  closeAgain();
});

it('gives up the log’s room after a first snapshot, also where a reader kept it from being taken in at once', () => {
  const folder = freshFolder();
  const { writer, rest, close } = createWriter({ folder, context: 'partner-account' });
  const { reader, close: closeReader } = createReader({ folder });
  const customers = Array.from({ length: 3000 }, (_, n) =>
    customerRow(10 + n, `Customer ${n}`, null, { notes: 'x'.repeat(4000) }),
  );
  const log = () => statSync(join(folder, 'cache-1.db-wal')).size;
  // A reader in the middle of something.
  const busy = new Database(join(folder, 'cache-1.db'), { readonly: true });
  busy.exec('BEGIN');
  busy.prepare('SELECT count(*) FROM customer').get();
  writer.beginSnapshot();
  writer.applySnapshotPage(snapshotBody({ customer: customers }, { start: 'at-1000' }));
  rest();
  expect(log()).toBeGreaterThan(walKept);
  busy.close();
  rest();
  writer.applyChanges(changesBody(1000), noon);
  expect(log()).toBeLessThanOrEqual(walKept);
  expect(reader.counts().customers).toBe(3000);
  closeReader();
  close();
});
