import { inLocalTime, useNow } from './words.ts';

/** A sentence of the partner API, its times by the clock on the wall. */
export function InLocalTime({ said }: { said: string }) {
  return inLocalTime(said, useNow(60_000));
}
