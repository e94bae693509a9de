import { expect, test } from 'vitest';
import { offeredTemplates, onSiteWords, timeBetween } from '../../../renderer/features/visits/visit-words.ts';

const began = '2026-05-04T09:00:00.000Z';
const at = (minutes: number) => Date.parse(began) + minutes * 60_000;

test.each<[number, string | null]>([
  [80, '1 h 20 min'],
  [12, '12 min'],
  [0, 'under a minute'],
  [-24 * 60, null],
])('a visit that ends %d minutes after it began has “%s” on site', (minutes, words) => {
  expect(timeBetween(began, at(minutes))).toBe(words);
});

test('a clock that was set back in between is said, not a time', () => {
  expect(onSiteWords(began, at(80))).toBe('1 h 20 min on site');
  expect(onSiteWords(began, at(-90))).toBe('time on site unknown, as the clock was set back meanwhile');
});

test('templates for sites of one customer are its own first, then those for all; of several, or none yet, those for all', () => {
  const templates = [
    { name: 'Any', customerId: null },
    { name: 'Ours', customerId: 'ours' },
    { name: 'Theirs', customerId: 'theirs' },
  ];
  const offered = (...customers: string[]) => offeredTemplates(templates, customers).map(({ name }) => name);
  expect(offered('ours', 'ours')).toEqual(['Ours', 'Any']);
  expect(offered('ours', 'theirs')).toEqual(['Any']);
  expect(offered()).toEqual(['Any']);
});
