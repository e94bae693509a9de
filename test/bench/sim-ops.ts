import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { livingWorlds } from '../sync/simulation/soak.ts';
import { measureOf, timed, type Bench } from './measure.ts';

const seeds = 8;
const operations = 200;
const bareWrites = 5000;

/** Simulated operations a second on one core, beside bare one-row transactions of SQLite in the same kind of folder. */
export const simOps: Bench = {
  name: 'sim-ops',
  async run(say) {
    const ours: number[] = [];
    const reference: number[] = [];
    for (let run = 0; run < 3; run++) {
      let done = 0;
      const from = 1 + run * seeds;
      const ms = await timed(async () => {
        for await (const report of livingWorlds({ from, stride: 1, below: from + seeds, ops: operations })) {
          if (report.violations.length > 0) throw new Error(`seed ${report.seed}: ${report.violations[0]}`);
          done += report.operations;
        }
      });
      ours.push(done / (ms / 1000));
      reference.push(bareWrites / ((await timed(writeBare)) / 1000));
      say(`${Math.round(ours.at(-1) ?? 0)} operations/s, ${((seeds * 1000) / ms).toFixed(2)} worlds/s`);
    }
    return [
      measureOf({
        name: 'sim-ops',
        ours,
        reference,
        aim: null,
        unit: 'ops/s',
        note: `operations a second in worlds of ${operations}, beside bare one-row transactions a second; higher is better`,
      }),
    ];
  },
};

function writeBare(): void {
  const folder = mkdtempSync(
    path.join(existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'switchyard-bench-'),
  );
  const db = new Database(path.join(folder, 'bare.db'));
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = OFF');
    db.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, doc TEXT NOT NULL)');
    const insert = db.prepare('INSERT INTO row (doc) VALUES (?)');
    for (let n = 0; n < bareWrites; n++) insert.run('x'.repeat(400));
  } finally {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
