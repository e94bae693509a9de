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
    [
      '10\u200b000',
      /invisible character \(U\+200B\), a zero-width space, in what was typed\. Type 10,000 by hand/,
    ],
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
    ['Pão\u200d Açores', /invisible character \(U\+200D\), a zero-width joiner, in what was typed/],
    ['Pão Açores\ufe0f', /invisible character \(U\+FE0F\), a variation selector, in what was typed/],
    ['Pão Açores\u200b', /invisible character \(U\+200B\), a zero-width space, in what was typed/],
    ['Pão\u00a0Açores', /Character 4 is a no-break space, and the name has a space \(U\+00A0 and U\+0020\)/],
    ['Pão\u2002Açores', /is an en space, and the name has a space/],
    ['PãoAçores', /Character 4 is “A”, and the name has a space/],
    ['Pão Açօres', /Character 7 is the Armenian “օ” \(U\+0585\), and the name has the Latin “o” \(U\+006F\)/],
    ['Pão AçᲝres', /Character 7 is the Georgian “Ო”/],
    ['Pão Açｏres', /“ｏ”, and the name has “o” \(U\+FF4F and U\+006F\)/],
    ['Pão Aço̅res', /\(U\+006F U\+0305 and U\+006F\)/],
  ])('%j isn’t it, and what differs is named', (typed, because) => {
    expect(whyNotConfirmed(name, typed)).toMatch(because);
  });
});

test.each([
  ['Con\u200dtoso', 'Contoso', /invisible character \(U\+200D\), a zero-width joiner, in the name/],
  ['Con\u200btoso', 'Contoso', /invisible character \(U\+200B\), a zero-width space, in the name/],
  ['Contoso\u2060', 'Contoso', /invisible character \(U\+2060\), a word joiner, in the name/],
  ['Contoso 👨‍👩‍👧', 'Contoso 👨‍👩', /is “👨‍👩”, and the name has “👨‍👩‍👧” \(U\+1F468/],
])('what can’t be seen in the name %j is told too', (text, typed, because) => {
  expect(whyNotConfirmed({ what: 'name', text }, typed)).toMatch(because);
});

test('a pasted list is one thing a line, without quotes, further cells, blank and repeated lines', () => {
  const text = '\uFEFFContoso\r\n"Fabrikam ""East"""\tPorto\n\n  Contoso \n\t\n"Adatum, Lda",\nC-1;';
  expect(pastedList(text)).toEqual(['Contoso', 'Fabrikam "East"', 'Adatum, Lda', 'C-1;']);
});
