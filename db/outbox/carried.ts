import type { Mutation } from '../../common/domain/mutations.ts';
import type { Connection } from '../store/database.ts';

/** A probe that a change doesn't name but puts somewhere else, since its site goes or comes back. */
export interface CarriedProbe {
  id: string;
  /** Where the change puts it; null is the inventory. */
  place: string | null;
  /** Where it was before. */
  former: string | null;
}

/** The probes that a deletion made here has freed, or that its restore puts back. */
export function carriedProbes(db: Connection, { id, name, args }: Mutation): CarriedProbe[] {
  const isRestore = 'deletion' in args;
  if (!isRestore && name !== 'customer.delete' && name !== 'site.delete') return [];
  return db
    .prepare<[string], { id: string; siteId: string | null }>(
      `SELECT id, doc ->> '$.siteId' AS siteId FROM bin WHERE deletion = ? AND kind = 'probe'`,
    )
    .all(isRestore ? args.deletion : id)
    .map((probe) =>
      isRestore
        ? { id: probe.id, place: probe.siteId, former: null }
        : { id: probe.id, place: null, former: probe.siteId },
    );
}
