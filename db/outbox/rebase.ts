import type { EntityKind } from '../../common/domain/entities.ts';
import type { Generation } from '../store/generation.ts';
import { activeStates, changingRoles, everyRole, isStuck, touchRoles, type OutboxEntry } from './outbox.ts';

/** What is linked: entities, and the mutations that concern them. */
export interface Closure {
  entities: string[];
  positions: number[];
}

/**
 * All that has to be replayed when these entities change: the mutations that concern them, what those name or take along, the
 * mutations that concern that, and so on. What changes an ancestor belongs to it too: a move to a partner that a later
 * mutation deletes has to be replayed while that partner is still there.
 */
export function closureOf(generation: Generation, seeds: Iterable<string>): Closure {
  const { outbox } = generation;
  const entities = new Set(seeds);
  const ancestors = new Set<string>();
  const positions = new Set<number>();
  let changed = [...entities];
  let looked: string[] = [];
  while (changed.length + looked.length > 0) {
    const linked = outbox.touching(changed, everyRole).concat(outbox.touching(looked, changingRoles));
    const fresh = [...new Set(linked)].filter((position) => !positions.has(position));
    for (const position of fresh) positions.add(position);
    changed = outbox.concernedBy(fresh, changingRoles).filter((id) => !entities.has(id));
    looked = outbox
      .concernedBy(fresh, [touchRoles.ancestor])
      .filter((id) => !ancestors.has(id) && !entities.has(id));
    for (const id of changed) entities.add(id);
    for (const id of looked) ancestors.add(id);
  }
  return { entities: [...entities], positions: [...positions] };
}

/**
 * Makes the linked rows what the server has with the waiting mutations on top: puts the shadows back, then replays in line.
 * A mutation that makes no sense any more is parked with its reason, unless it waits for a stuck one or rows are still to
 * come. Call it inside a transaction.
 * @param between what changes in the outbox between putting back and replaying
 */
export function rebase(
  generation: Generation,
  closure: Closure,
  complete: boolean,
  between?: () => void,
): Set<EntityKind> {
  const kinds = replayLinked(generation, closure, complete, between);
  for (let wider = widened(generation, closure); wider; wider = widened(generation, wider))
    for (const kind of replayLinked(generation, wider, complete)) kinds.add(kind);
  return kinds;
}

/**
 * The closure with what a delete or a restore of it has come to concern now, where that is others' too: a probe that somebody else has
 * set free goes back to a site with the restore of that, and stays there only until a change later in line puts it somewhere else.
 * Undefined where it's whole as it is.
 */
function widened(generation: Generation, { entities, positions }: Closure): Closure | undefined {
  const { outbox } = generation;
  const known = new Set(entities);
  const taken = outbox.concernedBy(positions, [touchRoles.taken]).filter((id) => !known.has(id));
  if (taken.length === 0) return undefined;
  const linked = new Set(positions);
  if (outbox.touching(taken, everyRole).every((position) => linked.has(position))) return undefined;
  return closureOf(generation, [...entities, ...taken]);
}

function replayLinked(
  generation: Generation,
  closure: Closure,
  complete: boolean,
  between?: () => void,
): Set<EntityKind> {
  const { outbox, shadows } = generation;
  const kinds = shadows.restore(closure.entities);
  outbox.forgetTaken(closure.positions);
  between?.();
  for (const entry of outbox.at(closure.positions))
    if (activeStates.includes(entry.state))
      for (const kind of replay(generation, entry, complete)) kinds.add(kind);
  for (const entry of outbox.at(closure.positions)) if (entry.entity) kinds.add(entry.entity.kind);
  return kinds;
}

/**
 * Applies one waiting mutation to the rows as they are, or parks it. One that was sent and whose answer was lost isn't parked: it
 * may have been applied, and only the server can tell. What is out of sight doesn't come back by what it follows. Gives the kinds
 * that changed.
 */
export function replay(
  generation: Generation,
  entry: OutboxEntry,
  complete: boolean,
): ReadonlySet<EntityKind> {
  const effect = generation.effects.apply(entry.position, entry.mutation);
  if ('kinds' in effect) return effect.kinds;
  const isForGood = effect.outOfSight === true || !isHeldUp(generation, entry);
  if (complete && entry.state === 'waiting' && !entry.departed && isForGood)
    generation.outbox.update({ ...entry, state: 'parked', lastAnswer: effect.nonsense });
  return new Set();
}

/**
 * Whether a mutation follows one that is stuck, directly or through others, or one that brings back what it needs: what others
 * deleted isn't here before the server's rows are.
 */
function isHeldUp(generation: Generation, entry: OutboxEntry): boolean {
  const seen = new Set<string>();
  const open = [...entry.mutation.after];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const earlier = generation.outbox.linkOf(id);
    if (!earlier) continue;
    if (isStuck(earlier.state) || earlier.name.endsWith('.restore')) return true;
    open.push(...earlier.after);
  }
  return false;
}
