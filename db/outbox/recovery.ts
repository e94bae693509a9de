import { isDeepStrictEqual } from 'node:util';
import type { JournalEntry } from '../journal/entries.ts';
import { keptDays } from '../journal/entries.ts';
import type { JournalDamage } from '../journal/journal.ts';
import { transact } from '../store/generation.ts';
import type { State } from '../store/state.ts';
import { isoNow, markOutboxChanged, type OpenCache } from '../store/open-cache.ts';
import { replayEverything } from '../sync/server-rows.ts';
import { heldWithOthers, holdRecord } from './holding.ts';
import { unsentStates } from './outbox.ts';
import { addToOutbox } from './queue.ts';

const doubtful =
  'The journal of your changes was damaged, and this one isn’t in the outbox: it may have been discarded, confirmed or replaced before. Send it again if it’s still meant; what the partner API has already isn’t applied again.';

/**
 * Brings the outbox to what the journal says: queued mutations that it lacks are queued again, settled and discarded ones
 * leave it. Nothing is in flight any more, so what was being sent waits again. Also empties the bin of what is too old.
 * @param damage what the journal lacks, where the cache isn't damaged: then the outbox is believed where they differ, and what
 *   it lacks waits for a person, since the lost line may be the one that said that it's gone. A journal that says nothing which the
 *   cache hadn't relied on takes nothing out of the outbox either: the lost line may be the one that put it there again
 * @returns how many changes wait for a person for that reason
 */
export function recoverFromJournal(
  cache: OpenCache,
  entries: ReadonlyMap<string, JournalEntry>,
  damage: JournalDamage | null = null,
): number {
  const lacksLines = damage !== null;
  const mayTakeOut = !damage?.isBehind;
  const generation = cache.visible;
  const { outbox, answers, bulkParts, db } = generation;
  const known = new Map(outbox.all().map((entry) => [entry.mutation.id, entry]));
  const lost = [...entries.values()].filter(
    (entry) => entry.state === 'pending' && !known.has(entry.mutation.id),
  );
  const gone = [...known.values()].filter(
    (entry) => mayTakeOut && entries.get(entry.mutation.id)?.state === 'gone',
  );
  const settled = [...known.values()].filter(
    (entry) =>
      mayTakeOut && entry.state !== 'settling' && entries.get(entry.mutation.id)?.state === 'settled',
  );
  // Rewritten while it waited, and the crash came before the cache had it: the journal has it as it must be sent.
  const rewritten = [...known.values()].filter(({ mutation }) => {
    const entry = entries.get(mutation.id);
    return !lacksLines && entry?.state === 'pending' && !isDeepStrictEqual(entry.mutation, mutation);
  });
  const sending = outbox
    .inState('sending')
    .map((entry) => heldWithOthers(generation, { ...entry, state: 'waiting' }));
  const paused = sending.filter(
    ({ state, mutation }) => state === 'paused' && entries.get(mutation.id)?.state === 'pending',
  );
  // Held or let go, and the crash came before the cache had it.
  const otherwise = [...known.values()].filter(({ mutation, state }) => {
    const entry = entries.get(mutation.id);
    return (
      !lacksLines &&
      unsentStates.includes(state) &&
      entry?.state === 'pending' &&
      (entry.hold ?? 'waiting') !== state
    );
  });
  const oldest = new Date(cache.now() - keptDays * 24 * 3600 * 1000).toISOString();
  db.prepare('DELETE FROM bin WHERE at < ?').run(oldest);
  answers.forgetGone();
  bulkParts.forgetBefore(oldest);
  if (lost.length + gone.length + settled.length + rewritten.length + sending.length + otherwise.length === 0)
    return 0;

  const recover = (state: State) => {
    for (const entry of sending) outbox.update(entry);
    for (const { mutation } of otherwise) {
      const entry = outbox.byId(mutation.id);
      if (entry) outbox.update({ ...entry, state: entries.get(mutation.id)?.hold ?? 'waiting' });
    }
    for (const { mutation } of rewritten) {
      const entry = outbox.byId(mutation.id);
      const journalled = entries.get(mutation.id);
      if (entry && journalled)
        outbox.update({ ...entry, mutation: journalled.mutation, title: journalled.title });
    }
    for (const entry of settled) {
      const { seq = 0, epoch = null, left, gone: before } = entries.get(entry.mutation.id) ?? {};
      bulkParts.applied(entry.mutation.id, { left, gone: before });
      const isPassed = state.complete && seq <= state.seq && (epoch ?? state.epoch) === state.epoch;
      if (isPassed) gone.push(entry);
      else outbox.update({ ...entry, state: 'settling', seq, lastAnswer: null, conflicts: [] });
    }
    // Whether they had left can't be known, so they count as sent: they can be undone, not silently taken back.
    // Of a held one it's known: it's kept from being sent as before.
    for (const { mutation, title, hold, departed: hadLeft } of lost) {
      const departed = !lacksLines && (hold === null || hadLeft);
      const position = addToOutbox(generation, mutation, title, { departed, hold });
      if (!lacksLines) continue;
      for (const entry of outbox.at([position]))
        outbox.update({ ...entry, state: 'parked', lastAnswer: doubtful });
    }
    const kinds = replayEverything(generation, state.complete, () => {
      for (const { position, mutation } of gone) {
        outbox.remove(position);
        if (entries.get(mutation.id)?.state === 'gone') bulkParts.takenBack(mutation.id);
      }
    });
    markOutboxChanged(state, kinds);
  };
  const at = isoNow(cache);
  // Or the next start would let them go.
  const holds = paused.map((entry) => holdRecord(entry, 'paused', at));
  transact(generation, recover, holds.length > 0 ? () => cache.journal.append(holds) : undefined);
  return lacksLines ? lost.length : 0;
}
