import { expect, it } from 'vitest';
import { Newest, TypedTexts, type Typed } from '../../../renderer/features/visits/typed-texts.ts';

/** A disk on which each write is done when it's told so. */
function slowDisk() {
  const writes: { typed: Typed; done: () => void }[] = [];
  const typed = new TypedTexts((values) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    writes.push({ typed: values, done: resolve });
    return promise;
  });
  /** Lets writes be done until none is under way. */
  const settle = async () => {
    for (let at = 0; at < writes.length; at++) {
      writes[at]?.done();
      await Promise.resolve();
      await Promise.resolve();
    }
  };
  return { typed, writes, settle, onDisk: () => writes.at(-1)?.typed };
}

it('keeps each key at once, and while one is being written the newest alone', async () => {
  const { typed, writes, settle } = slowDisk();
  for (const text of ['T', 'Th', 'The']) typed.set('reason', text);
  expect(writes.map((write) => write.typed)).toEqual([{ reason: 'T' }]);
  await settle();
  expect(writes.map((write) => write.typed)).toEqual([{ reason: 'T' }, { reason: 'The' }]);
});

it('shows what was kept before, beside what was typed since', async () => {
  const { typed, settle, onDisk } = slowDisk();
  typed.set('item', 'Bring a ladder');
  typed.restore({ item: 'Bring', signedBy: 'Rosa' });
  expect([typed.textOf('item'), typed.textOf('signedBy'), typed.textOf('moved')]).toEqual([
    'Bring a ladder',
    'Rosa',
    undefined,
  ]);
  typed.set('signedBy', undefined);
  await settle();
  expect(onDisk()).toEqual({ item: 'Bring a ladder' });
});

it('empties a field while its text becomes a change, and keeps that until it is one', async () => {
  const { typed, settle, onDisk } = slowDisk();
  typed.set('moved', 'Server room');
  const { promise, resolve } = Promise.withResolvers<void>();
  let made = '';
  const handedOn = typed.handOn('moved', (text) => {
    made = text;
    return promise;
  });
  expect([made, typed.textOf('moved')]).toEqual(['Server room', undefined]);
  typed.set('item', 'Label it');
  await settle();
  expect(onDisk()).toEqual({ moved: 'Server room', item: 'Label it' });
  resolve();
  await handedOn;
  await settle();
  expect(onDisk()).toEqual({ item: 'Label it' });
});

it('what is put while something is done waits, and of several the last one is done', async () => {
  const done: number[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const newest = new Newest<number>(async (value) => {
    done.push(value);
    await promise;
  });
  const all = newest.put(1);
  void newest.put(2);
  void newest.put(3);
  resolve();
  await all;
  expect(done).toEqual([1, 3]);
});
