import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { measureOf, type Bench } from './measure.ts';
import { startWorld } from './world.ts';

const run = promisify(execFile);
const runs = { many: 1, few: 3 };

/** Megabytes that a process of its own held at most while it took a first snapshot. */
async function peakOf(url: string): Promise<number> {
  const { stdout } = await run(process.execPath, [path.join(import.meta.dirname, 'memory-child.ts'), url]);
  return Number(stdout) / 1e6;
}

export const memory: Bench = {
  name: 'memory',
  async run(say) {
    const peaks = { many: [] as number[], few: [] as number[] };
    for (const [name, size] of [
      ['few', 100_000],
      ['many', 1_000_000],
    ] as const) {
      const server = await startWorld(size / 10, (size * 3) / 10, (size * 6) / 10);
      say(`${size} rows are on a server`);
      try {
        for (let count = 0; count < runs[name]; count++) {
          peaks[name].push(await peakOf(server.url));
          say(`${size} rows: ${peaks[name].at(-1)?.toFixed(0)} MB`);
        }
      } finally {
        await server.remove();
      }
    }
    return [
      measureOf({
        name: 'memory-snapshot',
        ours: peaks.many,
        reference: peaks.few,
        aim: 1.3,
        unit: 'MB',
        note: 'most memory of the process with client, pull, writer and reader, while it takes a first snapshot of 1,000,000 rows (customers, sites, probes) until the digests are compared, beside one of 100,000',
      }),
    ];
  },
};
