import type { BinDeletion } from '../../../common/contract/recycle-bin.ts';
import type { BinItem } from '../../../common/partner-api/recycle-bin.ts';
import { deletionTitle, waitsForParent } from './bin-words.ts';

/** What deletions are sorted by, by column; what isn't confirmed yet has the longest time left. */
export const deletionKeys: Record<
  'what' | 'until' | 'kind' | 'at' | 'by',
  (row: BinDeletion) => string | number
> = {
  what: deletionTitle,
  until: ({ until }) => (until === null ? Number.MAX_SAFE_INTEGER : Date.parse(until)),
  kind: ({ kind }) => kind,
  at: ({ at }) => Date.parse(at),
  by: ({ by }) => by,
};

const comesBackOrder = { no: 0, partly: 2, whole: 4 };

/** What deleted items are sorted by, by column; first what can't come back. */
export const itemKeys: Record<
  'name' | 'parent' | 'along' | 'back',
  (row: BinItem & { isRestoring: boolean }) => string | number
> = {
  name: ({ name }) => name,
  parent: ({ parent }) => parent?.name ?? '',
  along: ({ sites, probes, visits }) => sites * 1e6 + probes + visits / 1e6,
  back: (row) => {
    if (row.isRestoring) return 5;
    if (waitsForParent(row)) return 1;
    return row.comesBack === 'whole' && row.reasons.length > 0 ? 3 : comesBackOrder[row.comesBack];
  },
};
