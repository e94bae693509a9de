import type { WorldReport } from './world.ts';
import { bugNamed, plant } from './planted/plant.ts';

/** What a process of the simulation is told to do. */
export interface PartTask {
  from: number;
  /** Every how many-th seed is this part's. */
  stride: number;
  /** Seeds are below this. */
  below: number;
  ops: number;
  bug: string | null;
  /** Ends with the first seed that fails. */
  untilFound: boolean;
  /** Lives `from` alone, with its trace and the shortest history. */
  replay: boolean;
}

/** What it says: a world's report, or what a replay prints. */
export type PartMessage = { report: Omit<WorldReport, 'trace'> } | { text: string };

const task = JSON.parse(process.argv[2] ?? '{}') as PartTask;
if (task.bug !== null) plant(bugNamed(task.bug));
const { replay } = await import('./replay.ts');
const { livingWorlds } = await import('./soak.ts');

// Whoever started it is gone: nobody hears it any more.
process.on('disconnect', () => process.exit());

function say(message: PartMessage): Promise<void> {
  if (!process.send) throw new Error('This program is started by cli.ts');
  const { promise, resolve } = Promise.withResolvers<void>();
  process.send(message, () => resolve());
  return promise;
}

if (task.replay) await replay(task.from, task.ops, (text) => say({ text }));
else
  for await (const { trace: _trace, ...report } of livingWorlds(task)) {
    await say({ report });
    if (task.untilFound && report.violations.length > 0) break;
  }
process.exit();
