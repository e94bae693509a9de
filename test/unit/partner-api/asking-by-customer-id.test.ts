import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import type { Brand, Customer } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import type { Mutation } from '../../../common/domain/mutations.ts';
import { openCommands } from '../../../partner-api/commands/mutate.ts';
import { sampleSeed } from '../../../partner-api/seed/sample.ts';
import { createDatabase } from '../../../partner-api/store/create-database.ts';
import { openProjectKeys } from '../../../partner-api/store/project-keys.ts';
import { sqliteWriting } from '../../../partner-api/store/sqlite-sql.ts';
import { transactionOver } from '../../../partner-api/store/transaction.ts';

/** The sample's store as an account of one brand asks by Customer ID, and every statement that runs for it. */
function asking() {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-store-'));
  const file = join(folder, 'partner-api.db');
  const seed = sampleSeed(Date.UTC(2026, 5, 1));
  const rows = [...seed.rows];
  createDatabase({ file, epoch: 'one', name: seed.name, rows });
  const statements: string[] = [];
  const connection = new Database(file, { verbose: (sql) => statements.push(String(sql)) });
  const keys = openProjectKeys(file);
  onTestFinished(() => {
    connection.close();
    keys.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const within = transactionOver(sqliteWriting(connection), keys);
  const defects: unknown[] = [];
  const commands = openCommands(
    { transaction: within },
    { now: () => Date.UTC(2026, 5, 2), randomBytes: (count) => new Uint8Array(count) },
    (error) => defects.push(error),
  );
  const ofKind = <T>(kind: string) => rows.filter((row) => row.kind === kind).map(({ row }) => row as T);
  const brands = ofKind<Brand>('brand');
  const customers = ofKind<Customer>('customer');
  const europe = brands.find((brand) => brands.some(({ parentId }) => parentId === brand.id));
  const scope = { brandId: europe?.id ?? '', name: europe?.name ?? '' };
  const asked = async (customerCode: string) => {
    const sight = await within((tx) => tx.sight(scope.brandId));
    statements.length = 0;
    const mutation: Mutation = {
      ...{ id: newId(), at: new Date(0).toISOString(), before: {} },
      name: 'accessRequest.link',
      args: { id: newId(), fields: { customerCode, partnerId: null, brandId: null, reason: '' } },
      ...{ context: 'partner-account', touches: [], after: [] },
    };
    const account = { id: newId(), login: 'eu', name: 'Europe', role: 'operator' as const, scope };
    const outcome = await commands.mutate(mutation, { actor: { account, requestId: 'r' } });
    // What runs, without what it runs on.
    const work = statements.map((sql) => sql.replace(/'(?:[^']|'')*'|x'[0-9a-f]*'|\b\d+(\.\d+)?\b/gi, '?'));
    return { sight, outcome: outcome.outcome, work, defects: defects.splice(0) };
  };
  return { customers, asked };
}

test('an unknown Customer ID and one of somebody else’s customer are the same work: the same statements in the same order', async () => {
  const { customers, asked } = asking();
  const { sight } = await asked('BCDF-GHJK-10');
  const hidden = customers.find(
    ({ brandId, customerId }) => customerId !== null && !sight?.has(brandId ?? ''),
  );
  const own = customers.find(({ brandId, customerId }) => customerId !== null && sight?.has(brandId ?? ''));
  const unknown = await asked('BCDF-GHJK-12');
  const taken = await asked(hidden?.customerId ?? '');
  expect(unknown).toMatchObject({ outcome: 'applied', defects: [] });
  expect(unknown.work.length).toBeGreaterThan(10);
  expect(taken).toEqual(unknown);
  // The trace would tell them apart if the work did.
  const known = await asked(own?.customerId ?? '');
  expect(known.outcome).toBe('rejected');
  expect(known.work).not.toEqual(unknown.work);
});
