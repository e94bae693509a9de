import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { newId } from '../../common/domain/ids.ts';
import type { Customer } from '../../common/domain/entities.ts';
import { createWriter } from '../../db/writer.ts';
import { openRows } from './bare-rows.ts';
import { measureOf, type Bench } from './measure.ts';
import { openDoor, startWorld } from './world.ts';

const customers = 20_000;
const waiting = 1000;
const runs = 9;

/** Fills a cache with the server's world and gives `waiting` of its customers. */
async function fill(folder: string): Promise<Customer[]> {
  const server = await startWorld(customers);
  try {
    const { door } = await openDoor(server);
    const signal = new AbortController().signal;
    const { writer, close } = createWriter({ folder, context: 'partner-account' });
    writer.beginSnapshot();
    for (let after: string | null = null; ;) {
      const report = writer.applySnapshotPage(await door.snapshotPage(after, signal));
      if (!report.more) break;
      after = report.status.snapshot?.after ?? null;
    }
    const cursor = writer.status().cursor ?? '';
    writer.applyChanges(await door.changesPage(cursor, true, signal), new Date().toISOString());
    close();
  } finally {
    await server.remove();
  }
  const rows = openRows(path.join(folder, 'cache-1.db'));
  const some = rows.some<Customer>('customer', waiting);
  rows.close();
  return some;
}

/** Milliseconds to apply a page that changes all of `rows`, with a change of each waiting in the outbox or with none. */
function applied(folder: string, rows: Customer[], isWaiting: boolean): number {
  const { writer, close } = createWriter({ folder, context: 'partner-account' });
  if (isWaiting)
    writer.queue(
      rows.map(({ id }, index) => ({
        id: newId(),
        at: new Date().toISOString(),
        context: 'partner-account',
        name: 'customer.update',
        args: { id, changes: { email: `mine-${index}@contoso.example` } },
      })),
    );
  const { epoch, seq, cursor } = writer.status();
  const changes = rows.map((row, index) => ({
    op: 'upsert',
    seq: seq + index + 1,
    kind: 'customer',
    row: { ...row, version: seq + index + 1, notes: 'Theirs' },
  }));
  const page = { epoch, changes, cursor, seq: seq + rows.length, more: false };
  const body = new TextEncoder().encode(JSON.stringify(page));
  const began = performance.now();
  writer.applyChanges(body, new Date().toISOString());
  const took = performance.now() - began;
  if (writer.status().waiting !== (isWaiting ? waiting : 0)) throw new Error('the outbox isn’t as it was');
  close();
  return took;
}

export const rebase: Bench = {
  name: 'rebase',
  async run(say) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
    try {
      const before = path.join(folder, 'before');
      const rows = await fill(before);
      const times = { ours: [] as number[], none: [] as number[] };
      for (let run = 0; run < runs; run++)
        for (const name of ['none', 'ours'] as const) {
          const copy = path.join(folder, 'copy');
          cpSync(before, copy, { recursive: true });
          times[name].push(applied(copy, rows, name === 'ours'));
          rmSync(copy, { recursive: true });
        }
      say(`${runs} pulls each`);
      return [
        measureOf({
          name: 'rebase-1k',
          ours: times.ours,
          reference: times.none,
          aim: null,
          note: 'a page of 1,000 changes, each of a customer that a change in the outbox waits for, so that all 1,000 are replayed on what came in; beside the same page with an empty outbox',
        }),
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
