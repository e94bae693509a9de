import { touchRoles, type Touch } from '../outbox/outbox.ts';
import { explained, neededBy } from '../outbox/unseen.ts';
import type { Generation } from '../store/generation.ts';

/**
 * Notes what left the account's sight, where a mutation concerns it: nobody asks for the rest. Call it in the transaction that
 * takes the rows away, before the mutations are replayed.
 * @param known ids of what the same page says is there or was deleted
 */
export function noteDepartures(
  generation: Generation,
  known: readonly string[],
  departures: readonly Touch[],
): void {
  const { unseen, outbox } = generation;
  unseen.forget(known);
  if (departures.length === 0) return;
  const ids = departures.map(({ id }) => id);
  const concerned = new Set(outbox.concerned(ids, Object.values(touchRoles)));
  unseen.note(
    departures.filter(({ id }) => concerned.has(id)),
    'left',
  );
  explainRejected(generation);
}

/**
 * Notes what mutations need and a snapshot came without, for an account that doesn't see everything: it may have been deleted
 * or have left its sight.
 */
export function noteMissing(generation: Generation): void {
  const { outbox, rows, shadows, unseen } = generation;
  const entries = outbox.all();
  const made = new Set(
    entries.flatMap(({ mutation }) => ('fields' in mutation.args ? [mutation.args.id] : [])),
  );
  const noted = new Set(unseen.all().map(({ id }) => id));
  const isThere = ({ kind, id }: Touch) => (shadows.has(id) ? shadows.get(id) !== null : rows.has(kind, id));
  const needed = entries.flatMap(({ mutation }) => neededBy(mutation));
  const missing = needed.filter(
    (entity) => !made.has(entity.id) && !noted.has(entity.id) && !isThere(entity),
  );
  unseen.note(missing, 'missing');
  explainRejected(generation);
}

// The partner API answers about what the account doesn't see as about what never was; here it's known better.
function explainRejected({ outbox, unseen }: Generation): void {
  for (const entry of outbox.inState('rejected')) {
    const told = explained(entry, unseen);
    if (told !== entry) outbox.update(told);
  }
}
