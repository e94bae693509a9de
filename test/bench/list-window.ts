import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { cacheFileIn, launchConnected } from './app-world.ts';
import { measureOf, type Bench } from './measure.ts';
import { startWorld } from './world.ts';

const customers = 100_000;
const windows = 200;

/** Offsets all over the list, the same for both. */
const offsets = Array.from({ length: windows }, (_, index) => (index * 7919) % (customers - 100));

export const listWindow: Bench = {
  name: 'list-window',
  async run(say) {
    const server = await startWorld(customers);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
    try {
      const app = await launchConnected(server, folder);
      const ours = await app.page.evaluate(async (asked) => {
        const times: number[] = [];
        for (const offset of asked) {
          const began = performance.now();
          const answer = await window.switchyard.list.window({
            list: { kind: 'customer' },
            offset,
            limit: 100,
          });
          times.push(performance.now() - began);
          if (!answer.ok || answer.value.rows.length !== 100) throw new Error('no window');
        }
        return times;
      }, offsets);
      await app.close();
      say(`${windows} windows through ${app.runtime}`);

      const db = new Database(cacheFileIn(folder), { readonly: true });
      const select = db.prepare('SELECT doc FROM customer ORDER BY nameKey, id LIMIT 100 OFFSET ?').pluck();
      const bare = offsets.map((offset) => {
        const began = performance.now();
        if (select.all(offset).length !== 100) throw new Error('no rows');
        return performance.now() - began;
      });
      db.close();
      return [
        measureOf({
          name: 'list-window-ipc',
          ours,
          reference: bare,
          aim: null,
          note: 'a window of 100 of 100,000 customers, with counts and names, from the page through IPC and worker, beside SELECT … ORDER BY … LIMIT 100 OFFSET n',
        }),
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
      await server.remove();
    }
  },
};
