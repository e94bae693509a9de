import type { EntityKind } from '../../common/domain/entities.ts';
import type { JournalEntry } from '../journal/entries.ts';
import type { JournalRecord } from '../journal/lines.ts';
import type { Generation } from '../store/generation.ts';
import { isoNow, type OpenCache } from '../store/open-cache.ts';
import { replayEverything } from '../sync/server-rows.ts';
import { addToOutbox } from './queue.ts';

/** A confirmed change that is to go out once more. */
type Offer = Pick<JournalEntry, 'mutation' | 'title'>;

/**
 * Changes that a server of `epoch` may not have, though they were confirmed: another epoch's server did that. The journal knows
 * by itself which, as the cache may have been lost in between.
 */
export function confirmedElsewhere({ journal }: OpenCache, epoch: string): Offer[] {
  return [...journal.entries().values()].filter(
    (entry) => entry.state === 'settled' && entry.epoch !== null && entry.epoch !== epoch,
  );
}

/**
 * All that was confirmed: what the journal still has of it, and what waits for its echo, however long ago it was confirmed.
 */
export function everythingConfirmed({ journal, visible }: OpenCache): Offer[] {
  const kept = [...journal.entries().values()].filter((entry) => entry.state === 'settled');
  const ids = new Set(kept.map((entry) => entry.mutation.id));
  return [...kept, ...visible.outbox.inState('settling').filter((entry) => !ids.has(entry.mutation.id))];
}

/**
 * Puts confirmed changes back in line, before those that wait; a server that has them after all answers as it did. What was
 * waiting for its echo waits to be sent: its sequence meant another history. Call it inside a transaction of the visible
 * generation, with {@link offerRecords} for the journal.
 */
export function offerAgain(generation: Generation, offered: readonly Offer[]): Set<EntityKind> {
  const { outbox } = generation;
  const missing: Offer[] = [];
  for (const entry of offered) {
    const known = outbox.byId(entry.mutation.id);
    if (!known) missing.push(entry);
    else if (known.state === 'settling')
      outbox.update({ ...known, state: 'waiting', departed: true, seq: null });
  }
  const first = outbox.firstPosition() - missing.length;
  missing.forEach(({ mutation, title }, index) => {
    addToOutbox(generation, mutation, title, { position: first + index, departed: true });
  });
  return missing.length > 0 ? replayEverything(generation, false) : new Set();
}

/** What the journal is told of changes that are offered again. */
export function offerRecords(cache: OpenCache, offered: readonly Offer[]): JournalRecord[] {
  const at = isoNow(cache);
  return offered.map(({ mutation, title }) => ({ type: 'queued', at, mutation, title }));
}
