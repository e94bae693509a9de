import type { EntityKind } from '../../common/domain/entities.ts';
import type { FieldConflict } from '../../common/domain/merge.ts';
import type { ActivityEntry } from '../../common/partner-api/resource-door.ts';
import type { DeletedEntity } from '../../common/partner-api/sync-door.ts';
import type { Tombstone, Transaction } from '../store/store.ts';

/** How far back in an entity's Activity it's looked who changed a field. */
const entriesLooked = 200;

/** Who made each field what it is now, from Activity, for whoever has to settle the conflict. */
export async function withWhoChanged(
  tx: Transaction,
  entityId: string,
  conflicts: readonly FieldConflict[],
): Promise<FieldConflict[]> {
  const entries = await tx.activityOf(entityId, entriesLooked);
  return conflicts.map((conflict) => {
    const entry = entries.find((one) => setsField(one, conflict.field));
    return entry ? { ...conflict, changed: { by: entry.account.name, at: entry.at } } : conflict;
  });
}

/** What was deleted, by whom, when, and by which deletion it can be brought back. */
export async function deletedEntityOf(
  tx: Transaction,
  kind: EntityKind,
  id: string,
  { by, at }: Tombstone,
): Promise<DeletedEntity> {
  const entries = await tx.activityOf(id, entriesLooked);
  const deletion = entries.find((entry) => entry.after === null);
  const name = typeof deletion?.before?.name === 'string' ? deletion.before.name : '';
  const known = { kind, id, name, by, at };
  if (!deletion) return known;
  const kept = await tx.recycled(deletion.mutationId, kind, { id });
  return kept.length > 0 ? { ...known, deletion: deletion.mutationId } : known;
}

/**
 * What has to be restored so that something deleted is there again: the topmost thing that the same deletion took, with which it
 * comes back. Who restored the thing itself would be told that what it belongs to was deleted too.
 */
export async function deletedWithWhatIsAbove(
  tx: Transaction,
  kind: EntityKind,
  id: string,
  tombstone: Tombstone,
): Promise<DeletedEntity> {
  const gone = await deletedEntityOf(tx, kind, id, tombstone);
  if (gone.deletion === undefined || (kind !== 'site' && kind !== 'visit')) return gone;
  const [row] = await tx.recycled(gone.deletion, kind, { id });
  if (!row) return gone;
  const above: [EntityKind, string] =
    'customerId' in row ? ['customer', row.customerId] : ['site', row.siteId];
  const itsTombstone = await tx.tombstone(...above);
  const itself = itsTombstone && (await deletedWithWhatIsAbove(tx, ...above, itsTombstone));
  return itself?.deletion === gone.deletion ? itself : gone;
}

// A restore writes the whole row again, but it's from before: whoever restored it didn't set the field.
function setsField({ action, before, after }: ActivityEntry, field: string): boolean {
  if (after === null || action.endsWith('.restore')) return false;
  return before === null || field in after;
}
