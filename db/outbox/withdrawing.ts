import { Failure } from '../../common/contract/errors.ts';
import type { EntityKind } from '../../common/domain/entities.ts';
import type { CacheChange } from '../api.ts';
import type { JournalRecord } from '../journal/lines.ts';
import { transact } from '../store/generation.ts';
import { changeOf, isoNow, markOutboxChanged, type OpenCache } from '../store/open-cache.ts';
import { carriedProbes } from './carried.ts';
import { followersWithout } from './followers.ts';
import { changingRoles, mayHaveArrived, unsentStates, type OutboxEntry } from './outbox.ts';
import { closureOf, rebase } from './rebase.ts';
import { kindOf, namedIds } from './touches.ts';

/** Takes back changes that haven't left; the others stay. */
export function takeBack(cache: OpenCache, ids: readonly string[]): CacheChange & { taken: string[] } {
  const entries = ids
    .map((id) => cache.visible.outbox.byId(id))
    .filter((entry) => entry !== undefined && !entry.departed && unsentStates.includes(entry.state))
    .filter((entry) => entry !== undefined);
  const change = withdraw(cache, entries);
  return { ...change, taken: entries.map((entry) => entry.mutation.id) };
}

/**
 * Removes changes from the outbox and replays the rest without them.
 * @param along what is written in the same transaction
 */
export function withdraw(cache: OpenCache, entries: readonly OutboxEntry[], along?: () => void): CacheChange {
  if (entries.length === 0) return changeOf(cache, []);
  let records: JournalRecord[] = [];
  const kinds = transact(
    cache.visible,
    (state) => {
      const withdrawn = withdrawIn(cache, entries, state.complete);
      records = withdrawn.records;
      along?.();
      markOutboxChanged(state, withdrawn.kinds);
      return withdrawn.kinds;
    },
    () => cache.journal.append(records),
  );
  return changeOf(cache, kinds);
}

/** The same inside a transaction. Gives what the journal has to know: what is gone, and what was rewritten. */
export function withdrawIn(
  cache: OpenCache,
  entries: readonly OutboxEntry[],
  complete: boolean,
): { kinds: Set<EntityKind>; records: JournalRecord[] } {
  const { outbox } = cache.visible;
  const records: JournalRecord[] = [];
  const at = isoNow(cache);
  const seeds = outbox.concernedBy(
    entries.map((entry) => entry.position),
    changingRoles,
  );
  const closure = closureOf(cache.visible, seeds);
  const kinds = rebase(cache.visible, closure, complete, () => {
    const linked = new Map(outbox.at(closure.positions).map((entry) => [entry.position, entry]));
    const positionsNaming = Map.groupBy(
      [...linked.values()].flatMap(({ position, mutation }) =>
        Object.keys(mutation.before).length === 0 ? [] : namedIds(mutation).map((id) => ({ id, position })),
      ),
      ({ id }) => id,
    );
    for (const { position } of entries) {
      // As it is by now: it may have been rewritten when an earlier one went.
      const gone = linked.get(position);
      if (!gone) continue;
      linked.delete(position);
      outbox.remove(position);
      cache.visible.bulkParts.takenBack(gone.mutation.id);
      const unsettled = mayHaveArrived(gone) ? ({ unsettled: true } as const) : {};
      records.push({ type: 'discarded', at, id: gone.mutation.id, ...unsettled });
      const carried = carriedProbes(cache.visible.db, gone.mutation);
      const touched = [...namedIds(gone.mutation), ...carried.map((probe) => probe.id)];
      const later = touched.flatMap((id) => positionsNaming.get(id) ?? []);
      const near = [...new Set(later.map((naming) => naming.position))]
        .sort((a, b) => a - b)
        .flatMap((at) => linked.get(at) ?? []);
      for (const follower of followersWithout(gone, near, carried)) {
        linked.set(follower.position, follower);
        outbox.update(follower);
        records.push({ type: 'queued', at, mutation: follower.mutation, title: follower.title });
      }
    }
  });
  for (const entry of entries) kinds.add(kindOf(entry.mutation));
  return { kinds, records };
}

/** A change in the outbox. @throws Failure `not-found` */
export function knownEntry(cache: OpenCache, id: string): OutboxEntry {
  const entry = cache.visible.outbox.byId(id);
  if (!entry)
    throw new Failure({
      code: 'not-found',
      message: 'This change isn’t in the outbox any more: it was confirmed or taken back.',
    });
  return entry;
}
