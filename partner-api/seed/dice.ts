import { newId } from '../../common/domain/ids.ts';

/** Repeatable chance: the same seed gives the same numbers, picks and ids on every machine. */
export interface Dice {
  /** A whole number from 0 to `below` - 1. */
  below(below: number): number;
  /** True in `percent` of a hundred throws. */
  chance(percent: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** A UUIDv7 of that moment (milliseconds). */
  id(at: number): string;
  /** `pattern` with every `#` replaced by a digit. */
  digits(pattern: string): string;
}

/** Dice thrown from a seed (mulberry32). */
export function diceFrom(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number) => next() % limit;
  return {
    below,
    chance: (percent) => below(100) < percent,
    pick: <T>(list: readonly T[]): T => {
      const picked = list[below(list.length)];
      if (picked === undefined) throw new RangeError('Nothing to pick from');
      return picked;
    },
    id: (at) => {
      const random = new Uint8Array(16);
      new Uint32Array(random.buffer).set([next(), next(), next(), next()]);
      return newId({ now: () => at, random: () => random });
    },
    digits: (pattern) => pattern.replace(/#/g, () => String(below(10))),
  };
}
