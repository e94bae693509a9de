import { mutationBatchBytes, usualBatchLimit, type PushLimits } from '../../common/partner-api/sync-door.ts';

/** What every server takes, and one that announces nothing. */
const usual: PushLimits = { mutations: usualBatchLimit, bytes: mutationBatchBytes, gzip: false };
/** Batches that are under way at a time once the server has said what it takes: while it works on one, the next arrives. */
const lanes = 3;
/** After one that failed, the next push is this many times smaller. */
const shrinking = 4;

/**
 * How much goes into the next push: what the server said at the last one that it takes. After a push that failed the next are
 * smaller until the outbox is empty, so that a line that can't carry much at a time carries less, and not nothing.
 */
export class PushSize {
  #takes = usual;
  #ceiling = Number.POSITIVE_INFINITY;
  #refused = false;
  #packs = true;

  get mutations(): number {
    return Math.min(this.#takes.mutations, this.#ceiling);
  }

  get bytes(): number {
    return this.#takes.bytes;
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
  }

  /** A push got no answer, or the server failed on it. */
  failed(): void {
    this.#ceiling = Math.max(usualBatchLimit, Math.floor(this.mutations / shrinking));
  }

  /** A push was refused as a whole: something on the way takes less than the server says. None as large is tried again. */
  refused(): void {
    if (this.mutations > usualBatchLimit) this.#refused = true;
    this.#ceiling = usualBatchLimit;
  }

  /** Everything is sent. */
  emptied(): void {
    if (!this.#refused) this.#ceiling = Number.POSITIVE_INFINITY;
  }

  /** Something on the way doesn't take packed bodies. */
  unpack(): void {
    this.#packs = false;
  }
}
