import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Tokens } from '../../../common/partner-api/session.ts';
import { inDatabase } from '../../support/database-of.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { call, signIn } from './caller.ts';

let now = 0;
let api: TestPartnerApi;
const minute = 60_000;

beforeAll(async () => {
  now = Date.now();
  api = await TestPartnerApi.start({ surroundings: { now: () => now, randomBytes }, heartbeatMs: 20 });
});
afterAll(() => api.remove());
beforeEach(() => {
  now += minute;
});

const me = (token: string) => call(api.url, 'GET', '/v1/me', { token });
const refresh = (refreshToken: string) =>
  call<Tokens & { kind?: string }>(api.url, 'POST', '/v1/auth/refresh', { body: { refreshToken } });

describe('signing in', () => {
  test('it gives a pair of tokens, and who is signed in', async () => {
    const tokens = await signIn(api.url, 'operator');
    expect(tokens).toMatchObject({ expiresIn: 600, account: { login: 'operator', role: 'operator' } });
    expect(await me(tokens.accessToken)).toMatchObject({ status: 200, body: tokens.account });
  });

  test('an unknown login and a wrong password are answered alike', async () => {
    const attempt = (login: string, secret: string) =>
      call(api.url, 'POST', '/v1/auth/sign-in', { body: { login, password: secret } });
    const wrong = await attempt('admin', 'wrong');
    const unknown = await attempt('nobody', password);
    expect(wrong).toMatchObject({ status: 401, body: { kind: 'unauthenticated' } });
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
  });

  test('a login is the same in capitals', async () => {
    expect((await signIn(api.url, 'ADMIN')).account.login).toBe('admin');
  });

  test('neither passwords nor tokens stand in the database', async () => {
    const { accessToken, refreshToken } = await signIn(api.url);
    const tables = ['account', 'access_token', 'refresh_token', 'token_family'];
    const rows = await Promise.all(tables.map((table) => inDatabase(api, `SELECT * FROM ${table}`)));
    const everything = JSON.stringify(rows);
    expect(everything).toContain('scrypt$');
    for (const secret of [password, accessToken, refreshToken]) expect(everything).not.toContain(secret);
  });
});

describe('a session', () => {
  test('its access token dies after ten minutes, and a refresh goes on with a new one', async () => {
    const first = await signIn(api.url);
    now += 10 * minute;
    expect(await me(first.accessToken)).toMatchObject({ status: 401, body: { kind: 'session-expired' } });
    const second = (await refresh(first.refreshToken)).body;
    expect((await me(second.accessToken)).status).toBe(200);
    expect(second.refreshToken).not.toBe(first.refreshToken);
  });

  test('a refresh token that is used twice ends the whole family', async () => {
    const first = await signIn(api.url);
    const second = (await refresh(first.refreshToken)).body;
    const third = (await refresh(second.refreshToken)).body;
    const other = await signIn(api.url);
    expect(await refresh(first.refreshToken)).toMatchObject({
      status: 401,
      body: { kind: 'session-expired' },
    });
    for (const { accessToken } of [first, second, third])
      expect(await me(accessToken)).toMatchObject({ status: 401, body: { kind: 'session-expired' } });
    expect((await refresh(third.refreshToken)).status).toBe(401);
    expect((await me(other.accessToken)).status).toBe(200);
  });

  test('of two refreshes at once with the same token one at most goes on', async () => {
    const { refreshToken } = await signIn(api.url);
    const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  test('signing out ends it, and signing out again says nothing', async () => {
    const { accessToken, refreshToken } = await signIn(api.url);
    const signOut = () => call(api.url, 'POST', '/v1/auth/sign-out', { body: { refreshToken } });
    expect((await signOut()).status).toBe(204);
    expect(await me(accessToken)).toMatchObject({ status: 401, body: { kind: 'session-expired' } });
    expect((await signOut()).status).toBe(204);
  });

  test('a token that nobody gave is told apart from an expired one', async () => {
    expect(await me('swa_made-up')).toMatchObject({ status: 401, body: { kind: 'unauthenticated' } });
    expect((await me('swa_made-up')).headers.get('www-authenticate')).toBe('Bearer');
  });

  test('an event stream ends when its access token does', async () => {
    const { accessToken } = await signIn(api.url);
    const response = await fetch(`${api.url}/v1/events`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    now += 10 * minute;
    expect(await response.text()).toMatch(/^event: change\n/);
  });

  test('it outlives a restart of the server', async () => {
    const { accessToken, refreshToken } = await signIn(api.url);
    await api.stop();
    await api.run();
    expect((await me(accessToken)).status).toBe(200);
    expect((await refresh(refreshToken)).status).toBe(200);
  });

  test('another password at the start ends the sessions of the old one', async () => {
    const own = await TestPartnerApi.start();
    const { accessToken } = await signIn(own.url);
    await own.stop();
    const changed = await TestPartnerApi.start({ ...own.place, password: 'another-password' });
    expect((await call(changed.url, 'GET', '/v1/me', { token: accessToken })).status).toBe(401);
    const body = { login: 'reader', password: 'another-password' };
    expect((await call(changed.url, 'POST', '/v1/auth/sign-in', { body })).status).toBe(200);
    await changed.remove();
    await own.remove();
  });
});
