import { expect, it } from 'vitest';
import { countryCode } from '../../../renderer/ui/countries.ts';

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
