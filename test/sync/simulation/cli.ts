import { fork } from 'node:child_process';
import path from 'node:path';
import { readOptions, usage, type SimOptions } from './options.ts';
import type { PartMessage, PartTask } from './part.ts';
import { firstFound, plantedBugs, type PlantedBug } from './planted/bugs.ts';
import { bugNamed, requirePlaces } from './planted/plant.ts';
import { Tally, type SeedReport } from './tally.ts';

/** `npm run sim`: see options.ts. Worlds are lived in processes of their own, so that a planted bug stays in one. */

const partFile = path.join(import.meta.dirname, 'part.ts');
/** Where the programs of these processes are kept as they were compiled: half of a start is compiling. */
const compiled = path.join(import.meta.dirname, '../../../node_modules/.cache/simulation');
/**
 * A world lives on one core: a collector with threads of its own takes more from the processor than it gives back, and with
 * more room for what is young there's less to collect.
 */
const frugal = ['--single-threaded-gc', '--min-semi-space-size=32', '--max-semi-space-size=32'];
/** Seeds in which a planted bug must be found. */
const teethSeeds = 400;

/** Runs one process to its end. @throws Error when it ends otherwise than well */
function runPart(task: PartTask, hear: (message: PartMessage) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = fork(partFile, [JSON.stringify(task)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [...process.execArgv, ...frugal],
    // What was compiled is kept by its text, so that a planted bug has a place of its own.
    env: { ...process.env, NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? compiled },
  });
  child.on('message', (message) => hear(message as PartMessage));
  child.on('error', reject);
  child.on('exit', (code) => {
    if (code === 0) resolve();
    else reject(new Error(`A process of the simulation ended with code ${code}`));
  });
  return promise;
}

function listen(tally: Tally, onFailure: (report: SeedReport) => void) {
  return (message: PartMessage) => {
    if (!('report' in message)) return;
    tally.add(message.report);
    if (message.report.violations.length > 0) onFailure(message.report);
  };
}

async function soak({ seeds, ops, from, bug, jobs }: SimOptions): Promise<boolean> {
  const tally = new Tally();
  const began = performance.now();
  const tell = setInterval(() => console.error(tally.line(performance.now() - began)), 15_000);
  const hear = listen(tally, ({ seed, violations }) => {
    for (const what of violations.slice(0, 3)) console.log(`seed ${seed}: ${what}`);
  });
  const parts = Array.from({ length: jobs }, (_, n): PartTask => ({
    ...{ from: from + n, stride: jobs, below: from + seeds, ops, bug },
    ...{ untilFound: bug !== null, replay: false },
  }));
  try {
    await Promise.all(parts.map((part) => runPart(part, hear)));
  } finally {
    clearInterval(tell);
  }
  console.log(tally.summary(performance.now() - began));
  if (bug === null) return tally.failed.length === 0;
  const found = tally.failed.toSorted((one, other) => one - other).at(0);
  if (found === undefined) console.log(`${bug} was not found in ${tally.seeds} seeds.`);
  else if (await isViolatedWithout(found, ops)) console.log(notTheBug(found));
  else {
    console.log(`${bug} was found at seed ${found}, after ${tally.seeds} seeds.`);
    return true;
  }
  return false;
}

/** Whether a seed breaks a promise with no bug planted: then what it found isn't the bug. */
async function isViolatedWithout(seed: number, ops: number): Promise<boolean> {
  const tally = new Tally();
  const task: PartTask = {
    from: seed,
    stride: 1,
    below: seed + 1,
    ops,
    bug: null,
    untilFound: true,
    replay: false,
  };
  await runPart(
    task,
    listen(tally, () => undefined),
  );
  return tally.failed.length > 0;
}

function notTheBug(seed: number): string {
  return `not the bug: seed ${seed} is violated without it`;
}

async function lookFor(bug: PlantedBug, { from: first, ops, near }: SimOptions): Promise<string> {
  const from = near ? Math.max(1, (firstFound[bug.name] ?? 1) - 1) : first;
  const tally = new Tally();
  let said = '';
  const hear = listen(tally, ({ violations }) => (said = violations[0] ?? ''));
  await runPart(
    { from, stride: 1, below: from + teethSeeds, ops, bug: bug.name, untilFound: true, replay: false },
    hear,
  );
  const seed = tally.failed.at(0);
  const isOther = seed !== undefined && (await isViolatedWithout(seed, ops));
  const found = seed !== undefined && !isOther;
  const after = found ? String(tally.seeds) : isOther ? notTheBug(seed) : `not in ${tally.seeds}`;
  console.log(
    `| ${bug.name} | ${bug.breaks} | ${after} | ${
      said
        .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')
        .replaceAll('|', '/')
        .split('\n')[0]
        ?.slice(0, 110) ?? ''
    } |`,
  );
  return found ? '' : bug.name;
}

async function showTeeth(options: SimOptions): Promise<boolean> {
  console.log('| bug | what it breaks | seeds to find | how it shows |\n| --- | --- | --- | --- |');
  const queue = [...plantedBugs];
  const missed: string[] = [];
  const work = async () => {
    for (let bug = queue.shift(); bug; bug = queue.shift()) {
      const name = await lookFor(bug, options);
      if (name) missed.push(name);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  if (missed.length > 0) console.log(`\nNot found: ${missed.join(', ')}`);
  return missed.length === 0;
}

async function replayOne({ seed, ops, bug }: SimOptions): Promise<boolean> {
  let failed = false;
  await runPart(
    { from: seed ?? 1, stride: 1, below: 0, ops, bug, untilFound: true, replay: true },
    (message) => {
      if (!('text' in message)) return;
      console.log(message.text);
      failed ||= message.text.startsWith('VIOLATION');
    },
  );
  if (bug === null || !failed) return failed === (bug !== null);
  const isOther = seed !== null && (await isViolatedWithout(seed, ops));
  if (isOther) console.log(notTheBug(seed));
  return !isOther;
}

let options: SimOptions;
try {
  options = readOptions(process.argv.slice(2));
  if (options.bug !== null) requirePlaces(bugNamed(options.bug));
  if (options.teeth) plantedBugs.forEach(requirePlaces);
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exit(2);
}
const well = options.teeth ? showTeeth(options) : options.seed === null ? soak(options) : replayOne(options);
process.exitCode = (await well) ? 0 : 1;
