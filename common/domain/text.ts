const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
const ascii = /^[\u0020-\u007e]*$/;

/** The first characters of a text, as a person counts them. */
export function firstGraphemes(text: string, count: number): string {
  return [...segmenter.segment(text)]
    .slice(0, count)
    .map(({ segment }) => segment)
    .join('');
}

/** Number of characters as a person counts them (extended grapheme clusters, UAX #29): an emoji family is one. */
export function graphemeCount(text: string): number {
  if (ascii.test(text)) return text.length;
  let count = 0;
  for (const _ of segmenter.segment(text)) count++;
  return count;
}

// Letters that Unicode does not decompose but that people search for by their plain neighbours.
const plainLetters: Record<string, string> = {
  ß: 'ss',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ĸ: 'k',
  ς: 'σ',
};
const plainPattern = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'gu');

/**
 * Text for searching and ordering: lower case, without accents, with ligatures and special letters spelled out.
 * `São` gives `sao`, `Straße` gives `strasse`, `Ørsted` gives `orsted`; scripts without case come back as they are.
 */
export function foldText(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .replace(plainPattern, (letter) => plainLetters[letter] ?? letter);
}

/** A stretch of a text, in UTF-16 code units. */
export interface TextRange {
  start: number;
  end: number;
}

/**
 * Where the words of a query stand in a text, found as search finds them: blind to accents and case. Stretches that touch are one,
 * in the order of the text, and hold whole characters: `strasse` is found as the whole of `Straße`.
 */
export function foundIn(text: string, query: string): TextRange[] {
  const words = foldText(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  let folded = '';
  /** For each code unit of the folded text, the character that it comes from. */
  const origins: TextRange[] = [];
  for (const { segment, index } of segmenter.segment(text)) {
    const part = foldText(segment);
    folded += part;
    const origin = { start: index, end: index + segment.length };
    for (let count = 0; count < part.length; count++) origins.push(origin);
  }
  const found: TextRange[] = [];
  for (const word of words)
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      const [first, last] = [origins[at], origins[at + word.length - 1]];
      if (first && last) found.push({ start: first.start, end: last.end });
    }
  return joined(found);
}

function joined(ranges: TextRange[]): TextRange[] {
  const sorted = ranges.toSorted((a, b) => a.start - b.start);
  const apart: TextRange[] = [];
  for (const range of sorted) {
    const last = apart.at(-1);
    if (last && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else apart.push({ ...range });
  }
  return apart;
}
