import { expect, it } from 'vitest';
import type { BulkJob } from '../../../common/contract/deleting.ts';
import { outcomeWordsOf } from '../../../renderer/features/deleting/bulk-words.ts';

const job: BulkJob = {
  job: 'j',
  kind: 'customer',
  at: '2026-01-01T00:00:00.000Z',
  items: 10,
  held: 0,
  paused: 0,
  underWay: 0,
  deleted: 0,
  left: 0,
  gone: 0,
  takenBack: 0,
  stuck: 0,
  mutationIds: [],
  sendsAt: null,
};

it.each([
  [{ held: 10 }, 'Held', 'info'],
  [{ paused: 4, deleted: 6 }, 'Paused', 'info'],
  [{ underWay: 4, deleted: 6 }, 'Not answered yet', 'info'],
  [{ stuck: 4, deleted: 6 }, 'In the outbox', 'warn'],
  [{ underWay: 2, paused: 8 }, 'Waits', 'info'],
])('items that nobody has answered are called what they wait for: %j', (counts, title, tone) => {
  expect(outcomeWordsOf({ ...job, ...counts }, 'open')).toEqual({ title, tone });
});

it('what was answered keeps its word in a hold', () => {
  expect(outcomeWordsOf({ ...job, held: 10 }, 'left').title).toBe('Left');
});
