import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import Database from 'better-sqlite3';
import { listSpec } from '../../common/contract/views.ts';
import { newId } from '../../common/domain/ids.ts';
import { openCache } from '../../db/client.ts';
import { createWriter } from '../../db/writer.ts';
import { createReader } from '../../db/reader.ts';
import { BulkDeletes } from '../../main/changes/bulk-deletes.ts';
import { systemClock, systemRandom } from '../../main/ports.ts';
import { measureOf, timed, type Bench } from './measure.ts';
import { worldOfSites } from './cached-world.ts';

const runs = 5;
/** Longest that the window may wait for the main process, in milliseconds. */
const aimMs = 50;
const everyCustomer = {
  type: 'matching' as const,
  list: listSpec.parse({ kind: 'customer' }),
  except: [],
};

export const bulkDelete: Bench = {
  name: 'bulk-delete-10k',
  async run(say) {
    const world = worldOfSites(100_000, say);
    const scratch = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
    const copy = (name: string) => {
      const folder = path.join(scratch, name);
      cpSync(world, folder, { recursive: true });
      return folder;
    };
    try {
      const oursMs: number[] = [];
      const bareMs: number[] = [];
      const blockedMs: number[] = [];
      for (let run = 0; run < runs; run++) {
        oursMs.push(await deleteByWriter(copy('ours')));
        bareMs.push(deleteBare(copy('bare')));
        blockedMs.push(await longestBlock(copy('app')));
        for (const name of ['ours', 'bare', 'app'])
          rmSync(path.join(scratch, name), { recursive: true, force: true });
        say(`run ${run + 1}: ${oursMs.at(-1)?.toFixed(0)} ms, bare ${bareMs.at(-1)?.toFixed(0)} ms`);
      }
      return [
        measureOf({
          name: 'bulk-delete-10k',
          ours: oursMs,
          reference: bareMs,
          aim: 1.6,
          note: '10,000 customers with their 100,000 sites queued for deletion: journal, shadows, bin, outbox, beside the same tombstones, shadows, touches and bin by bare SQL in one transaction',
        }),
        measureOf({
          name: 'bulk-delete-10k-blocked',
          ours: blockedMs,
          reference: blockedMs.map(() => aimMs),
          aim: 1,
          note: 'longest that the main process is busy at a stretch from opening the dry run until all is queued, beside 50 ms',
        }),
      ];
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  },
};

async function deleteByWriter(folder: string): Promise<number> {
  const { writer, close } = createWriter({ folder, context: 'partner-account' });
  const reader = createReader({ folder });
  const frozen = reader.reader.freezeDelete('customer', everyCustomer);
  reader.close();
  const at = new Date().toISOString();
  const parts = Array.from({ length: frozen.parts }, () => ({
    id: newId(),
    at,
    context: 'partner-account' as const,
  }));
  const ms = await timed(() => writer.queueDelete(frozen, newId(), parts, 'held'));
  close();
  return ms;
}

/** The same rows gone and the same shadows kept, with nothing thought. */
function deleteBare(folder: string): number {
  const db = new Database(path.join(folder, 'cache-1.db'));
  db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536');
  const began = performance.now();
  db.transaction(() => {
    for (const kind of ['customer', 'site'])
      db.exec(
        `INSERT OR IGNORE INTO shadow (id, kind, version, doc) SELECT id, '${kind}', version, doc FROM ${kind};
         INSERT INTO bin (deletion, kind, id, at, doc) SELECT 'bulk', '${kind}', id, '2026-01-01', doc FROM ${kind};
         INSERT INTO touched (entityId, position, role, kind) SELECT id, 1, 1, '${kind}' FROM ${kind};`,
      );
    db.exec(
      `INSERT OR IGNORE INTO shadow (id, kind, version, doc) SELECT id, 'probe', version, doc FROM probe WHERE siteId IS NOT NULL;
       INSERT INTO bin (deletion, kind, id, at, doc) SELECT 'bulk', 'probe', id, '2026-01-01', doc FROM probe WHERE siteId IS NOT NULL;
       UPDATE probe SET siteId = NULL, doc = json_set(doc, '$.siteId', NULL) WHERE siteId IS NOT NULL;
       DELETE FROM site WHERE true; DELETE FROM customer WHERE true`,
    );
  })();
  const ms = performance.now() - began;
  db.close();
  return ms;
}

async function longestBlock(folder: string): Promise<number> {
  const cache = await openCache({ folder, context: 'partner-account', onChange: () => undefined });
  const deletes = new BulkDeletes({
    ...{ cache, clock: systemClock, random: systemRandom, log: () => undefined },
    account: () => ({ id: newId(), name: 'Bench', login: 'bench', role: 'admin', scope: null }),
    onQueued: () => undefined,
    onJobs: () => undefined,
  });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const { token, confirm } = await deletes.preview({ kind: 'customer', selection: everyCustomer });
  await deletes.accept({ token, typed: confirm?.text ?? '' });
  delay.disable();
  await deletes.close();
  await cache.close();
  return delay.max / 1e6;
}
