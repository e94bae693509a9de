import { countries, currentCountry } from '../../common/domain/country-names.ts';

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

function codesByName(): Map<string, string> {
  const byName = new Map<string, string>(otherNames);
  for (const language of languages) {
    const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const { code } of countries()) {
      const name = folded(names.of(code) ?? '');
      if (name !== '' && !byName.has(name)) byName.set(name, code);
    }
  }
  return byName;
}

/** The two-letter code of a country by its name, in English or a language near by; what was typed where nothing is called so. */
export function countryCode(typed: string): string {
  const text = typed.trim();
  if (/^[a-z]{2}$/i.test(text)) return currentCountry(text.toUpperCase());
  codes ??= codesByName();
  return codes.get(folded(text)) ?? typed;
}

/** Letters from which on a country is understood by the beginning of its name. */
const fewestLetters = 3;

/** As {@link countryCode}, and by the beginning of a name that no other country's begins with. */
export function meantCountry(typed: string): string {
  const code = countryCode(typed);
  const beginning = folded(typed);
  if (code !== typed || beginning.length < fewestLetters) return code;
  const meant = new Set([...(codes ?? [])].flatMap(([name, of]) => (name.startsWith(beginning) ? of : [])));
  const [only = typed] = meant;
  return meant.size === 1 ? only : typed;
}
