import { Failure } from '../../common/contract/errors.ts';
import { rowTitle, type EntityKind, type EntityRow } from '../../common/domain/entities.ts';
import { bulkPartOf, type Mutation, type MutationOf } from '../../common/domain/mutations.ts';
import type { CacheChange, NewMutation } from '../api.ts';
import type { JournalRecord } from '../journal/lines.ts';
import { transact, type Generation } from '../store/generation.ts';
import { changeOf, markOutboxChanged, type OpenCache } from '../store/open-cache.ts';
import { valuesBefore } from './before.ts';
import type { PlacedDelete } from './bin.ts';
import { noteCreated } from './decided.ts';
import type { Effect } from './effect.ts';
import { changingRoles, touchRoles, type Hold, type Outbox, type OutboxEntry } from './outbox.ts';
import { ancestorsOf, kindOf, namedBy, namedIds, poolKey } from './touches.ts';
import { titleOf } from './titles.ts';

/**
 * Queues changes by the operator: completes them, applies them to the rows and puts them into the outbox, in one transaction
 * that isn't committed before the journal has them on the disk.
 * @param hold what keeps them from being sent until they're let go
 * @throws Failure `not-found` when a change makes no sense on the rows as they are; then none of them is queued
 */
export function queue(
  cache: OpenCache,
  asked: readonly NewMutation[],
  hold: Hold | null = null,
): CacheChange & { mutationIds: string[] } {
  const records: JournalRecord[] = [];
  const kinds = new Set<EntityKind>();
  const areParts = isOneBulkDelete(asked);
  transact(
    cache.visible,
    (state) => {
      const parts: PlacedDelete[] = [];
      const take = (effect: Effect) => {
        if ('nonsense' in effect) throw new Failure({ code: 'not-found', message: effect.nonsense });
        for (const kind of effect.kinds) kinds.add(kind);
      };
      for (const request of asked) {
        if (request.context !== cache.context) throw otherContext();
        const mutation = completeMutation(cache, request);
        const title = titleIn(cache.visible, mutation);
        const position = addToOutbox(cache.visible, mutation, title, { hold });
        if (areParts && isDelete(mutation)) parts.push({ position, mutation });
        else take(cache.visible.effects.apply(position, mutation));
        kinds.add(kindOf(mutation));
        records.push({ type: 'queued', at: mutation.at, mutation, title, ...(hold ? { hold } : {}) });
        noteCreated(cache.visible.db, [mutation]);
      }
      if (parts.length > 0) take(cache.visible.effects.applyParts(parts));
      markOutboxChanged(state, kinds);
    },
    () => cache.journal.append(records),
  );
  return { ...changeOf(cache, kinds), mutationIds: asked.map((mutation) => mutation.id) };
}

/** A defect elsewhere must not bring a change of one context into the outbox of another. */
function otherContext(): Failure {
  return new Failure({
    code: 'bad-call',
    message:
      'The change was made in another context than the one whose outbox this is. Nothing of it was queued.',
  });
}

/** Whether these are the parts of one bulk delete and nothing else. */
function isOneBulkDelete(asked: readonly NewMutation[]): boolean {
  const [job] = asked.map((change) => bulkPartOf(change)?.job);
  return job !== undefined && asked.every((change) => bulkPartOf(change)?.job === job);
}

function isDelete(mutation: Mutation): mutation is PlacedDelete['mutation'] {
  return mutation.name.endsWith('.delete');
}

/** Adds what a change needs to be sent as it is: what was there before, what it touches, what it follows. */
function completeMutation(cache: OpenCache, request: NewMutation): Mutation {
  const touches = namedIds(request);
  const mutation = { ...request, before: valuesBefore(cache, request), touches, after: [] } as Mutation;
  return { ...mutation, after: earlierMutations(cache.visible, mutation) };
}

/**
 * Ids of the changes in the outbox that a change follows. A delete also follows what happened to the things below: a partner
 * whose customers were moved away a moment ago can be deleted only once they are.
 */
export function earlierMutations({ outbox, rows, db }: Generation, mutation: Mutation): string[] {
  const named = namedIds(mutation);
  const above = ancestorsOf(mutation, { rows, db }).map((ancestor) => ancestor.id);
  const positions = new Set(outbox.touching([...named, ...above], changingRoles));
  if (mutation.name === 'license.move')
    for (const position of fillsOf(mutation, outbox)) positions.add(position);
  if (mutation.name.endsWith('.delete'))
    for (const position of outbox.touching(named, [touchRoles.ancestor])) positions.add(position);
  return outbox
    .at([...positions])
    .filter((entry) => entry.state !== 'settling')
    .map((entry) => entry.mutation.id);
}

/** Earlier moves of licenses into the pool that a move takes from: without them it may not have enough. */
function fillsOf({ args }: MutationOf<'license.move'>, outbox: Outbox): number[] {
  const touching = outbox.touching([poolKey(args.from)], [touchRoles.taken]);
  return outbox
    .at(touching)
    .filter(({ mutation }) => mutation.name === 'license.move')
    .filter(({ mutation }) => 'to' in mutation.args && mutation.args.to === args.from)
    .map(({ position }) => position);
}

/** Puts a complete mutation into the outbox, at the end of the line or at `position`, and notes what it concerns. */
export function addToOutbox(
  generation: Generation,
  mutation: Mutation,
  title: string,
  place: { position?: number; departed?: boolean; seq?: number; hold?: Hold | null } = {},
): number {
  const { outbox } = generation;
  const entry: Omit<OutboxEntry, 'position'> = {
    state: place.seq === undefined ? (place.hold ?? 'waiting') : 'settling',
    attempts: 0,
    departed: place.departed ?? false,
    seq: place.seq ?? null,
    title,
    entity: entityOf(mutation),
    lastAnswer: null,
    conflicts: [],
    deleted: [],
    mutation,
  };
  const position = outbox.add(entry, place.position);
  generation.bulkParts.add(mutation);
  outbox.touch(position, touchRoles.named, namedBy(mutation));
  outbox.touch(position, touchRoles.ancestor, ancestorsOf(mutation, generation));
  return position;
}

function entityOf(mutation: Mutation): OutboxEntry['entity'] {
  const [only, ...others] = namedIds(mutation);
  return only === undefined || others.length > 0 ? null : { kind: kindOf(mutation), id: only };
}

/** A change as a sentence, with the names that the rows have now. */
export function titleIn({ rows, db }: Generation, mutation: Mutation): string {
  return titleOf(mutation, (kind, id) => {
    const { name } = mutation.before;
    if (mutation.name.endsWith('.update') && typeof name === 'string') return name;
    const row = rows.get(kind, id);
    if (row) return rowTitle(row);
    if (!mutation.name.endsWith('.restore')) return undefined;
    const doc = db
      .prepare<[string, string], string>('SELECT doc FROM bin WHERE kind = ? AND id = ?')
      .pluck()
      .get(kind, id);
    return doc === undefined ? undefined : rowTitle(JSON.parse(doc) as EntityRow);
  });
}
