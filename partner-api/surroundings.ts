import { randomBytes } from 'node:crypto';

/** What the partner API takes from the world outside; injected, so that a simulation can replay it. */
export interface Surroundings {
  /** Milliseconds since the epoch. */
  now(): number;
  /** That many random bytes; tokens are made of them, so they must be unpredictable outside tests. */
  randomBytes(count: number): Uint8Array;
}

/** The machine's clock and its cryptographic randomness. */
export const machine: Surroundings = { now: () => Date.now(), randomBytes: (count) => randomBytes(count) };
