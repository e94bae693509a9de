import pg from 'pg';
import type { PostgresLimits } from './pools.ts';

/** Milliseconds until a lost connection is tried again. */
const reconnectMs = 500;

/** A connection that hears what is notified on channels, and comes back by itself when it was lost, whether that's told or not. */
export interface Listener {
  close(): Promise<void>;
}

interface Heard {
  channels: readonly string[];
  onNotice(channel: string, payload: string): void;
  /** Called once it listens, and after each time that it was lost: something may have been missed. */
  onListening(): void;
  /** Looks over this connection where everything stands. One that gives no answer in time is taken for lost. */
  look(client: pg.Client): Promise<void>;
}

/** Opens a listener; resolves when it listens. */
export async function openListener(
  url: string,
  { connectMs, lookMs }: PostgresLimits,
  { channels, onNotice, onListening, look }: Heard,
): Promise<Listener> {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const connect = async (): Promise<void> => {
    const made = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: connectMs,
      keepAlive: true,
      // Counted here: what PostgreSQL itself counts isn't heard over a connection that carries nothing any more.
      query_timeout: connectMs,
      application_name: 'switchyard-events',
    });
    let isLost = false;
    let looking: NodeJS.Timeout | undefined;
    const lose = (): void => {
      if (isLost) return;
      isLost = true;
      clearTimeout(looking);
      made.end().catch(() => undefined);
      if (!isClosed) later();
    };
    made.on('error', lose);
    made.on('end', lose);
    made.on('notification', ({ channel, payload }) => onNotice(channel, payload ?? ''));
    try {
      await made.connect();
      for (const channel of channels) await made.query(`LISTEN ${channel}`);
    } catch (error) {
      isLost = true;
      made.end().catch(() => undefined);
      throw error;
    }
    client = made;
    const lookAgain = (): void => {
      if (isLost) return;
      looking = setTimeout(() => void look(made).then(lookAgain, lose), lookMs);
      looking.unref();
    };
    lookAgain();
    onListening();
  };
  const later = (): void => {
    timer = setTimeout(() => void connect().catch(() => isClosed || later()), reconnectMs);
    timer.unref();
  };

  await connect();
  return {
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
