import type { EntityKind } from '../../common/domain/entities.ts';
import type { Mutation } from '../../common/domain/mutations.ts';
import type { CacheChange, DecidedChange, NewMutation } from '../api.ts';
import { transact } from '../store/generation.ts';
import { changeOf, markOutboxChanged, type OpenCache } from '../store/open-cache.ts';
import { amend } from './amending.ts';
import { writeDecisions } from './decided.ts';
import { isStuck } from './outbox.ts';
import { addToOutbox } from './queue.ts';
import { kindOf, namedIds } from './touches.ts';
import { knownEntry, takeBack, withdraw } from './withdrawing.ts';

/**
 * Settles conflicts as a person has decided, each wholly or not at all, and keeps what was decided in its own file first: a
 * crash in between leaves a conflict that is settled again, never a value that nobody can read any more. What was settled
 * meanwhile is passed over.
 */
export function decide(
  cache: OpenCache,
  decided: readonly DecidedChange[],
): CacheChange & { settled: string[] } {
  const settled: string[] = [];
  const kinds = new Set<EntityKind>();
  for (const one of decided) {
    if (!isOpen(cache, one)) continue;
    const takeAway = cache.decisions.append([one.decision]);
    try {
      for (const kind of carryOut(cache, one)) kinds.add(kind);
    } catch (thrown) {
      // Where the change is settled and only its record failed, the file has what the cache takes from it when it's next opened.
      if (isOpen(cache, one)) takeAway();
      throw thrown;
    }
    settled.push(one.decision.id);
  }
  return { ...changeOf(cache, kinds), settled };
}

function isOpen({ visible: { db, outbox } }: OpenCache, { change, twin }: DecidedChange): boolean {
  if (change) {
    const state = outbox.stateOf(change.id);
    return state !== undefined && isStuck(state);
  }
  if (!twin) return false;
  const isSettled = db
    .prepare<[string, string], number>('SELECT settled FROM twin WHERE mine = ? AND theirs = ?')
    .pluck();
  return isSettled.get(twin.mine, twin.theirs) === 0;
}

function carryOut(cache: OpenCache, { decision, first, change, twin }: DecidedChange): readonly EntityKind[] {
  const kinds: EntityKind[] = [];
  for (const { restore, title } of first) kinds.push(...queueFirst(cache, restore, title));
  try {
    if (change?.next) kinds.push(...amend(cache, change.id, change.renewal, change.next).kinds);
    else if (change) kinds.push(...withdraw(cache, [knownEntry(cache, change.id)]).kinds);
  } catch (thrown) {
    takeBack(
      cache,
      first.map(({ restore }) => restore.id),
    );
    throw thrown;
  }
  transact(cache.visible, (state) => {
    const { db } = cache.visible;
    if (twin)
      db.prepare('UPDATE twin SET settled = 1 WHERE mine = ? AND theirs = ?').run(twin.mine, twin.theirs);
    writeDecisions(db, [decision]);
    markOutboxChanged(state, twin ? [twin.kind] : []);
  });
  return twin ? [...kinds, twin.kind] : kinds;
}

/**
 * Queues a restore that stuck changes are to follow: it waits for none of them, as any other change of the same things would.
 * One that is in line already does for both.
 */
function queueFirst(cache: OpenCache, request: NewMutation, title: string): readonly EntityKind[] {
  const { outbox, effects } = cache.visible;
  const mutation = { ...request, before: {}, touches: namedIds(request), after: [] } as Mutation;
  const isInLine = outbox
    .all()
    .some(
      (entry) =>
        !isStuck(entry.state) &&
        entry.mutation.name === mutation.name &&
        restoresAll(entry.mutation, mutation),
    );
  if (isInLine) return [];
  const kinds = new Set<EntityKind>([kindOf(mutation)]);
  transact(
    cache.visible,
    (state) => {
      const position = addToOutbox(cache.visible, mutation, title);
      const effect = effects.apply(position, mutation);
      if ('kinds' in effect) for (const kind of effect.kinds) kinds.add(kind);
      markOutboxChanged(state, kinds);
    },
    () => cache.journal.append([{ type: 'queued', at: mutation.at, mutation, title }]),
  );
  return [...kinds];
}

function restoresAll(waiting: Mutation, wanted: Mutation): boolean {
  if (!('deletion' in waiting.args) || !('deletion' in wanted.args)) return false;
  const { ids } = waiting.args;
  return waiting.args.deletion === wanted.args.deletion && wanted.args.ids.every((id) => ids.includes(id));
}
