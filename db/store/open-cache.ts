import type { ContextId } from '../../common/domain/contexts.ts';
import type { CacheChange, CacheStatus } from '../api.ts';
import type { DecisionLog } from '../journal/decisions.ts';
import type { Journal } from '../journal/journal.ts';
import { markChanged, type Generation } from './generation.ts';
import type { State } from './state.ts';

/** Everything that the writer has open. */
export interface OpenCache {
  folder: string;
  context: ContextId;
  /** Milliseconds since the epoch. */
  now(): number;
  journal: Journal;
  decisions: DecisionLog;
  /** What lists are read from, and where changes by the operator go. */
  visible: Generation;
  /** A generation that a snapshot is filling; it replaces the visible one when it's whole. */
  building: Generation | null;
}

/** ISO time by the cache's clock. */
export function isoNow(cache: OpenCache): string {
  return new Date(cache.now()).toISOString();
}

/** The generation that the server's pages go to. */
export function fedGeneration(cache: OpenCache): Generation {
  return cache.building ?? cache.visible;
}

/** Where the cache stands. While a new generation is filled, cursor and walk are that one's, and `complete` is false. */
export function statusOf(cache: OpenCache): CacheStatus {
  const shown = cache.visible.state;
  const fed = fedGeneration(cache).state;
  const lost = fed.abandoned;
  return {
    epoch: lost ? null : fed.epoch,
    cursor: lost ? null : fed.cursor,
    seq: lost ? 0 : fed.seq,
    complete: fed.complete,
    currentAt: shown.currentAt,
    snapshot:
      fed.walk && !fed.walk.ended
        ? { after: fed.walk.after, done: fed.walk.done, total: fed.walk.total, kinds: fed.walk.kinds }
        : null,
    aside: cache.visible.aside.counts(),
    ...cache.visible.outbox.counts(),
    revision: shown.revision,
  };
}

/** What a write tells the others. */
export function changeOf(cache: OpenCache, kinds: Iterable<keyof State['changed']>): CacheChange {
  const rows = new Set(kinds);
  rows.delete('outbox');
  return {
    revision: cache.visible.state.revision,
    kinds: [...rows].filter((kind) => kind !== 'outbox'),
    status: statusOf(cache),
  };
}

/** Notes in the state that the outbox and these kinds changed. */
export function markOutboxChanged(state: State, kinds: Iterable<keyof State['changed']>): void {
  markChanged(state, [...kinds, 'outbox']);
}
