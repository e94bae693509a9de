import type { EntityKind } from '../../common/domain/entities.ts';
import type { Mutation } from '../../common/domain/mutations.ts';
import type { CacheChange } from '../api.ts';
import type { JournalRecord } from '../journal/lines.ts';
import { transact, type Generation } from '../store/generation.ts';
import { changeOf, isoNow, markOutboxChanged, type OpenCache } from '../store/open-cache.ts';
import { followersRenewed } from './followers.ts';
import { changingRoles, isStuck, type OutboxEntry } from './outbox.ts';
import { closureOf, rebase } from './rebase.ts';
import { kindOf } from './touches.ts';

/** A change that is to be tried again, and the id and time that it gets if it needs new ones. */
export interface RetryRequest {
  id: string;
  renewal: { id: string; at: string };
}

/**
 * Puts rejected and parked changes back in line, all in one transaction; the others are left as they are. So are conflicts: sent as they are,
 * they would be conflicts again. `retried` is how many were put back. What followed a change follows the new one.
 */
export function retryAll(
  cache: OpenCache,
  requests: readonly RetryRequest[],
): CacheChange & { retried: number } {
  const states = new Set(['rejected', 'parked']);
  const meant = requests.filter(({ id }) => states.has(cache.visible.outbox.stateOf(id) ?? ''));
  return { ...putBackInLine(cache, meant), retried: meant.length };
}

function putBackInLine(cache: OpenCache, requests: readonly RetryRequest[]): CacheChange {
  const generation = cache.visible;
  const { outbox, answers } = generation;
  const stuck = requests.flatMap(({ id, renewal }) => {
    const entry = outbox.byId(id);
    return entry && isStuck(entry.state) ? [{ entry, renewal }] : [];
  });
  if (stuck.length === 0) return changeOf(cache, []);
  const records: JournalRecord[] = [];
  const at = isoNow(cache);
  const kinds = transact(
    generation,
    (state) => {
      const renewed = new Map<string, string>();
      for (const { entry, renewal } of stuck) {
        // The server answers a known id with what it said before; any other goes as it is, since it may have arrived.
        const isRenewed = entry.state === 'rejected';
        const mutation: Mutation = isRenewed ? { ...entry.mutation, ...renewal } : entry.mutation;
        // The answer to a parked one may have been lost; of the others the server has said that it didn't apply them.
        const departed = entry.state === 'parked' && entry.departed;
        const { id } = entry.mutation;
        outbox.update({ ...entry, mutation, state: 'waiting', departed, lastAnswer: null, conflicts: [] });
        answers.add(id, { at, attempt: entry.attempts, what: 'retried', said: null });
        if (!isRenewed) continue;
        answers.rename(id, renewal.id);
        generation.bulkParts.rename(id, renewal.id);
        renewed.set(id, renewal.id);
      }
      records.push(...renewalsJournalled(generation, stuck, renewed, at));
      const seeds = outbox.concernedBy(
        stuck.map(({ entry }) => entry.position),
        changingRoles,
      );
      const changed: Set<EntityKind> = rebase(generation, closureOf(generation, seeds), state.complete);
      for (const { entry } of stuck) changed.add(kindOf(entry.mutation));
      markOutboxChanged(state, changed);
      return changed;
    },
    () => cache.journal.append(records),
  );
  return changeOf(cache, kinds);
}

/** Lets what followed the old ids follow the new ones. Gives what the journal has to know: each replacement, then its followers. */
function renewalsJournalled(
  { outbox }: Generation,
  stuck: readonly { entry: OutboxEntry }[],
  renewed: ReadonlyMap<string, string>,
  at: string,
): JournalRecord[] {
  if (renewed.size === 0) return [];
  const followers = followersRenewed(outbox.all(), renewed);
  for (const follower of followers) outbox.update(follower);
  const former = new Map(stuck.map(({ entry }) => [entry.position, entry.mutation.id]));
  // Of what was renewed itself, the replacement says all.
  const replaced = outbox.at([...former.keys()]).flatMap((entry): JournalRecord[] => {
    const id = former.get(entry.position);
    if (id === undefined || id === entry.mutation.id) return [];
    return [{ type: 'replaced', at, id, mutation: entry.mutation, title: entry.title }];
  });
  const told = new Set(renewed.values());
  const rewritten = followers
    .filter((follower) => !told.has(follower.mutation.id))
    .map((follower): JournalRecord => {
      return { type: 'queued', at, mutation: follower.mutation, title: follower.title };
    });
  return [...replaced, ...rewritten];
}
