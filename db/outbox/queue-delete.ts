import type { CacheChange, FrozenDelete, NewMutation } from '../api.ts';
import type { OpenCache } from '../store/open-cache.ts';
import { requireAsShown } from '../views/delete-preview.ts';
import { partsOf } from './frozen-parts.ts';
import type { Hold } from './outbox.ts';
import { queue } from './queue.ts';

/**
 * Queues what a dry run showed as the parts of one bulk delete.
 * @param parts who each is, one for each of its deletions
 * @throws Failure `not-found` naming what somebody else changed or deleted since; then nothing is queued
 */
export function queueDelete(
  cache: OpenCache,
  frozen: FrozenDelete,
  job: string,
  parts: readonly Pick<NewMutation, 'id' | 'at' | 'context'>[],
  hold: Hold | null,
): CacheChange & { mutationIds: string[] } {
  const changes = partsOf(frozen, job);
  if (changes.length !== parts.length)
    throw new Error(`${parts.length} ids for ${changes.length} parts of a bulk delete`);
  requireAsShown(cache.visible.db, frozen, () => confirmedHere(cache));
  return queue(
    cache,
    changes.map((change, at) => ({ ...parts[at], ...change }) as NewMutation),
    hold,
  );
}

/** Sequences at which the partner API applied changes of this computer. */
function confirmedHere({ journal }: OpenCache): ReadonlySet<number> {
  const known = [...journal.entries().values()];
  return new Set(known.filter(({ state }) => state === 'settled').map(({ seq }) => seq));
}
