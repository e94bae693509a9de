/** A stretch of a text, and whether the other text has it in the same place. */
export interface TextPart {
  text: string;
  differs: boolean;
}

/** Words above which two texts aren't compared: the work grows with the product of both. */
const mostWords = 2000;

/** A text in stretches that another text has too and stretches that it hasn't, word by word. */
export function differenceFrom(text: string, other: string): TextPart[] {
  const words = wordsOf(text);
  const others = wordsOf(other);
  if (words.length > mostWords || others.length > mostWords) return [{ text, differs: text !== other }];
  const shared = sharedWords(words, others);
  const parts: TextPart[] = [];
  words.forEach((word, at) => {
    const differs = !shared.has(at);
    const last = parts.at(-1);
    if (last?.differs === differs) last.text += word;
    else parts.push({ text: word, differs });
  });
  return parts;
}

function wordsOf(text: string): string[] {
  return text.match(/\s+|[^\s]+/g) ?? [];
}

/** Positions of the words that a longest common subsequence keeps. */
function sharedWords(words: readonly string[], others: readonly string[]): Set<number> {
  const width = others.length + 1;
  const lengths = new Uint16Array((words.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = words.length - 1; row >= 0; row--)
    for (let column = others.length - 1; column >= 0; column--)
      lengths[row * width + column] =
        words[row] === others[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
  const shared = new Set<number>();
  for (let row = 0, column = 0; row < words.length && column < others.length;) {
    if (words[row] === others[column]) {
      shared.add(row++);
      column++;
    } else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  return shared;
}
