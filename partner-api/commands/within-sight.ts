import { isInSight, scopeKeyOf, type Sight } from '../../common/domain/visibility.ts';
import type { EntityKind } from '../../common/domain/entities.ts';
import type { Transaction } from '../store/store.ts';

/**
 * The same transaction, in which what isn't in sight isn't there and never was: every command that reads through it answers
 * alike for both.
 */
export function withinSight(tx: Transaction, sight: Sight): Transaction {
  if (sight === null) return tx;
  const isSeen = async (kind: EntityKind, id: string) => isInSight(sight, await tx.scopeKey(kind, id));
  return {
    ...tx,
    row: async (kind, id) => ((await isSeen(kind, id)) ? tx.row(kind, id) : null),
    tombstone: async (kind, id) => {
      const tombstone = await tx.tombstone(kind, id);
      return tombstone && isInSight(sight, tombstone.scope) ? tombstone : null;
    },
    activityOf: (entityId, limit) => tx.activityOf(entityId, limit, sight),
    children: async (kind, parent) => {
      const rows = await tx.children(kind, parent);
      const seen = await Promise.all(rows.map((row) => isSeen(kind, row.id)));
      return rows.filter((_row, index) => seen[index]);
    },
    countChildren: async (kind, parent) => {
      const rows = await tx.children(kind, parent);
      const seen = await Promise.all(rows.map((row) => isSeen(kind, row.id)));
      return seen.filter(Boolean).length;
    },
    recycled: async (deletion, kind, of) => {
      const rows = await tx.recycled(deletion, kind, of);
      // What was below a customer is asked for by its parent, which was in sight.
      return 'parent' in of ? rows : rows.filter((row) => isInSight(sight, scopeKeyOf(kind, row, '')));
    },
  };
}
