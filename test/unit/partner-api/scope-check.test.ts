import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { customerFields, type Customer } from '../../../common/domain/entities.ts';
import { createDatabase } from '../../../partner-api/store/create-database.ts';
import { rangesIn } from '../../../partner-api/store/scope-check.ts';
import { openForReading } from '../../../partner-api/store/sqlite-file.ts';
import { sqliteReader } from '../../../partner-api/store/sqlite-store.ts';
import { idOf } from './scope-world.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-scope-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['abcdef', 'abcdef', ['af']],
  ['abcdef', 'bcd', ['bd']],
  ['abcdef', 'abef', ['ab', 'ef']],
  ['abcdef', 'ace', ['aa', 'cc', 'ee']],
  ['abcdef', 'xyz', []],
  ['', 'abc', []],
  // A key in sight that no row has doesn't bridge what is out of sight, and none is taken in.
  ['acf', 'abf', ['aa', 'ff']],
])('of the keys %s those in sight, %s, are the ranges %j', (keys, sight, ranges) => {
  expect(rangesIn([...keys], new Set(sight)).map(([from, to]) => from + to)).toEqual(ranges);
});

const brandOf = (number: number) => idOf(1, number);
const at = '2026-01-01T00:00:00.000Z';
function customer(number: number, brand: number | null): Customer {
  const brandId = brand === null ? null : brandOf(brand);
  const fields = customerFields.parse({ name: `C${number}`, email: 'a@x.example', partnerId: null, brandId });
  const own = { id: idOf(3, number), version: 0, createdAt: at, updatedAt: at, customerId: null };
  return { ...fields, ...own, origin: 'wizard', grants: [] };
}

test('a list holds what is in sight and nothing else, asked again and again while rows come into and out of it', async () => {
  const brands = 12;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(fc.nat(brands - 1), { nil: null }), { minLength: 1, maxLength: 40 }),
      fc.uniqueArray(fc.nat(brands - 1)),
      fc.array(fc.record({ customer: fc.nat(39), brand: fc.option(fc.nat(brands - 1), { nil: null }) }), {
        maxLength: 4,
      }),
      async (of, seen, moves) => {
        const file = join(folder, `${crypto.randomUUID()}.db`);
        const rows = of.map((brand, number) => ({ kind: 'customer' as const, row: customer(number, brand) }));
        createDatabase({ file, epoch: 'e', name: 'Scopes', rows });
        const connection = openForReading(file);
        const reader = sqliteReader(connection);
        const sight = new Set(seen.map(brandOf));
        const now = [...of];
        const writer = new Database(file);
        const move = writer.prepare('UPDATE entity SET scope = ? WHERE id = ?');
        const look = async () => {
          const expected = now.flatMap((brand, number) =>
            brand !== null && seen.includes(brand) ? [idOf(3, number)] : [],
          );
          const { items } = await reader.list('customer', { sight, after: null, limit: 100 });
          expect(items.map((json) => (JSON.parse(json) as Customer).id).sort()).toEqual(expected.sort());
        };
        // Only what nothing was committed since is asked by ranges.
        for (const each of [null, ...moves]) {
          if (each && each.customer < now.length) {
            now[each.customer] = each.brand;
            move.run(each.brand === null ? '' : brandOf(each.brand), idOf(3, each.customer));
          }
          for (let time = 0; time < 3; time++) await look();
        }
        writer.close();
        connection.close();
      },
    ),
    { numRuns: 40 },
  );
});
