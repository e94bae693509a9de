import { expect, it } from 'vitest';
import { timeLeft } from '../../../renderer/features/recycle-bin/bin-words.ts';

const now = Date.parse('2026-01-01T00:00:00.000Z');
const after = (days: number, hours: number) => new Date(now + (days * 24 + hours) * 3_600_000).toISOString();

it.each([
  [after(30, 0), '30 days'],
  [after(29, 23), '30 days'],
  [after(29, 2), '29 days'],
  [after(1, 3), '1 day'],
  [after(0, 23), 'Today only'],
  [after(0, -1), 'Today only'],
  [null, 'Not confirmed yet'],
])('what can be restored until %s has %s left', (until, words) => {
  expect(timeLeft(until, now)).toBe(words);
});
