import type { Address } from './entities.ts';
import { countryName } from './country-names.ts';

/** What the parts of an address are called that have another name from country to country. */
export interface AddressWords {
  postalCode: string;
  region: string;
}

/** How addresses are written in a country. */
interface AddressForm extends Partial<AddressWords> {
  /** Form of its postal codes, and one of them; where it's left out nothing is known. */
  code?: readonly [form: RegExp, example: string];
  /** The postal code stands behind city and region: `Austin, TX 78701`. */
  isCodeLast?: true;
}

const digits = (count: number) => new RegExp(`^\\d{${count}}$`);
const five = digits(5);
const four = digits(4);

/** By country; the forms are those of the Universal Postal Union's "Addressing solutions". */
const forms: Readonly<Record<string, AddressForm | undefined>> = {
  AT: { code: [four, '1010'] },
  AU: { postalCode: 'Postcode', region: 'State or territory', code: [four, '2000'], isCodeLast: true },
  BE: { code: [four, '1000'] },
  BR: { postalCode: 'CEP', region: 'State', code: [/^\d{5}-?\d{3}$/, '01310-100'], isCodeLast: true },
  CA: { region: 'Province', code: [/^[A-Z]\d[A-Z] ?\d[A-Z]\d$/i, 'K1A 0B1'], isCodeLast: true },
  CH: { region: 'Canton', code: [four, '8001'] },
  CZ: { code: [/^\d{3} ?\d{2}$/, '110 00'] },
  DE: { region: 'State', code: [five, '80717'] },
  DK: { code: [four, '1050'] },
  ES: { region: 'Province', code: [five, '28013'] },
  FI: { code: [five, '00100'] },
  FR: { code: [five, '75001'] },
  GB: {
    ...{ postalCode: 'Postcode', region: 'County', isCodeLast: true },
    code: [/^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i, 'SW1A 1AA'],
  },
  GR: { code: [/^\d{3} ?\d{2}$/, '105 57'] },
  IE: {
    ...{ postalCode: 'Eircode', region: 'County', isCodeLast: true },
    code: [/^[A-Z]\d[\dW] ?[A-Z\d]{4}$/i, 'D02 X285'],
  },
  IN: { postalCode: 'PIN code', region: 'State', code: [/^\d{3} ?\d{3}$/, '110001'], isCodeLast: true },
  IT: { region: 'Province', code: [five, '00184'] },
  JP: { region: 'Prefecture', code: [/^\d{3}-?\d{4}$/, '100-0001'], isCodeLast: true },
  NL: { postalCode: 'Postcode', region: 'Province', code: [/^\d{4} ?[A-Z]{2}$/i, '1012 JS'] },
  NO: { code: [four, '0155'] },
  NZ: { postalCode: 'Postcode', code: [four, '6011'], isCodeLast: true },
  PL: { code: [/^\d{2}-\d{3}$/, '00-001'] },
  PT: { code: [/^\d{4}-\d{3}$/, '1100-148'] },
  SE: { code: [/^\d{3} ?\d{2}$/, '111 52'] },
  TR: { region: 'Province', code: [five, '34110'] },
  US: { postalCode: 'ZIP code', region: 'State', code: [/^\d{5}(-\d{4})?$/, '78701'], isCodeLast: true },
};

function formOf(country: string): AddressForm {
  return forms[country.trim().toUpperCase()] ?? {};
}

/** What the parts of an address are called in a country, by its two letters. */
export function addressWords(country: string): AddressWords {
  const { postalCode = 'Postal code', region = 'State or region' } = formOf(country);
  return { postalCode, region };
}

/** What makes one look twice at a postal code: it has another form than those of its country. A hint, no fault: forms change. */
export function postalCodeDoubt(postalCode: string, country: string): string | undefined {
  const { code } = formOf(country);
  if (!code || postalCode.trim() === '') return undefined;
  const [form, example] = code;
  return form.test(postalCode.trim()) ? undefined : `${countryName(country)}: such as ${example}`;
}

/** An address in one line, in the order of its country. */
export function addressText({ street, street2, city, region, postalCode, country }: Address): string {
  const spaced = (...parts: string[]) => parts.filter(Boolean).join(' ');
  const place = formOf(country).isCodeLast
    ? [city, spaced(region, postalCode)]
    : [spaced(postalCode, city), region];
  return [street, street2, ...place, countryName(country)].filter(Boolean).join(', ');
}
