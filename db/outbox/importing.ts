import type { ImportFate } from '../../common/contract/outbox.ts';
import type { FiledChange } from '../../common/domain/outbox-file.ts';
import type { CacheChange } from '../api.ts';
import { holdIn } from '../journal/entries.ts';
import { transact } from '../store/generation.ts';
import { changeOf, isoNow, markOutboxChanged, type OpenCache } from '../store/open-cache.ts';
import { noteCreated } from './decided.ts';
import { addToOutbox } from './queue.ts';
import { closureOf, rebase } from './rebase.ts';
import { changingRoles } from './outbox.ts';
import { kindOf } from './touches.ts';

/** What would become of changes with these ids, were they imported now. */
export function importFates(cache: OpenCache, ids: readonly string[]): ImportFate[] {
  const journal = cache.journal.entries();
  return ids.map((id) => {
    if (cache.visible.outbox.stateOf(id) !== undefined) return 'here';
    const known = journal.get(id)?.state;
    if (known === 'settled') return 'confirmed';
    return known === 'gone' ? 'discarded' : 'added';
  });
}

/**
 * Queues changes that were made in another installation, with their own ids: the server tells those that it has from those
 * that it hasn't, so each takes effect once. What is known here is left out.
 */
export function importChanges(
  cache: OpenCache,
  changes: readonly FiledChange[],
): CacheChange & { fates: ImportFate[] } {
  const fates = importFates(
    cache,
    changes.map(({ mutation }) => mutation.id),
  );
  const fresh = changes.filter((_change, at) => fates[at] === 'added');
  if (fresh.length === 0) return { ...changeOf(cache, []), fates };
  const generation = cache.visible;
  const at = isoNow(cache);
  const kinds = transact(
    generation,
    (state) => {
      // The other installation may have sent them: they aren't silently taken back, nor edited under another id. What it held or
      // paused it hadn't: here too it's held until it's let go, and can be taken back.
      const positions = fresh.map(({ mutation, title, hold = null }) =>
        addToOutbox(generation, mutation, title, { departed: !hold, hold }),
      );
      noteCreated(
        generation.db,
        fresh.map(({ mutation }) => mutation),
      );
      for (const { mutation } of fresh)
        generation.answers.add(mutation.id, { at, attempt: 0, what: 'imported', said: null });
      const seeds = generation.outbox.concernedBy(positions, changingRoles);
      const changed = rebase(generation, closureOf(generation, seeds), state.complete);
      for (const { mutation } of fresh) changed.add(kindOf(mutation));
      markOutboxChanged(state, changed);
      return changed;
    },
    () =>
      cache.journal.append(
        fresh.map(({ mutation, title, hold = null }) => ({
          ...{ type: 'queued', at, mutation, title },
          ...holdIn({ hold, departed: false }),
        })),
      ),
  );
  return { ...changeOf(cache, kinds), fates };
}
