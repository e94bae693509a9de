import { expect, test } from 'vitest';
import { openReadiness } from '../../../partner-api/readiness.ts';

const unavailable = (message: string) =>
  expect.objectContaining({ kind: 'unavailable', message: expect.stringContaining(message) });

test('a store that answers is ready, until the server shuts down', async () => {
  const readiness = openReadiness({ accountById: async () => null });
  await readiness.check();
  readiness.end();
  await expect(readiness.check()).rejects.toEqual(unavailable('shutting down'));
});

test('a store that fails isn’t ready, and nothing of the cause is told', async () => {
  const readiness = openReadiness({
    accountById: () => Promise.reject(new Error('password of switchyard@db.internal is wrong')),
  });
  await expect(readiness.check()).rejects.toEqual(unavailable('store of this partner API fails'));
  await expect(readiness.check()).rejects.not.toThrow('db.internal');
});

test('a store that keeps silent isn’t waited for', async () => {
  const readiness = openReadiness({ accountById: () => new Promise(() => undefined) }, 5);
  await expect(readiness.check()).rejects.toEqual(unavailable('no answer in 5 ms'));
});
