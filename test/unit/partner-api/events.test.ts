import { once } from 'node:events';
import { expect, test } from 'vitest';
import { openEventStreams } from '../../../partner-api/http/events.ts';
import type { Store } from '../../../partner-api/store/store.ts';

/** As much of a store as event streams need: a sequence, and commits by hand. */
function storeWithCommits() {
  const listeners = new Set<(seq: number) => void>();
  const store = {
    epoch: 'epoch-1',
    read: { position: async () => ({ seq: 1, floor: 0, digests: {} }), sight: async () => null },
    onCommit: (listener: (seq: number) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as Store;
  return { store, listeners, commit: (seq: number) => listeners.forEach((listener) => listener(seq)) };
}

const session = {
  account: { id: 'a', login: 'admin', name: 'Ingrid', role: 'admin' as const, scope: null },
  family: 'f',
  expiresAt: Number.MAX_SAFE_INTEGER,
};

test('a caller that stopped reading hears of the last change, not of each, when it reads again', async () => {
  const { store, commit } = storeWithCommits();
  const streams = openEventStreams(store, { now: () => 0 }, 60_000);
  const stream = await streams.open(session, new AbortController().signal);
  for (let seq = 2; seq <= 5000; seq++) commit(seq);
  const drained = once(stream, 'drain');
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await drained;
  streams.close();
  await once(stream, 'end');
  const seen = [...text.matchAll(/"seq":(\d+)/g)].map((match) => Number(match[1]));
  expect(seen.at(-1)).toBe(5000);
  expect(seen.length).toBeLessThan(2000);
});

test('a caller that went away is forgotten', async () => {
  const { store, listeners } = storeWithCommits();
  const streams = openEventStreams(store, { now: () => 0 }, 60_000);
  const gone = new AbortController();
  await streams.open(session, gone.signal);
  expect(listeners.size).toBe(1);
  gone.abort();
  expect(listeners.size).toBe(0);
});
