import { expect, it } from 'vitest';
import type { SearchHit } from '../../../common/contract/views.ts';
import { foundWords } from '../../../renderer/features/search/found-words.ts';

const hit: SearchHit = { kind: 'customer', id: 'c', title: 'Contoso', within: '', matched: null };
const byId: SearchHit = { ...hit, matched: { field: 'id', text: 'c' } };
const bySerial: SearchHit = { ...hit, kind: 'probe', matched: { field: 'serial', text: 'ZX-1' } };

it.each([
  ['nothing', null, [], '0 found'],
  ['what holds the words', null, [1200, 3], '1,203 found'],
  ['what has the id given whole', byId, [], 'Customer with this Id: Contoso'],
  ['and what holds it besides', byId, [2], 'Customer with this Id: Contoso, and 2 more found'],
  ['what has the serial', bySerial, [1], 'Probe with this Serial: Contoso'],
  ['and others that begin so', bySerial, [3], 'Probe with this Serial: Contoso, and 2 more found'],
] as const)('a search announces %s', (_what, exact, totals, words) => {
  const groups = totals.map((total) => ({ kind: 'customer' as const, total, hits: [hit] }));
  expect(foundWords({ groups, exact })).toBe(words);
});
