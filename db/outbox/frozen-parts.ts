import { bulkPartsOf, type BulkPartChange } from '../../common/domain/bulk-parts.ts';
import type { FrozenDelete } from '../api.ts';
import { idsIn } from '../rows/packed-ids.ts';

/** The deletions that a dry run becomes, in its order, each with what was shown below the things that it names. */
export function partsOf(frozen: Omit<FrozenDelete, 'parts'>, job: string): BulkPartChange[] {
  const ids = idsIn(frozen.ids);
  const below: string[][] = ids.map(() => []);
  idsIn(frozen.sites).forEach((id, index) => below[frozen.siteOf[index] ?? -1]?.push(id));
  idsIn(frozen.probes).forEach((id, index) => below[frozen.probeOf[index] ?? -1]?.push(id));
  idsIn(frozen.visits).forEach((id, index) => below[frozen.visitOf[index] ?? -1]?.push(id));
  idsIn(frozen.projects).forEach((id, index) => below[frozen.projectOf[index] ?? -1]?.push(id));
  return bulkPartsOf(frozen.kind, ids, below, job);
}
