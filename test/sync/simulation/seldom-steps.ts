import { Dice } from './dice.ts';
import { interleaved } from './interleave.ts';
import type { Step } from './steps.ts';

/** Of as many worlds one has what is never done in the others. */
const oneIn = 3;
/** Such a step comes after as many others. */
const everySteps = 6;

const seldom: readonly (readonly [number, Step['do']])[] = [
  [2, 'create-project'],
  [2, 'set-customer-login'],
  [4, 'create-alike'],
  [6, 'settle-otherwise'],
];

/**
 * Puts between the other steps what has secrets in it, new projects and logins of customers; what several people make by one name;
 * and what is decided of conflicts that is neither side's: another value, another place, both or one of two of one name.
 */
export function withSeldom(seed: number, steps: readonly Step[], clients: number): Step[] {
  if (seed % oneIn !== 0) return [...steps];
  const dice = new Dice(seed, 'seldom');
  return interleaved(steps, { every: everySteps, weights: seldom, who: () => dice.below(clients) }, dice);
}
