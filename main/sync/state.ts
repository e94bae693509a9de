import type { AppError } from '../../common/contract/errors.ts';
import type { SyncState } from '../../common/contract/views.ts';
import type { CacheStatus } from '../../db/api.ts';
import type { Notice } from '../ports.ts';

/** What the engine is doing. */
export type Activity = 'idle' | 'snapshot' | 'pulling' | 'pushing';

/** Phases in which the partner API answers. */
export const inTouch: ReadonlySet<SyncState['phase']> = new Set([
  'up-to-date',
  'pulling',
  'pushing',
  'first-snapshot',
]);

/** What keeps synchronisation from going on, and since when (ISO). */
export interface Trouble {
  error: AppError;
  at: string;
}

/** All that the state on screen follows from, besides the cache. */
export interface SyncFacts {
  offlineByChoice: boolean;
  signedIn: boolean;
  activity: Activity;
  trouble: Trouble | null;
  /** Milliseconds since the epoch; null when nothing is waited for. */
  nextTryAt: number | null;
  notices: Notice[];
  /** As the partner API's clock and this computer's were last compared; null where they weren't. */
  clockAheadMs: number | null;
}

const minuteMs = 60_000;
/** Clocks less apart than this are the same for people, in milliseconds. */
const clockToleranceMs = 5 * minuteMs;

/** The state while no workspace is open. */
export function closedState(notices: Notice[]): SyncState {
  return {
    phase: 'closed',
    currentAt: null,
    complete: false,
    progress: null,
    aside: [],
    waiting: 0,
    stuck: 0,
    nextTryAt: null,
    trouble: null,
    notices,
    clockAheadMs: null,
    revision: 0,
  };
}

/** What the screens show of synchronisation: a pure function of the engine's facts and the cache's status. */
export function deriveSyncState(facts: SyncFacts, cache: CacheStatus): SyncState {
  const phase = phaseOf(facts, cache);
  const atRest = phase === 'offline-by-choice' || phase === 'signed-out';
  return {
    phase,
    currentAt: cache.currentAt,
    complete: cache.complete,
    progress: cache.snapshot ? progressOf(cache.snapshot) : null,
    aside: Object.entries(cache.aside).map(([kind, rows]) => ({ kind, rows })),
    waiting: cache.waiting,
    stuck: cache.stuck,
    nextTryAt: facts.nextTryAt === null || atRest ? null : new Date(facts.nextTryAt).toISOString(),
    trouble: facts.trouble && phase !== 'offline-by-choice' ? troubleShown(facts.trouble) : null,
    notices: facts.notices,
    clockAheadMs: clockOff(facts.clockAheadMs),
    revision: cache.revision,
  };
}

/** Whole minutes, so that the state on screen doesn't change by what an answer took; null where it makes no difference. */
function clockOff(aheadMs: number | null): number | null {
  if (aheadMs === null || Math.abs(aheadMs) < clockToleranceMs) return null;
  return Math.round(aheadMs / minuteMs) * minuteMs;
}

function progressOf({
  done,
  total,
  kinds,
}: NonNullable<CacheStatus['snapshot']>): NonNullable<SyncState['progress']> {
  return { done, total, kinds: Object.entries(kinds).map(([kind, part]) => ({ kind, ...part })) };
}

function phaseOf(facts: SyncFacts, cache: CacheStatus): SyncState['phase'] {
  if (facts.offlineByChoice) return 'offline-by-choice';
  if (!facts.signedIn) return 'signed-out';
  if (facts.trouble) return phaseInTrouble(facts.trouble.error);
  if (!cache.complete) return 'first-snapshot';
  if (facts.activity === 'pushing') return 'pushing';
  return facts.activity === 'idle' ? 'up-to-date' : 'pulling';
}

function phaseInTrouble(error: AppError): SyncState['phase'] {
  switch (error.code) {
    case 'unreachable':
    case 'offline':
      return 'unreachable';
    case 'too-many-requests':
      return 'rate-limited';
    case 'session-expired':
    case 'wrong-credentials':
      return 'signed-out';
    case 'intercepted':
    case 'proxy-refused':
    case 'other-server':
    case 'client-too-old':
    case 'server-too-old':
      return error.code;
    case 'cache':
    case 'internal':
    case 'bad-call':
    case 'newer-version':
      return 'local-fault';
    default:
      return 'faulty-answers';
  }
}

function troubleShown({ error, at }: Trouble): NonNullable<SyncState['trouble']> {
  return { sentence: error.message, detail: `${error.code}: ${error.detail ?? 'no further detail'}`, at };
}
