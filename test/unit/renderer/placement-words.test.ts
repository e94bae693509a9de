import { expect, it } from 'vitest';
import { isMoved, targetWords } from '../../../renderer/features/probes/placement-words.ts';

const site = {
  id: 's',
  name: 'Ballsbridge',
  city: 'Dublin',
  customerId: 'c',
  customerName: 'Contoso',
  grants: [],
};

it.each([
  [{}, 'To Ballsbridge of Contoso, Dublin'],
  [{ city: '' }, 'To Ballsbridge of Contoso'],
  [{ name: 'Dublin 4' }, 'To Dublin 4 of Contoso, Dublin'],
  [{ customerName: null }, 'To Ballsbridge of a customer that isn’t in sight, Dublin'],
])('where probes go is told with its customer: %j', (other, words) => {
  expect(targetWords({ ...site, ...other })).toBe(words);
});

it.each([
  [{ a: 's', b: 't' }, true],
  [{ a: 's', b: null }, false],
  [{ a: null }, false],
  [{}, false],
])('probes at %j are moved: %s', (seen, expected) => {
  expect(isMoved(seen)).toBe(expected);
});
