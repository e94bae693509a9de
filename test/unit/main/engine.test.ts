import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Mutation } from '../../../common/domain/mutations.ts';
import type { ErrorCode } from '../../../common/contract/errors.ts';
import type { SyncState } from '../../../common/contract/views.ts';
import { Stopped } from '../../../main/partner/deadline.ts';
import { PartnerFailure } from '../../../main/partner/failure.ts';
import { SyncEngine } from '../../../main/sync/engine.ts';
import { NoticeBoard } from '../../../main/sync/notices.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { ScriptedCache, ScriptedDoor } from '../../support/scripted-sync.ts';

let clock: ManualClock;
let store: ScriptedCache;
let door: ScriptedDoor;
let notices: NoticeBoard;
let engine: SyncEngine;
let phases: SyncState['phase'][];

beforeEach(() => {
  clock = new ManualClock();
  store = new ScriptedCache();
  door = new ScriptedDoor();
  notices = new NoticeBoard(clock);
  phases = [];
});
afterEach(() => engine.close());

function build(offlineByChoice = false): void {
  engine = new SyncEngine({
    cache: store.cache,
    door,
    clock,
    random: { bytes: (count) => new Uint8Array(count), fraction: () => 0.5 },
    log: () => undefined,
    offlineByChoice,
    notices,
    onState: ({ phase }) => phases.push(phase),
  });
  store.onChange = (told) => engine.cacheChanged(told);
}

async function start(): Promise<void> {
  build();
  engine.wake('now');
  await engine.rested();
}

/** Lets what a timer or an event began come to its end. */
async function passes(ms: number): Promise<void> {
  clock.advance(ms);
  await engine.rested();
}

const failing =
  (code: ErrorCode, answer = {}) =>
  () => {
    throw new PartnerFailure({ code, message: 'What happened.' }, answer);
  };
const change = (id: string, after: string[] = []): Mutation => ({
  id,
  context: 'partner-account',
  name: 'partner.delete',
  args: { ids: ['p'] },
  before: {},
  touches: [],
  after,
  at: '2026-03-02T08:00:00.000Z',
});
const count = (asked: string[], what: string) => asked.filter((one) => one.startsWith(what)).length;

describe('synchronising', () => {
  test('pulls, compares checksums once, and then every minute asks again by itself', async () => {
    await start();
    await passes(60_000);
    expect(door.asked).toEqual(['changes c1 digest', 'changes c1 digest']);
    store.pages = [{ digestsAgree: true }];
    await passes(60_000);
    await passes(60_000);
    expect(door.asked.slice(2)).toEqual(['changes c1 digest', 'changes c1']);
    expect(engine.state.phase).toBe('up-to-date');
  });

  test('compares checksums again after ten minutes', async () => {
    store.pages = [{ digestsAgree: true }];
    await start();
    for (let minute = 0; minute < 10; minute++) await passes(60_000);
    expect(door.asked.filter((asked) => asked.endsWith('digest'))).toHaveLength(2);
  });

  test('goes on when it’s online again before the cycle that going offline broke off has ended', async () => {
    door.script.changes = [
      () => {
        throw new Stopped();
      },
    ];
    build();
    let times = 0;
    // While it looks for something to send, of which there's nothing.
    Object.defineProperty(door, 'understood', {
      get: () => {
        if (times++ > 0) return null;
        engine.workOffline(true);
        engine.workOffline(false);
        return null;
      },
    });
    engine.wake('now');
    await engine.rested();
    expect(count(door.asked, 'changes')).toBe(2);
    expect(engine.state.phase).toBe('up-to-date');
  });

  test('sends a change at once and pulls its echo', async () => {
    await start();
    store.queue(change('m1'));
    engine.wake('turn');
    await engine.rested();
    expect(door.asked.slice(1)).toEqual(['push m1', 'changes c1 digest']);
    expect(store.settled).toEqual([{ id: 'm1', outcome: 'applied', seq: 2 }]);
    expect(phases).toContain('pushing');
  });

  test('sends more than a hundred changes in batches, in order', async () => {
    store.queue(...Array.from({ length: 250 }, (_, index) => change(`m${index}`)));
    await start();
    expect(count(door.asked, 'push')).toBe(3);
    expect(store.settled.map(({ id }) => id)).toEqual(Array.from({ length: 250 }, (_, index) => `m${index}`));
  });

  test('takes the first snapshot, then the changes since it began', async () => {
    store.status = { ...store.status, complete: false, cursor: null };
    await start();
    expect(door.asked).toEqual(['snapshot first', 'changes c1 digest']);
    expect(phases[0]).toBe('first-snapshot');
    expect(engine.state).toMatchObject({ phase: 'up-to-date', complete: true });
  });

  test('pulls when the server’s events tell of something newer, and not of what is here already', async () => {
    await start();
    door.listening?.onEvent({ epoch: 'e1', seq: 1 });
    await engine.rested();
    expect(count(door.asked, 'changes')).toBe(1);
    door.listening?.onEvent({ epoch: 'e1', seq: 2 });
    await engine.rested();
    expect(count(door.asked, 'changes')).toBe(2);
  });

  test('asks at once when the stream of events is lost, and comes back to it', async () => {
    await start();
    door.listening?.end();
    await expect.poll(() => count(door.asked, 'changes')).toBe(2);
    await engine.rested();
    clock.advance(1000);
    expect(door.listening).not.toBeNull();
  });
});

describe('trouble', () => {
  test('waits longer after each failure, up to a minute, and says when it tries again', async () => {
    door.script.changes = Array.from({ length: 9 }, () => failing('unreachable'));
    await start();
    const waits: (number | undefined)[] = [];
    for (let failure = 0; failure < 8; failure++) {
      waits.push(clock.waits[0]);
      await passes(clock.waits[0] ?? 0);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(engine.state).toMatchObject({ phase: 'unreachable', trouble: { sentence: 'What happened.' } });
    expect(engine.state.nextTryAt).not.toBeNull();
    await passes(30_000);
    await passes(30_000);
    expect(engine.state).toMatchObject({ phase: 'up-to-date', trouble: null });
  });

  test('of a try during which the operator asked for one at once is followed by that one', async () => {
    door.script.changes = [
      () => {
        engine.wake('turn');
        engine.wake('now');
        engine.wake('turn');
        return failing('unreachable')();
      },
    ];
    await start();
    expect(count(door.asked, 'changes')).toBe(2);
    expect(engine.state).toMatchObject({ phase: 'up-to-date', trouble: null });
  });

  test('isn’t made worse by each change that is made meanwhile, but the operator can try at once', async () => {
    door.script.changes = [failing('unreachable')];
    await start();
    store.queue(change('m1'));
    engine.wake('turn');
    await engine.rested();
    expect(count(door.asked, 'push')).toBe(0);
    engine.wake('now');
    await engine.rested();
    expect(store.settled.map(({ id }) => id)).toEqual(['m1']);
  });

  test('of a rate limit pauses everything until its time, whoever asks', async () => {
    door.script.changes = [failing('too-many-requests', { status: 429, retryAfterMs: 20_000 })];
    await start();
    expect(engine.state).toMatchObject({ phase: 'rate-limited', nextTryAt: '2026-03-02T08:00:20.000Z' });
    engine.wake('now');
    engine.workOffline(true);
    engine.workOffline(false);
    await passes(19_999);
    expect(door.asked).toHaveLength(1);
    await passes(1);
    expect(engine.state.phase).toBe('up-to-date');
  });

  test('of an answer lost on the way puts the changes back, to be sent again the same', async () => {
    store.queue(change('m1'), change('m2'));
    door.script.push = [failing('unreachable')];
    await start();
    expect(store.outbox.map(({ id }) => id)).toEqual(['m1', 'm2']);
    await passes(500);
    expect(door.asked.filter((asked) => asked.startsWith('push'))).toEqual(['push m1 m2', 'push m1 m2']);
    expect(store.settled).toHaveLength(2);
  });

  test('of a session that ended keeps the outbox and goes on after signing in', async () => {
    store.queue(change('m1'));
    door.script.push = [
      () => {
        door.signedIn = false;
        engine.sessionChanged();
        return failing('session-expired', { status: 401 })();
      },
    ];
    await start();
    expect(engine.state).toMatchObject({ phase: 'signed-out', waiting: 1 });
    await passes(10 * 60_000);
    expect(count(door.asked, 'push')).toBe(1);
    door.signedIn = true;
    engine.sessionChanged();
    await engine.rested();
    expect(engine.state).toMatchObject({ phase: 'up-to-date', waiting: 0, trouble: null });
  });

  test('of rows that can’t be understood says which, and leaves what is here', async () => {
    store.pages = [{ faults: [{ kind: 'site', id: 's1', reason: 'name is missing' }] }];
    await start();
    expect(engine.state.phase).toBe('faulty-answers');
    expect(engine.state.trouble?.detail).toContain('site s1: name is missing');
    expect(store.asked).not.toContain('startOver same epoch');
  });

  test('of a kind that this version doesn’t know is a notice, once', async () => {
    store.pages = [{ unknownKinds: ['hologram'] }, { unknownKinds: ['hologram'] }];
    await start();
    await passes(60_000);
    expect(engine.state.phase).toBe('up-to-date');
    expect(engine.state.notices.filter(({ sentence }) => sentence.includes('hologram'))).toHaveLength(1);
  });
});

describe('one change that the server chokes on', () => {
  test('doesn’t hold up the rest, and what follows it waits', async () => {
    store.queue(change('good'), change('bad'), change('follows', ['bad']), change('other'));
    const broken = failing('unexpected-answer', { status: 500 });
    door.script.push = [broken, () => undefined, broken];
    await start();
    const outcomes = Object.fromEntries(store.settled.map(({ id, outcome }) => [id, outcome]));
    expect(outcomes).toMatchObject({ good: 'applied', other: 'applied' });
    expect(door.asked.filter((asked) => asked.startsWith('push')).slice(0, 4)).toEqual([
      'push good bad follows other',
      'push good',
      'push bad',
      'push other',
    ]);
  });

  test('is rejected where the server refuses it as it stands', async () => {
    store.queue(change('good'), change('bad'));
    const refusing = failing('unexpected-answer', { status: 413 });
    door.script.push = [refusing, () => undefined, refusing];
    await start();
    expect(store.settled.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'good applied',
      'bad rejected',
    ]);
  });

  test('and is to be sent again later doesn’t keep the engine going round', async () => {
    store.queue(change('m1'));
    door.script.push = [
      () => [{ id: 'm1', outcome: 'retry', because: 'busy' }],
      () => [{ id: 'm1', outcome: 'retry', because: 'busy' }],
    ];
    await start();
    expect(count(door.asked, 'push')).toBeLessThanOrEqual(2);
    await passes(clock.waits[0] ?? 0);
    await passes(clock.waits[0] ?? 0);
    expect(store.settled.at(-1)).toMatchObject({ id: 'm1', outcome: 'applied' });
  });
});

describe('working offline by choice', () => {
  test('asks nothing of the network, and breaks off what is under way', async () => {
    build(true);
    engine.wake('now');
    store.queue(change('m1'));
    engine.wake('turn');
    await passes(60 * 60_000);
    expect(door.asked).toEqual([]);
    expect(engine.state).toMatchObject({ phase: 'offline-by-choice', waiting: 1 });
    engine.workOffline(false);
    await engine.rested();
    expect(engine.state).toMatchObject({ phase: 'up-to-date', waiting: 0 });
    engine.workOffline(true);
    await expect.poll(() => door.listening).toBeNull();
  });
});

describe('a server that is another than before', () => {
  const gone = failing('unexpected-answer', { status: 410 });

  test('with a cursor that is too old gets a new snapshot', async () => {
    door.script.changes = [gone];
    await start();
    expect(store.asked.filter((asked) => asked !== 'unsend')).toEqual([
      'startOver same epoch',
      'beginSnapshot',
      'applySnapshotPage',
      'applyChanges',
    ]);
    expect(engine.state.phase).toBe('up-to-date');
  });

  test('after a restore from a backup is told to the operator, and offered the settled changes again', async () => {
    door.script.changes = [gone];
    door.epochNow = 'e2';
    await start();
    expect(store.asked).toContain('startOver another epoch');
    expect(engine.state.notices.map(({ sentence }) => sentence).join()).toContain('restored from a backup');
  });

  test('noticed first when sending settles nothing by the other epoch’s sequence', async () => {
    store.queue(change('m1'));
    door.script.push = [() => ((door.epochNow = 'e2'), undefined)];
    await start();
    expect(store.asked).toContain('startOver another epoch');
    expect(store.asked.indexOf('unsend')).toBeLessThan(store.asked.indexOf('startOver another epoch'));
  });

  test('that says so again and again ends in trouble, not in a loop', async () => {
    door.script.changes = [gone, gone];
    await start();
    expect(count(store.asked, 'startOver')).toBe(1);
    expect(engine.state.phase).toBe('faulty-answers');
  });
});

describe('counts that don’t add up', () => {
  test('lead to one new snapshot and a notice', async () => {
    store.pages = [{ digestsAgree: false }, {}, { digestsAgree: true }];
    await start();
    expect(store.asked.filter((asked) => asked.startsWith('startOver'))).toEqual(['startOver same epoch']);
    expect(engine.state.phase).toBe('up-to-date');
    expect(engine.state.notices[0]?.sentence).toContain('didn’t add up');
  });

  test('even after that are told as trouble, and what is here stays', async () => {
    store.pages = [{ digestsAgree: false }, {}, { digestsAgree: false }];
    await start();
    expect(count(store.asked, 'startOver')).toBe(1);
    expect(engine.state.phase).toBe('faulty-answers');
    expect(engine.state.trouble?.sentence).toContain('doesn’t add up');
  });
});

describe('a computer that was asleep', () => {
  test('checks at once on waking, counts and checksums included', async () => {
    await start();
    await passes(30_000);
    door.asked.length = 0;
    clock.set(8 * 3_600_000);
    engine.woke();
    await engine.rested();
    expect(door.asked).toEqual(['changes c1 digest']);
    expect(engine.state).toMatchObject({ phase: 'up-to-date' });
    expect(Date.parse(store.status.currentAt ?? '')).toBe(clock.now());
  });

  test('asks again what it was asking for when it fell asleep, and once', async () => {
    build();
    const asking = Promise.withResolvers<void>();
    door.script.changes.push(() => {
      asking.resolve();
      return new Promise((_resolve, reject) => (breakOff = reject));
    });
    let breakOff: (why: Error) => void = () => undefined;
    engine.wake('now');
    await asking.promise;
    engine.woke();
    breakOff(new Error('broken off'));
    await engine.rested();
    expect(door.asked.filter((each) => each.startsWith('changes'))).toHaveLength(2);
    expect(engine.state.phase).toBe('up-to-date');
  });

  test('tries once for all timers that passed meanwhile', async () => {
    door.script.changes.push(failing('unreachable'));
    await start();
    expect(engine.state.phase).toBe('unreachable');
    door.asked.length = 0;
    engine.woke();
    clock.advance(8 * 3_600_000);
    engine.woke();
    await engine.rested();
    expect(engine.state.phase).toBe('up-to-date');
    expect(door.asked.filter((each) => each.startsWith('changes')).length).toBeLessThanOrEqual(2);
  });

  test('still waits as long as the server asked it to', async () => {
    door.script.changes.push(failing('too-many-requests', { status: 429, retryAfterMs: 60_000 }));
    await start();
    door.asked.length = 0;
    engine.woke();
    await engine.rested();
    expect(door.asked).toEqual([]);
    await passes(60_000);
    expect(engine.state.phase).toBe('up-to-date');
  });
});

describe('a clock that is set', () => {
  const days = 3 * 24 * 3_600_000;
  test.each([
    ['back', -days],
    ['on', days],
  ])('%s by days stalls no try, and names no try in days', async (_how, ms) => {
    door.script.changes.push(failing('unreachable'));
    await start();
    clock.set(ms);
    const { nextTryAt } = engine.state;
    expect(Math.abs(Date.parse(nextTryAt ?? '') - clock.now())).toBeLessThanOrEqual(days);
    if (ms < 0) expect(Date.parse(nextTryAt ?? '') - clock.now()).toBeLessThanOrEqual(60_000);
    await passes(60_000);
    expect(engine.state).toMatchObject({ phase: 'up-to-date', nextTryAt: null });
    expect(Date.parse(store.status.currentAt ?? '')).toBe(clock.now());
  });

  test('back by days doesn’t put off comparing counts and checksums', async () => {
    await start();
    clock.set(-days);
    door.asked.length = 0;
    await passes(60_000);
    expect(door.asked).toContain('changes c1 digest');
  });
});

test('a server that demands a newer app is asked again now and then, and not at every change', async () => {
  const tooOld = failing('client-too-old', { status: 426, retryAfterMs: 300_000 });
  door.script.changes.push(tooOld, tooOld);
  await start();
  expect(engine.state.phase).toBe('client-too-old');
  door.asked.length = 0;
  for (const id of ['a', 'b', 'c']) {
    store.queue(change(id));
    engine.wake('turn');
  }
  await passes(299_000);
  expect(door.asked).toEqual([]);
  await passes(1000);
  expect(engine.state).toMatchObject({ phase: 'client-too-old', waiting: 0 });
});

test('what couldn’t be written down when it was answered, nor put back in line, goes again once the disk has room', async () => {
  await start();
  let isFull = false;
  store.broken = (call) => {
    isFull ||= call === 'settle';
    if (isFull) throw new Error('The disk is full.');
  };
  store.queue(change('m1'));
  engine.wake('now');
  await engine.rested();
  expect(store.sending.map(({ id }) => id)).toEqual(['m1']);
  store.broken = () => undefined;
  engine.wake('now');
  await engine.rested();
  expect(store.settled).toMatchObject([{ id: 'm1', outcome: 'applied' }]);
  expect(engine.state.phase).toBe('up-to-date');
});
