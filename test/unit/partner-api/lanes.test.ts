import { expect, test } from 'vitest';
import { inLanes } from '../../../partner-api/mail/lanes.ts';
import { mailConnections } from '../../../partner-api/mail/mailer.ts';

const numbers = Array.from({ length: 100 }, (_, number) => number);
/** All that can go on without what a test holds back has gone on. */
const quiet = () => new Promise((resolve) => setImmediate(resolve));

test('as many are under way as there are connections, and each is written once', async () => {
  let under = 0;
  let most = 0;
  const written: number[] = [];
  await inLanes(numbers, {
    work: async (number) => {
      most = Math.max(most, ++under);
      await quiet();
      under--;
      return number % 10 === 3 ? null : number;
    },
    settle: async (some) => {
      await quiet();
      written.push(...some);
    },
  });
  expect(most).toBe(mailConnections);
  expect(written.toSorted((a, b) => a - b)).toEqual(numbers.filter((number) => number % 10 !== 3));
});

test('while what was done isn’t written, little more is begun: that’s all that a crash leaves in doubt', async () => {
  const begun: number[] = [];
  const written: number[] = [];
  const { promise: disk, resolve: free } = Promise.withResolvers<void>();
  const all = inLanes(numbers, {
    work: async (number) => {
      begun.push(number);
      return number;
    },
    settle: async (some) => {
      await disk;
      written.push(...some);
    },
  });
  await quiet();
  expect(written).toEqual([]);
  expect(begun.length).toBeGreaterThan(0);
  expect(begun.length).toBeLessThanOrEqual(3 * mailConnections);
  free();
  await all;
  expect(written.toSorted((a, b) => a - b)).toEqual(numbers);
});

test('a defect ends it once what is under way is done and written; what can’t be written is told', async () => {
  const begun: number[] = [];
  const written: number[] = [];
  const work = async (number: number) => {
    begun.push(number);
    await quiet();
    if (number === 7) throw new Error('no mail can be made of it');
    return number;
  };
  await expect(
    inLanes(numbers, { work, settle: async (some) => void written.push(...some) }),
  ).rejects.toThrow('no mail can be made of it');
  expect(begun.length).toBeLessThan(20);
  expect(written.toSorted((a, b) => a - b)).toEqual(begun.filter((number) => number !== 7));
  const full = async () => Promise.reject(new Error('the disk is full'));
  await expect(inLanes(numbers, { work: async (number) => number, settle: full })).rejects.toThrow('disk');
});
