import type { Session } from '../auth/sessions.ts';

/** How far the clients that are connected are behind what they were told of. */
export interface LagFigures {
  /** Open streams of events. */
  streams: number;
  /** Clients that haven't fetched all that they were told of. */
  behind: number;
  /** Of the one that is furthest behind: how far the sequence that it has fetched is from the one that it was told. */
  changes: number;
  /** Of the one that is behind for longest, in milliseconds. */
  ms: number;
}

/** A client with an open stream. */
interface Followed {
  /** It was told that something is new up to `seq`. */
  told(seq: number): void;
  /** Its stream is over. */
  end(): void;
}

interface Client {
  streams: number;
  told: number;
  fetched: number;
  since: number | null;
}

/**
 * What connected clients were told of and what they have fetched since, by session. What was there when a client connected counts
 * as fetched: whether it is, nobody here knows. What was fetched is what was answered, whether it arrived or not.
 */
export class Lag {
  readonly #now: () => number;
  readonly #clients = new Map<string, Client>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Follows a client that opened a stream when the sequence was at `seq`. */
  follow(session: Session, seq: number): Followed {
    const key = keyOf(session);
    const client: Client = this.#clients.get(key) ?? { streams: 0, told: seq, fetched: seq, since: null };
    client.streams += 1;
    this.#clients.set(key, client);
    return {
      told: (now) => {
        client.told = Math.max(client.told, now);
        if (client.told > client.fetched) client.since ??= this.#now();
      },
      end: () => {
        client.streams -= 1;
        if (client.streams === 0) this.#clients.delete(key);
      },
    };
  }

  /** A client was answered all changes up to `seq`. */
  fetched(session: Session, seq: number): void {
    const known = this.#clients.get(keyOf(session));
    if (!known) return;
    known.fetched = Math.max(known.fetched, seq);
    if (known.fetched >= known.told) known.since = null;
  }

  figures(): LagFigures {
    const all = [...this.#clients.values()];
    const late = all.filter(({ since }) => since !== null);
    const now = this.#now();
    return {
      streams: all.reduce((sum, { streams }) => sum + streams, 0),
      behind: late.length,
      changes: Math.max(0, ...late.map(({ told, fetched }) => told - fetched)),
      ms: Math.max(0, ...late.map(({ since }) => now - (since ?? now))),
    };
  }
}

function keyOf({ family, account }: Session): string {
  return `${family} ${account.context?.id ?? ''}`;
}
