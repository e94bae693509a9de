import { randomInt } from 'node:crypto';

/** Whether this is the long run: `npm run test:long`. */
export const isLongRun = process.env['SWITCHYARD_LONG'] === '1';

/** How often something is repeated: so many times in `npm test`, and so many in the long run. */
export function cycles({ usually, long }: { usually: number; long: number }): number {
  return isLongRun ? long : usually;
}

/** The seed of a test's chance: another one in each run, unless `SWITCHYARD_SEED` gives that of a failure. */
export function seedOfRun(): number {
  const given = process.env['SWITCHYARD_SEED'];
  return given === undefined ? randomInt(2 ** 32) : Number(given);
}
