import type { Mutation } from '../../common/domain/mutations.ts';
import {
  usualBatchLimit,
  type MutationOutcome,
  type MutationResults,
} from '../../common/partner-api/sync-door.ts';
import type { HeardOutcome, Untouched } from '../../db/api.ts';
import { toAppError } from '../../common/contract/errors.ts';
import { didNothing, isRefusal, isServerFault, PartnerFailure } from '../partner/failure.ts';
import type { CacheClient } from '../../db/client.ts';
import type { SyncDoor } from './door.ts';
import type { PushSize } from './push-size.ts';
import type { SentChanges } from './sent.ts';

export interface PushParts {
  cache: CacheClient;
  door: SyncDoor;
  sent: SentChanges;
  size: PushSize;
  signal: AbortSignal;
}

export interface PushReport {
  /** Changes that got an outcome other than `retry`. */
  settled: number;
  /** Changes that are to be sent again, later. */
  again: number;
  /** The server is of another epoch than the cache: nothing was settled. */
  otherEpoch: boolean;
}

/**
 * Sends what's next in the outbox, as many batches at a time as the server takes, and records what it said of each change. A
 * batch holds nothing that follows a change of another that's under way. One whose answer gets lost is put back in line, to be
 * sent byte for byte again; what certainly nothing was done of waits as if it hadn't left.
 * @throws PartnerFailure when a batch got no answer; the outbox then has the outcomes of the others
 */
export async function pushBatches(parts: PushParts): Promise<PushReport> {
  const { cache, door, sent, size } = parts;
  const lanes: { batch: Mutation[]; end: Promise<PushReport> }[] = [];
  const unsure = new Set<string>();
  // What fails here fails like a batch, so that those under way are waited for: nothing is being sent once this has ended.
  const begin = async () => {
    for (let isFull = true; isFull && lanes.length < size.lanes;) {
      const limit = size.mutations;
      const batch = await cache.write.nextBatch(limit, size.bytes, door.understood);
      if (batch.length === 0) break;
      isFull = batch.length === limit;
      sent.remember(batch);
      const end = sendAndSettle({ ...parts, unsure }, batch);
      // It may fail while the next batch is still being taken: it's looked at below.
      end.catch(() => undefined);
      lanes.push({ batch, end });
    }
  };
  const [begun] = await Promise.allSettled([begin()]);
  if (lanes.length === 0 && begun.status === 'fulfilled') size.emptied();
  const ends = await Promise.allSettled(lanes.map(({ end }) => end));
  const reports = ends.filter((end) => end.status === 'fulfilled').map((end) => end.value);
  const failed = [...ends, begun].find((end) => end.status === 'rejected');
  const otherEpoch = reports.some((report) => report.otherEpoch);
  if (failed || otherEpoch) {
    const untouched = ends.flatMap((end, lane): Untouched[] => {
      const ids = (lanes[lane]?.batch ?? []).map(({ id }) => id).filter((id) => !unsure.has(id));
      return end.status === 'rejected' ? [{ ids, because: toAppError(end.reason).message }] : [];
    });
    await cache.write.unsend(untouched);
  }
  if (failed) {
    size.failed();
    throw failed.reason;
  }
  const sum = (count: 'settled' | 'again') => reports.reduce((total, report) => total + report[count], 0);
  return { settled: sum('settled'), again: sum('again'), otherEpoch };
}

/** A batch on its way. */
interface Lane extends PushParts {
  /** Ids of changes of this push that a request may have carried out, so that only an outcome says what became of them. */
  unsure: Set<string>;
}

/**
 * Notes that a request is about to leave that may carry these out. What it gives is to be told how the request failed, if it did: where
 * it's sure that nothing was done, they are as they were before it.
 */
function noteLeaving({ unsure }: Lane, mutations: readonly Mutation[]): (thrown: unknown) => void {
  const sure = mutations.filter(({ id }) => !unsure.has(id));
  for (const { id } of sure) unsure.add(id);
  return (thrown) => {
    if (didNothing(thrown)) for (const { id } of sure) unsure.delete(id);
  };
}

async function sendAndSettle(parts: Lane, batch: Mutation[]): Promise<PushReport> {
  const { cache, sent } = parts;
  const { epoch, results: told } = await sendBatch(parts, batch);
  const results = told.map(withUnknownHeldBack);
  const status = await cache.write.status();
  if (epoch !== null && status.epoch !== null && epoch !== status.epoch)
    return { settled: 0, again: batch.length, otherEpoch: true };
  await cache.write.settle(results, epoch);
  sent.settle(results);
  const again = results.filter((result) => result.outcome === 'retry').length;
  return { settled: results.length - again, again, otherEpoch: false };
}

interface Sent {
  /** Null when no request was answered. */
  epoch: string | null;
  results: HeardOutcome[];
}

async function sendBatch(parts: Lane, batch: Mutation[]): Promise<Sent> {
  try {
    return await sendWhole(parts, batch);
  } catch (thrown) {
    if (!isRefusal(thrown) && !isServerFault(thrown)) throw thrown;
    if (isRefusal(thrown)) parts.size.refused();
    else parts.size.failed();
    return batch.length > usualBatchLimit ? sendInParts(parts, batch) : sendOneByOne(parts, batch, thrown);
  }
}

async function sendWhole(parts: Lane, batch: Mutation[]): Promise<MutationResults> {
  const { door, size, signal } = parts;
  const { packed } = size;
  const failed = noteLeaving(parts, batch);
  try {
    const answer = await door.push(batch, signal, packed);
    size.answered(answer.takes);
    return answer;
  } catch (thrown) {
    failed(thrown);
    if (!packed || !(thrown instanceof PartnerFailure) || thrown.status !== 415) throw thrown;
    size.unpack();
    return sendWhole(parts, batch);
  }
}

/** What the server wouldn't take at once goes in parts of the usual size; what follows one that didn't get through waits. */
async function sendInParts(parts: Lane, batch: Mutation[]): Promise<Sent> {
  let epoch: string | null = null;
  const results: HeardOutcome[] = [];
  const held = new Set<string>();
  for (let from = 0; from < batch.length; from += usualBatchLimit) {
    const ready: Mutation[] = [];
    for (const mutation of batch.slice(from, from + usualBatchLimit)) {
      if (!mutation.after.some((id) => held.has(id))) ready.push(mutation);
      else results.push(heldBack(mutation, held));
    }
    if (ready.length === 0) continue;
    const answer = await sendBatch(parts, ready);
    epoch = answer.epoch ?? epoch;
    for (const result of answer.results) {
      results.push(result);
      if (result.outcome !== 'applied') held.add(result.id);
    }
  }
  return { epoch, results };
}

/**
 * Finds the change that the server chokes on, so that it doesn't hold up the rest: each goes alone, and what follows one that
 * didn't get through waits.
 */
async function sendOneByOne(parts: Lane, batch: Mutation[], first: PartnerFailure): Promise<Sent> {
  let epoch: string | null = null;
  const results: HeardOutcome[] = [];
  const held = new Set<string>();
  for (const mutation of batch) {
    if (mutation.after.some((id) => held.has(id))) {
      results.push(heldBack(mutation, held));
      continue;
    }
    const failed = noteLeaving(parts, [mutation]);
    try {
      const answer = await parts.door.push([mutation], parts.signal, false);
      epoch = answer.epoch;
      results.push(...answer.results);
    } catch (thrown) {
      failed(thrown);
      if (isRefusal(thrown)) results.push(refused(mutation, thrown));
      else if (isServerFault(thrown)) results.push(unclear(mutation, thrown.message));
      else throw thrown;
    }
    if (results.at(-1)?.outcome !== 'applied') held.add(mutation.id);
  }
  // Nothing at all got through: it's the server that is in trouble, not one of the changes.
  if (epoch === null && results.every((result) => result.outcome === 'retry')) throw first;
  return { epoch, results };
}

function heldBack(mutation: Mutation, held: Set<string>): HeardOutcome {
  held.add(mutation.id);
  return unclear(mutation, 'It follows a change that didn’t get through.');
}

/** What the server hasn't said of a change that went out with others, or may have gone out before: whether it was applied. */
function unclear({ id }: Mutation, because: string): HeardOutcome {
  return { id, outcome: 'retry', because, isUnclear: true };
}

function refused(mutation: Mutation, failure: PartnerFailure): MutationOutcome {
  return {
    id: mutation.id,
    outcome: 'rejected',
    problem: {
      type: '/problems/invalid',
      title: failure.message,
      status: failure.status ?? 400,
      kind: failure.status === 413 ? 'too-large' : 'invalid',
      ...(failure.error.fields ? { fields: failure.error.fields } : {}),
    },
  };
}

/** A server too old for a change, or for a field of it, refuses it as unknown: that's no verdict on the change, which is kept and sent again. */
function withUnknownHeldBack(outcome: HeardOutcome): HeardOutcome {
  if (outcome.outcome !== 'rejected') return outcome;
  const { kind, fields } = outcome.problem;
  const isUnknown =
    kind === 'mutation-unknown' || (kind === 'invalid' && fields?.some(({ path }) => path === 'name'));
  if (kind === 'field-unknown')
    return {
      id: outcome.id,
      outcome: 'retry',
      because: `${outcome.problem.detail ?? `${outcome.problem.title}.`} It’s kept here, and goes by itself once the partner API is updated.`,
    };
  if (!isUnknown) return outcome;
  return {
    id: outcome.id,
    outcome: 'retry',
    because:
      'The partner API is too old to know this change. It’s kept here, and goes by itself once the partner API is updated.',
  };
}
