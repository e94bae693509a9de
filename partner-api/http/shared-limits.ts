import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import type { HitCounter } from '../store/store.ts';

type Told = (error: Error | null, counted?: { current: number; ttl: number }) => void;

/** Where the rate limit counts requests when several processes count them together. A route with a limit of its own counts apart. */
export function sharedLimits(hits: HitCounter): FastifyRateLimitStoreCtor {
  const countingFor = (route: string): FastifyRateLimitStore => ({
    incr: (key: string, told: Told, timeWindow: number) => {
      hits.hit(`${route} ${key}`, timeWindow).then(
        (counted) => told(null, counted),
        (error: unknown) => told(error instanceof Error ? error : new Error(String(error))),
      );
    },
    // What it's given holds the route as `routeInfo`, which its types don't say.
    child: (options) => {
      const { routeInfo } = options as unknown as { routeInfo: { method?: string; url?: string } };
      return countingFor(`${routeInfo.method ?? ''} ${routeInfo.url ?? ''}`);
    },
  });
  // The plugin makes one with `new`.
  return function SharedLimits() {
    return countingFor('all');
  } as unknown as FastifyRateLimitStoreCtor;
}
