import { toAppError } from '../../common/contract/errors.ts';
import type { SyncState } from '../../common/contract/views.ts';
import type { CacheChange, CacheStatus, PageReport } from '../../db/api.ts';
import { isCursorGone, PartnerFailure } from '../partner/failure.ts';
import { isoNow, type Clock, type Log, type Random } from '../ports.ts';
import { backoffMs } from './backoff.ts';
import type { CacheClient } from '../../db/client.ts';
import type { SyncDoor } from './door.ts';
import { EventStream } from './event-stream.ts';
import type { NoticeBoard } from './notices.ts';
import { pullChanges, pullSnapshot, type PullParts } from './pull.ts';
import { pushBatches } from './push.ts';
import { PushSize } from './push-size.ts';
import { SentChanges } from './sent.ts';
import { deriveSyncState, type Activity, type Trouble } from './state.ts';

/** How often it asks by itself when the server's events are silent, in milliseconds. */
const pollMs = 60_000;
/** How often counts and checksums are compared, in milliseconds. */
const digestEveryMs = 10 * 60_000;
/** A second mismatch this soon after a new snapshot isn't answered with another one. */
const mismatchRestMs = 60 * 60_000;

export interface SyncEngineOptions {
  cache: CacheClient;
  door: SyncDoor;
  clock: Clock;
  random: Random;
  log: Log;
  offlineByChoice: boolean;
  notices: NoticeBoard;
  /** Told whenever the state on screen changed. */
  onState(state: SyncState): void;
}

/** What makes it go: the operator or the network (`now`), a change or an event that can wait for its turn (`turn`). */
type Reason = 'now' | 'turn';

/**
 * Keeps the cache and the partner API the same: sends what's in the outbox, pulls what changed, listens for more, and after
 * trouble tries again by itself. One cycle runs at a time; everything that can fail ends in the state, never in a throw.
 */
export class SyncEngine {
  readonly #options: SyncEngineOptions;
  readonly #events: EventStream;
  /** Changes that left in this session, for undo. */
  readonly sent = new SentChanges();
  readonly #pushSize = new PushSize();

  #cache: CacheStatus;
  #activity: Activity = 'idle';
  #trouble: Trouble | null = null;
  #offlineByChoice: boolean;
  #closed = false;

  #cycle: { done: Promise<void>; stop: AbortController } | null = null;
  /** Whether it goes round once more, and why. */
  #again: Reason | null = null;
  #failures = 0;
  #heldBack = 0;
  #nextTryAt: number | null = null;
  /** How long the wait for the next try is as a whole: with the clock set back, it's no longer than that. */
  #waitMs = 0;
  #cancelTimer: (() => void) | null = null;
  #digestAt: number | null = null;
  #mismatchAt: number | null = null;
  #told = '';

  constructor(options: SyncEngineOptions) {
    this.#options = options;
    this.#cache = options.cache.report.status;
    this.#offlineByChoice = options.offlineByChoice;
    this.#events = new EventStream({
      ...options,
      mayConnect: () => this.#mayBegin('turn') && this.#trouble === null,
      onEvent: ({ epoch, seq }) => {
        if (epoch !== this.#cache.epoch || seq > this.#cache.seq) this.wake('turn');
      },
      onReopened: () => (this.#digestAt = null),
      onLost: () => this.wake('turn'),
    });
  }

  get state(): SyncState {
    return deriveSyncState(
      {
        offlineByChoice: this.#offlineByChoice,
        signedIn: this.#options.door.signedIn,
        activity: this.#activity,
        trouble: this.#trouble,
        nextTryAt: this.#trouble || this.#heldBack > 0 ? this.#whenNext() : null,
        notices: this.#options.notices.all,
        clockAheadMs: this.#options.door.clockAheadMs,
      },
      this.#cache,
    );
  }

  /**
   * Synchronises, or goes round once more when it's at it. `now` cuts short the wait after a failure; nothing cuts short a
   * wait that the server asked for.
   */
  wake(reason: Reason): void {
    if (!this.#mayBegin(reason)) return this.#tell();
    if (this.#cycle) {
      // What was asked for at once doesn't wait as long as after a failure where the cycle under way fails.
      if (this.#again !== 'now') this.#again = reason;
      return;
    }
    this.#forgetTimer();
    const stop = new AbortController();
    this.#cycle = { stop, done: this.#run(stop.signal) };
  }

  /**
   * The computer was asleep: connections from before lead nowhere and break off, what was asked on them is asked again, and
   * what's known here is compared with the server at once.
   */
  woke(): void {
    this.#digestAt = null;
    this.#events.stop();
    if (this.#cycle) {
      this.#again ??= 'turn';
      this.#cycle.stop.abort();
    }
    this.wake('now');
  }

  /** Stays away from the network until told otherwise; what's under way is broken off and sent again later. */
  workOffline(offline: boolean): void {
    this.#offlineByChoice = offline;
    if (offline) this.#rest();
    else this.#beginAnew();
    this.#tell();
  }

  /** Someone signed in or out, or the session ended. */
  sessionChanged(): void {
    if (this.#options.door.signedIn) this.#beginAnew();
    else this.#rest();
    this.#tell();
  }

  /** The cache changed, by whatever write. */
  cacheChanged({ status }: CacheChange): void {
    this.#cache = status;
    this.#tell();
  }

  /** Resolves when nothing is under way. */
  async rested(): Promise<void> {
    while (this.#cycle) await this.#cycle.done;
  }

  /** Breaks off what's under way and waits for its end. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#rest();
    await this.rested();
  }

  #mayBegin(reason: Reason): boolean {
    if (this.#closed || this.#offlineByChoice || !this.#options.door.signedIn) return false;
    if (this.#trouble === null || this.#nextTryAt === null || this.#nextTryAt <= this.#options.clock.now())
      return true;
    return reason === 'now' && this.#trouble.error.code !== 'too-many-requests';
  }

  #whenNext(): number | null {
    if (this.#nextTryAt === null) return null;
    return Math.min(this.#nextTryAt, this.#options.clock.now() + this.#waitMs);
  }

  #beginAnew(): void {
    if (this.#trouble?.error.code !== 'too-many-requests') {
      this.#trouble = null;
      this.#failures = 0;
    }
    this.#digestAt = null;
    this.wake('now');
  }

  #rest(): void {
    if (this.#trouble?.error.code !== 'too-many-requests') this.#forgetTimer();
    this.#events.stop();
    this.#cycle?.stop.abort();
  }

  async #run(signal: AbortSignal): Promise<void> {
    this.#again = null;
    try {
      await this.#exchangeOrStartOver(signal);
      this.#succeeded();
    } catch (thrown) {
      this.#failed(thrown, signal);
    } finally {
      this.#activity = 'idle';
      this.#cycle = null;
    }
    // Whoever broke it off may have thought better of it before it ended: what was asked meanwhile has gone with it.
    if (this.#again || signal.aborted) this.wake(this.#again ?? 'turn');
    this.#tell();
  }

  async #exchangeOrStartOver(signal: AbortSignal): Promise<void> {
    const { cache, door, notices } = this.#options;
    try {
      await this.#exchange(signal);
    } catch (thrown) {
      if (!isCursorGone(thrown)) throw thrown;
      const [before, epoch] = [(await cache.write.status()).epoch, await door.epoch(signal)];
      const restored = before !== null && before !== epoch;
      if (restored)
        notices.add({
          id: `epoch ${epoch}`,
          sentence:
            'The partner API was restored from a backup. Everything is fetched anew, and your changes of the last 30 days are offered to it again.',
          detail: `epoch ${before} → ${epoch}`,
        });
      await cache.write.startOver(restored);
      await this.#exchange(signal);
    }
  }

  /** Sends and pulls until there's nothing left to send and nobody asked for another round. */
  async #exchange(signal: AbortSignal): Promise<void> {
    this.#doing('pulling');
    // A batch that was on its way when the app ended, or whose end couldn't be written down: sent again, byte for byte.
    await this.#options.cache.write.unsend();
    for (let round = 0; ; round++) {
      const settled = await this.#push(signal);
      if (round > 0 && settled === 0 && this.#again === null) return;
      this.#again = null;
      await this.#pull(signal);
    }
  }

  async #push(signal: AbortSignal): Promise<number> {
    const { cache, door } = this.#options;
    const before = this.#activity;
    let settled = 0;
    for (;;) {
      if (signal.aborted) throw signal.reason;
      if (this.#cache.waiting > 0) this.#doing('pushing');
      const report = await pushBatches({ cache, door, sent: this.sent, size: this.#pushSize, signal });
      if (report.otherEpoch) throw otherEpoch();
      settled += report.settled;
      if (report.settled > 0) continue;
      this.#heldBack = report.again > 0 ? this.#heldBack + 1 : 0;
      this.#doing(before);
      return settled;
    }
  }

  async #pull(signal: AbortSignal): Promise<void> {
    const { cache, door, clock } = this.#options;
    const parts: PullParts = { cache, door, clock, signal, onPage: (report) => this.#noteTold(report) };
    const status = await cache.write.status();
    if (!status.complete && (status.cursor === null || status.snapshot !== null)) {
      this.#doing('snapshot');
      this.#digestAt = null;
      await pullSnapshot(parts, async () => void (await this.#push(signal)));
    }
    this.#doing('pulling');
    const digest = this.#digestAt === null || hasPassed(clock.now() - this.#digestAt, digestEveryMs);
    const last = await pullChanges(parts, digest);
    this.#cache = last.status;
    if (last.digestsAgree === false) await this.#meetMismatch();
    else if (last.digestsAgree === true) this.#digestAt = clock.now();
  }

  async #meetMismatch(): Promise<void> {
    const { cache, clock, notices } = this.#options;
    const before = this.#mismatchAt;
    this.#mismatchAt = clock.now();
    if (before !== null && !hasPassed(clock.now() - before, mismatchRestMs)) {
      this.#digestAt = clock.now();
      throw new PartnerFailure({
        code: 'unexpected-answer',
        message:
          'What is here doesn’t add up to what the partner API counts, even after fetching everything anew. What is here stays; tell whoever runs the partner API.',
        retry: 'later',
        detail: 'count or checksum of a kind differs after a new snapshot',
      });
    }
    notices.add({
      id: `mismatch ${isoNow(clock)}`,
      sentence:
        'What was here didn’t add up to what the partner API counts, so everything is fetched anew. Your changes are kept.',
      detail: `count or checksum of a kind differed at sequence ${this.#cache.seq}`,
    });
    await cache.write.startOver(false);
    this.#again ??= 'turn';
  }

  #noteTold({ unknownKinds, account }: PageReport): void {
    if (account) this.#options.door.learn(account);
    for (const kind of unknownKinds)
      this.#options.notices.add({
        id: `unknown kind ${kind}`,
        sentence: `The partner API has something that this version doesn’t know (“${kind}”). It’s kept aside; update Switchyard to see it.`,
        detail: `unknown kind ${kind}`,
      });
  }

  #succeeded(): void {
    this.#failures = 0;
    this.#trouble = null;
    this.#events.ensure();
    const { random } = this.#options;
    this.#tryIn(this.#heldBack > 0 ? backoffMs(this.#heldBack, random.fraction()) : pollMs);
  }

  #failed(thrown: unknown, signal: AbortSignal): void {
    const { door, clock, random, log } = this.#options;
    const error = toAppError(thrown);
    if (signal.aborted && error.code !== 'session-expired') return;
    door.doubt();
    if (error.code === 'internal') log('error', 'Synchronising failed', error.detail);
    this.#failures += 1;
    this.#trouble = { error, at: isoNow(clock) };
    if (error.code === 'session-expired') return;
    const asked = thrown instanceof PartnerFailure ? thrown.retryAfterMs : null;
    this.#tryIn(asked ?? backoffMs(this.#failures, random.fraction()));
  }

  #tryIn(ms: number): void {
    const { clock } = this.#options;
    this.#forgetTimer();
    this.#waitMs = ms;
    this.#nextTryAt = clock.now() + ms;
    this.#cancelTimer = clock.after(ms, () => {
      this.#nextTryAt = null;
      this.wake('turn');
    });
  }

  #forgetTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#nextTryAt = null;
  }

  #doing(activity: Activity): void {
    this.#activity = activity;
    this.#tell();
  }

  #tell(): void {
    if (this.#closed) return;
    const { state } = this;
    const text = JSON.stringify(state);
    if (text === this.#told) return;
    this.#told = text;
    this.#options.onState(state);
  }
}

/** Whether a time is over; a clock that was set back says nothing, and counts as if it were. */
function hasPassed(passedMs: number, wantedMs: number): boolean {
  return passedMs >= wantedMs || passedMs < 0;
}

function otherEpoch(): PartnerFailure {
  return new PartnerFailure(
    {
      code: 'unexpected-answer',
      message:
        'The partner API was restored from a backup; everything is fetched anew. Your changes are kept.',
      retry: 'later',
    },
    { status: 410 },
  );
}
