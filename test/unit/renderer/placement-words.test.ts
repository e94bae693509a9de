import { expect, it } from 'vitest';
import { isMoved, targetWords, whyNotPlaced } from '../../../renderer/features/probes/placement-words.ts';

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

const impact = { probes: 2, names: [], fromInventory: 2, already: 0, leaving: [], target: site, seen: {} };

it.each([
  ['not before what it implies is known', undefined, 'site', [], 'What it implies isn’t known yet.'],
  ['nor into the inventory', undefined, 'inventory', [], 'What it implies isn’t known yet.'],
  ['where all is well', impact, 'site', [], undefined],
  ['where it’s refused', impact, 'site', [{ customer: 'Contoso' }], 'Contoso doesn’t allow it.'],
  ['where they are', { ...impact, already: 2 }, 'site', [], 'They’re all there already.'],
  ['where they wait', { ...impact, already: 2 }, 'inventory', [], 'They’re in the inventory already.'],
  [
    'where no site is any more',
    { ...impact, target: null },
    'site',
    [],
    'This site isn’t here any more; somebody else may have deleted it.',
  ],
  ['into the inventory, which has no site', { ...impact, target: null }, 'inventory', [], undefined],
] as const)('probes are put somewhere %s', (_what, known, where, refusals, because) => {
  const given = known && { ...known, names: [], leaving: [], seen: {}, target: known.target };
  expect(whyNotPlaced({ impact: given, where, refusals })).toBe(because);
});
