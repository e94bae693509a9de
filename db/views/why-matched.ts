import type { SearchedKind, SearchHit } from '../../common/contract/views.ts';
import type { Contact, EntityRows } from '../../common/domain/entities.ts';
import { foldText } from '../../common/domain/text.ts';

type AnyRow = EntityRows[SearchedKind];
type Matched = NonNullable<SearchHit['matched']>;

/**
 * The field, as its owner wrote it, that holds most of the folded words that the name lacks, the first of several; null where the
 * name has all.
 */
export function whyMatched(row: AnyRow, words: readonly string[]): SearchHit['matched'] {
  const name = foldText(row.name);
  const missing = words.filter((word) => !name.includes(word));
  let best: { field: Matched; held: number } | undefined;
  for (const field of missing.length === 0 ? [] : fieldsOf(row)) {
    const text = foldText(field.text);
    const held = missing.filter((word) => text.includes(word)).length;
    if (held > (best?.held ?? 0)) best = { field, held };
  }
  return best?.field ?? null;
}

/** A way to read what was looked for as an id: what it's called, where that was written before it, and the id. Both are folded. */
export interface IdReading {
  label: string | undefined;
  value: string;
}

/** `PSA: 1182`, `PSA:1182` and `PSA 1182` are the id 1182 of PSA; `Customer ID: X-1` is read so too. Names are left out: an id has a digit. */
export function labelledIds(query: string): IdReading[] {
  const [, label, value] = /^([^:]+?)\s*:\s*(.+)$/.exec(query) ?? /^(.+)\s+(\S+)$/.exec(query) ?? [];
  if (label === undefined || value === undefined || !/\d/.test(value)) return [];
  return [
    { label: foldText(label), value: foldText(value) },
    ...(foldText(label) === 'external id'
      ? [{ label: undefined, value: foldText(value) }, ...labelledIds(value)]
      : []),
  ];
}

/** An id without dashes, which may be written with some: ten letters and digits, say. */
export function isUndashed(value: string): boolean {
  return /^(?=.*\d)[a-z0-9]{6,60}$/.test(value);
}

/** The id of a row that is exactly what was looked for: its Customer ID, its serial or an external one. Dashes may be left out. */
export function exactMatch(row: AnyRow, { label, value }: IdReading): Matched | undefined {
  const isIt = (text: string) => {
    const folded = foldText(text);
    return folded === value || (isUndashed(value) && folded.replaceAll('-', '') === value);
  };
  const exact = fieldsOf(row).find(
    ({ field, text }) =>
      (field === 'customerId' || field === 'serial') &&
      (label === undefined || label === labels[field]) &&
      isIt(text),
  );
  if (exact) return exact;
  const external = externalIdsOf(row).find(
    (each) => (label === undefined || label === foldText(each.system)) && isIt(each.value),
  );
  return external && { field: 'externalIds', text: `${external.system}: ${external.value}` };
}

const labels = { customerId: 'customer id', serial: 'serial' };

function externalIdsOf(row: AnyRow): { system: string; value: string }[] {
  return 'externalIds' in row ? row.externalIds : [];
}

/** Every field that search looks into, the name aside, in the order in which they count as the reason. */
function fieldsOf(row: AnyRow): Matched[] {
  const fields: Matched[] = [];
  const add = (field: Matched['field'], text: string | null) => {
    if (text) fields.push({ field, text });
  };
  if ('email' in row) add('email', row.email);
  if ('contactEmail' in row) add('contact', `${row.contactName}, ${row.contactEmail}`);
  if ('technician' in row) {
    add('technician', row.technician?.name ?? null);
    add('notes', row.notes);
  }
  if ('reference' in row) add('reference', row.reference);
  if ('customerId' in row && 'origin' in row) add('customerId', row.customerId);
  if ('serial' in row) add('serial', row.serial);
  for (const { system, value } of externalIdsOf(row)) add('externalIds', `${system}: ${value}`);
  if ('address' in row) {
    const { street, street2, city, region, postalCode } = row.address;
    add('city', city);
    add('street', street);
    add('street', street2);
    add('postalCode', postalCode);
    add('region', region);
  }
  if ('login' in row) {
    add('company', row.company);
    add('login', row.login);
  }
  if ('phone' in row) add('phone', row.phone);
  if ('contact' in row) add('contact', contactText(row.contact));
  if ('technicalContact' in row) add('technicalContact', contactText(row.technicalContact));
  if ('billingContact' in row) add('billingContact', contactText(row.billingContact));
  return fields;
}

function contactText({ name, email, phone }: Contact): string {
  return [name, email, phone].filter((text) => text !== '').join(', ');
}
