import { postgresOpener } from '../../partner-api/store/postgres/open-postgres.ts';
import type { StoreOpener } from '../../partner-api/store/opening.ts';
import { ordinaryRole, postgresCommand } from './postgres-server.ts';

/** Where the whole run's PostgreSQL is, once `programs.ts` has started it: set where TEST_STORE is postgres. */
export const postgresVariable = 'TEST_POSTGRES_URL';

/** Which store the partner APIs of the tests keep everything in: TEST_STORE, the embedded one unless told. */
export const testStore = process.env['TEST_STORE'] === 'postgres' ? 'postgres' : 'embedded';

let databases = 0;

/** A database for one partner API; null where its store is the embedded one. */
export async function databaseForTest(): Promise<{ url: string; openStore: StoreOpener } | null> {
  if (testStore === 'embedded') return null;
  const server = process.env[postgresVariable];
  if (server === undefined) throw new Error('TEST_STORE is postgres, and no PostgreSQL was started');
  const url = new URL(server);
  const name = `t${process.pid}_${++databases}`;
  await postgresCommand(server, `CREATE DATABASE ${name} OWNER ${ordinaryRole} STRATEGY file_copy`);
  url.pathname = name;
  url.username = ordinaryRole;
  return { url: url.href, openStore: postgresOpener({ url: url.href, limits: { readers: 4 } }) };
}

/** Takes a test's database away, with whatever is still connected to it. */
export async function dropDatabase(address: string): Promise<void> {
  const server = process.env[postgresVariable];
  if (server === undefined) return;
  await postgresCommand(server, `DROP DATABASE IF EXISTS ${new URL(address).pathname.slice(1)} WITH (FORCE)`);
}
