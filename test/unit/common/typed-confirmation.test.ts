import { describe, expect, test } from 'vitest';
import { pastedList } from '../../../common/domain/pasted-list.ts';
import { whyNotConfirmed } from '../../../common/domain/typed-confirmation.ts';

describe('a count that is typed to confirm', () => {
  const count = { what: 'count', text: '10,000' } as const;

  test.each(['10,000', '10000', ' 10 000 ', '10.000', '10\u202f000', '10’000'])('%j is it', (typed) => {
    expect(whyNotConfirmed(count, typed)).toBeNull();
  });

  test.each([
    ['', /Type 10,000 to confirm/],
    ['١٠٠٠٠', /digits of another script\. Type 10,000 with the digits 0 to 9/],
    ['１００００', /digits of another script/],
    ['ten thousand', /A number is expected/],
    ['1O000', /A number is expected/],
    ['1000', /The number is 10,000, and 1000 was typed/],
  ])('%j isn’t, and it’s said why', (typed, because) => {
    expect(whyNotConfirmed(count, typed)).toMatch(because);
  });
});

describe('a name that is typed to confirm', () => {
  const name = { what: 'name', text: 'Pão Açores' } as const;

  test('however it’s composed in Unicode, and whatever blanks are around it, it’s the same', () => {
    expect(whyNotConfirmed(name, ' Pão Açores ')).toBeNull();
    expect(whyNotConfirmed(name, 'Pão Açores'.normalize('NFD'))).toBeNull();
  });

  test.each([
    ['', /Type the name to confirm/],
    ['Рão Açores', /Character 1 is the Cyrillic “Р” \(U\+0420\), which only looks like the Latin “P”/],
    ['Pão Açοres', /Character 7 is the Greek “ο” \(U\+03BF\)/],
    ['pão Açores', /capital and small letters count/],
    ['Pao Açores', /Character 2 is “a”, and the name has “ã”/],
    ['Pão', /isn’t complete yet/],
    ['Pão Açores Lda', /goes on after the end/],
    ['Pão\u200b Açores', /invisible character \(U\+200B\)/],
  ])('%j isn’t it, and what differs is named', (typed, because) => {
    expect(whyNotConfirmed(name, typed)).toMatch(because);
  });
});

test('a pasted list is one thing a line, without quotes, further cells, blank and repeated lines', () => {
  const text = '\uFEFFContoso\r\n"Fabrikam ""East"""\tPorto\n\n  Contoso \n\t\n"Adatum, Lda",\nC-1;';
  expect(pastedList(text)).toEqual(['Contoso', 'Fabrikam "East"', 'Adatum, Lda', 'C-1;']);
});
