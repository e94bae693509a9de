import { expect, it } from 'vitest';
import { filterPhrase } from '../../../renderer/features/lists/filter-words.ts';

it.each([
  ['text', 'contains', 'por', 'City contains “por”'],
  ['text', 'empty', '', 'City is empty'],
  ['text', 'filled', '', 'City isn’t empty'],
  ['number', 'least', '3', 'City is at least 3'],
  ['date', 'on', '2026-03-31', 'City is on Mar 31, 2026'],
] as const)('a filter of a %s reads as a phrase: %s', (content, operator, value, phrase) => {
  expect(filterPhrase('City', content, { column: 'city', operator, value })).toBe(phrase);
});

it('a choice is called as the list shows it', () => {
  const choices = [{ id: 'no-sites', title: 'No sites' }];
  const filter = { column: 'status', operator: 'not', value: 'no-sites' } as const;
  expect(filterPhrase('Status', 'choice', filter, choices)).toBe('Status isn’t No sites');
});
