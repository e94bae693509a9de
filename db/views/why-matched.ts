import type { ListKind, SearchHit } from '../../common/contract/views.ts';
import type { Contact, EntityRows } from '../../common/domain/entities.ts';
import { foldText } from '../../common/domain/text.ts';

type AnyRow = EntityRows[ListKind];
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

/** The id of a row that is exactly what was looked for, folded: its own, its Customer ID, its serial or an external one. */
export function exactMatch(row: AnyRow, folded: string): Matched | undefined {
  const ids = fieldsOf(row).filter(({ field }) => field === 'customerId' || field === 'serial');
  const exact = ids.find(({ text }) => foldText(text) === folded);
  if (exact) return exact;
  const external = externalIdsOf(row).find(({ value }) => foldText(value) === folded);
  return external && { field: 'externalIds', text: `${external.system}: ${external.value}` };
}

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
