import { parseArgs } from 'node:util';

/** What `npm run sim` is asked for. */
export interface SimOptions {
  seeds: number;
  ops: number;
  from: number;
  /** One seed to replay; null for a run of many. */
  seed: number | null;
  /** A planted bug by name. */
  bug: string | null;
  jobs: number;
  /** Every planted bug, one after the other. */
  teeth: boolean;
  /** Begins each just before the seed that is known to find it. */
  near: boolean;
}

export const usage = `npm run sim -- [options]
  --seeds N   how many worlds to live (500)
  --ops M     operations in each (200)
  --from S    the first seed (1)
  --seed S    lives one world again, with its trace and the shortest history that fails
  --bug NAME  plants a bug first; finding it is a success
  --jobs J    processes at a time (1)
  --teeth     plants every bug in turn and prints after how many seeds each is found
  --near      with --teeth: begins each just before the seed that is known to find it`;

/** Reads the command line. @throws Error with a sentence that names what's wrong */
export function readOptions(args: readonly string[]): SimOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      ops: { type: 'string' },
      from: { type: 'string' },
      seed: { type: 'string' },
      bug: { type: 'string' },
      jobs: { type: 'string' },
      teeth: { type: 'boolean' },
      near: { type: 'boolean' },
    },
  });
  const number = (name: 'seeds' | 'ops' | 'from' | 'seed' | 'jobs', most: number) => {
    const text = values[name];
    if (text === undefined) return null;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < 1 || value > most)
      throw new Error(`--${name} takes a whole number from 1 to ${most}, and not “${text}”.`);
    return value;
  };
  const seed = number('seed', 2 ** 31 - 1);
  if (seed !== null && (values.seeds ?? values.from ?? values.jobs) !== undefined)
    throw new Error('--seed lives one world; it doesn’t go with --seeds, --from or --jobs.');
  if (values.teeth && (values.bug ?? values.seed) !== undefined)
    throw new Error('--teeth plants every bug in turn; it doesn’t go with --bug or --seed.');
  if (values.near && (!values.teeth || values.from !== undefined))
    throw new Error('--near goes with --teeth alone; it says itself where each begins.');
  return {
    seeds: number('seeds', 100_000_000) ?? 500,
    ops: number('ops', 100_000) ?? 200,
    from: number('from', 2 ** 31 - 1) ?? 1,
    seed,
    bug: values.bug ?? null,
    jobs: number('jobs', 64) ?? 1,
    teeth: values.teeth ?? false,
    near: values.near ?? false,
  };
}
