import {
  isInSight,
  isOfProject,
  noScope,
  projectOfSight,
  scopeKeyOf,
  type Sight,
} from '../../common/domain/visibility.ts';
import type { Brand, EntityKind, EntityRows } from '../../common/domain/entities.ts';
import type { Transaction } from '../store/store.ts';

/**
 * The same transaction, in which what isn't in sight isn't there and never was: every command that reads through it answers
 * alike for both.
 */
export function withinSight(tx: Transaction, sight: Sight): Transaction {
  if (sight === null) return tx;
  const project = projectOfSight(sight);
  if (project !== null) return withinProject(tx, project);
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
      // A brand that's gone is in nobody's sight by itself any more: the one above it decides.
      const keyOf = (row: (typeof rows)[number]) =>
        kind === 'brand' ? ((row as Brand).parentId ?? noScope) : scopeKeyOf(kind, row, noScope);
      return 'parent' in of ? rows : rows.filter((row) => isInSight(sight, keyOf(row)));
    },
  };
}

/** The transaction as a project's context sees it: the project and its licenses. */
function withinProject(tx: Transaction, project: string): Transaction {
  const isSeen = <K extends EntityKind>(kind: K, row: EntityRows[K] | null) =>
    row !== null && isOfProject(kind, row, project);
  return {
    ...tx,
    row: async (kind, id) => {
      const row = await tx.row(kind, id);
      return isSeen(kind, row) ? row : null;
    },
    tombstone: async (kind, id) => (kind === 'project' && id === project ? tx.tombstone(kind, id) : null),
    activityOf: async (entityId, limit) => (entityId === project ? tx.activityOf(entityId, limit) : []),
    children: async (kind, parent) => (await tx.children(kind, parent)).filter((row) => isSeen(kind, row)),
    countChildren: async (kind, parent) =>
      (await tx.children(kind, parent)).filter((row) => isSeen(kind, row)).length,
    recycled: async () => [],
  };
}
