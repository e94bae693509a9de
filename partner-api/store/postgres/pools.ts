import pg, { type Pool, type PoolClient } from 'pg';
import { StoreUnavailable } from '../unavailable.ts';
import { columnTypes } from './connection.ts';
import { everything, sightSetting } from './row-security.ts';

/** How a store speaks to PostgreSQL. Times in milliseconds. */
export interface PostgresLimits {
  /** Connections for reading, at most; writing and listening have one each besides. */
  readers: number;
  /** How long one statement may take; 0 for as long as it does. */
  statementMs: number;
  /** How long a caller waits for a connection before it's told to come again. */
  connectMs: number;
  /** How often it's looked whether something was missed that PostgreSQL should have told. */
  lookMs: number;
}

/** How long a transaction may stand still before PostgreSQL ends it, where statements have a limit. */
const standstillMs = 10_000;

export const defaultLimits: PostgresLimits = {
  ...{ readers: 8, statementMs: 60_000 },
  ...{ connectMs: 10_000, lookMs: 15_000 },
};

/**
 * Opens a pool. A connection that breaks while nobody uses it is thrown away; the next caller gets a new one.
 * @param options what its connections see until they say something else (see `row-security.ts`), and whether statements are sent without
 *   waiting for the answers of those before
 */
export function openPool(
  url: string,
  most: number,
  limits: PostgresLimits,
  { sight = everything, pipeline = false }: { sight?: string; pipeline?: boolean } = {},
): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: most,
    connectionTimeoutMillis: limits.connectMs,
    statement_timeout: limits.statementMs,
    // A process that stands still in the middle of a transaction mustn't hold up all others.
    idle_in_transaction_session_timeout: limits.statementMs === 0 ? 0 : standstillMs,
    keepAlive: true,
    application_name: 'switchyard',
    options: `-c ${sightSetting}=${sight}`,
    pipeline,
    types: columnTypes,
  });
  pool.on('error', () => undefined);
  return pool;
}

/** Runs `work` with a connection; one that was lost, or that `work` left in disorder, isn't used again. */
export async function withClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw isConnectionFault(error) ? new StoreUnavailable(error) : error;
  });
  let isLost: Error | undefined;
  const lose = (error: Error): void => {
    isLost = error;
  };
  client.on('error', lose);
  try {
    return await work(client);
  } catch (error) {
    if (!isConnectionFault(error)) throw error;
    isLost ??= error instanceof Error ? error : new Error(String(error));
    throw new StoreUnavailable(error);
  } finally {
    client.off('error', lose);
    client.release(isLost ?? false);
  }
}

/**
 * Whether PostgreSQL couldn't be spoken to at all or ended the connection: nothing is known of what was under way, and trying again is right.
 * Codes are those of Appendix A of PostgreSQL's manual: class 08, 57P0x, 53300, a statement's time that's over, and Node's own.
 */
export function isConnectionFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof StoreUnavailable) return true;
  const code = 'code' in error ? String(error.code) : '';
  if (/^(08|57P0|53300|57014|55P03|25P03|40001|40P01)/.test(code)) return true;
  if (/^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|EAI_AGAIN)/.test(code)) return true;
  return /Connection terminated|timeout exceeded when trying to connect|not queryable|Client has encountered a connection error/.test(
    error.message,
  );
}
