import { afterEach, beforeEach, expect, test } from 'vitest';
import { customerFields } from '../../../common/domain/entities.ts';
import { FaultyServer } from '../../support/faulty-server.ts';
import { TestConsole } from '../../support/test-console.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';

let api: TestPartnerApi;
let between: FaultyServer;
let app: TestConsole;

beforeEach(async () => {
  api = await TestPartnerApi.start({ rateLimit: 200 });
  between = await FaultyServer.before(api.url);
  app = await TestConsole.start();
  await app.give('workspace.connect', { url: between.url, login: 'admin', password });
  await app.settled();
  // Now it's only ever the changes that get no answer.
  between.matches = /^\/v1\/mutations/;
});
afterEach(async () => {
  await app.remove();
  await between.close();
  await api.remove();
});

const customer = (name: string) => ({ partnerId: null, name, email: 'office@riverside.example' });

async function queueCustomer(name: string): Promise<string> {
  const { mutationIds } = await app.give('customer.create', customer(name));
  const [id] = mutationIds;
  if (id === undefined) throw new Error('nothing was queued');
  return id;
}

/** Whether each waiting change counts as one that may have arrived, by its title. */
async function doubts(): Promise<Record<string, boolean>> {
  const { rows } = await app.give('outbox.window', { query: {}, offset: 0, limit: 50 });
  return Object.fromEntries(rows.map(({ title, departed }) => [title, departed]));
}

async function amend(id: string, name: string): Promise<void> {
  await app.give('outbox.amendCustomer', { id, fields: customerFields.parse(customer(name)), base: {} });
}

async function signedIn(): Promise<string> {
  const answer = await fetch(`${api.url}/v1/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: 'admin', password }),
  });
  return ((await answer.json()) as { accessToken: string }).accessToken;
}

/** Asks for so much as the same account that its next requests are refused. */
async function useUpRate(): Promise<void> {
  const headers = { authorization: `Bearer ${await signedIn()}` };
  for (;;) {
    const { status } = await fetch(`${api.url}/v1/customers?limit=1`, { headers });
    if (status === 429) return;
    expect(status).toBe(200);
  }
}

test('what the partner API refused unseen can be edited, and what had left before with no answer can’t', async () => {
  between.fault = 'lost-answer';
  const lost = await queueCustomer('Lost On The Way');
  await app.until('cut off', ({ trouble }) => trouble !== null);
  between.fault = 'none';
  const never = await queueCustomer('Never Left');
  await useUpRate();
  await app.give('sync.now');
  await app.until('told to wait', ({ phase }) => phase === 'rate-limited');
  expect(between.seen.filter((seen) => seen.includes('/v1/mutations'))).toHaveLength(2);
  expect(await doubts()).toEqual({
    'Add customer Lost On The Way': true,
    'Add customer Never Left': false,
  });
  await expect(amend(lost, 'Edited Before It Was Known')).rejects.toMatchObject({
    error: { code: 'not-allowed' },
  });
  await amend(never, 'Edited In Time');

  await api.stop();
  await api.run({ rateLimit: 10_000 });
  app.clock.advance(120_000);
  await app.settled();
  expect(await app.names('customer', 'Lost On The Way')).toEqual(['Lost On The Way']);
  expect(await app.names('customer', 'Edited')).toEqual(['Edited In Time']);
  expect(await app.names('customer', 'Never Left')).toEqual([]);
});

test('what waits for a newer app, or for the partner API to be reached, never left', async () => {
  await api.stop();
  between.matches = /^\/v1/;
  between.fault = 'reset';
  await app.give('sync.now');
  await app.until('cut off', ({ phase }) => phase === 'unreachable');
  const change = await queueCustomer('At Home');
  await app.give('sync.now');
  // It was taken from the outbox to be sent, and is back in it.
  await app.untilSo(
    'back in line',
    async () => {
      const { rows } = await app.give('outbox.window', { query: {}, offset: 0, limit: 1 });
      return rows.every(({ state, attempts }) => state === 'waiting' && attempts > 0);
    },
    () => undefined,
  );
  expect(await doubts()).toEqual({ 'Add customer At Home': false });

  between.fault = 'none';
  await api.run({ minClient: '99.0.0' });
  await app.give('sync.now');
  await app.until('too old', ({ phase }) => phase === 'client-too-old');
  expect(await doubts()).toEqual({ 'Add customer At Home': false });
  await amend(change, 'Still At Home');
  expect(await doubts()).toEqual({ 'Add customer Still At Home': false });
});

test('what may have arrived when the app ended stays so, whatever is refused unseen after', async () => {
  between.fault = 'silence';
  await queueCustomer('On Its Way');
  await app.untilSo(
    'sent',
    () => between.seen.some((seen) => seen.includes('/v1/mutations')),
    () => undefined,
  );
  await app.stop();
  between.fault = 'none';
  await useUpRate();
  await app.restart();
  await app.give('sync.now');
  await app.until('told to wait', ({ phase }) => phase === 'rate-limited');
  expect(await doubts()).toEqual({ 'Add customer On Its Way': true });
});
