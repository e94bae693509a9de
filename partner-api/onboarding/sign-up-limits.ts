import type { Store } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';

const hour = 60 * 60_000;
/** Companies that sign up by one onboarding link within an hour. */
export const mostByLink = 100;
/** Companies that sign up from one address of a computer within an hour, by whatever link. */
export const mostFromAddress = 30;

/** How many companies sign up: every try counts whose form was right, as one that fails tells which e-mails have an account. */
export interface SignUpLimits {
  /**
   * Counts a try, or refuses it uncounted.
   * @param link id of the onboarding link; null without one
   * @param address that it comes from
   * @returns milliseconds until one more is taken; 0 where this one is
   */
  take(link: string | null, address: string): Promise<number>;
}

/** Opens the limits, which hold for all processes that share the store. */
export function openSignUpLimits(
  store: Pick<Store, 'transaction'>,
  { now }: Pick<Surroundings, 'now'>,
): SignUpLimits {
  return {
    take: (link, address) =>
      store.transaction(async (tx) => {
        const limits: [subject: string, most: number][] = [
          [`sign-up from ${address}`, mostFromAddress],
          ...(link === null ? [] : [[`sign-up by ${link}`, mostByLink] satisfies [string, number]]),
        ];
        const at = now();
        const waits: number[] = [];
        for (const [subject, most] of limits) {
          const tries = await tx.triesAfter(subject, at - hour);
          waits.push((tries[most - 1] ?? at - hour) + hour - at);
        }
        const wait = Math.max(...waits);
        if (wait > 0) return wait;
        for (const [subject] of limits) await tx.noteTry(subject, at);
        return 0;
      }),
  };
}
