import { bulkPartsOf, type BulkPartChange } from '../../common/domain/bulk-parts.ts';
import type { FrozenDelete } from '../../db/api.ts';

/** The deletions that a dry run becomes, in its order, each with what was shown below the things that it names. */
export function partsOf(
  { kind, ids, sites, siteOf, probes, probeOf }: FrozenDelete,
  job: string,
): BulkPartChange[] {
  const below: string[][] = ids.map(() => []);
  sites.forEach((id, index) => below[siteOf[index] ?? -1]?.push(id));
  probes.forEach((id, index) => below[probeOf[index] ?? -1]?.push(id));
  return bulkPartsOf(kind, ids, below, job);
}
