import pg from 'pg';
import type { PostgresLimits } from './pools.ts';

/** Milliseconds until a lost connection is tried again. */
const reconnectMs = 500;

/** A connection that hears what is notified on channels, and comes back by itself when it was lost. */
export interface Listener {
  close(): Promise<void>;
}

interface Heard {
  channels: readonly string[];
  onNotice(channel: string, payload: string): void;
  /** Called once it listens, and after each time that it was lost: something may have been missed. */
  onListening(): void;
}

/** Opens a listener; resolves when it listens. */
export async function openListener(
  url: string,
  { connectMs }: PostgresLimits,
  { channels, onNotice, onListening }: Heard,
): Promise<Listener> {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const connect = async (): Promise<void> => {
    const made = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: connectMs,
      keepAlive: true,
      application_name: 'switchyard-events',
    });
    let isLost = false;
    const lose = (): void => {
      if (isLost) return;
      isLost = true;
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
