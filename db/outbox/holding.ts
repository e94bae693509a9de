import type { JournalRecord } from '../journal/lines.ts';
import type { CacheChange } from '../api.ts';
import { bulkPartOf } from '../../common/domain/mutations.ts';
import { transact, type Generation } from '../store/generation.ts';
import { changeOf, isoNow, markOutboxChanged, type OpenCache } from '../store/open-cache.ts';
import { unsentStates, type Hold, type OutboxEntry } from './outbox.ts';

/** Keeps the parts of a bulk delete that haven't left from being sent, or (with null) lets them go; journalled first. */
export function holdJob(cache: OpenCache, job: string, hold: Hold | null): CacheChange {
  const { outbox, bulkParts } = cache.visible;
  const concerned = outbox
    .at(bulkParts.positionsOf(job))
    .filter(({ state }) => unsentStates.includes(state) && state !== (hold ?? 'waiting'));
  if (concerned.length === 0) return changeOf(cache, []);
  const at = isoNow(cache);
  const records = concerned.map((entry) => holdRecord(entry, hold, at));
  transact(
    cache.visible,
    (state) => {
      for (const entry of concerned) outbox.update({ ...entry, state: hold ?? 'waiting' });
      markOutboxChanged(state, []);
    },
    () => cache.journal.append(records),
  );
  return changeOf(cache, []);
}

/** What the journal has to know of a part that is held, or let go. */
export function holdRecord(
  { mutation, departed }: OutboxEntry,
  hold: Hold | null,
  at: string,
): JournalRecord {
  return { type: 'hold', at, id: mutation.id, hold, ...(departed && hold ? { departed } : {}) };
}

/** A part that is to go again after its bulk delete was paused waits with the others. */
export function heldWithOthers({ bulkParts }: Generation, entry: OutboxEntry): OutboxEntry {
  const bulk = bulkPartOf(entry.mutation);
  const isPaused = bulk && entry.state === 'waiting' && bulkParts.isPaused(bulk.job);
  return isPaused ? { ...entry, state: 'paused' } : entry;
}
