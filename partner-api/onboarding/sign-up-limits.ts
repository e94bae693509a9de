import type { Surroundings } from '../surroundings.ts';

const hour = 60 * 60_000;
/** Companies that sign up by one onboarding link within an hour. */
export const mostByLink = 100;
/** Companies that sign up from one address of a computer within an hour, by whatever link. */
export const mostFromAddress = 30;
/** Links and addresses that are told apart before those are forgotten whose hour is over. */
const mostKeys = 10_000;

/** How many companies sign up: every try counts whose form was right, as one that fails tells which e-mails have an account. */
export interface SignUpLimits {
  /**
   * Counts a try, or refuses it uncounted.
   * @param link id of the onboarding link; null without one
   * @param address that it comes from
   * @returns milliseconds until one more is taken; 0 where this one is
   */
  take(link: string | null, address: string): number;
}

/** Opens the limits; a start of the server counts anew. */
export function openSignUpLimits({ now }: Pick<Surroundings, 'now'>): SignUpLimits {
  const tries = new Map<string, number[]>();
  const lately = (key: string) => (tries.get(key) ?? []).filter((at) => at > now() - hour);
  const forgetOld = () => {
    for (const key of tries.keys()) if (lately(key).length === 0) tries.delete(key);
  };
  return {
    take: (link, address) => {
      const limits: [key: string, most: number][] = [
        [`address ${address}`, mostFromAddress],
        ...(link === null ? [] : [[`link ${link}`, mostByLink] satisfies [string, number]]),
      ];
      const waits = limits.map(([key, most]) => (lately(key).at(-most) ?? now() - hour) + hour - now());
      const wait = Math.max(...waits);
      if (wait > 0) return wait;
      if (tries.size > mostKeys) forgetOld();
      for (const [key] of limits) tries.set(key, [...lately(key), now()]);
      return 0;
    },
  };
}
