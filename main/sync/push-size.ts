import { mutationBatchBytes, usualBatchLimit, type PushLimits } from '../../common/partner-api/sync-door.ts';

/** What every server takes, and one that announces nothing. */
const usual: PushLimits = { mutations: usualBatchLimit, bytes: mutationBatchBytes, gzip: false };
/** Batches that are under way at a time once the server has said what it takes: while it works on one, the next arrives. */
const lanes = 3;
/** After one that failed, the next push is this many times smaller. */
const shrinking = 4;
/** After one that was answered, the bytes of the next may be this many times as many again. */
const growing = 2;
/** Fewer bytes than any change has: each goes by itself then. */
const leastBytes = 256;

/**
 * How much goes into the next push: what the server said at the last one that it takes. After a push that failed the next are
 * smaller, so that a line that can't carry much at a time carries less, and not nothing: fewer changes until the outbox is empty,
 * and fewer bytes, down to a change at a time, which become more again with every push that's answered.
 */
export class PushSize {
  #takes = usual;
  #ceiling = Number.POSITIVE_INFINITY;
  #bytesCeiling = Number.POSITIVE_INFINITY;
  #refused = false;
  #packs = true;

  get mutations(): number {
    return Math.min(this.#takes.mutations, this.#ceiling);
  }

  /** Most bytes of JSON. A single change may have more. */
  get bytes(): number {
    return Math.min(this.#takes.bytes, this.#bytesCeiling);
  }

  /** Most batches under way at a time. */
  get lanes(): number {
    return this.mutations > usualBatchLimit ? lanes : 1;
  }

  /** Whether the body may be packed. */
  get packed(): boolean {
    return this.#takes.gzip && this.#packs;
  }

  /** A push was answered; `takes` is what the server said of the next. */
  answered(takes: PushLimits | undefined): void {
    this.#takes = takes ?? usual;
    this.#bytesCeiling *= growing;
  }

  /** A push got no answer, or the server failed on it. */
  failed(): void {
    this.#ceiling = Math.max(usualBatchLimit, Math.floor(this.mutations / shrinking));
    this.#bytesCeiling = Math.max(leastBytes, Math.floor(this.bytes / shrinking));
  }

  /** A push was refused as a whole: something on the way takes less than the server says. None as large is tried again. */
  refused(): void {
    if (this.mutations > usualBatchLimit) this.#refused = true;
    this.#ceiling = usualBatchLimit;
  }

  /** Everything is sent. */
  emptied(): void {
    this.#bytesCeiling = Number.POSITIVE_INFINITY;
    if (!this.#refused) this.#ceiling = Number.POSITIVE_INFINITY;
  }

  /** Something on the way doesn't take packed bodies. */
  unpack(): void {
    this.#packs = false;
  }
}
