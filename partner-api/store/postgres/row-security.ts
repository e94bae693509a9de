import { projectOfSight, type Sight } from '../../../common/domain/visibility.ts';
import { kindNumbers } from '../columns.ts';

/**
 * Row-level security, beneath the checks of the statements themselves: a connection says in the setting `switchyard.sight` what is seen by
 * it, and a statement that forgets its WHERE shows nothing else. It's `*` for everything, `project ID` for one project with its
 * licenses, scope keys with commas between otherwise; a connection that says nothing sees nothing. It holds for every role
 * but superusers and those with BYPASSRLS, the tables' owner included.
 */
export const sightSetting = 'switchyard.sight';

/** What a connection says that sees everything. */
export const everything = '*';

/** What a connection says for a sight. */
export function settingOf(sight: Sight): string {
  if (sight === null) return everything;
  const project = projectOfSight(sight);
  return project === null ? [...sight].join(',') : `project ${project}`;
}

// As queries of their own, so that they're asked once a statement and not once a row.
const said = `(SELECT current_setting('${sightSetting}', true))`;
const saidKeys = `(SELECT string_to_array(current_setting('${sightSetting}', true), ','))`;
const byKey = (column: string) => `${said} = '${everything}' OR ${column} = ANY (${saidKeys}::text[])`;
const ofProject = (row: { kind: string; id: string; parent: string }) =>
  `(${row.kind} = ${kindNumbers.project} AND ${said} = 'project ' || ${row.id})
   OR (${row.kind} = ${kindNumbers.license} AND ${said} = 'project ' || ${row.parent})`;

/** Which rows of a table are seen. */
const seen: Readonly<Record<string, string>> = {
  entity: `${byKey('scope')} OR ${ofProject({ kind: 'kind', id: 'id', parent: 'parent' })}`,
  tombstone: `${byKey('scope')} OR ${ofProject({ kind: 'kind', id: 'id', parent: "''" })}`,
  recycled: byKey('scope'),
  scope_log: byKey('former'),
  activity: byKey('scope_after'),
};

/** Statements that switch it on. */
export const rowSecurity = Object.entries(seen).flatMap(([table, condition]) => [
  `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
  `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
  `CREATE POLICY in_sight ON ${table} USING (${condition})`,
]);
