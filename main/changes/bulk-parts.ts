import type { BulkPart } from '../../common/domain/mutations.ts';
import type { FrozenDelete } from '../../db/api.ts';
import type { Change } from './reversal.ts';

/** Most items of one part, and most things that it shows below them: what the partner API does in a moment. */
const partItems = 250;
const partShown = 5000;

/** The deletions that a dry run becomes, in its order, each with what was shown below the things that it names. */
export function partsOf({ kind, ids, sites, siteOf, probes, probeOf }: FrozenDelete, job: string): Change[] {
  const below: string[][] = ids.map(() => []);
  sites.forEach((id, index) => below[siteOf[index] ?? -1]?.push(id));
  probes.forEach((id, index) => below[probeOf[index] ?? -1]?.push(id));
  const parts: { ids: string[]; shown: string[] }[] = [];
  ids.forEach((id, index) => {
    const own = below[index] ?? [];
    const last = parts.at(-1);
    if (last && last.ids.length < partItems && last.shown.length + own.length <= partShown) {
      last.ids.push(id);
      last.shown.push(...own);
    } else parts.push({ ids: [id], shown: [...own] });
  });
  return parts.map(({ ids, shown }, index): Change => {
    const bulk: BulkPart = { job, part: index + 1, of: parts.length, shown };
    return kind === 'customer'
      ? { name: 'customer.delete', args: { ids, bulk } }
      : { name: 'site.delete', args: { ids, bulk } };
  });
}
