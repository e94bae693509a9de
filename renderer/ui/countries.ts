import { countryName } from './words.ts';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** Codes that the system names, but which are no country. */
const noCountries = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ']);
/** The languages in which a country's own people are likely to have written its name. */
const languages =
  'en bg cs da de el es et fi fr hr hu is it ja ko lt lv nb nl pl pt ro ru sk sl sv tr uk'.split(' ');
const otherNames = [
  ['usa', 'US'],
  ['turkey', 'TR'],
  ['holland', 'NL'],
  ['england', 'GB'],
] as const;
let codes: Map<string, string> | undefined;

function folded(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}|[^\p{L}]/gu, '')
    .toLowerCase();
}

/** The code in use for one that was replaced, such as `GB` for `UK`. */
function current(code: string): string {
  return new Intl.Locale(`und-${code}`).region ?? code;
}

function codesByName(): Map<string, string> {
  const byName = new Map<string, string>(otherNames);
  const all = letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !noCountries.has(code) && current(code) === code && countryName(code) !== code);
  for (const language of languages) {
    const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const code of all) {
      const name = folded(names.of(code) ?? '');
      if (name !== '' && !byName.has(name)) byName.set(name, code);
    }
  }
  return byName;
}

/** The two-letter code of a country by its name, in English or a language near by; what was typed where nothing is called so. */
export function countryCode(typed: string): string {
  const text = typed.trim();
  if (/^[a-z]{2}$/i.test(text)) return current(text.toUpperCase());
  codes ??= codesByName();
  return codes.get(folded(text)) ?? typed;
}
