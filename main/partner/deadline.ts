import type { Clock } from '../ports.ts';
import { PartnerFailure } from './failure.ts';

/** Why a request ended early: whoever asked for it doesn't want the answer any more. */
export class Stopped extends Error {
  constructor() {
    super('stopped');
    this.name = 'Stopped';
  }
}

/** How long each step of a request may take, in milliseconds. Connecting has a deadline of its own, in the dispatcher. */
export interface Patience {
  /** Until the first byte of the answer, connecting and sending included. */
  answerMs: number;
  /** Between bytes of the answer. */
  silenceMs: number;
  /** Until the answer is whole; undefined for one that has no end. */
  wholeMs?: number;
  /** The least that the request's body is to travel at: what it takes at that comes on top, of `answerMs` and of `wholeMs`. */
  sending?: { bytesPerSecond: number };
  /** The least that must come, so that a network which drips isn't waited for all day. */
  pace?: { bytes: number; everyMs: number };
}

/** A request's time, as it goes. */
export interface Deadline {
  signal: AbortSignal;
  /** A body of so many bytes is about to be sent. */
  sends(bytes: number): void;
  /** Something came: the head of the answer (0 bytes), or a part of its body. */
  heard(bytes: number): void;
}

/**
 * Runs something that must keep to `patience`; its signal is aborted by the deadline and by `outer`. Holds even where what is
 * run ignores its signal.
 * @throws PartnerFailure `unreachable` when one of the deadlines has passed; {@link Stopped} when `outer` was aborted
 */
export async function withDeadline<T>(
  clock: Clock,
  patience: Patience,
  outer: AbortSignal | undefined,
  run: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  if (outer?.aborted) throw new Stopped();
  const controller = new AbortController();
  const ended = Promise.withResolvers<never>();
  const end = (why: Error) => {
    ended.reject(why);
    controller.abort(why);
  };
  const { answerMs, silenceMs, wholeMs, pace, sending } = patience;
  let cancelSilence = never;
  let cancelWhole = never;
  const allow = (sendingMs: number) => {
    cancelSilence();
    cancelWhole();
    const forAnswer = answerMs + sendingMs;
    cancelSilence = clock.after(forAnswer, () => end(silent(forAnswer)));
    if (wholeMs === undefined) return;
    const forWhole = wholeMs + sendingMs;
    cancelWhole = clock.after(forWhole, () => end(endless(forWhole)));
  };
  allow(0);
  let cancelPace = never;
  let came = 0;
  const measurePace = () => {
    if (!pace) return;
    cancelPace = clock.after(pace.everyMs, () => {
      if (came < pace.bytes) return end(dripping(came, pace.everyMs));
      came = 0;
      measurePace();
    });
  };
  let hasBegun = false;
  const onStop = () => end(new Stopped());
  outer?.addEventListener('abort', onStop, { once: true });
  try {
    return await Promise.race([
      run({
        signal: controller.signal,
        sends(bytes) {
          if (sending && bytes > 0) allow(Math.ceil((bytes / sending.bytesPerSecond) * 1000));
        },
        heard(bytes) {
          came += bytes;
          cancelSilence();
          cancelSilence = clock.after(silenceMs, () => end(silent(silenceMs)));
          if (!hasBegun) measurePace();
          hasBegun = true;
        },
      }),
      ended.promise,
    ]);
  } finally {
    cancelSilence();
    cancelWhole();
    cancelPace();
    outer?.removeEventListener('abort', onStop);
  }
}

/** Waits for something that goes on by itself, until `signal` is aborted. @throws {@link Stopped} then */
export async function unlessStopped<T>(waited: Promise<T>, signal: AbortSignal): Promise<T> {
  // Where nobody waits any more, its failure isn't lost on anyone: the next use meets it.
  waited.catch(() => undefined);
  if (signal.aborted) throw new Stopped();
  const stopped = Promise.withResolvers<never>();
  const onStop = () => stopped.reject(new Stopped());
  signal.addEventListener('abort', onStop, { once: true });
  try {
    return await Promise.race([waited, stopped.promise]);
  } finally {
    signal.removeEventListener('abort', onStop);
  }
}

function never(): void {
  // Where there's no deadline, there's nothing to cancel.
}

function silent(ms: number): PartnerFailure {
  return late(
    'The partner API didn’t answer in time. It’s tried again by itself; your changes are kept.',
    `nothing heard for ${seconds(ms)}`,
  );
}

function endless(ms: number): PartnerFailure {
  return late(
    'The partner API’s answer took too long to come to its end. Nothing of it was used; it’s asked again by itself, and your changes are kept.',
    `not whole after ${seconds(ms)}`,
  );
}

function dripping(bytes: number, ms: number): PartnerFailure {
  return late(
    'The network is too slow to be of use: hardly anything comes through. It’s tried again by itself; your changes are kept.',
    `${bytes} bytes in ${seconds(ms)}`,
  );
}

function late(message: string, detail: string): PartnerFailure {
  return new PartnerFailure({ code: 'unreachable', message, retry: 'later', detail });
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
