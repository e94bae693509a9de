/** What has to be typed before something grave is done: how many things go, or the name of the only one. */
export interface Confirmation {
  what: 'count' | 'name';
  /** As it's shown: `10,000`, `Contoso`. */
  text: string;
}

/** Letters of other scripts that look like Latin ones, and those. */
const lookAlikes = new Map(
  Object.entries({
    ...{
      а: 'a',
      в: 'b',
      е: 'e',
      к: 'k',
      м: 'm',
      н: 'h',
      о: 'o',
      р: 'p',
      с: 'c',
      т: 't',
      у: 'y',
      х: 'x',
      і: 'i',
      ј: 'j',
      ѕ: 's',
    },
    ...{
      А: 'A',
      В: 'B',
      Е: 'E',
      К: 'K',
      М: 'M',
      Н: 'H',
      О: 'O',
      Р: 'P',
      С: 'C',
      Т: 'T',
      У: 'Y',
      Х: 'X',
      І: 'I',
      Ј: 'J',
      Ѕ: 'S',
    },
    ...{ α: 'a', ο: 'o', ν: 'v', ι: 'i', κ: 'k', ρ: 'p', υ: 'u', χ: 'x' },
    ...{
      Α: 'A',
      Β: 'B',
      Ε: 'E',
      Ζ: 'Z',
      Η: 'H',
      Ι: 'I',
      Κ: 'K',
      Μ: 'M',
      Ν: 'N',
      Ο: 'O',
      Ρ: 'P',
      Τ: 'T',
      Υ: 'Y',
      Χ: 'X',
    },
  }),
);

// Those with letters that a person may meet; a letter of none of them is told by its code point.
const scripts = [
  ...[
    'Latin',
    'Greek',
    'Cyrillic',
    'Armenian',
    'Georgian',
    'Coptic',
    'Glagolitic',
    'Gothic',
    'Ogham',
    'Runic',
  ],
  ...['Hebrew', 'Arabic', 'Syriac', 'Thaana', 'Nko', 'Tifinagh', 'Ethiopic', 'Vai', 'Adlam', 'Osmanya'],
  ...[
    'Devanagari',
    'Bengali',
    'Gurmukhi',
    'Gujarati',
    'Oriya',
    'Tamil',
    'Telugu',
    'Kannada',
    'Malayalam',
    'Sinhala',
  ],
  ...['Thai', 'Lao', 'Tibetan', 'Myanmar', 'Khmer', 'Mongolian', 'Lisu', 'Javanese', 'Balinese', 'Tagalog'],
  ...['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul', 'Yi', 'Cherokee', 'Deseret', 'Osage'],
];
const scriptPatterns = scripts.map((name) => ({ name, pattern: new RegExp(`\\p{Script=${name}}`, 'u') }));

/** What can't be seen, or not be told from a space, by name. */
const unseen = new Map([
  ['\t', 'tab'],
  [' ', 'space'],
  ['\u00a0', 'no-break space'],
  ['\u00ad', 'soft hyphen'],
  ['\u2002', 'en space'],
  ['\u2003', 'em space'],
  ['\u2007', 'figure space'],
  ['\u2009', 'thin space'],
  ['\u200a', 'hair space'],
  ['\u200b', 'zero-width space'],
  ['\u200c', 'zero-width non-joiner'],
  ['\u200d', 'zero-width joiner'],
  ['\u200e', 'left-to-right mark'],
  ['\u200f', 'right-to-left mark'],
  ['\u202f', 'narrow no-break space'],
  ['\u2060', 'word joiner'],
  ['\u2800', 'Braille blank'],
  ['\u3000', 'ideographic space'],
  ['\ufe0e', 'variation selector'],
  ['\ufe0f', 'variation selector'],
  ['\ufeff', 'zero-width no-break space'],
]);
const invisible = /[\p{DI}\p{Cf}\p{Cc}]/gu;
const blank = /^[\s\u2800]$/u;
const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * Why what was typed doesn't confirm it, as a sentence; null when it does. Nothing is guessed: digits of another script and letters
 * that only look alike are refused, and what differs is named. Blanks around it and how it's composed in Unicode don't matter.
 */
export function whyNotConfirmed({ what, text }: Confirmation, typed: string): string | null {
  const given = typed.normalize('NFC').trim();
  if (given === '') return what === 'count' ? `Type ${text} to confirm.` : 'Type the name to confirm.';
  return what === 'count' ? whyNotCount(text, given) : whyNotName(text.normalize('NFC').trim(), given);
}

// Between digits a person may write what separates thousands, in any custom.
const separators = /[\s,.'’_]/gu;

function whyNotCount(text: string, given: string): string | null {
  const digits = given.replace(separators, '');
  const wanted = text.replace(separators, '');
  if (digits === wanted) return null;
  const [hidden] = digits.match(invisible) ?? [];
  if (hidden !== undefined) return `${hiddenIn(hidden)} in what was typed. Type ${text} by hand.`;
  if (/^\p{Nd}+$/u.test(digits) && !/^[0-9]+$/.test(digits))
    return `These are digits of another script. Type ${text} with the digits 0 to 9.`;
  if (!/^[0-9]+$/.test(digits)) return `A number is expected: ${text}, with the digits 0 to 9.`;
  return `The number is ${text}, and ${given} was typed.`;
}

function whyNotName(name: string, given: string): string | null {
  if (given === name) return null;
  const [wanted, typed] = [charactersOf(name), charactersOf(given)];
  const at = typed.findIndex((character, index) => character !== wanted[index]);
  const [is = '', should = ''] = at < 0 ? ['', wanted[typed.length]] : [typed[at], wanted[at]];
  const [added, missing] = [invisiblesIn(is, should), invisiblesIn(should, is)];
  // Besides what can't be seen, nothing differs here.
  const looksTheSame = withoutInvisibles(is) === withoutInvisibles(should);
  if (added !== undefined && (looksTheSame || withoutInvisibles(is) === ''))
    return `${hiddenIn(added)} in what was typed. Type the name by hand.`;
  if (missing !== undefined && (looksTheSame || withoutInvisibles(should) === ''))
    return `${hiddenIn(missing)} in the name, and none in what was typed. Copy the name.`;
  if (is === '') return 'The name isn’t complete yet.';
  if (should === '') return 'What was typed goes on after the end of the name.';
  const [isScript, shouldScript] = [scriptOf(is), scriptOf(should)];
  if (isScript && shouldScript && isScript !== shouldScript) {
    const looksAlike = (lookAlikes.get(is) ?? is) === (lookAlikes.get(should) ?? should);
    return `Character ${at + 1} is the ${isScript} “${is}” (${codesOf(is)}), ${looksAlike ? 'which only looks like' : 'and the name has'} the ${shouldScript} “${should}” (${codesOf(should)})${looksAlike ? ' of the name' : ''}.`;
  }
  if (is.toLowerCase() === should.toLowerCase())
    return `Character ${at + 1} is “${is}”, and the name has “${should}”: capital and small letters count.`;
  const isPlain = /^[!-~]*$/.test(is + should);
  return `Character ${at + 1} is ${shown(is)}, and the name has ${shown(should)}${isPlain ? '' : ` (${codesOf(is)} and ${codesOf(should)})`}.`;
}

/** The first character of a text that can't be seen and that the other text hasn't. */
function invisiblesIn(text: string, other: string): string | undefined {
  return text.match(invisible)?.find((character) => !other.includes(character));
}

function withoutInvisibles(text: string): string {
  return text.replace(invisible, '');
}

/** `There is an invisible character (U+200B), a zero-width space,` */
function hiddenIn(character: string): string {
  const name = unseen.get(character);
  return `There is an invisible character (${codesOf(character)})${name ? `, a ${name},` : ''}`;
}

/** A character in quotes; one that's blank by its name. */
function shown(character: string): string {
  if (!blank.test(character)) return `“${character}”`;
  const name = unseen.get(character) ?? 'blank';
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}

function charactersOf(text: string): string[] {
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

/** The script of a letter; undefined for what belongs to none or to several. */
function scriptOf(character: string): string | undefined {
  return scriptPatterns.find(({ pattern }) => pattern.test(character))?.name;
}

function codesOf(text: string): string {
  return [...text]
    .map((each) => `U+${(each.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
    .join(' ');
}
