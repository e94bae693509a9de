import { Failure } from '../../common/contract/errors.ts';
import { mutation as mutationSchema, type Mutation } from '../../common/domain/mutations.ts';
import type { Amendment, CacheChange } from '../api.ts';
import type { JournalRecord } from '../journal/lines.ts';
import { transact, type Generation } from '../store/generation.ts';
import { changeOf, isoNow, markOutboxChanged, type OpenCache } from '../store/open-cache.ts';
import { followersAmended, followersRenewed } from './followers.ts';
import { changingRoles, everyRole, mayHaveArrived, touchRoles, type OutboxEntry } from './outbox.ts';
import { addToOutbox, earlierMutations, titleIn } from './queue.ts';
import { closureOf, rebase } from './rebase.ts';
import { kindOf, namedIds } from './touches.ts';
import { valuesSet } from './before.ts';
import { knownEntry } from './withdrawing.ts';

/**
 * Puts another change of the same name in the place of one that is stuck or hasn't left. It has a new id, waits in line, and
 * what followed the old one follows it; what was made on top of the old one's values is made on top of the new ones. One that
 * now needs something which is made only later in line goes behind that, and those that follow it with it.
 * @throws Failure `not-found` for an unknown one; `not-allowed` for one that is on its way, or that the partner API may have
 *   applied; `invalid` naming the field for arguments that such a change can't have
 */
export function amend(
  cache: OpenCache,
  id: string,
  renewal: { id: string; at: string },
  amendment: Amendment,
): CacheChange {
  const generation = cache.visible;
  const { outbox, answers } = generation;
  const entry = knownEntry(cache, id);
  requireHere(entry);
  const mutation = amended(entry.mutation, renewal, amendment);
  const records: JournalRecord[] = [];
  const at = isoNow(cache);
  const kinds = transact(
    generation,
    (state) => {
      const seeds = new Set([...outbox.concernedBy([entry.position], changingRoles), ...namedIds(mutation)]);
      const linked = closureOf(generation, seeds).entities;
      const renamed = followersRenewed(outbox.all(), new Map([[id, renewal.id]]));
      for (const follower of renamed) outbox.update(follower);
      const rewritten = followersAmended(entry, { mutation, before: amendment.before }, outbox.all());
      for (const follower of rewritten) outbox.update(follower);
      answers.add(id, { at, attempt: entry.attempts, what: 'edited', said: entry.lastAnswer });
      answers.rename(id, renewal.id);
      const placed = replaceEntry(generation, entry, mutation);
      records.push({ type: 'replaced', at, id, mutation: placed.mutation, title: placed.title });
      for (const position of new Set([...renamed, ...rewritten].map((follower) => follower.position)))
        for (const follower of outbox.at([position]))
          records.push({ type: 'queued', at, mutation: follower.mutation, title: follower.title });
      const moved = behindWhatItNeeds(generation, placed);
      for (const { mutation: waiting, title } of moved)
        records.push({ type: 'queued', at, mutation: waiting, title, last: true });
      // What follows it may concern other rows than it does: they too are as the new order has it.
      const concerned = outbox.concernedBy(
        moved.map(({ position }) => position),
        changingRoles,
      );
      const closure = closureOf(generation, [...linked, ...seeds, ...concerned]);
      const changed = rebase(generation, closure, state.complete);
      changed.add(kindOf(mutation));
      markOutboxChanged(state, changed);
      return changed;
    },
    () => cache.journal.append(records),
  );
  return changeOf(cache, kinds);
}

/** @throws Failure `not-allowed` */
function requireHere(entry: OutboxEntry): void {
  const isOnItsWay = entry.state === 'sending' || entry.state === 'settling';
  if (!isOnItsWay && !mayHaveArrived(entry)) return;
  throw new Failure({
    code: 'not-allowed',
    message: isOnItsWay
      ? 'This change is on its way to the partner API and can’t be edited any more. Change the same thing again instead.'
      : 'This change was sent and its answer was lost, so the partner API may have applied it. It can be edited once that is settled: send it again first.',
  });
}

/** @throws Failure `invalid` */
function amended(
  former: Mutation,
  renewal: { id: string; at: string },
  { args, before }: Amendment,
): Mutation {
  const known = { ...former.before, ...before };
  const parsed = mutationSchema.safeParse({ ...former, ...renewal, args });
  if (!parsed.success)
    throw new Failure({
      code: 'invalid',
      message: 'The change can’t be made this way; it stays as it was.',
      fields: parsed.error.issues.map((issue) => ({
        path: issue.path.slice(2).join('.'),
        message: issue.message,
      })),
    });
  const mutation = parsed.data;
  if ('id' in former.args && (!('id' in mutation.args) || mutation.args.id !== former.args.id))
    throw new Failure({ code: 'bad-call', message: 'A change that is edited stays with the same row.' });
  const changed = Object.keys(valuesSet(mutation)).map((key) => [key, known[key] ?? null] as const);
  return { ...mutation, before: Object.fromEntries(changed), touches: namedIds(mutation) };
}

/** Writes the mutation in the place of an entry. Above an update are the partners that were above it before. */
function replaceEntry(generation: Generation, entry: OutboxEntry, mutation: Mutation): OutboxEntry {
  const { outbox, rows } = generation;
  const names = namedIds(mutation).some((named) => rows.has(kindOf(mutation), named));
  const title = names || mutation.name.endsWith('.create') ? titleIn(generation, mutation) : entry.title;
  const fresh = (waiting: Mutation): OutboxEntry => ({
    ...entry,
    ...{ state: 'waiting', departed: false, lastAnswer: null, conflicts: [], title, mutation: waiting },
  });
  if (mutation.name.endsWith('.update')) {
    const restores = bringingBack(generation, entry, mutation.id).map((restore) => restore.mutation.id);
    const updated = fresh({ ...mutation, after: [...new Set([...mutation.after, ...restores])] });
    outbox.update(updated);
    return updated;
  }
  outbox.remove(entry.position);
  const following = new Set(followersOf(outbox.all(), mutation.id).map((follower) => follower.mutation.id));
  const after = earlierMutations(generation, mutation).filter((id) => !following.has(id));
  const placed = { ...mutation, after } as Mutation;
  addToOutbox(generation, placed, title, { position: entry.position });
  const updated = fresh(placed);
  outbox.update(updated);
  return updated;
}

/** Puts an entry that needs what is made later in line at the end, and behind it those that follow it. Gives all that moved. */
function behindWhatItNeeds(generation: Generation, entry: OutboxEntry): OutboxEntry[] {
  const { outbox } = generation;
  const needed = outbox.at(
    outbox.touching(outbox.concernedBy([entry.position], [touchRoles.ancestor]), [touchRoles.named]),
  );
  const makesIt = ({ mutation, position }: OutboxEntry) =>
    position > entry.position && /^(partner|customer|site)\.(create|restore)$/.test(mutation.name);
  if (!needed.some(makesIt) && bringingBack(generation, entry, entry.mutation.id).length === 0) return [];
  return [entry, ...followersOf(outbox.all(), entry.mutation.id)].map((moving) => {
    const touches = everyRole.map((role) => ({ role, of: outbox.touchesOf(moving.position, role) }));
    outbox.remove(moving.position);
    const position = outbox.add(moving);
    for (const { role, of } of touches) outbox.touch(position, role, of);
    return { ...moving, position };
  });
}

/**
 * Restores later in line that bring back what a change names or what that belongs to, with which it went, and that don't follow it
 * themselves. `id` is the change's by now.
 */
function bringingBack({ outbox }: Generation, { position }: OutboxEntry, id: string): OutboxEntry[] {
  const needed = outbox.concernedBy([position], [touchRoles.named, touchRoles.ancestor]);
  const later = outbox
    .at(outbox.touching(needed, [touchRoles.named]))
    .filter((other) => other.position > position && other.mutation.name.endsWith('.restore'));
  if (later.length === 0) return later;
  const following = new Set(followersOf(outbox.all(), id).map((follower) => follower.position));
  return later.filter((other) => !following.has(other.position));
}

/** Those that follow a change, directly or through others, in line. */
function followersOf(all: readonly OutboxEntry[], id: string): OutboxEntry[] {
  const ids = new Set([id]);
  return all.filter((entry) => {
    if (!entry.mutation.after.some((earlier) => ids.has(earlier))) return false;
    ids.add(entry.mutation.id);
    return true;
  });
}
