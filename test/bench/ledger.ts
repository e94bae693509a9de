import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { newId } from '../../common/domain/ids.ts';
import { createReader } from '../../db/reader.ts';
import { openForReading } from '../../db/store/database.ts';
import { createWriter } from '../../db/writer.ts';
import { cacheFileIn } from './app-world.ts';
import { bytesOf, changesBody } from './cached-world.ts';
import { measureOf, timed, type Bench } from './measure.ts';

const entries = Number(process.env['LEDGER_ENTRIES'] ?? 1_000_000);
const projects = 2_000;
const pageRows = 5_000;
const runs = 25;
const asked = 20;
const type = 'Mailbox';

/** Fills a cache with moves from the partner account to projects: two entries each. */
function fillLedger(folder: string, holders: readonly string[]): void {
  const { writer, close } = createWriter({ folder, context: 'partner-account' });
  writer.beginSnapshot();
  const began = Date.UTC(2026, 0, 1);
  let seq = 0;
  const entry = (id: string, moveId: string, projectId: string | null, quantity: number) => {
    seq += 1;
    const at = new Date(began + seq * 1000).toISOString();
    const times = { createdAt: at, updatedAt: at };
    return { id, version: seq, ...times, moveId, projectId, type, quantity, reason: '', by: 'Ingrid' };
  };
  for (let page = 0; page < entries / pageRows; page++) {
    const rows: object[] = [];
    while (rows.length < pageRows) {
      const moveId = newId();
      const to = holders[(seq / 2) % holders.length] ?? null;
      rows.push(entry(moveId, moveId, null, -1), entry(newId(), moveId, to, 1));
    }
    const head = page === 0 ? { start: 'c', totals: {} } : {};
    const next = (page + 1) * pageRows < entries ? 'c' : null;
    writer.applySnapshotPage(
      bytesOf({ epoch: 'bench', ...head, sections: [{ kind: 'license', rows }], next }),
    );
  }
  writer.applyChanges(changesBody({ seq }, []), new Date().toISOString());
  close();
}

/** A pool's balance and a page of its history, as the worker gives them beside the bare query by the same index. */
export const ledger: Bench = {
  name: 'ledger-1m',
  run: async (say) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
    try {
      say(`filling a ledger with ${entries} entries`);
      const holders = Array.from({ length: projects }, () => newId());
      fillLedger(folder, holders);
      const { reader, close } = createReader({ folder });
      const db = openForReading(cacheFileIn(folder));
      const balance = db
        .prepare<[string, string], number>(
          'SELECT sum(quantity) FROM license WHERE projectId IS ? AND name = ?',
        )
        .pluck();
      const total = db.prepare<[string], number>('SELECT count(*) FROM license WHERE projectId IS ?').pluck();
      const page = db.prepare<[string]>(
        `SELECT entry.*, other.id AS otherId, other.projectId AS other FROM license AS entry
         LEFT JOIN license AS other ON other.moveId = entry.moveId AND other.id <> entry.id
         WHERE entry.projectId IS ? ORDER BY entry.createdAt DESC, entry.moveId DESC LIMIT 50`,
      );
      const some = holders.slice(0, asked);
      const taken = { balance: [] as number[], history: [] as number[] };
      const bare = { balance: [] as number[], history: [] as number[] };
      for (let run = 0; run <= runs; run++) {
        const times = [
          await timed(() => some.map((id) => reader.licensesIn(id, type))),
          await timed(() => some.map((id) => balance.get(id, type))),
          await timed(() => some.map((id) => reader.licenseMoves(id, { offset: 0, limit: 50 }))),
          await timed(() => some.map((id) => [total.get(id), page.all(id)])),
        ] as const;
        // The first finds the file's pages cold.
        if (run === 0) continue;
        taken.balance.push(times[0]);
        bare.balance.push(times[1]);
        taken.history.push(times[2]);
        bare.history.push(times[3]);
      }
      db.close();
      close();
      const note = `${asked} pools of ${projects} in a ledger of ${entries} entries, as the worker gives them, beside the bare query by the same index`;
      return (['balance', 'history'] as const).map((what) =>
        measureOf({ name: `ledger-1m-${what}`, ours: taken[what], reference: bare[what], aim: 1.2, note }),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
