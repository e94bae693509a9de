import { expect, it } from 'vitest';
import { countryCode, meantCountry } from '../../../renderer/ui/countries.ts';

it.each([
  ['Portugal', 'PT'],
  ['pt', 'PT'],
  [' Deutschland ', 'DE'],
  ['germany', 'DE'],
  ['Österreich', 'AT'],
  ['Česko', 'CZ'],
  ['日本', 'JP'],
  ['Turkey', 'TR'],
  ['Türkiye', 'TR'],
  ['UK', 'GB'],
  ['', ''],
  ['Atlantis', 'Atlantis'],
])('reads %j as %j', (typed, code) => {
  expect(countryCode(typed)).toBe(code);
});

it.each([
  ['Germ', 'DE'],
  ['portug', 'PT'],
  ['Nig', 'Nig'],
  ['Niger', 'NE'],
  ['Ge', 'GE'],
  ['Atl', 'Atl'],
  ['', ''],
])('takes %j as meaning %j', (typed, code) => {
  expect(meantCountry(typed)).toBe(code);
});
