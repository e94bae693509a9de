import { z } from 'zod';

// Without vowels no word can appear by chance, and without 0, 1, I, L and O nothing is misread over the telephone.
const letters = 'BCDFGHJKMNPQRSTVWXZ';
const lettersAndDigits = `${letters}23456789`;
const form = new RegExp(`^[${letters}]{4}-[${lettersAndDigits}]{4}-[0-9]{2}$`);

/** A Customer ID such as `CTSD-7F3K-92` from ten random bytes: four letters, four letters or digits, two digits. */
export function makeCustomerId(random: Uint8Array): string {
  const pick = (alphabet: string, at: number) => alphabet[(random[at] ?? 0) % alphabet.length] ?? '';
  const pickAll = (alphabet: string, ...at: number[]) => at.map((index) => pick(alphabet, index)).join('');
  return [
    pickAll(letters, 0, 1, 2, 3),
    pickAll(lettersAndDigits, 4, 5, 6, 7),
    pickAll('0123456789', 8, 9),
  ].join('-');
}

/** A Customer ID as it's written, from what was typed: in capitals, with its dashes where all of it is there. */
export function tidyCustomerId(typed: string): string {
  const text = typed.trim().toUpperCase();
  const plain = text.replace(/[\s\u2010-\u2015-]+/g, '');
  return /^[A-Z0-9]{10}$/.test(plain)
    ? [plain.slice(0, 4), plain.slice(4, 8), plain.slice(8)].join('-')
    : text;
}

const shape = 'A Customer ID is four letters, four letters or digits, and two digits, such as CTSD-7F3K-92';
const misreadSign = /[01AEILOUY]/;
const misread = (sign: string) =>
  `A Customer ID has no “${sign}” there: it holds no vowels, and no 0, 1, L or Y before its last two digits`;

/** What is wrong with a Customer ID as typed, as a sentence; undefined where it could be one. */
export function customerIdFault(typed: string): string | undefined {
  const text = tidyCustomerId(typed);
  if (text === '') return 'Customer ID is mandatory';
  if (form.test(text)) return undefined;
  const sign = misreadSign.exec(text.slice(0, 9))?.[0];
  return sign && text.length === 12 ? misread(sign) : shape;
}

/**
 * What is wrong already with the beginning of a Customer ID, as it's typed; undefined while it can still become one. Dashes and spaces
 * stand wherever one likes.
 */
export function customerIdFaultSoFar(typed: string): string | undefined {
  const text = tidyCustomerId(typed);
  const plain = text.replace(/[\s\u2010-\u2015-]+/g, '');
  if (plain === '') return undefined;
  const alphabets = [
    ...Array<string>(4).fill(letters),
    ...Array<string>(4).fill(lettersAndDigits),
    '0123456789',
    '0123456789',
  ];
  const wrong = [...plain].findIndex((sign, at) => !alphabets[at]?.includes(sign));
  if (wrong < 0) return undefined;
  const sign = [...plain][wrong] ?? '';
  return misreadSign.test(sign) && wrong < 8 ? misread(sign) : shape;
}

/** A Customer ID that somebody typed. */
export const typedCustomerId = z
  .string()
  .max(40, { error: 'A Customer ID has twelve characters, such as CTSD-7F3K-92' })
  .overwrite(tidyCustomerId)
  .superRefine((text, context) => {
    const fault = customerIdFault(text);
    if (fault) context.addIssue({ code: 'custom', message: fault });
  });
