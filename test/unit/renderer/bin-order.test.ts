import { expect, it } from 'vitest';
import type { BinDeletion } from '../../../common/contract/recycle-bin.ts';
import { sortedBy } from '../../../renderer/features/lists/sorted-by.ts';
import { deletionKeys, itemKeys } from '../../../renderer/features/recycle-bin/bin-order.ts';

const at = (day: number) => `2026-01-0${day}T00:00:00.000Z`;
const deletions: BinDeletion[] = [
  { id: 'a', kind: 'site', by: 'Zoe', at: at(3), until: at(8), count: 1, names: ['Hall 10'] },
  { id: 'b', kind: 'customer', by: 'Ann', at: at(2), until: null, count: 1, names: ['hall 9'] },
  { id: 'c', kind: 'partner', by: 'Mia', at: at(1), until: at(6), count: 2, names: ['Éva', 'Adatum'] },
];

it.each([
  ['what', ['c', 'b', 'a']],
  ['until', ['c', 'a', 'b']],
  ['kind', ['b', 'c', 'a']],
  ['at', ['c', 'b', 'a']],
  ['by', ['b', 'c', 'a']],
] as const)('deletions are sorted by %s, both ways', (column, ids) => {
  const sorted = (direction: 'ascending' | 'descending') =>
    sortedBy(deletions, deletionKeys[column], direction).map(({ id }) => id);
  expect(sorted('ascending')).toEqual(ids);
  expect(sorted('descending')).toEqual(ids.toReversed());
});

const parentGone = [{ code: 'parent-deleted' as const, because: 'Its customer was deleted.' }];
const taken = [{ code: 'name-taken' as const, because: 'Another one has its name.' }];
const base = { kind: 'site' as const, sites: 0, probes: 0, visits: 0, reasons: [], isRestoring: false };
const parent = { kind: 'customer' as const, id: 'p', name: 'Contoso', deletion: 'd' };
const items = [
  { ...base, id: 'a', name: 'Whole', parent, comesBack: 'whole' as const, sites: 2 },
  {
    ...base,
    id: 'b',
    name: 'Named alike',
    parent: null,
    comesBack: 'whole' as const,
    reasons: taken,
    probes: 40,
  },
  {
    ...base,
    id: 'c',
    name: 'After',
    parent,
    comesBack: 'no' as const,
    reasons: parentGone,
    sites: 2,
    probes: 1,
  },
  { ...base, id: 'd', name: 'Never', parent: { ...parent, name: 'Adatum' }, comesBack: 'no' as const },
];

it.each([
  ['name', ['c', 'b', 'd', 'a']],
  ['parent', ['b', 'd', 'a', 'c']],
  ['along', ['d', 'b', 'a', 'c']],
  ['back', ['d', 'c', 'b', 'a']],
] as const)('deleted items are sorted by %s', (column, ids) => {
  expect(sortedBy(items, itemKeys[column], 'ascending').map(({ id }) => id)).toEqual(ids);
});
