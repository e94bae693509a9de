import type { Clock, Random } from '../ports.ts';
import { backoffMs } from './backoff.ts';
import type { SyncDoor } from './door.ts';

/** A stream that lived this long was a good one: the next try comes soon. In milliseconds. */
const goodLifeMs = 30_000;

export interface EventStreamOptions {
  door: SyncDoor;
  clock: Clock;
  random: Random;
  /** Whether a connection makes sense now. */
  mayConnect(): boolean;
  /** The server is at this sequence. */
  onEvent(event: { epoch: string; seq: number }): void;
  /** The stream opened again after it was lost. */
  onReopened(): void;
  /** A stream that was open ended. */
  onLost(): void;
}

/** Keeps one stream of the server's events open while it may, and comes back by itself when it's lost. */
export class EventStream {
  readonly #options: EventStreamOptions;
  #connection: AbortController | null = null;
  #cancelTimer: (() => void) | null = null;
  #failures = 0;
  #openedBefore = false;

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  /** Connects unless it's connected, connecting, or waiting to. */
  ensure(): void {
    if (this.#connection || this.#cancelTimer || !this.#options.mayConnect()) return;
    const connection = new AbortController();
    this.#connection = connection;
    void this.#listen(connection);
  }

  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#connection?.abort();
    this.#connection = null;
  }

  async #listen(connection: AbortController): Promise<void> {
    const { door, clock, onEvent, onReopened, onLost } = this.#options;
    let openedAt: number | null = null;
    try {
      await door.events(
        {
          onOpen: () => {
            openedAt = clock.now();
            if (this.#openedBefore) onReopened();
            this.#openedBefore = true;
          },
          onEvent,
        },
        connection.signal,
      );
    } catch {
      // The pull that follows meets the same trouble and tells it.
    }
    if (this.#connection !== connection) return;
    this.#connection = null;
    const lasted = openedAt === null ? 0 : clock.now() - openedAt;
    this.#failures = lasted >= goodLifeMs ? 1 : this.#failures + 1;
    this.#connectLater();
    if (openedAt !== null) onLost();
  }

  #connectLater(): void {
    const { clock, random } = this.#options;
    this.#cancelTimer = clock.after(backoffMs(this.#failures, random.fraction()), () => {
      this.#cancelTimer = null;
      this.ensure();
    });
  }
}
