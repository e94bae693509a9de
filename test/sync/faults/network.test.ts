import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import type { SyncState } from '../../../common/contract/views.ts';
import { mutationOf, SyncCaller } from '../../integration/partner-api/caller.ts';
import { TcpFaultProxy, type TcpFault } from '../../support/tcp-fault-proxy.ts';
import { TestConsole } from '../../support/test-console.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { effectsOnServer } from '../../support/what-is-kept.ts';

// Real sockets between the console and its partner API. The console's clock stands still: no deadline passes by chance.

let api: TestPartnerApi;
let line: TcpFaultProxy;
let console: TestConsole;

beforeEach(async () => {
  api = await TestPartnerApi.start();
  line = await TcpFaultProxy.before(api.url);
  console = await TestConsole.start();
});
afterEach(async () => {
  await console.remove();
  await line.close();
  await api.remove();
});

const connect = () => console.give('workspace.connect', { url: line.url, login: 'admin', password });
const fields = (name: string) => ({ partnerId: null, name, email: 'office@riverside.example' });
/** Longer than any deadline and any wait between tries, in milliseconds. */
const longMs = 10 * 60_000;

const inTrouble = ({ trouble }: SyncState) => trouble !== null;

/** What a fault leads to: the phase, and what the sentence on screen says. */
const faults: [TcpFault, SyncState['phase'], RegExp][] = [
  ['reset', 'unreachable', /^The partner API at 127\.0\.0\.1:\d+ can’t be reached/],
  ['black-hole', 'unreachable', /^The partner API didn’t answer in time\./],
  ['half-closed', 'unreachable', /broke off|can’t be reached/],
  ['garbage', 'faulty-answers', /can’t be understood/],
  ['garbage-head', 'faulty-answers', /isn’t understood at all/],
];

/**
 * Waits for the trouble that the fault makes. Into a black hole time has to pass, again and again: whose request is the first in it
 * isn't said, and others wait behind it.
 */
async function untilInTrouble(fault: TcpFault, asked: Promise<void>): Promise<SyncState> {
  const trouble = console.until(`in trouble by ${fault}`, inTrouble);
  if (fault !== 'black-hole') return trouble;
  let isOver = false;
  const over = trouble.then(() => {
    isOver = true;
  });
  await asked;
  while (!isOver) {
    console.clock.advance(2 * 60_000);
    await Promise.race([over, setTimeout(200)]);
  }
  return trouble;
}

describe('a line with a fault', () => {
  test.each(faults)(
    '%s: what is here stays, the screen says what is so, and once it heals each change is confirmed exactly once',
    async (fault, phase, sentence) => {
      await connect();
      await console.settled();
      const names = await console.names('customer');
      line.fault = fault;
      const asked = line.untilSwallowed();
      const first = await console.give('customer.create', fields('Made In Trouble'));
      const state = await untilInTrouble(fault, asked);
      expect(state.trouble?.sentence).toMatch(sentence);
      expect(state).toMatchObject({ phase, waiting: 1, stuck: 0, complete: true });
      const second = await console.give('customer.update', {
        id: first.id,
        fields: { ...fields('Made In Trouble'), notes: 'twice' },
      });
      expect(await console.names('customer')).toEqual(expect.arrayContaining([...names, 'Made In Trouble']));

      line.fault = 'none';
      console.clock.advance(longMs);
      expect(await console.settled()).toMatchObject({ trouble: null, stuck: 0 });
      const effects = effectsOnServer(api.folder);
      for (const id of [...first.mutationIds, ...second.mutationIds]) expect(effects.get(id)).toBe(1);
      expect([...effects.values()].every((times) => times === 1)).toBe(true);
      expect((await console.names('customer', 'Made In Trouble')).length).toBe(1);
    },
  );

  test.each(faults)(
    '%s, from the first page on: the first snapshot goes on once it heals',
    async (fault, phase, sentence) => {
      line.beginAt('GET /v1/snapshot', fault);
      const asked = line.untilSwallowed();
      await connect();
      const state = await untilInTrouble(fault, asked);
      expect(state.trouble?.sentence).toMatch(sentence);
      expect(state).toMatchObject({ phase, complete: false });
      line.fault = 'none';
      console.clock.advance(longMs);
      await console.settled();
      expect((await console.names('customer')).length).toBe(61);
    },
  );

  test.each(['latency', 'throttle'] as const)('%s: it takes longer, and nothing else', async (fault) => {
    line.fault = fault;
    await connect();
    const { mutationIds } = await console.give('customer.create', fields('Took Its Time'));
    await console.settled();
    expect(effectsOnServer(api.folder).get(mutationIds[0] ?? '')).toBe(1);
    const states = console.events.filter(({ name }) => name === 'sync.changed');
    expect(states.filter(({ payload }) => inTrouble(payload as SyncState))).toEqual([]);
    expect(line.delayed).toBeGreaterThan(10);
  });

  test('an answer that was cut before it was unpacked is used in no part', async () => {
    line.beginAt('GET /v1/snapshot', 'cut-gzip');
    await connect();
    const state = await console.until('in trouble', inTrouble);
    expect(line.cut).toBeGreaterThan(0);
    expect(state.trouble?.sentence).toMatch(/can’t be understood|broke off/);
    expect(await console.names('customer')).toEqual([]);
    line.fault = 'none';
    console.clock.advance(longMs);
    await console.settled();

    // And changes: more than fit a packet, so that they come packed.
    const caller = await SyncCaller.of(api.url);
    line.fault = 'cut-gzip';
    const before = line.cut;
    const creates = Array.from({ length: 40 }, (_, n) =>
      mutationOf('customer.create', { id: newId(), fields: fields(`Packed ${n}`) }),
    );
    await caller.push(...creates);
    await console.until('in trouble', inTrouble);
    expect(line.cut).toBeGreaterThan(before);
    expect(await console.names('customer', 'Packed')).toEqual([]);
    line.fault = 'none';
    console.clock.advance(longMs);
    await console.settled();
    expect((await console.names('customer', 'Packed')).length).toBe(40);
  });

  test('a console that starts into a black hole shows what it has, and can be worked with', async () => {
    await connect();
    await console.settled();
    const names = await console.names('customer');
    line.fault = 'black-hole';
    const asked = line.untilSwallowed();
    await console.restart();
    expect(await console.names('customer')).toEqual(names);
    const { mutationIds } = await console.give('customer.create', fields('Made In The Dark'));
    expect(await console.names('customer', 'Made In The Dark')).toEqual(['Made In The Dark']);
    await asked;
    console.clock.advance(2 * 60_000);
    const state = await console.until('in trouble', inTrouble);
    expect(state).toMatchObject({ phase: 'unreachable', waiting: 1 });
    line.fault = 'none';
    console.clock.advance(longMs);
    await console.settled();
    expect(effectsOnServer(api.folder).get(mutationIds[0] ?? '')).toBe(1);
  });
});

/** What a line carries, in bytes a second, by the console's clock; counts the pushes that were begun, and how long requests took. */
function carry(bytesPerSecond: number): { pushes: number; tookMs: number } {
  const carried = { pushes: 0, tookMs: 0 };
  line.onRequest = (bytes) => {
    if (bytes.includes('POST /v1/mutations')) carried.pushes++;
    const ms = Math.ceil((bytes.byteLength / bytesPerSecond) * 1000);
    carried.tookMs += ms;
    console.clock.advance(ms);
  };
  return carried;
}

describe('an outbox of forty customers with logos of 95 kB', () => {
  const logo = `data:image/png;base64,${'A'.repeat(95_000)}`;
  let mutationIds: string[];

  beforeEach(async () => {
    await connect();
    await console.settled();
    line.fault = 'reset';
    mutationIds = [];
    for (let n = 0; n < 40; n++) {
      const made = await console.give('customer.create', { ...fields(`With Logo ${n}`), rebrand: { logo } });
      mutationIds.push(...made.mutationIds);
    }
    await console.stop();
    line.fault = 'none';
  });

  /** A console that has seen no push fail, after the moment in which its window has the network for itself. */
  const startAgain = async () => {
    await console.restart();
    await expect.poll(() => console.clock.waits.length).toBeGreaterThan(0);
    console.clock.advance(1000);
  };

  const eachOnce = () => {
    const effects = effectsOnServer(api.folder);
    expect(mutationIds.map((id) => effects.get(id))).toEqual(mutationIds.map(() => 1));
  };

  test('goes over a line of 50 kB/s in one push, which takes longer than an answer may', async () => {
    const carried = carry(50_000);
    await startAgain();
    await console.settled();
    expect(carried.tookMs).toBeGreaterThan(70_000);
    expect(carried.pushes).toBe(1);
    eachOnce();
  });

  test('goes over a line of 5 kB/s in pushes that shrink until one gets through', async () => {
    const carried = carry(5000);
    await startAgain();
    let former: string | null = null;
    for (;;) {
      const state = await console.until(
        'settled, or waiting for the next try',
        ({ phase, waiting, nextTryAt }) =>
          (phase === 'up-to-date' && waiting === 0) || (nextTryAt !== null && nextTryAt !== former),
      );
      if (state.waiting === 0) break;
      former = state.nextTryAt;
      console.clock.advance(Math.max(0, Date.parse(former ?? '') - console.clock.now()));
    }
    expect(carried.pushes).toBeGreaterThan(10);
    eachOnce();
  });
});
