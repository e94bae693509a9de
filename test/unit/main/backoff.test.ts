import { expect, test } from 'vitest';
import { backoffMs } from '../../../main/sync/backoff.ts';

test.each([
  [1, 1000],
  [2, 2000],
  [3, 4000],
  [6, 32_000],
  [7, 60_000],
  [500, 60_000],
])('the wait after %i failures is at most %i ms', (failures, ceiling) => {
  expect(backoffMs(failures, 0.999_999_9)).toBe(ceiling);
  expect(backoffMs(failures, 0.5)).toBe(ceiling / 2);
});

test('the wait is anything below its ceiling, so that consoles don’t come back together, but never nothing', () => {
  expect(backoffMs(9, 0)).toBe(100);
  expect(backoffMs(9, 0.25)).toBe(15_000);
});
