import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { migrate } from '../../../db/migrations/index.ts';
import { createIndexes } from '../../../db/rows/indexes.ts';
import { openRowStore } from '../../../db/rows/row-store.ts';
import { customerRow, idOf, probeRow } from './fixture.ts';

const someCustomer = fc.record({
  n: fc.integer({ min: 1, max: 3 }),
  version: fc.integer({ min: 1, max: 99 }),
  name: fc.constantFrom('Contoso', 'CONTOSO', 'Fabrikam'),
  partner: fc.constantFrom(null, idOf(51), idOf(52)),
  notes: fc.constantFrom('', 'called back'),
  isLimited: fc.boolean(),
});
const someProbe = fc.record({
  n: fc.integer({ min: 11, max: 12 }),
  version: fc.integer({ min: 1, max: 99 }),
  site: fc.constantFrom(null, idOf(61)),
  status: fc.constantFrom('online' as const, 'offline' as const),
});

test('a row that is written over holds in every column what one that is written fresh holds, and the indexes agree', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(someCustomer, someProbe), { maxLength: 12 }), (writes) => {
      const [over, fresh] = [new Database(':memory:'), new Database(':memory:')];
      for (const db of [over, fresh]) {
        migrate(db);
        createIndexes(db);
      }
      const [rowsOver, rowsFresh] = [openRowStore(over), openRowStore(fresh)];
      for (const write of writes) {
        if ('name' in write) {
          const { n, version, name, partner, notes, isLimited } = write;
          const row = customerRow(n, name, partner, { version, notes, ...(isLimited ? { grants: [] } : {}) });
          rowsOver.put('customer', row);
          rowsFresh.remove('customer', row.id);
          rowsFresh.load('customer', row);
        } else {
          const row = probeRow(write.n, write.site, { version: write.version, status: write.status });
          rowsOver.put('probe', row);
          rowsFresh.remove('probe', row.id);
          rowsFresh.load('probe', row);
        }
      }
      for (const kind of ['customer', 'probe']) {
        const read = (db: Database.Database) =>
          db
            .prepare<[], Record<string, unknown>>(`SELECT * FROM ${kind} ORDER BY id`)
            .all()
            .map((row) => ({ ...row, rid: 0 }));
        expect(read(over)).toEqual(read(fresh));
      }
      expect(over.pragma('integrity_check', { simple: true })).toBe('ok');
      over.close();
      fresh.close();
    }),
    { numRuns: 60 },
  );
});
