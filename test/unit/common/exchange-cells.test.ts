import { describe, expect, test } from 'vitest';
import {
  csvLine,
  externalIdsCell,
  externalIdsOf,
  guarding,
  unguarded,
} from '../../../common/domain/exchange/cells.ts';

describe('a cell that a spreadsheet would run as a formula', () => {
  test.each([
    ['=HYPERLINK("http://x.example","open")', `'=HYPERLINK("http://x.example","open")`],
    ['+351 210 000 100', "'+351 210 000 100"],
    ['-2+3+cmd|calc', "'-2+3+cmd|calc"],
    ['@SUM(1)', "'@SUM(1)"],
    ['\tindented', "'\tindented"],
    ['\rline', "'\rline"],
    ['＝1+1', "'＝1+1"],
    ["'=already", "''=already"],
  ])('%j is written as %j and read back as it was', (text, cell) => {
    expect(guarding(text)).toBe(cell);
    expect(unguarded(cell)).toBe(text);
  });

  test.each(['-12', '-12.5', '210 000 100', "O'Neill", "'tis", '', 'a=b', '00123'])(
    '%j is harmless and stays as it is',
    (text) => {
      expect(guarding(text)).toBe(text);
      expect(unguarded(text)).toBe(text);
    },
  );
});

test('cells with quotes, delimiters, line breaks and outer blanks are quoted, and lines end as the standard says', () => {
  expect(csvLine(['plain', 'a "b"', 'c,d', 'e\nf', ' g'])).toBe('plain,"a ""b""","c,d","e\nf"," g"\r\n');
  expect(csvLine(['c,d', 'e;f'], ';')).toBe('c,d;"e;f"\r\n');
});

describe('several external ids in one cell', () => {
  test('are read back as they were, whatever marks they hold', () => {
    const ids = [
      { system: 'ConnectWise', value: '4711' },
      { system: 'Odd: name', value: 'a;b:c\\d' },
    ];
    expect(externalIdsOf(externalIdsCell(ids))).toEqual(ids);
  });

  test.each(['4711', 'ConnectWise:', ': 4711'])(
    '%j names no system or no value, and is no list of ids',
    (cell) => {
      expect(externalIdsOf(cell)).toBeUndefined();
    },
  );
});
