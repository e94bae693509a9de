import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { problem } from '../../../common/partner-api/problem.ts';
import { inDatabase } from '../../support/database-of.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { call, mutationOf, signIn, SyncCaller, useApi } from './caller.ts';
import { newId } from '../../../common/domain/ids.ts';

const server = useApi();

/** Sends a body as it is. */
async function post(path: string, body: string | Uint8Array<ArrayBuffer>, type: string, token = '') {
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': type, authorization: `Bearer ${token}` },
    body,
  });
  return { status: response.status, headers: response.headers, body: problem.parse(await response.json()) };
}

describe('everything that goes wrong is a problem document', () => {
  test.each([
    ['an unknown path', 'GET', '/v1/nonsense'],
    ['a path with what is no number', 'GET', '/nonsense/%20'],
    ['a method that a route doesn’t have', 'PUT', '/v1/customers'],
  ])('%s', async (_, method, path) => {
    const answer = await call(server.url, method, path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(problem.parse(answer.body)).toMatchObject({
      kind: 'not-found',
      type: '/problems/not-found',
      status: 404,
    });
    expect(answer.headers.get('x-request-id')).toBe(answer.body.requestId);
  });

  test('a path that cannot be decoded', async () => {
    const answer = await call(server.url, 'GET', '/v1/customers/%E0%A4%A');
    expect(answer).toMatchObject({ status: 400, body: { kind: 'invalid' } });
  });

  test.each([
    ['what is no JSON', '{"login":', 'application/json', 400, 'invalid'],
    ['nothing', '', 'application/json', 400, 'invalid'],
    ['a form', 'login=admin', 'application/x-www-form-urlencoded', 415, 'invalid'],
    ['a list where an object belongs', '[]', 'application/json', 400, 'invalid'],
    ['a prototype', '{"__proto__":{"login":"x"}}', 'application/json', 400, 'invalid'],
    [
      'more than the route takes',
      JSON.stringify({ login: 'x'.repeat(1_100_000) }),
      'application/json',
      413,
      'too-large',
    ],
  ])('a body that is %s', async (_, body, type, status, kind) => {
    const answer = await post('/v1/auth/sign-in', body, type);
    expect(answer.body).toMatchObject({ status, kind });
    expect(answer.status).toBe(status);
  });

  test('fields that don’t fit are named by their path, with what to do', async () => {
    const { accessToken: token } = await signIn(server.url);
    const body = {
      partnerId: null,
      name: 'x'.repeat(51),
      email: 'nonsense',
      address: { country: 'Portugal' },
    };
    const answer = await call(server.url, 'POST', '/v1/customers', { token, body });
    expect(answer.status).toBe(400);
    expect(answer.body.fields).toEqual([
      { path: 'name', message: 'Customer name has at most 50 characters; this one has 51' },
      { path: 'email', message: expect.stringContaining('needs an @') },
      { path: 'address.country', message: expect.stringContaining('two letters') },
    ]);
    const noBody = await call(server.url, 'POST', '/v1/customers', { token });
    expect(noBody.status).toBe(400);
  });

  test('fifty characters are counted as a person counts them', async () => {
    const { accessToken: token } = await signIn(server.url);
    const body = { partnerId: null, name: '👨‍👩‍👧‍👦'.repeat(50), email: 'office@family.example' };
    expect((await call(server.url, 'POST', '/v1/customers', { token, body })).status).toBe(201);
  });

  test('a defect says nothing of the inside, and a batch of mutations asks for another try', async () => {
    const own = await TestPartnerApi.start();
    const caller = await SyncCaller.of(own.url);
    await inDatabase(own, 'ALTER TABLE entity RENAME COLUMN search TO searched');
    const answer = await caller.get('/v1/customers?q=clinic');
    expect(answer).toMatchObject({ status: 500, body: { kind: 'internal' } });
    expect(JSON.stringify(answer.body)).not.toMatch(/entity|sqlite|postgres|\.ts|node_modules/i);
    const fields = { partnerId: null, name: 'Tamar Bindery', email: 'office@tamar.example' };
    expect(await caller.pushOne(mutationOf('customer.create', { id: newId(), fields }))).toMatchObject({
      outcome: 'retry',
    });
    await own.remove();
  });

  test('bytes that are no HTTP are answered with 400 and the server goes on', async () => {
    const { port } = new URL(server.url);
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('nonsense\r\n\r\n'));
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
    expect(answer).toContain('"kind":"invalid"');
    expect((await call(server.url, 'GET', '/healthz')).status).toBe(200);
  });
});

describe('limits', () => {
  test('every answer says how much of the limit is left, problems too', async () => {
    for (const path of ['/v1', '/v1/me', '/nonsense']) {
      const { headers } = await call(server.url, 'GET', path);
      expect(Number(headers.get('ratelimit-limit'))).toBe(6000);
      expect(Number(headers.get('ratelimit-remaining'))).toBeLessThan(6000);
      expect(Number(headers.get('ratelimit-reset'))).toBeGreaterThan(0);
    }
  });

  test('beyond it the answer is 429 and says how long to wait; another account is not held up', async () => {
    const own = await TestPartnerApi.start({ rateLimit: 4 });
    const admin = await signIn(own.url);
    const reader = await signIn(own.url, 'reader');
    const statuses = [];
    for (let index = 0; index < 5; index++)
      statuses.push((await call(own.url, 'GET', '/v1/me', { token: admin.accessToken })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 429]);
    const refused = await call(own.url, 'GET', '/v1/me', { token: admin.accessToken });
    expect(problem.parse(refused.body)).toMatchObject({ kind: 'too-many-requests', status: 429 });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await call(own.url, 'GET', '/v1/me', { token: reader.accessToken })).status).toBe(200);
    await own.remove();
  });

  test('whoever asks how the server is gets an answer beyond any limit', async () => {
    const own = await TestPartnerApi.start({ rateLimit: 1 });
    expect((await call(own.url, 'GET', '/v1')).status).toBe(200);
    expect((await call(own.url, 'GET', '/v1')).status).toBe(429);
    for (const path of ['/healthz', '/healthz', '/readyz', '/readyz'])
      expect(await call(own.url, 'GET', path)).toMatchObject({ status: 200, body: { status: 'ok' } });
    await own.remove();
  });

  test('guessing passwords is limited more strictly', async () => {
    const own = await TestPartnerApi.start({ signInLimit: 2 });
    const guess = () =>
      call(own.url, 'POST', '/v1/auth/sign-in', { body: { login: 'admin', password: 'guess' } });
    expect([(await guess()).status, (await guess()).status, (await guess()).status]).toEqual([401, 401, 429]);
    await own.remove();
  });

  test('no other origin is let in, and no answer is kept', async () => {
    const answer = await call(server.url, 'GET', '/v1', { headers: { origin: 'https://elsewhere.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });
});
