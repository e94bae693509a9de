import type { JournalRecord } from '../journal/lines.ts';
import type { CacheChange } from '../api.ts';
import { transact } from '../store/generation.ts';
import { changeOf, isoNow, markOutboxChanged, type OpenCache } from '../store/open-cache.ts';
import { unsentStates, type Hold } from './outbox.ts';

/** Keeps the parts of a bulk delete that haven't left from being sent, or (with null) lets them go; journalled first. */
export function holdJob(cache: OpenCache, job: string, hold: Hold | null): CacheChange {
  const { outbox, bulkParts } = cache.visible;
  const concerned = outbox
    .at(bulkParts.positionsOf(job))
    .filter(
      ({ state, departed }) => unsentStates.includes(state) && !departed && state !== (hold ?? 'waiting'),
    );
  if (concerned.length === 0) return changeOf(cache, []);
  const at = isoNow(cache);
  const records = concerned.map(({ mutation }): JournalRecord => ({
    type: 'hold',
    at,
    id: mutation.id,
    hold,
  }));
  transact(
    cache.visible,
    (state) => {
      for (const entry of concerned) outbox.update({ ...entry, state: hold ?? 'waiting' });
      markOutboxChanged(state, []);
    },
    () => cache.journal.append(records),
  );
  return changeOf(cache, []);
}
