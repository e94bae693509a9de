import type { ConflictKind } from '../../common/domain/decisions.ts';
import { isEntityKind, type EntityKind } from '../../common/domain/entities.ts';
import type { FieldConflict } from '../../common/domain/merge.ts';
import { isPlacement, placeOf, placeKinds, type Mutation } from '../../common/domain/mutations.ts';
import type { StuckChange } from '../../common/domain/settlement.ts';
import type { DeletedEntity } from '../../common/partner-api/sync-door.ts';
import type { OutboxTableRow } from '../outbox/outbox.ts';
import { kindOf, namedIds } from '../outbox/touches.ts';
import { type Connection, prepared } from '../store/database.ts';

/** Looks up whether something is in the cache. */
type IsHere = (kind: EntityKind, id: string) => boolean;

/** Prepares looking up what is in the cache. */
export function presence(db: Connection): IsHere {
  return (kind, id) =>
    prepared<[string], number>(db, `SELECT 1 FROM ${kind} WHERE id = ?`).get(id) !== undefined;
}

/** A stuck change of the outbox with what kind of conflict it is by now: something that was deleted may be back since. */
export function stuckChangeOf(row: OutboxTableRow, isHere: IsHere): StuckChange {
  const mutation = JSON.parse(row.mutation) as Mutation;
  if (row.state === 'rejected') return { kind: 'rejected', mutation, conflicts: [], deleted: [] };
  if (row.state === 'parked') {
    const deleted = missingTo(mutation, isHere);
    return { kind: kindBy(mutation, [], deleted), mutation, conflicts: [], deleted };
  }
  const conflicts = JSON.parse(row.conflicts) as FieldConflict[];
  const deleted = (JSON.parse(row.deleted) as DeletedEntity[]).filter(
    ({ kind, id }) => !isEntityKind(kind) || !isHere(kind, id),
  );
  return { kind: kindBy(mutation, conflicts, deleted), mutation, conflicts, deleted };
}

function kindBy(
  mutation: Mutation,
  conflicts: readonly FieldConflict[],
  deleted: readonly DeletedEntity[],
): ConflictKind {
  const named = new Set(namedIds(mutation));
  if (deleted.some(({ id }) => !named.has(id)) || (deleted.length > 0 && mutation.name.endsWith('.restore')))
    return 'parent-deleted';
  if (isPlacement(mutation)) {
    if (deleted.length === named.size) return 'deleted';
    return conflicts.length + deleted.length > 0 ? 'move' : 'parked';
  }
  if (deleted.length > 0) return 'deleted';
  return conflicts.length > 0 ? 'fields' : 'parked';
}

// Found missing here, before the partner API could say who deleted it.
function missingTo(mutation: Mutation, isHere: IsHere): DeletedEntity[] {
  const gone = (kind: EntityKind, id: string | null) =>
    id === null || isHere(kind, id) ? [] : [{ kind, id, name: '', by: '', at: '' }];
  const { args } = mutation;
  if ('changes' in args) return gone(kindOf(mutation), args.id);
  if (isPlacement(mutation)) {
    const above = gone(placeKinds[mutation.name], placeOf(mutation));
    return above.length > 0 ? above : mutation.args.ids.flatMap((id) => gone(kindOf(mutation), id));
  }
  if (mutation.name === 'customer.create') return gone('partner', mutation.args.fields.partnerId);
  if (mutation.name === 'project.create') return gone('customer', mutation.args.fields.customerId);
  if (mutation.name === 'site.create') return gone('customer', mutation.args.fields.customerId);
  if (mutation.name === 'visit.create') return gone('site', mutation.args.fields.siteId);
  return [];
}
