import type { Dice } from './dice.ts';
import type { Step } from './steps.ts';

/** Steps that stand between the others of a history. */
export interface Between {
  /** One comes after as many others. */
  every: number;
  weights: readonly (readonly [number, Step['do']])[];
  /** Number of the client that lives one. */
  who: () => number;
}

/** A history with further steps between its own. */
export function interleaved(steps: readonly Step[], { every, weights, who }: Between, dice: Dice): Step[] {
  return steps.flatMap((step, at): Step[] => {
    if (at % every !== 0) return [step];
    const [a, b, c] = [dice.below(1000), dice.below(1000), dice.below(1000)];
    return [step, { do: dice.weighted(weights), who: who(), a, b, c, gap: dice.below(500) }];
  });
}
