import { role } from '../../common/domain/access.ts';
import { entityKind, entityKinds } from '../../common/domain/entities.ts';
import type { ActivityEntry } from '../../common/partner-api/resource-door.ts';
import { kindNumbers } from './columns.ts';

/** A row of the table `activity`. */
export interface ActivityRow {
  entry: number;
  at: string;
  account_id: string;
  account_name: string;
  role: string;
  context: string;
  request: string;
  mutation: string;
  action: string;
  kind: string;
  entity: string;
  before: string | null;
  after: string | null;
}

/** An entry yet to be numbered, with the scope keys that its entity had before and has after it. */
export interface NewActivityEntry extends Omit<ActivityEntry, 'entry'> {
  scope: { before: string; after: string };
}

/** The entry that a row of the table holds. */
export function activityEntryOf(row: ActivityRow): ActivityEntry {
  return {
    entry: row.entry,
    at: row.at,
    account: { id: row.account_id, name: row.account_name },
    role: role.parse(row.role),
    context: row.context,
    requestId: row.request,
    mutationId: row.mutation,
    action: row.action,
    entity: { kind: entityKind.parse(row.kind), id: row.entity },
    before: row.before === null ? null : (JSON.parse(row.before) as Record<string, unknown>),
    after: row.after === null ? null : (JSON.parse(row.after) as Record<string, unknown>),
  };
}

/**
 * Whether an entry is in sight of the keys in `@keys`: its entity is (or was when it was deleted), and it was before and after
 * what the entry tells, so that nothing of its time elsewhere can be read.
 */
export const activityInSight = `
  scope_before IN (SELECT value FROM json_each(@keys)) AND scope_after IN (SELECT value FROM json_each(@keys))
  AND EXISTS (
    SELECT 1 FROM entity WHERE kind = ${numberOfKind()} AND id = activity.entity
      AND scope IN (SELECT value FROM json_each(@keys))
    UNION ALL
    SELECT 1 FROM tombstone WHERE kind = ${numberOfKind()} AND id = activity.entity
      AND scope IN (SELECT value FROM json_each(@keys)))`;

function numberOfKind(): string {
  const cases = entityKinds.map((kind) => `WHEN '${kind}' THEN ${kindNumbers[kind]}`);
  return `CASE activity.kind ${cases.join(' ')} END`;
}

/** The columns of an entry, in the order of {@link insertActivitySql}. */
export function activityColumns(entry: NewActivityEntry): unknown[] {
  return [
    entry.at,
    entry.account.id,
    entry.account.name,
    entry.role,
    entry.context,
    entry.requestId,
    entry.mutationId,
    entry.action,
    entry.entity.kind,
    entry.entity.id,
    entry.before === null ? null : JSON.stringify(entry.before),
    entry.after === null ? null : JSON.stringify(entry.after),
    entry.scope.before,
    entry.scope.after,
  ];
}

export const insertActivitySql = `
  INSERT INTO activity
    (at, account_id, account_name, role, context, request, mutation, action, kind, entity, before, after,
     scope_before, scope_after)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
