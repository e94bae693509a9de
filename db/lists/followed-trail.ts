import type { EntityKind } from '../../common/domain/entities.ts';
import type { Connection } from '../store/database.ts';

/** What the writer has noted about rows that changed, as a reader follows it. */
export interface FollowedTrail {
  /** Where the trail ends now: what is read in this transaction is as of there. */
  end(): number;
  /** Row ids of a kind that changed after `at`, in no order; null where it can't be told. */
  since(at: number, kind: EntityKind): number[] | null;
  /** Row ids of a kind beneath which something changed after `at` that lists count or filter by; null where it can't be told. */
  belowSince(at: number, kind: EntityKind): number[] | null;
}

/** Follows the trail of one cache file. */
export function followTrail(db: Connection): FollowedTrail {
  const end = db.prepare<[], number | null>('SELECT max(number) FROM trail').pluck();
  const select = db
    .prepare<[number, string, number], Buffer | null>(
      'SELECT rids FROM trail WHERE number > ? AND kind = ? AND below = ? ORDER BY number',
    )
    .pluck();
  const since = (at: number, kind: EntityKind, below: 0 | 1) => {
    const rids = new Set<number>();
    for (const packed of select.all(at, kind, below)) {
      if (packed === null) return null;
      for (let offset = 0; offset < packed.length; offset += 4) rids.add(packed.readUInt32LE(offset));
    }
    return [...rids];
  };
  return {
    end: () => end.get() ?? 0,
    since: (at, kind) => since(at, kind, 0),
    belowSince: (at, kind) => since(at, kind, 1),
  };
}
