import { isDeepStrictEqual } from 'node:util';
import { holdIn, type JournalEntry } from '../journal/entries.ts';
import type { JournalRecord } from '../journal/lines.ts';
import { isoNow, type OpenCache } from '../store/open-cache.ts';
import type { OutboxEntry } from './outbox.ts';

/**
 * Writes back to the journal what the outbox has and a damaged journal has lost, so that damage to the cache can't take it along
 * next. What stands behind it in line is written again too, for the order.
 */
export function mendJournal(cache: OpenCache, entries: ReadonlyMap<string, JournalEntry>): void {
  const line = cache.visible.outbox.all();
  const firstLost = line.findIndex((entry) => !tellsOf(entries.get(entry.mutation.id), entry));
  if (firstLost >= 0) cache.journal.append(line.slice(firstLost).flatMap((entry) => recordsOf(cache, entry)));
}

/** Whether the journal has a change as it stands in the outbox. */
function tellsOf(known: JournalEntry | undefined, { mutation, state }: OutboxEntry): boolean {
  if (!known || !isDeepStrictEqual(known.mutation, mutation)) return false;
  return known.state === (state === 'settling' ? 'settled' : 'pending');
}

function recordsOf(
  cache: OpenCache,
  { mutation, title, state, seq, departed }: OutboxEntry,
): JournalRecord[] {
  const queued: JournalRecord = { type: 'queued', at: mutation.at, mutation, title, last: true };
  if (state === 'held' || state === 'paused') return [{ ...queued, ...holdIn({ hold: state, departed }) }];
  if (state !== 'settling' || seq === null) return [queued];
  const { epoch } = cache.visible.state;
  const settled: JournalRecord = { type: 'settled', at: isoNow(cache), id: mutation.id, seq };
  return [queued, epoch === null ? settled : { ...settled, epoch }];
}
