const scripts = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Cherokee',
  'Georgian',
  'Hebrew',
  'Arabic',
] as const;
const ofScript = scripts.map((name) => [name, new RegExp(`\\p{Script=${name}}`, 'u')] as const);
// Letters of other scripts that look like Latin ones in most fonts, in small letters.
const latinLooking = /^[асԁеһіјӏоӧрԛѕԝхуүѵοανυιρτκχ0-9-]+$/u;

/**
 * What makes the domain of an e-mail address look like another one, as a sentence; undefined where nothing does. A name wholly in
 * another script is no fault: it's flagged where all of it could be read as Latin letters.
 */
export function lookAlikeDomain(email: string): string | undefined {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  for (const label of domain.split('.')) {
    const found = ofScript.filter(([, pattern]) => pattern.test(label)).map(([name]) => name);
    if (found.length > 1) return `“${label}” mixes ${found.join(' and ')} letters`;
    const [script] = found;
    if (script !== undefined && script !== 'Latin' && latinLooking.test(label))
      return `“${label}” is written in ${script} letters that look like Latin ones`;
    if (label.startsWith('xn--')) return `“${label}” hides letters of another script`;
  }
  return undefined;
}
