/** What answers sooner than this, in milliseconds, is asked again at once. */
const quick = 100;
/** Longest that a change isn't asked about, in milliseconds. */
const longest = 3000;

/**
 * How soon a question is asked again because something changed. While thousands of rows come in, a question that takes long would
 * keep the cache's reader busy without end: it's left alone for twice as long as the last answer took.
 */
export class Pace {
  readonly #now: () => number;
  #tookMs = 0;
  #cameAt = 0;
  #underWay = 0;
  /** What is wanted once all that is under way has been answered. */
  #ask: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param now milliseconds of any clock */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Waits for an answer, and remembers how long it took. */
  async answerOf<T>(asked: Promise<T>): Promise<T> {
    const began = this.#now();
    this.#underWay += 1;
    try {
      return await asked;
    } finally {
      this.#underWay -= 1;
      this.#cameAt = this.#now();
      this.#tookMs = this.#cameAt - began;
      const ask = this.#ask;
      this.#ask = undefined;
      if (ask) this.askSoon(ask);
    }
  }

  /** Asks now, or once what is under way has been answered and the reader has had its rest; several changes meanwhile are asked about once. */
  askSoon(ask: () => void): void {
    if (this.#timer !== undefined) return;
    if (this.#underWay > 0) {
      this.#ask = ask;
      return;
    }
    const rest = this.#tookMs < quick ? 0 : Math.min(longest, 2 * this.#tookMs);
    const wait = this.#cameAt + rest - this.#now();
    if (rest === 0 || wait <= 0) {
      ask();
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      ask();
    }, wait);
  }

  /** Nobody looks any more. */
  stop(): void {
    this.#ask = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
