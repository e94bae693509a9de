import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { newId } from '../../common/domain/ids.ts';
import { brand, customerFields } from '../../common/domain/entities.ts';
import { createDatabase } from '../../partner-api/store/create-database.ts';
import type { SeedRow } from '../../partner-api/store/seed-rows.ts';
import { openForReading } from '../../partner-api/store/sqlite-file.ts';
import { sqliteReader } from '../../partner-api/store/sqlite-store.ts';
import { measureOf, timed, type Bench } from './measure.ts';

const customers = Number(process.env['VISIBILITY_ROWS'] ?? 1_000_000);
/** A tree of brands that is six levels deep, two below each. */
const depth = 6;
const pages = 200;
const runs = 15;
const page = 200;

/** The brands, the root first; every one of level n has two of level n + 1. */
function treeOfBrands(): { id: string; parentId: string | null }[] {
  const tree: { id: string; parentId: string | null }[] = [{ id: newId(), parentId: null }];
  for (let from = 0, level = 1; level < depth; level++) {
    const above = tree.slice(from);
    from = tree.length;
    for (const { id } of above) tree.push({ id: newId(), parentId: id }, { id: newId(), parentId: id });
  }
  return tree;
}

function* rowsOf(brands: readonly { id: string; parentId: string | null }[], at: string): Generator<SeedRow> {
  for (const { id, parentId } of brands) {
    const row = brand.parse({ id, parentId, name: `Brand ${id}`, version: 0, createdAt: at, updatedAt: at });
    yield { kind: 'brand', row };
  }
  for (let number = 0; number < customers; number++) {
    const brandId = brands[number % brands.length]?.id ?? null;
    const fields = customerFields.parse({
      name: `Customer ${number}`,
      email: 'a@x.example',
      partnerId: null,
      brandId,
    });
    const row = { ...fields, id: newId(), createdAt: at, updatedAt: at };
    yield { kind: 'customer', row: { ...row, customerId: null, origin: 'wizard', grants: [] } };
  }
}

/** Pages of customers through the whole list, as the checked query gives them beside the same query without the check. */
export const visibility: Bench = {
  name: 'visibility-1m',
  run: async (say) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
    try {
      const file = path.join(folder, 'partner-api.db');
      const at = new Date().toISOString();
      const brands = treeOfBrands();
      say(`writing ${customers} customers of ${brands.length} brands`);
      createDatabase({ file, epoch: 'bench', name: 'Bench', rows: rowsOf(brands, at) });
      const connection = openForReading(file);
      const reader = sqliteReader(connection);
      const sight = await reader.sight(brands[0]?.id ?? null);
      const starts = new Database(file, { readonly: true });
      const afters = starts
        .prepare<[number], string>('SELECT id FROM entity WHERE kind = 30 AND rowid % ? = 0 ORDER BY id')
        .pluck()
        .all(Math.max(1, Math.floor(customers / pages)))
        .slice(0, pages);
      starts.close();
      const read = async (checked: boolean) => {
        for (const after of afters)
          await reader.list('customer', { sight: checked ? sight : null, after, limit: page });
      };
      const ours: number[] = [];
      const bare: number[] = [];
      await read(true);
      await read(false);
      for (let run = 0; run < runs; run++) {
        ours.push(await timed(() => read(true)));
        bare.push(await timed(() => read(false)));
        say(`run ${run + 1}: ${Math.round(ours.at(-1) ?? 0)} ms beside ${Math.round(bare.at(-1) ?? 0)} ms`);
      }
      connection.close();
      return [
        measureOf({
          name: 'visibility-1m',
          ours,
          reference: bare,
          aim: 1.2,
          note: `${afters.length} pages of ${page} out of ${customers} customers, for an account of the top of a tree of brands ${depth} deep (${brands.length} brands), beside the same query without the check`,
        }),
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
