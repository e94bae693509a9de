/** First and longest wait between tries, in milliseconds. */
const firstWaitMs = 1000;
const longestWaitMs = 60_000;
/** No wait is shorter, or a lucky draw would try again at once. */
const shortestWaitMs = 100;

/**
 * How long to wait before the next try, in milliseconds: exponential with full jitter, so that many consoles that lost the
 * same server don't come back together.
 * @param failures tries that failed in a row, from 1
 * @param fraction a random number from 0 to just below 1
 */
export function backoffMs(failures: number, fraction: number): number {
  const ceiling = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(failures - 1, 16));
  return Math.max(shortestWaitMs, Math.round(fraction * ceiling));
}
