import { partnerContext, projectOfContext } from '../domain/contexts.ts';
import type { ActivityItem } from './activity.ts';
import { countryName } from '../domain/country-names.ts';
import { roleTitles, type SessionRole } from '../domain/access.ts';
import { isEntityKind, kindWords } from '../domain/entities.ts';
import { fieldTitle } from '../domain/field-titles.ts';
import { fieldsByLeaf, leavesByKind } from '../domain/fields.ts';
import { visitValueInWords } from '../domain/visits.ts';

/** `customer.create` → `added the customer`; an action that this version doesn't know is said by its name. */
export function actionWords({ action, entity, before, after }: ActivityItem): string {
  if (entity.kind === 'license') return 'moved';
  const verb = action.slice(action.indexOf('.') + 1);
  const thing = `the ${isEntityKind(entity.kind) ? kindWords[entity.kind] : entity.kind}`;
  if (action === 'customer.login' || action === 'customer.password') return `${verbs[verb]} ${thing}`;
  if (before === null) return verb === 'restore' ? `restored ${thing}` : `added ${thing}`;
  if (after === null) return `deleted ${thing}`;
  if (action.startsWith(`${entity.kind}.`)) return `${verbs[verb] ?? verb} ${thing}`;
  return `changed ${thing}`;
}

/** What was done that changed this along with it: `by deleting a customer`; empty where it was done to this itself. */
export function alongWith({ action, entity, before, after }: ActivityItem): string {
  const [kind = '', verb = ''] = action.split('.');
  if (kind === entity.kind || (entity.kind !== 'license' && (before === null || after === null))) return '';
  // `delete` and `restore` both lose their last letter.
  return verb === 'delete' || verb === 'restore'
    ? `by ${verb.slice(0, -1)}ing a ${isEntityKind(kind) ? kindWords[kind] : kind}`
    : `by ${action}`;
}

const verbs: Record<string, string | undefined> = {
  accept: 'accepted',
  close: 'asked to close',
  cancelClosing: 'cancelled the closing of',
  confirmClosing: 'confirmed the closing of',
  erase: 'erased',
  notice: 'wrote to the people of',
  login: 'set a new password of',
  password: 'changed its own password at',
  rotate: 'set a new password of',
  impersonate: 'began to act as',
  stopImpersonating: 'stopped acting as',
  edit: 'changed',
  grant: 'changed the partner access of',
  open: 'opened the link of',
  resend: 'resent',
  revoke: 'revoked',
  send: 'sent the mail of',
  mail: 'mailed a report of',
  update: 'changed',
  move: 'moved',
  realign: 're-aligned',
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
export function wholeRow({ entity, before, after }: ActivityItem): [string, unknown][] {
  // Of a move of licenses no side is left out: without a project it's the partner account.
  if (entity.kind === 'license' && after !== null)
    return Object.entries(after).filter(([field, value]) => field !== 'reason' || isSaying(value));
  const row = before === null ? after : after === null ? before : null;
  if (row === null) return [];
  const fields = fieldsByLeaf(row, isEntityKind(entity.kind) ? leavesByKind[entity.kind] : new Map());
  return Object.entries(fields).filter(([field, value]) => !envelope.has(field) && isSaying(value));
}

function isSaying(value: unknown): boolean {
  return value !== '' && value !== null && !(Array.isArray(value) && value.length === 0);
}

/** What a thing is called: as it was when it was done, else by what is known of it now. */
export function titleOf({ title, entity, before, after }: ActivityItem, names: Names = {}): string {
  if (entity.kind === 'license' && after !== null) {
    const { from, to, quantity } = after;
    const what = `${title} ${quantity === 1 ? 'license' : 'licenses'}`;
    return `${what} from ${poolWords(from, names)} to ${poolWords(to, names)}`;
  }
  const told = [title, after?.['name'], before?.['name'], after?.['serial'], before?.['serial']].find(
    (name) => typeof name === 'string' && name !== '',
  );
  return typeof told === 'string' ? told : (names[entity.id] ?? 'that isn’t here any more');
}

/** Whose pool licenses went from or to, within a sentence. */
function poolWords(holder: unknown, names: Names): string {
  if (typeof holder !== 'string') return 'the partner account';
  return names[holder] ?? 'a project that isn’t here';
}

/** An entry as a sentence: `Ingrid Halvorsen changed the customer Contoso Clinics: name, notes`. */
export function sentenceOf(item: ActivityItem, names: Names = {}): string {
  const changed = changedWords(item);
  const said = [item.account.name, actionWords(item), titleOf(item, names), alongWith(item)];
  return said.filter(Boolean).join(' ') + (changed === '' ? '' : `: ${changed}`);
}

/** What an entry changed: fields by name, and what a visit tells of by what it says; empty for what came or went. */
export function changedWords(item: ActivityItem): string {
  const said = changedIn(item).map(({ field, was, is }) => {
    const told = field.includes('.') ? visitValueInWords(field, is ?? was) : undefined;
    if (told === undefined) return fieldTitle(field, is ?? was).toLowerCase();
    return is === null ? `${told} (taken out)` : told;
  });
  return [...new Set(said)].join(', ');
}

/** Whose eyes somebody looked through: the partner account's, or a project's by its name where that's known. */
export function contextWords(context: string, names: Names = {}): string {
  if (context === partnerContext) return 'Partner account';
  return names[projectOfContext(context) ?? ''] ?? 'A project';
}

/** With which role somebody acted, in words; one that this version doesn't know by its name. */
export function roleWords(role: string): string {
  return roleTitles[role as SessionRole] ?? role;
}

/** What an entry says field by field, before and after, as text; of a whole row that came or went one side is empty. */
export function valuesOf(
  item: ActivityItem,
  names: Names = {},
): { field: string; was: string; is: string }[] {
  const row = wholeRow(item).map(([field, value]) => ({
    field: fieldTitle(field, value),
    was: item.after === null ? valueText(field, value, names) : '',
    is: item.after === null ? '' : valueText(field, value, names),
  }));
  const changed = changedIn(item).map(({ field, was, is }) => ({
    field: fieldTitle(field, is ?? was),
    was: valueText(field, was, names),
    is: valueText(field, is, names),
  }));
  return [...row, ...changed];
}

type Names = Readonly<Record<string, string>>;

function valueText(field: string, value: unknown, names: Names): string {
  if ((field === 'from' || field === 'to') && value === null) return 'Partner account';
  if (value === null || value === undefined || value === '') return '';
  const words = visitValueInWords(field, value);
  if (words !== undefined) return words;
  if (Array.isArray(value)) return value.map((each) => valueText(field, each, names)).join('; ');
  if (typeof value === 'object') {
    const { system, value: text, kind, address } = value as Record<string, unknown>;
    if (typeof kind === 'string' && typeof address === 'string') return `${kind}: ${address}`;
    return typeof system === 'string' ? `${system}: ${String(text)}` : JSON.stringify(value);
  }
  if (typeof value !== 'string') return String(value);
  if (value.startsWith('data:image/')) return 'A picture';
  return field.endsWith('country') ? countryName(value) : (names[value] ?? value);
}
