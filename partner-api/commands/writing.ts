import { kindWords, type EntityKind, type EntityRow, type EntityRows } from '../../common/domain/entities.ts';
import { fieldTitle } from '../../common/domain/field-titles.ts';
import { withFields, type FieldValues, fieldAt } from '../../common/domain/fields.ts';
import { mergeFields } from '../../common/domain/merge.ts';
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
  const key = await scope.tx.scopeKey(kind, row.id);
  const keys = { before: key, after: key };
  await record(scope, kind, row, { before: null, after: asRecord(stored), scope: keys });
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
  const key = await scope.tx.scopeKey(kind, row.id);
  await scope.tx.put(kind, { ...withFields(row, values), updatedAt: scope.at });
  const keys = { before: key, after: await scope.tx.scopeKey(kind, row.id) };
  const before = Object.fromEntries(paths.map((path) => [path, fieldAt(row, path) ?? null]));
  await record(scope, kind, row, { before, after: values, scope: keys });
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

const deletedBy: Partial<Record<MutationName, BinKind>> = {
  'billingAccount.delete': 'billingAccount',
  'partner.delete': 'partner',
  'customer.delete': 'customer',
  'site.delete': 'site',
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
  const { account, requestId, client } = scope.actor;
  await scope.tx.audit({
    at: scope.at,
    account: { id: account.id, name: account.name },
    role: account.role,
    context: scope.context,
    requestId,
    mutationId: scope.mutationId,
    action: scope.action,
    entity: { kind, id: row.id },
    title: titleOf(row),
    client: client ?? '',
    about: aboutOf(kind, row, recorded),
    ...recorded,
  });
}

/** What a thing is called: its name, or the serial of a probe without one. */
function titleOf(row: EntityRow): string {
  return row.name || ('serial' in row ? row.serial : '');
}

function aboutOf(kind: EntityKind, row: EntityRow, { before, after }: Recorded): NewActivityEntry['about'] {
  if ('customerId' in row && kind === 'site') return { customer: row.customerId ?? '' };
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
