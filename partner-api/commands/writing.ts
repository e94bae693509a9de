import {
  kindWords,
  rowTitle,
  type EntityKind,
  type EntityRow,
  type EntityRows,
  type License,
  type Project,
} from '../../common/domain/entities.ts';
import { fieldTitle } from '../../common/domain/field-titles.ts';
import { withFields, type FieldValues, fieldAt } from '../../common/domain/fields.ts';
import { mergeFields } from '../../common/domain/merge.ts';
import type { Holder, LicenseMove } from '../../common/domain/licenses.ts';
import type { MutationName } from '../../common/domain/mutations.ts';
import type { BinKind } from '../../common/partner-api/recycle-bin.ts';
import type { NewActivityEntry } from '../store/activity-row.ts';
import { CommandConflict, type CommandScope } from './command.ts';
import { withWhoChanged } from './who-changed.ts';

/** The only ways in which commands write rows: each leaves its entry in Activity, in the same transaction. */

/** Writes a new row. */
export async function createRow<K extends EntityKind>(
  scope: CommandScope,
  kind: K,
  row: EntityRows[K],
): Promise<void> {
  const stored = await scope.tx.put(kind, row);
  await record(scope, kind, row, { before: null, after: asRecord(stored.row), scope: stored.scope });
}

/** Changes fields of a row, by dotted path; nothing is written when there's nothing to change. */
export async function changeRow<K extends EntityKind>(
  scope: CommandScope,
  kind: K,
  row: EntityRows[K],
  values: FieldValues,
): Promise<void> {
  const paths = Object.keys(values);
  if (paths.length === 0) return;
  const stored = await scope.tx.put(kind, { ...withFields(row, values), updatedAt: scope.at });
  const before = Object.fromEntries(paths.map((path) => [path, fieldAt(row, path) ?? null]));
  await record(scope, kind, row, { before, after: values, scope: stored.scope });
}

/** Notes in Activity what was done to a thing of which no field tells it; the row stays as it is. */
export async function noteDone<K extends EntityKind>(
  scope: CommandScope,
  kind: K,
  row: EntityRows[K],
  after: Record<string, unknown>,
): Promise<void> {
  const key = await scope.tx.scopeKey(kind, row.id);
  await record(scope, kind, row, { before: null, after, scope: { before: key, after: key } });
}

/** Takes a row away, into the recycle bin. */
export async function deleteRow<K extends EntityKind>(
  scope: CommandScope,
  kind: K,
  row: EntityRows[K],
): Promise<void> {
  const key = await scope.tx.scopeKey(kind, row.id);
  await noteDeletion(scope);
  await scope.tx.recycle(scope.mutationId, scope.at, { kind, row });
  await scope.tx.remove(kind, row.id, scope.at, scope.actor.account.name);
  const keys = { before: key, after: key };
  await record(scope, kind, row, { before: asRecord(row), after: null, scope: keys });
}

/**
 * Merges an update over the row as it is now, field by field.
 * @param before what the changed fields held when the change was made; undefined when the row's version was checked instead
 * @throws CommandConflict when somebody else changed one of the fields to something else
 */
export async function mergeIntoRow<K extends EntityKind>(
  scope: CommandScope,
  kind: K,
  row: EntityRows[K],
  { changes, before }: { changes: FieldValues; before: FieldValues | undefined },
): Promise<void> {
  const base = before ?? Object.fromEntries(Object.keys(changes).map((path) => [path, fieldAt(row, path)]));
  const merge = mergeFields(changes, base, row);
  if (!merge.merged)
    throw new CommandConflict(
      merge.conflicts.length === 1
        ? `“${fieldTitle(merge.conflicts[0]?.field ?? '')}” of this ${kindWords[kind]} was changed to something else in the meantime.`
        : `${merge.conflicts.length} fields of this ${kindWords[kind]} were changed to something else in the meantime.`,
      { kind, id: row.id },
      { conflicts: await withWhoChanged(scope.tx, row.id, merge.conflicts) },
    );
  await changeRow(scope, kind, row, merge.apply);
}

/** Writes the two entries of a move of licenses. It's one thing that was done, and one entry in Activity. */
export async function writeMove(
  scope: CommandScope,
  [given, taken]: readonly [License, License],
  title: string,
  { from, to, type, quantity, reason }: LicenseMove,
): Promise<void> {
  const source = await scope.tx.put('license', given);
  const target = await scope.tx.put('license', taken);
  const customerOf = async (holder: Holder) =>
    (holder === null ? null : await scope.tx.row('project', holder))?.customerId ?? '';
  const keys = { before: source.scope.after, after: target.scope.after };
  await audit(scope, {
    entity: { kind: 'license', id: given.id },
    title,
    about: { customer: (await customerOf(to)) || (await customerOf(from)) },
    before: null,
    after: { from, to, type, quantity, reason },
    scope: keys,
  });
}

/** Notes that a project was used; what was done says so in Activity already. */
export async function touchProject(scope: CommandScope, project: Project): Promise<void> {
  await scope.tx.put('project', { ...project, lastActivityAt: scope.at, notice: null });
}

const deletedBy: Partial<Record<MutationName, BinKind>> = {
  'brand.delete': 'brand',
  'billingAccount.delete': 'billingAccount',
  'partner.delete': 'partner',
  'customer.delete': 'customer',
  'site.delete': 'site',
  'visitTemplate.delete': 'visitTemplate',
  'visit.delete': 'visit',
};

async function noteDeletion({ tx, action, mutationId, at, actor }: CommandScope): Promise<void> {
  const kind = deletedBy[action];
  if (kind) await tx.noteDeletion({ id: mutationId, kind, at, by: actor.account.name });
}

type Recorded = Pick<NewActivityEntry, 'before' | 'after' | 'scope'>;

async function record<K extends EntityKind>(
  scope: CommandScope,
  kind: K,
  row: EntityRows[K],
  recorded: Recorded,
): Promise<void> {
  await audit(scope, {
    entity: { kind, id: row.id },
    title: rowTitle(row),
    about: aboutOf(kind, row, recorded),
    ...recorded,
  });
}

/** Writes what was done into Activity, with who did it. */
async function audit(
  scope: CommandScope,
  done: Recorded & Pick<NewActivityEntry, 'entity' | 'title' | 'about'>,
): Promise<void> {
  const { account, own, requestId, client } = scope.actor;
  await scope.tx.audit({
    at: scope.at,
    account: { id: account.id, name: account.name },
    role: own?.role ?? account.role,
    context: scope.context,
    requestId,
    mutationId: scope.mutationId,
    action: own?.action ?? scope.action,
    client: client ?? '',
    ...done,
  });
}

function aboutOf(kind: EntityKind, row: EntityRow, { before, after }: Recorded): NewActivityEntry['about'] {
  if ('customerId' in row && (kind === 'site' || kind === 'project'))
    return { customer: row.customerId ?? '' };
  if (!('siteId' in row)) return { customer: kind === 'customer' ? row.id : '' };
  const siteIn = (values: Record<string, unknown> | null) => {
    const site = values && 'siteId' in values ? values['siteId'] : row.siteId;
    return typeof site === 'string' ? site : null;
  };
  return { sites: [siteIn(before), siteIn(after)] };
}

function asRecord(row: EntityRow): Record<string, unknown> {
  return { ...row };
}
