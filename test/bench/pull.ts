import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { Customer, EntityKind } from '../../common/domain/entities.ts';
import { newId } from '../../common/domain/ids.ts';
import type { ChangesPage, MutationResults } from '../../common/partner-api/sync-door.ts';
import { openCache } from '../../db/client.ts';
import { upsertSql } from '../../db/rows/row-store.ts';
import { systemClock } from '../../main/ports.ts';
import type { SyncDoor } from '../../main/sync/door.ts';
import { pullChanges, pullSnapshot } from '../../main/sync/pull.ts';
import type { PartnerApiServer } from '../support/partner-api-server.ts';
import { bareValues } from './bare-rows.ts';
import { measureOf, timed, type Bench } from './measure.ts';
import { openDoor, startWorld } from './world.ts';

const changes = 100_000;
/** One in seven doesn't let its partner edit it. */
const customers = 117_000;
const runs = 5;

function partsOf(cache: Awaited<ReturnType<typeof openCache>>, door: SyncDoor) {
  const signal = new AbortController().signal;
  return { cache, door, clock: systemClock, signal, onPage: () => undefined };
}

/** Ours: worker threads, pages checked, folded, rebased, digests compared. */
async function ours(folder: string, door: SyncDoor): Promise<void> {
  const cache = await openCache({ folder, context: 'partner-account' });
  const last = await pullChanges(partsOf(cache, door), true);
  if (last.digestsAgree !== true) throw new Error('the digests don’t agree');
  await cache.close();
}

/** The raw pipeline over the same file: pages fetched ahead, JSON.parse, prepared upserts of the same columns, cursor, commit. */
async function raw(file: string, server: PartnerApiServer, token: string): Promise<void> {
  const db = new Database(file);
  db.exec(
    'PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=20000',
  );
  const upsert = db.prepare<unknown[]>(upsertSql('customer'));
  const saveCursor = db.prepare('UPDATE state SET cursor = ?');
  const fetchPage = async (cursor: string): Promise<ChangesPage> => {
    const response = await fetch(
      `${server.url}/v1/changes?limit=5000&digest=0&cursor=${encodeURIComponent(cursor)}`,
      { headers: { authorization: `Bearer ${token}`, 'accept-encoding': 'identity' } },
    );
    return JSON.parse(await response.text()) as ChangesPage;
  };
  let rows = 0;
  const start = db.prepare<[], string>('SELECT cursor FROM state').pluck().get() ?? '';
  let next = fetchPage(start);
  for (;;) {
    const page = await next;
    if (page.more) next = fetchPage(page.cursor);
    // The request leaves before the work blocks this thread.
    await new Promise((resolve) => setImmediate(resolve));
    db.exec('BEGIN');
    for (const change of page.changes)
      if (change.op === 'upsert') {
        upsert.run(...bareValues(change.kind as EntityKind, change.row));
        rows++;
      }
    saveCursor.run(page.cursor);
    db.exec('COMMIT');
    if (!page.more) break;
  }
  if (rows !== changes) throw new Error(`${rows} rows were pulled`);
  db.close();
}

/** Posts again for as long as the server says that it's late and when to come back, as after a large batch. */
async function postUntilTaken(url: string, token: string, body: string): Promise<Response> {
  for (;;) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body,
    });
    const seconds = response.headers.get('retry-after');
    if (response.status !== 503 || seconds === null) return response;
    await setTimeout(Number(seconds) * 1000);
  }
}

/** Edits customers on the server, in an order that has nothing to do with that of their ids. */
async function editOnServer(server: PartnerApiServer, token: string, rows: Customer[]): Promise<void> {
  const shuffled = rows.toSorted((a, b) => (a.id.slice(-6) < b.id.slice(-6) ? -1 : 1));
  for (let from = 0; from < shuffled.length; from += 2000) {
    const mutations = shuffled.slice(from, from + 2000).map(({ id, email }) => ({
      id: newId(),
      at: new Date().toISOString(),
      context: 'partner-account',
      name: 'customer.update',
      args: { id, changes: { email: email.replace('office@', 'desk@') } },
      before: { email },
    }));
    const response = await postUntilTaken(`${server.url}/v1/mutations`, token, JSON.stringify({ mutations }));
    if (!response.ok)
      throw new Error(`the changes were answered with ${response.status}: ${await response.text()}`);
    const { results } = (await response.json()) as MutationResults;
    const other = results.find(({ outcome }) => outcome !== 'applied');
    if (other) throw new Error(`a change was answered with ${other.outcome}`);
  }
}

export const pull: Bench = {
  name: 'pull',
  async run(say) {
    const server = await startWorld(customers);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
    const before = path.join(folder, 'before');
    try {
      const { door, token } = await openDoor(server);
      const cache = await openCache({ folder: before, context: 'partner-account' });
      const parts = partsOf(cache, door);
      await pullSnapshot(parts, () => Promise.resolve());
      await pullChanges(parts, true);
      await cache.close();
      const file = new Database(path.join(before, 'cache-1.db'), { readonly: true });
      const editable = file
        .prepare<[number], string>('SELECT doc FROM customer WHERE fullGrants = 1 LIMIT ?')
        .pluck()
        .all(changes)
        .map((doc) => JSON.parse(doc) as Customer);
      file.close();
      await editOnServer(server, token, editable);
      say(`${editable.length} changes are on the server`);

      const oursMs: number[] = [];
      const rawMs: number[] = [];
      for (let run = 0; run < runs; run++) {
        const mine = path.join(folder, 'ours');
        const bare = path.join(folder, 'bare.db');
        cpSync(before, mine, { recursive: true });
        cpSync(path.join(before, 'cache-1.db'), bare);
        rawMs.push(await timed(() => raw(bare, server, token)));
        oursMs.push(await timed(() => ours(mine, door)));
        rmSync(mine, { recursive: true });
        rmSync(bare);
        say(`raw ${rawMs.at(-1)?.toFixed(0)} ms, ours ${oursMs.at(-1)?.toFixed(0)} ms`);
      }
      return [
        measureOf({
          name: 'pull-100k',
          ours: oursMs,
          reference: rawMs,
          aim: 1.5,
          note: '100,000 changed customers over 117,000 cached ones, from opening the cache to the digests compared, beside the raw pipeline with the same live indexes and without folding, checking and digests',
        }),
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
      await server.remove();
    }
  },
};
