import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { postgresReading, type Slot } from '../../../partner-api/store/postgres/connection.ts';
import {
  defaultLimits,
  openPool,
  withClient,
  type PostgresLimits,
} from '../../../partner-api/store/postgres/pools.ts';
import { StoreUnavailable } from '../../../partner-api/store/unavailable.ts';
import { PostgresServer } from '../../support/postgres-server.ts';

let server: PostgresServer;
let url: string;
let pool: Pool;
beforeAll(async () => {
  server = await PostgresServer.start();
  url = await server.database();
});
afterAll(() => server.remove());
beforeEach(() => {
  pool = poolWith({});
});
afterEach(() => pool.end());

function poolWith(limits: Partial<PostgresLimits>): Pool {
  return openPool(url, 1, { ...defaultLimits, ...limits });
}

/** What a query's documents are as one text, read as the feed reads them. */
function joined(query: string, ...params: (string | number)[]): Promise<string | null> {
  return withClient(pool, async (client) => {
    const slot: Slot = { client };
    const bytes = await postgresReading(slot).joinedDocs(query)(...params);
    return bytes && Buffer.from(bytes).toString();
  });
}

test.each([
  'plain',
  String.raw`a backslash \ and \. alone, \n and \\`,
  'quotes: \' " and a line\nand\ttab\r\n',
  'Łódź, 東京, 👩‍🚒',
  'dollars $1 and $2',
  '',
])('%j comes as it is, whether it’s in a document or asked for', async (text) => {
  const doc = JSON.stringify({ text });
  expect(await joined('SELECT ?::json AS doc', doc)).toBe(doc);
  expect(await joined("SELECT json_build_object('is', ?) AS doc WHERE ? = ?", text, text, text)).toBe(
    `{"is" : ${JSON.stringify(text)}}`,
  );
});

test('documents come in their order with commas between, and none is null', async () => {
  const numbers = 'SELECT number::text AS doc FROM generate_series(1, ?) AS number WHERE number > ? LIMIT ?';
  expect(await joined(numbers, 100, 3, 4)).toBe('4,5,6,7');
  expect(await joined(numbers, 100, 100, 4)).toBeNull();
});

test('what has a NUL in it is asked for without, as no text in the database has one', async () => {
  expect(await joined("SELECT '1' AS doc WHERE ? = ?", 'a\0b', 'a\uFFFDb')).toBe('1');
});

test('twenty million bytes come whole', async () => {
  const wide = "SELECT repeat('é', 1000) AS doc FROM generate_series(1, ?)";
  const text = await joined(wide, 10_000);
  const whole = Array.from({ length: 10_000 }, () => 'é'.repeat(1000)).join(',');
  expect(text === whole).toBe(true);
});

test('a statement whose time is over is told as such, and the connection goes on', async () => {
  await pool.end();
  pool = poolWith({ statementMs: 200 });
  await expect(joined("SELECT 'x' AS doc FROM pg_sleep(?)", 60)).rejects.toThrow(StoreUnavailable);
  expect(await joined("SELECT 'y' AS doc")).toBe('y');
});

test('a connection that ends meanwhile is told as such, and the next one goes on', async () => {
  let isOver = false;
  const lost = joined("SELECT 'x' AS doc FROM pg_sleep(?)", 60)
    .then(
      () => null,
      (error: unknown) => error,
    )
    .finally(() => (isOver = true));
  while (!isOver)
    await server.command(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'COPY%pg_sleep%'",
    );
  expect(await lost).toBeInstanceOf(StoreUnavailable);
  expect(await joined("SELECT 'y' AS doc")).toBe('y');
});

test('a query that is wrong is told with what the database says, and the connection goes on', async () => {
  await expect(joined('SELECT missing AS doc')).rejects.toThrow(/column "missing" does not exist/);
  expect(await joined("SELECT 'y' AS doc")).toBe('y');
});
