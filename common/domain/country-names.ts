const names = new Intl.DisplayNames(['en'], { type: 'region' });
const known = new Map<string, string>();

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
