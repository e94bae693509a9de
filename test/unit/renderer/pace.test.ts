import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Pace } from '../../../renderer/api/pace.ts';

let now = 0;

beforeEach(() => {
  now = 1000;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => vi.useRealTimers());

async function paceAfter(tookMs: number): Promise<Pace> {
  const pace = new Pace(() => now);
  const { promise, resolve } = Promise.withResolvers<void>();
  const answered = pace.answerOf(promise);
  now += tookMs;
  resolve();
  await answered;
  return pace;
}

it('asks at once again what answers quickly', async () => {
  const ask = vi.fn();
  (await paceAfter(20)).askSoon(ask);
  expect(ask).toHaveBeenCalledTimes(1);
});

it('leaves a slow question alone for twice as long as its answer took, and then asks once', async () => {
  const ask = vi.fn();
  const pace = await paceAfter(500);
  now += 100;
  pace.askSoon(ask);
  pace.askSoon(ask);
  vi.advanceTimersByTime(899);
  expect(ask).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(ask).toHaveBeenCalledTimes(1);
});

it('asks at once where that time is over, and no later than after three seconds', async () => {
  const ask = vi.fn();
  const pace = await paceAfter(60_000);
  now += 3001;
  pace.askSoon(ask);
  expect(ask).toHaveBeenCalledTimes(1);
});

it('asks nothing once nobody looks any more', async () => {
  const ask = vi.fn();
  const pace = await paceAfter(500);
  pace.askSoon(ask);
  pace.stop();
  vi.advanceTimersByTime(5000);
  expect(ask).not.toHaveBeenCalled();
});

it('waits for the answer that’s under way', async () => {
  const ask = vi.fn();
  const pace = new Pace(() => now);
  const { promise, resolve } = Promise.withResolvers<void>();
  const answered = pace.answerOf(promise);
  pace.askSoon(ask);
  expect(ask).not.toHaveBeenCalled();
  now += 400;
  resolve();
  await answered;
  vi.advanceTimersByTime(799);
  expect(ask).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(ask).toHaveBeenCalledTimes(1);
});
