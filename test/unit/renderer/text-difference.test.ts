import fc from 'fast-check';
import { expect, it } from 'vitest';
import { differenceFrom } from '../../../renderer/ui/text-difference.ts';

const marked = (text: string, other: string) =>
  differenceFrom(text, other)
    .map(({ text: part, differs }) => (differs ? `[${part}]` : part))
    .join('');

it.each([
  ['a word that was replaced', 'locked after six', 'locked after five', 'locked after [six]'],
  ['words that were added', 'ring twice at the gate', 'ring at the gate', 'ring [twice ]at the gate'],
  [
    'words that the other has are no difference of this one',
    'ring at the gate',
    'ring twice at the gate',
    'ring at the gate',
  ],
  ['the same text', 'same', 'same', 'same'],
  ['nothing in common', 'one', 'two', '[one]'],
  ['an empty text', '', 'two', ''],
  ['a line that was added', 'one\ntwo', 'one', 'one[\ntwo]'],
])('marks %s', (_what, text, other, expected) => {
  expect(marked(text, other)).toBe(expected);
});

it('loses nothing of the text, and marks nothing where both are the same', () => {
  const texts = fc.array(fc.constantFrom('gate', 'key', 'six', ' ', '\n'), { maxLength: 30 });
  fc.assert(
    fc.property(texts, texts, (one, other) => {
      const [text, against] = [one.join(''), other.join('')];
      expect(
        differenceFrom(text, against)
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
      expect(differenceFrom(text, text).some((part) => part.differs)).toBe(false);
    }),
  );
});

it('doesn’t compare texts that are too long for it word by word', () => {
  const long = 'word '.repeat(5000);
  expect(differenceFrom(long, `${long}more`)).toEqual([{ text: long, differs: true }]);
});
