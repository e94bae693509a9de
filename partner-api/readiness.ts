import { ProblemError } from './commands/problem-error.ts';
import type { StoreReader } from './store/store.ts';

/** Milliseconds within which a store that is well answers. */
const usualPatienceMs = 3000;

/** Whether requests can be answered now: what a load balancer asks before it sends some. */
export interface Readiness {
  /** @throws ProblemError `unavailable` with why it can't take requests */
  check(): Promise<void>;
  /** The server begins to end: from now on it isn't ready. */
  end(): void;
}

/** @param patienceMs how long the store is waited for, in milliseconds */
export function openReadiness(
  read: Pick<StoreReader, 'accountById'>,
  patienceMs: number = usualPatienceMs,
): Readiness {
  let isEnding = false;
  return {
    check: async () => {
      if (isEnding) throw new ProblemError('unavailable', 'This partner API is shutting down.');
      // By an index, of what isn't there: the least that a store can be asked.
      const asked = read.accountById('').then(
        () => 'answered',
        () => 'failed',
      );
      const outcome = await Promise.race([asked, silence(patienceMs)]);
      if (outcome === 'failed') throw new ProblemError('unavailable', 'The store of this partner API fails.');
      if (outcome !== 'answered')
        throw new ProblemError(
          'unavailable',
          `The store of this partner API gave no answer in ${patienceMs} ms.`,
        );
    },
    end: () => {
      isEnding = true;
    },
  };
}

function silence(ms: number): Promise<'silent'> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms, 'silent').unref();
  });
}
