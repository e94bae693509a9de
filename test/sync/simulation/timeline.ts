import type { Clock } from '../../../main/ports.ts';

interface Event {
  at: number;
  order: number;
  run: (() => void) | null;
}

/**
 * The only clock of a world. What is to happen stands in one queue by time, and by order where times are the same; nothing
 * happens between two events. After each event every promise that can go on has gone on before the next one begins.
 */
export class Timeline {
  now: number;
  /** Events that have happened. */
  happened = 0;
  readonly #heap: Event[] = [];
  #order = 0;

  constructor(start: number) {
    this.now = start;
  }

  /** Lets something happen in `ms` milliseconds; what comes back calls it off. */
  after(ms: number, run: () => void): () => void {
    const event: Event = { at: this.now + Math.max(0, ms), order: this.#order++, run };
    this.#push(event);
    return () => {
      event.run = null;
    };
  }

  /** Lets `ms` milliseconds pass, or more where something lasts. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    while (await this.#step(end));
    this.now = Math.max(this.now, end);
  }

  /** Goes on until it's `done`, or until `ms` have passed. Gives whether it's done. */
  async until(done: () => boolean, ms: number): Promise<boolean> {
    const end = this.now + ms;
    while (!done())
      if (!(await this.#step(end))) {
        this.now = Math.max(this.now, end);
        return done();
      }
    return true;
  }

  /** Nothing happens for `ms`, as in a computer that sleeps: what was due meanwhile happens late, all at once. */
  sleep(ms: number): void {
    this.now += ms;
  }

  /** A clock that is `skew()` milliseconds wrong, for as long as `alive()`. */
  clock(skew: () => number, alive: () => boolean): Clock {
    return {
      now: () => this.now + skew(),
      after: (ms, run) =>
        this.after(ms, () => {
          if (alive()) run();
        }),
    };
  }

  async #step(end: number): Promise<boolean> {
    const event = this.#heap[0];
    if (!event || event.at > end) return false;
    this.#pop();
    if (event.run === null) return true;
    this.now = Math.max(this.now, event.at);
    this.happened++;
    event.run();
    await drained();
    return true;
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (!parent || isBefore(parent, event)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let below = at * 2 + 1;
      let child = heap[below];
      if (!child) break;
      const right = heap[below + 1];
      if (right && isBefore(right, child)) {
        child = right;
        below++;
      }
      if (isBefore(last, child)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Resolves when no promise can go on by itself. It's no timer: it comes after all that's ready, at once. */
export function drained(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
