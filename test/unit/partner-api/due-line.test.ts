import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openDueLine } from '../../../partner-api/due-line.ts';

test('what is due while the line is still being let go of is looked at right after that', async () => {
  const waiting = [Date.now(), Date.now() + 20];
  const done: number[] = [];
  const line = openDueLine<object>({
    now: Date.now,
    next: async () => (waiting[0] === undefined ? null : { dueAt: waiting[0] }),
    work: async () => void done.push(waiting.shift() ?? 0),
    onCommit: () => () => undefined,
    alone: async (work) => {
      await work(() => true);
      // As where the claim is let go of over a slow line.
      await sleep(100);
      return true;
    },
    onDefect: (error) => {
      throw error;
    },
  });
  onTestFinished(() => line.close());
  await line.run();
  expect(done).toHaveLength(1);
  await expect.poll(() => done).toHaveLength(2);
});
