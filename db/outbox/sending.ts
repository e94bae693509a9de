import type { EntityKind } from '../../common/domain/entities.ts';
import { bulkPartOf, understandingOf, type Mutation } from '../../common/domain/mutations.ts';
import type { MutationOutcome } from '../../common/partner-api/sync-door.ts';
import type { CacheChange, HeardOutcome, Understood, Untouched } from '../api.ts';
import { sparedIn } from '../journal/entries.ts';
import type { JournalRecord } from '../journal/lines.ts';
import { transact, type Generation } from '../store/generation.ts';
import { changeOf, isoNow, markOutboxChanged, statusOf, type OpenCache } from '../store/open-cache.ts';
import { heldWithOthers, holdRecord } from './holding.ts';
import { changingRoles, isStuck, type OutboxEntry } from './outbox.ts';
import { closureOf, rebase } from './rebase.ts';
import { explained } from './unseen.ts';
import { kindOf } from './touches.ts';

/**
 * The next mutations to send, oldest first; each follows only what is in the batch before it or applied already.
 * @param bytes most bytes of JSON of them together; the first may be larger
 * @param understood what the server understands; the rest is held back
 */
export function nextBatch(
  cache: OpenCache,
  limit: number,
  bytes = Number.POSITIVE_INFINITY,
  understood: Understood | null = null,
): Mutation[] {
  const { outbox } = cache.visible;
  let size = 0;
  const batch: OutboxEntry[] = [];
  const heldBack: OutboxEntry[] = [];
  const chosen = new Set<string>();
  // One part of a bulk delete at a time: it can be paused between any two, and what else waits goes along.
  let hasBulkPart = false;
  // Thousands may follow the same one.
  const settled = new Map<string, boolean>();
  const isReady = (id: string) => {
    if (chosen.has(id)) return true;
    let isSettled = settled.get(id);
    if (isSettled === undefined) {
      const state = outbox.stateOf(id);
      settled.set(id, (isSettled = state === undefined || state === 'settling'));
    }
    return isSettled;
  };
  for (const entry of outbox.waiting()) {
    if (batch.length >= limit) break;
    if (!entry.mutation.after.every(isReady)) continue;
    if (bulkPartOf(entry.mutation)) {
      // Until the server has said what it understands: one that knows no bulk deletes would delete what wasn't shown.
      if (hasBulkPart || understood === null) continue;
    }
    if (understood && !understandingOf(entry.mutation).every((name) => understood.names.includes(name))) {
      if (entry.lastAnswer !== understood.because)
        heldBack.push({ ...entry, lastAnswer: understood.because });
      continue;
    }
    size += Buffer.byteLength(JSON.stringify(entry.mutation));
    if (batch.length > 0 && size > bytes) break;
    batch.push(entry);
    hasBulkPart ||= bulkPartOf(entry.mutation) !== undefined;
    chosen.add(entry.mutation.id);
  }
  if (batch.length + heldBack.length === 0) return [];
  transact(cache.visible, (state) => {
    for (const entry of heldBack) outbox.update(entry);
    outbox.depart(batch.map((entry) => entry.position));
    markOutboxChanged(state, []);
  });
  return batch.map((entry) => entry.mutation);
}

/**
 * Everything that was being sent waits again. It may have arrived: it's resent as it is, with the same id; a part of a bulk delete
 * that was paused meanwhile isn't before that goes on.
 * @param untouched what nothing was done of this time: it can be edited and taken back again, unless it had left before and no answer
 *   came then (see `Outbox.comeBack`)
 */
export function unsend(cache: OpenCache, untouched: readonly Untouched[] = []): CacheChange {
  const { outbox, answers } = cache.visible;
  if (!outbox.isSending()) return changeOf(cache, []);
  const at = isoNow(cache);
  const spared = untouched.flatMap(({ ids }) => ids);
  const paused: OutboxEntry[] = [];
  transact(
    cache.visible,
    (state) => {
      answers.nothingCame(at, spared);
      for (const { ids, because } of untouched) answers.notTaken(ids, at, because);
      const parts = outbox.inState('sending').filter(({ mutation }) => bulkPartOf(mutation));
      outbox.comeBack(spared);
      for (const entry of outbox.at(parts.map(({ position }) => position))) {
        const next = heldWithOthers(cache.visible, entry);
        if (next.state !== 'paused') continue;
        outbox.update(next);
        paused.push(next);
      }
      markOutboxChanged(state, []);
    },
    () => cache.journal.append(paused.map((entry) => holdRecord(entry, 'paused', at))),
  );
  return changeOf(cache, []);
}

/**
 * Records what the server said. Applied ones stay on top of the rows until the cursor has passed their sequence; rows of
 * stuck ones go back to what the server has. Unknown ids are passed over: they were settled before.
 * @param epoch of the server that said it; the cache's own where it isn't given
 */
export function settle(
  cache: OpenCache,
  outcomes: readonly HeardOutcome[],
  epoch: string | null = statusOf(cache).epoch,
): CacheChange {
  const generation = cache.visible;
  const { outbox } = generation;
  const records: JournalRecord[] = [];
  const at = isoNow(cache);
  const kinds = transact(
    generation,
    (state) => {
      const kinds = new Set<EntityKind>();
      const restless: OutboxEntry[] = [];
      const passed: OutboxEntry[] = [];
      for (const outcome of outcomes) {
        const entry = outbox.byId(outcome.id);
        if (!entry || entry.state === 'settling') continue;
        const heard = explained(afterOutcome(entry, outcome), generation.unseen);
        const next = heldWithOthers(generation, heard);
        if (next.state === 'paused') records.push(holdRecord(next, 'paused', at));
        outbox.update(next);
        noteAnswer(generation, entry, outcome, at);
        kinds.add(kindOf(entry.mutation));
        if (outcome.outcome === 'applied') {
          const whose = epoch === null ? {} : { epoch };
          const { id, seq, left, gone } = outcome;
          records.push({ type: 'settled', at, id, seq, ...whose, ...sparedIn({ left, gone }) });
          generation.bulkParts.applied(id, { left, gone });
          if (state.complete && outcome.seq <= state.seq) passed.push(next);
        }
        if (isStuck(entry.state) || isStuck(next.state)) restless.push(next);
      }
      const changed = kinds.union(replayWithout(cache, restless, passed, state.complete));
      markOutboxChanged(state, changed);
      return changed;
    },
    () => cache.journal.append(records),
  );
  return changeOf(cache, kinds);
}

// An applied one that the cursor hasn't passed keeps its place on the rows: nothing has to be replayed for it.
function replayWithout(
  cache: OpenCache,
  restless: readonly OutboxEntry[],
  passed: readonly OutboxEntry[],
  complete: boolean,
): Set<EntityKind> {
  const { outbox } = cache.visible;
  const positions = [...restless, ...passed].map((entry) => entry.position);
  if (positions.length === 0) return new Set();
  const seeds = outbox.concernedBy(positions, changingRoles);
  return rebase(cache.visible, closureOf(cache.visible, seeds), complete, () => {
    for (const entry of passed) outbox.remove(entry.position);
  });
}

function noteAnswer({ answers }: Generation, entry: OutboxEntry, outcome: MutationOutcome, at: string): void {
  if (outcome.outcome === 'applied') return;
  const what = outcome.outcome === 'retry' ? 'again' : outcome.outcome;
  const said =
    outcome.outcome === 'rejected' ? (outcome.problem.detail ?? outcome.problem.title) : outcome.because;
  const faults = outcome.outcome === 'rejected' ? (outcome.problem.fields ?? []) : [];
  answers.add(outcome.id, { at, attempt: entry.attempts, what, said }, faults);
}

function afterOutcome(entry: OutboxEntry, outcome: HeardOutcome): OutboxEntry {
  switch (outcome.outcome) {
    case 'applied':
      return { ...entry, state: 'settling', seq: outcome.seq, lastAnswer: null, conflicts: [] };
    case 'conflict':
      return {
        ...entry,
        ...inConflict(entry.mutation, outcome),
        state: 'conflict',
        lastAnswer: outcome.because,
      };
    case 'rejected':
      return {
        ...entry,
        state: 'rejected',
        lastAnswer: outcome.problem.detail ?? outcome.problem.title,
        conflicts: [],
      };
    case 'retry':
      // Only the server can tell that nothing of it was done.
      return {
        ...entry,
        state: 'waiting',
        departed: entry.departed && outcome.isUnclear === true,
        lastAnswer: outcome.because,
      };
  }
}

type ConflictOutcome = Extract<MutationOutcome, { outcome: 'conflict' }>;

/** What a conflict is about. An older server names the first thing that stands in the way, and not who did what to it. */
function inConflict(
  mutation: Mutation,
  { conflicts, deleted, entity }: ConflictOutcome,
): Pick<OutboxEntry, 'conflicts' | 'deleted'> {
  const about = 'ids' in mutation.args ? (entity?.id ?? mutation.args.ids[0]) : undefined;
  const gone = conflicts.length === 0 && entity ? [{ ...entity, name: '', by: '', at: '' }] : [];
  return {
    conflicts: about === undefined ? conflicts : conflicts.map((one) => ({ entityId: about, ...one })),
    deleted: deleted ?? gone,
  };
}
