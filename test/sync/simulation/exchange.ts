import type { WireAnswer } from './router.ts';

/** One request on the client's side: answered, failed or given up, once. */
export class Exchange {
  readonly #signal: AbortSignal | null;
  readonly #alive: () => boolean;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (why: Error) => void;
  #over = false;
  #chunks: ChunkLine | null = null;
  onHeard: ((answer: WireAnswer) => void) | null = null;

  constructor(
    signal: AbortSignal | null,
    alive: () => boolean,
    resolve: (value: unknown) => void,
    reject: (why: Error) => void,
  ) {
    this.#signal = signal;
    this.#alive = alive;
    this.#resolve = resolve;
    this.#reject = reject;
    signal?.addEventListener('abort', () => {
      this.fail('aborted');
      this.#chunks?.fail(new Error('aborted'));
    });
  }

  get isGone(): boolean {
    return !this.#alive() || (this.#signal?.aborted ?? false);
  }

  fail(code: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#reject(
      Object.assign(new Error('fetch failed'), { cause: Object.assign(new Error(code), { code }) }),
    );
  }

  /** @param cuts where the bytes are parted, as fractions; `endsAt` lets the connection break there */
  answer(answer: WireAnswer, cuts: readonly number[], endsAt?: number): void {
    const chunks = new ChunkLine();
    const at = Math.floor((cuts[0] ?? 1) * answer.body.byteLength);
    const whole = endsAt === undefined;
    if (at > 0) chunks.push(answer.body.subarray(0, at));
    if (whole && at < answer.body.byteLength) chunks.push(answer.body.subarray(at));
    if (whole) chunks.end();
    else chunks.fail(Object.assign(new Error('terminated'), { code: 'ECONNRESET' }));
    if (whole && !this.#over && !this.isGone) this.onHeard?.(answer);
    this.#open(answer.status, answer.type, answer.retryAfter, chunks);
  }

  stream(chunks: ChunkLine): void {
    this.#open(200, 'text/event-stream', null, chunks);
  }

  #open(status: number, type: string, retryAfter: string | null, chunks: ChunkLine): void {
    if (this.#over) return;
    this.#over = true;
    this.#chunks = chunks;
    const headers = new Map([['content-type', type]]);
    if (retryAfter !== null) headers.set('retry-after', retryAfter);
    this.#resolve({
      ok: status >= 200 && status < 300,
      status,
      headers: { get: (name: string) => headers.get(name) ?? null },
      body: chunks,
    });
  }
}

/** Bytes as they come, to be awaited one by one. */
export class ChunkLine implements AsyncIterable<Uint8Array> {
  readonly #ready: Uint8Array[] = [];
  #wake: (() => void) | null = null;
  #failure: Error | null = null;
  ended = false;

  push(bytes: Uint8Array): void {
    if (this.ended) return;
    this.#ready.push(bytes);
    this.#wake?.();
  }

  end(): void {
    this.ended = true;
    this.#wake?.();
  }

  fail(why: Error): void {
    if (this.ended) return;
    this.#failure = why;
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = this.#ready.shift();
      if (next) yield next;
      else if (this.#failure) throw this.#failure;
      else if (this.ended) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
