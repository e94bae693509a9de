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

const scripts = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
];
const scriptPatterns = scripts.map((name) => ({ name, pattern: new RegExp(`\\p{Script=${name}}`, 'u') }));
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
  if (/^\p{Nd}+$/u.test(digits) && !/^[0-9]+$/.test(digits))
    return `These are digits of another script. Type ${text} with the digits 0 to 9.`;
  if (!/^[0-9]+$/.test(digits)) return `A number is expected: ${text}, with the digits 0 to 9.`;
  return `The number is ${text}, and ${given} was typed.`;
}

function whyNotName(name: string, given: string): string | null {
  if (given === name) return null;
  const [wanted, typed] = [charactersOf(name), charactersOf(given)];
  const at = typed.findIndex((character, index) => character !== wanted[index]);
  const [is, should] = [typed[at], wanted[at]];
  if (is === undefined) return 'The name isn’t complete yet.';
  const hidden = typed.find((character) => /^[\p{Cf}\p{Cc}]+$/u.test(character) && !name.includes(character));
  if (hidden !== undefined)
    return `There is an invisible character (${codeOf(hidden)}) in what was typed. Type the name by hand.`;
  if (should === undefined) return 'What was typed goes on after the end of the name.';
  if ((lookAlikes.get(is) ?? is) === (lookAlikes.get(should) ?? should))
    return `Character ${at + 1} is the ${scriptOf(is)} “${is}” (${codeOf(is)}), which only looks like the ${scriptOf(should)} “${should}” (${codeOf(should)}) of the name.`;
  if (is.toLowerCase() === should.toLowerCase())
    return `Character ${at + 1} is “${is}”, and the name has “${should}”: capital and small letters count.`;
  return `Character ${at + 1} is “${is}”, and the name has “${should}”.`;
}

function charactersOf(text: string): string[] {
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

function scriptOf(character: string): string {
  return scriptPatterns.find(({ pattern }) => pattern.test(character))?.name ?? 'other';
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
