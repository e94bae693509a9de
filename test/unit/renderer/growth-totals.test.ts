import { expect, it } from 'vitest';
import { grownBy } from '../../../renderer/features/overview/growth-totals.ts';

const months = [
  { month: '2025-11', customers: 2, sites: 0 },
  { month: '2026-02', customers: 1, sites: 4 },
];
const totalsAt = (now: string, of: 'customers' | 'sites') =>
  grownBy(months, of, Date.parse(now)).map(({ month, total }) => [month, total]);

it('grows from the first month in which any was added to this one, through those without any', () => {
  expect(totalsAt('2026-04-30T23:59:00Z', 'customers')).toEqual([
    ['2025-11', 2],
    ['2025-12', 2],
    ['2026-01', 2],
    ['2026-02', 3],
    ['2026-03', 3],
    ['2026-04', 3],
  ]);
  expect(totalsAt('2026-02-01T00:00:00Z', 'sites')).toEqual([['2026-02', 4]]);
});

it('goes as far as what was dated ahead, and is empty where nothing was added', () => {
  expect(totalsAt('2026-01-10T00:00:00Z', 'sites')).toEqual([['2026-02', 4]]);
  expect(grownBy([], 'sites', Date.parse('2026-01-10T00:00:00Z'))).toEqual([]);
});
