import type { Dice } from '../../simulation/dice.ts';

/** What happens to a process or to PostgreSQL, and for how many milliseconds. */
export type Mishap = { forMs: number } & (
  { kind: 'kill' | 'pause'; process: number } | { kind: 'postgres'; signal: 'SIGQUIT' | 'SIGKILL' }
);

/** A mishap, and how many milliseconds after the one before it comes to the same. */
interface Planned {
  afterMs: number;
  mishap: Mishap;
}

/** A process is killed, and PostgreSQL, after so many milliseconds of load at most. */
const latestMs = 900;
const longestAwayMs = 600;
/** Longer than a process may stand still in a transaction. */
const pauseMs = 2400;

/** What a round brings, each list one after the other, the lists at the same time: one for each process, and one for PostgreSQL. */
export function mishapsOf(dice: Dice, round: number, processes: number): Planned[][] {
  const planned = (mishap: Mishap): Planned => ({ afterMs: 100 + dice.below(latestMs), mishap });
  const awayMs = () => dice.below(longestAwayMs);
  const postgres = (): Mishap => ({
    kind: 'postgres',
    signal: dice.chance(0.5) ? 'SIGQUIT' : 'SIGKILL',
    forMs: awayMs(),
  });
  // Each kind comes for sure in one round of two, and by chance in the others.
  const chosen = dice.below(processes);
  const lists = Array.from({ length: processes }, (_, process): Planned[] => {
    const mishap = (kind: 'kill' | 'pause'): Mishap =>
      kind === 'kill' ? { kind, process, forMs: awayMs() } : { kind, process, forMs: pauseMs };
    if (process === chosen) return [planned(mishap(round % 2 === 0 ? 'pause' : 'kill'))];
    return dice.chance(0.3) ? [planned(mishap(dice.chance(0.2) ? 'pause' : 'kill'))] : [];
  });
  const isPostgresDue = round % 2 === 1 || dice.chance(0.4);
  return [...lists, isPostgresDue ? [planned(postgres())] : []];
}
