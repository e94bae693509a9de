import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Mutation } from '../../../common/domain/mutations.ts';
import type { MutationOutcome, MutationResults, PushLimits } from '../../../common/partner-api/sync-door.ts';
import { neverLeft, PartnerFailure } from '../../../main/partner/failure.ts';
import { pushBatches, type PushReport } from '../../../main/sync/push.ts';
import { PushSize } from '../../../main/sync/push-size.ts';
import { SentChanges } from '../../../main/sync/sent.ts';
import { ScriptedCache, ScriptedDoor } from '../../support/scripted-sync.ts';

const takes: PushLimits = { mutations: 2000, bytes: 4_000_000, gzip: true };

/** A server that takes what `limits` say, and chokes as a test says. */
class LargeDoor extends ScriptedDoor {
  limits: PushLimits | undefined = takes;
  readonly batches: { size: number; packed: boolean }[] = [];
  choke: (mutations: Mutation[], packed: boolean) => void = () => undefined;

  override push(mutations: Mutation[], _signal?: AbortSignal, packed = false): Promise<MutationResults> {
    this.batches.push({ size: mutations.length, packed });
    try {
      this.choke(mutations, packed);
    } catch (thrown) {
      return Promise.reject(thrown as Error);
    }
    const results = mutations.map(({ id }): MutationOutcome => ({ id, outcome: 'applied', seq: 2 }));
    return Promise.resolve({ epoch: 'e1', results, ...(this.limits ? { takes: this.limits } : {}) });
  }

  get sizes(): number[] {
    return this.batches.map(({ size }) => size);
  }
}

const change = (n: number, after: string[] = []): Mutation => ({
  ...{ id: `m${n}`, context: 'partner-account', name: 'partner.delete', args: { ids: ['p'] } },
  ...{ before: {}, touches: [], after, at: '2026-03-02T08:00:00.000Z' },
});
const failing = (status: number | null) => {
  throw new PartnerFailure(
    { code: status === null ? 'unreachable' : 'unexpected-answer', message: 'It failed.' },
    status === null ? {} : { status },
  );
};

let store: ScriptedCache;
let door: LargeDoor;
let size: PushSize;

beforeEach(() => {
  store = new ScriptedCache();
  door = new LargeDoor();
  size = new PushSize();
});

function next(): Promise<PushReport> {
  const signal = new AbortController().signal;
  return pushBatches({ cache: store.cache, door, sent: new SentChanges(), size, signal });
}

async function all(): Promise<void> {
  while ((await next()).settled > 0);
}

const fill = (count: number) => store.queue(...Array.from({ length: count }, (_, n) => change(n)));

describe('how much is sent at once', () => {
  test('is what every server takes at first, then what this one says it takes, packed', async () => {
    fill(4500);
    await all();
    expect(door.batches).toEqual([
      { size: 100, packed: false },
      { size: 2000, packed: true },
      { size: 2000, packed: true },
      { size: 400, packed: true },
    ]);
    expect(store.settled.map(({ id }) => id)).toEqual(Array.from({ length: 4500 }, (_, n) => `m${n}`));
  });

  test('stays at a hundred, unpacked, where the server says nothing', async () => {
    door.limits = undefined;
    fill(250);
    await all();
    expect(door.batches.every(({ size: count, packed }) => count <= 100 && !packed)).toBe(true);
  });

  test('shrinks when there’s no answer, down to a hundred, and is large again once the outbox was empty', async () => {
    fill(8000);
    await next();
    door.choke = () => failing(null);
    const first = door.sizes.length;
    for (let round = 0; round < 5; round++) await expect(next()).rejects.toThrow('It failed.');
    const sizes = [...new Set(door.sizes.slice(first))];
    expect(sizes).toEqual([2000, 500, 125, 100]);
    door.choke = () => undefined;
    await all();
    const before = door.sizes.length;
    fill(3000);
    await next();
    expect(door.sizes.slice(before)).toEqual([2000, 1000]);
  });

  test('is no more than a hundred for good once something on the way refused more', async () => {
    fill(5000);
    await next();
    door.choke = (mutations) => mutations.length > 100 && failing(413);
    await all();
    expect(door.sizes.filter((count) => count > 100)).toEqual([2000, 2000, 900]);
    expect(store.settled.filter(({ outcome }) => outcome === 'applied')).toHaveLength(5000);
  });

  test('goes unpacked where something on the way doesn’t take packed bodies', async () => {
    fill(2500);
    await next();
    door.choke = (_mutations, packed) => packed && failing(415);
    await all();
    expect(door.batches.slice(1)).toEqual([
      { size: 2000, packed: true },
      { size: 2000, packed: false },
      { size: 400, packed: false },
    ]);
  });
});

describe('how many bytes are sent at once', () => {
  test('shrinks with each push that failed, down to less than a change has, and grows with each that’s answered', () => {
    size.answered(takes);
    expect(size.bytes).toBe(4_000_000);
    size.failed();
    expect(size.bytes).toBe(1_000_000);
    for (let round = 0; round < 10; round++) size.failed();
    expect(size.bytes).toBe(256);
    size.answered(takes);
    expect(size.bytes).toBe(512);
    for (let round = 0; round < 20; round++) size.answered(takes);
    expect(size.bytes).toBe(4_000_000);
  });

  test('is what the server takes again once the outbox was empty', () => {
    for (let round = 0; round < 10; round++) size.failed();
    size.emptied();
    expect(size.bytes).toBe(4 * 1024 * 1024);
  });
});

test('of batches that are under way together, one that gets no answer is put back and the others keep their outcomes', async () => {
  fill(6100);
  await next();
  door.choke = (mutations) => mutations.some(({ id }) => id === 'm2500') && failing(null);
  await expect(next()).rejects.toThrow('It failed.');
  expect(store.settled).toHaveLength(4100);
  expect(store.outbox.map(({ id }) => id)).toEqual(Array.from({ length: 2000 }, (_, n) => `m${n + 2100}`));
  door.choke = () => undefined;
  await all();
  expect(new Set(store.settled.map(({ id }) => id)).size).toBe(6100);
});

describe('of a push that failed', () => {
  const untouched = () => store.untouched.flatMap(({ ids }) => ids);
  const slowDown = () => {
    throw new PartnerFailure(
      { code: 'too-many-requests', message: 'It asks to slow down.' },
      { status: 429, retryAfterMs: 2000, nothingDone: true },
    );
  };

  test('what was refused unseen comes back as untouched, with the reason, and what got no answer doesn’t', async () => {
    fill(6100);
    await next();
    door.choke = (mutations) => {
      if (mutations.some(({ id }) => id === 'm100')) failing(null);
      slowDown();
    };
    await expect(next()).rejects.toThrow();
    expect(store.untouched.map(({ ids, because }) => [ids.length, because])).toEqual([
      [0, 'It failed.'],
      [2000, 'It asks to slow down.'],
      [2000, 'It asks to slow down.'],
    ]);
    expect(untouched()).not.toContain('m100');
  });

  test('what went out in a request before that may have been carried out is none of it', async () => {
    fill(2100);
    await next();
    // The whole batch is refused, its first part is applied, the next part fails, and then there's too much to do.
    let asked = 0;
    door.choke = (mutations) => {
      asked += 1;
      if (mutations.length > 100) failing(413);
      if (asked > 2) slowDown();
    };
    await expect(next()).rejects.toThrow('It asks to slow down.');
    expect(asked).toBe(3);
    expect(untouched()).toEqual([]);
  });

  test('what never left, as nobody could be asked who is there, is all of it', async () => {
    fill(3);
    const cause = new PartnerFailure({ code: 'unreachable', message: 'It can’t be reached.' });
    door.choke = () => {
      throw neverLeft(cause);
    };
    await expect(next()).rejects.toThrow('It can’t be reached.');
    expect(untouched()).toEqual(['m0', 'm1', 'm2']);
  });
});

test('a batch that fails while the next one is still being taken from the outbox is told once, by the push', async () => {
  fill(6100);
  await next();
  door.choke = () => failing(null);
  store.broken = (call) => (call === 'nextBatch' ? setTimeout(5) : undefined);
  const untold: unknown[] = [];
  const hear = (reason: unknown) => untold.push(reason);
  process.on('unhandledRejection', hear);
  onTestFinished(() => void process.off('unhandledRejection', hear));
  await expect(next()).rejects.toThrow('It failed.');
  expect(untold).toEqual([]);
});

test('where the next batch can’t be taken from the outbox, those under way are waited for and keep their outcomes', async () => {
  fill(6100);
  await next();
  let asked = 0;
  store.broken = (call) => {
    if (call === 'nextBatch' && ++asked === 2) throw new Error('The disk is full.');
  };
  await expect(next()).rejects.toThrow('The disk is full.');
  expect(store.settled).toHaveLength(2100);
  expect(store.sending).toEqual([]);
  await all();
  expect(new Set(store.settled.map(({ id }) => id)).size).toBe(6100);
});

test('one change among thousands that the server chokes on is found, and only what follows it waits', async () => {
  store.queue(...Array.from({ length: 100 }, (_, n) => change(n)));
  await next();
  store.queue(
    ...Array.from({ length: 1000 }, (_, n) => change(1000 + n, n === 700 || n === 950 ? ['m1300'] : [])),
  );
  door.choke = (mutations) => mutations.some(({ id }) => id === 'm1300') && failing(500);
  const report = await next();
  expect(report).toMatchObject({ settled: 997, again: 3 });
  const again = store.settled.filter(({ outcome }) => outcome === 'retry');
  expect(again.map(({ id }) => id).sort()).toEqual(['m1300', 'm1700', 'm1950']);
  // Nobody has said that nothing of them was done.
  for (const outcome of again) expect(outcome).toMatchObject({ isUnclear: true });
});

test('an edit of a field that the partner API is too old to know is kept, with what it’s called', async () => {
  fill(2);
  const detail = 'This partner API doesn’t know the field “serviceTier”. Nothing of the change was done.';
  const problem = {
    type: '/problems/field-unknown',
    title: 'A title',
    status: 422,
    kind: 'field-unknown',
    detail,
  };
  door.push = (mutations) =>
    Promise.resolve({
      epoch: 'e1',
      results: mutations.map(({ id }) => ({ id, outcome: 'rejected' as const, problem })),
    });
  expect(await next()).toMatchObject({ settled: 0, again: 2 });
  expect(store.settled[0]).toMatchObject({
    outcome: 'retry',
    because: `${detail} It’s kept here, and goes by itself once the partner API is updated.`,
  });
});
