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

// A restore writes the whole row again, but it's from before: whoever restored it didn't set the field.
function setsField({ action, before, after }: ActivityEntry, field: string): boolean {
  if (after === null || action.endsWith('.restore')) return false;
  return before === null || field in after;
}
