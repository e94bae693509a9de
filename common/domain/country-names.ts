const names = new Intl.DisplayNames(['en'], { type: 'region' });
const known = new Map<string, string>();
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** Codes that the system names, but which are no country. */
const noCountries = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ']);
let all: readonly { code: string; name: string }[] | undefined;

/** The code in use for one that was replaced, such as `GB` for `UK`. */
export function currentCountry(code: string): string {
  return new Intl.Locale(`und-${code}`).region ?? code;
}

/** Every country by its two-letter code, in the order of the names. */
export function countries(): readonly { code: string; name: string }[] {
  all ??= letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !noCountries.has(code) && currentCountry(code) === code && lookUp(code) !== code)
    .map((code) => ({ code, name: lookUp(code) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  return all;
}

/** The name of a country by its two-letter code; the code where the system doesn't know it. */
export function countryName(code: string): string {
  if (!code) return '';
  const name = known.get(code) ?? lookUp(code);
  known.set(code, name);
  return name;
}

function lookUp(code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}
