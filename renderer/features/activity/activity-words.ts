import type { ActivityItem } from '../../../common/contract/conflicts.ts';
import type { Decision } from '../../../common/domain/decisions.ts';

/** `customer.create` → `added the customer`; an action that this version doesn't know is said by its name. */
export function actionWords({ action, entity, before, after }: ActivityItem): string {
  const verb = action.slice(action.indexOf('.') + 1);
  const thing = `the ${entity.kind}`;
  if (before === null) return verb === 'restore' ? `restored ${thing}` : `added ${thing}`;
  if (after === null) return `deleted ${thing}`;
  if (action.startsWith(`${entity.kind}.`)) return `${verbs[verb] ?? verb} ${thing}`;
  return `changed ${thing}`;
}

/** What was done that changed this along with it: `by deleting a customer`; empty where it was done to this itself. */
export function alongWith({ action, entity, before, after }: ActivityItem): string {
  const [kind = '', verb = ''] = action.split('.');
  if (kind === entity.kind || before === null || after === null) return '';
  // `delete` and `restore` both lose their last letter.
  return verb === 'delete' || verb === 'restore' ? `by ${verb.slice(0, -1)}ing a ${kind}` : `by ${action}`;
}

const verbs: Record<string, string | undefined> = {
  update: 'changed',
  move: 'moved',
  associate: 'associated',
  disassociate: 'disassociated',
};

/** The fields that a change moved, with both values; none for a whole row that came or went. */
export function changedIn({ before, after }: ActivityItem): { field: string; was: unknown; is: unknown }[] {
  if (before === null || after === null) return [];
  return Object.keys({ ...before, ...after }).map((field) => ({
    field,
    was: before[field],
    is: after[field],
  }));
}

/** Fields of a whole row that say nothing to a person. */
const envelope = new Set(['id', 'version', 'createdAt', 'updatedAt']);

/** What a whole row held that came or went, by dotted path. */
export function wholeRow({ before, after }: ActivityItem): [string, unknown][] {
  const row = before === null ? after : after === null ? before : null;
  return row === null ? [] : flat(row).filter(([field, value]) => !envelope.has(field) && isSaying(value));
}

function flat(row: Record<string, unknown>, prefix = ''): [string, unknown][] {
  return Object.entries(row).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? flat(value as Record<string, unknown>, `${prefix}${key}.`)
      : [[`${prefix}${key}`, value] as [string, unknown]],
  );
}

function isSaying(value: unknown): boolean {
  return value !== '' && value !== null && !(Array.isArray(value) && value.length === 0);
}

/** How a conflict ended, in two words. */
export const outcomeTitles: Record<Decision['outcome'], string> = {
  mine: 'Mine kept',
  theirs: 'Theirs kept',
  mixed: 'Some of each',
  restored: 'Restored',
  'other-partner': 'Another partner',
  both: 'Both kept',
  'mine-deleted': 'Mine deleted',
};
