import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { EntityKind } from '../../common/domain/entities.ts';
import { listSpec } from '../../common/contract/views.ts';
import type { SnapshotPage } from '../../common/partner-api/sync-door.ts';
import { openCache } from '../../db/client.ts';
import { migrate } from '../../db/migrations/index.ts';
import { createIndexes } from '../../db/rows/indexes.ts';
import { upsertSql } from '../../db/rows/row-store.ts';
import { systemClock } from '../../main/ports.ts';
import type { SyncDoor } from '../../main/sync/door.ts';
import { pullChanges, pullSnapshot } from '../../main/sync/pull.ts';
import type { PartnerApiServer } from '../support/partner-api-server.ts';
import { bareValues } from './bare-rows.ts';
import { measureOf, timed, type Bench } from './measure.ts';
import { openDoor, startWorld } from './world.ts';

const customers = 100_000;
const runs = 5;

/** Ours: worker threads, validation, folding, resumable pages, indexes, digests compared, the first window and a search answered. */
async function ours(door: SyncDoor): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
  const cache = await openCache({ folder, context: 'partner-account' });
  const parts = {
    cache,
    door,
    clock: systemClock,
    signal: new AbortController().signal,
    onPage: () => undefined,
  };
  await pullSnapshot(parts, () => Promise.resolve());
  const last = await pullChanges(parts, true);
  if (last.digestsAgree !== true) throw new Error('the digests don’t agree');
  const list = listSpec.parse({ kind: 'customer' });
  const window = await cache.read.listWindow(list, 0, 100);
  if (window.total !== customers || window.rows.length !== 100)
    throw new Error(`${window.total} customers are listed`);
  const found = await cache.read.search('an', 50);
  if (!found.groups.some((group) => group.kind === 'customer' && group.total > 0))
    throw new Error('nothing is found');
  await cache.close();
  rmSync(folder, { recursive: true });
}

/** The raw pipeline: prefetched pages, JSON.parse, prepared upserts of the same columns as they come, b-tree indexes at the end. */
async function raw(server: PartnerApiServer, token: string): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
  const db = new Database(path.join(folder, 'raw.db'));
  db.exec(
    'PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=20000',
  );
  migrate(db);
  const upserts = new Map<string, Database.Statement>();
  const statement = (kind: EntityKind) => {
    const known = upserts.get(kind) ?? db.prepare(upsertSql(kind));
    upserts.set(kind, known);
    return known;
  };
  const fetchPage = async (after: string | null): Promise<SnapshotPage> => {
    const query = after === null ? '' : `&after=${encodeURIComponent(after)}`;
    const response = await fetch(`${server.url}/v1/snapshot?limit=5000${query}`, {
      headers: { authorization: `Bearer ${token}`, 'accept-encoding': 'identity' },
    });
    return JSON.parse(await response.text()) as SnapshotPage;
  };
  let next = fetchPage(null);
  for (;;) {
    const page = await next;
    if (page.next !== null) next = fetchPage(page.next);
    db.exec('BEGIN');
    for (const { kind, rows } of page.sections) {
      const upsert = statement(kind as EntityKind);
      for (const row of rows) upsert.run(...bareValues(kind as EntityKind, row));
    }
    db.exec('COMMIT');
    if (page.next === null) break;
  }
  createIndexes(db);
  if (db.prepare('SELECT count(*) FROM customer').pluck().get() !== customers)
    throw new Error('rows are missing');
  db.close();
  rmSync(folder, { recursive: true });
}

export const firstSnapshot: Bench = {
  name: 'first-snapshot',
  async run(say) {
    const server = await startWorld(customers);
    try {
      const { door, token } = await openDoor(server);
      const oursMs: number[] = [];
      const rawMs: number[] = [];
      await raw(server, token);
      for (let run = 0; run < runs; run++) {
        rawMs.push(await timed(() => raw(server, token)));
        oursMs.push(await timed(() => ours(door)));
        say(`raw ${rawMs.at(-1)?.toFixed(0)} ms, ours ${oursMs.at(-1)?.toFixed(0)} ms`);
      }
      return [
        measureOf({
          name: 'first-snapshot-100k',
          ours: oursMs,
          reference: rawMs,
          aim: 1.8,
          note: 'first snapshot of 100,000 customers to listed and searchable rows, beside the raw pipeline without folding, checking and search',
        }),
      ];
    } finally {
      await server.remove();
    }
  },
};
