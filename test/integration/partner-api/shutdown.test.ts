import Database from 'better-sqlite3';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { password, PartnerApiServer } from '../../support/partner-api-server.ts';
import { SlowRequest } from '../../support/slow-request.ts';
import { call, SyncCaller } from './caller.ts';

const beginSignIn = (url: string) => SlowRequest.begin(url, '/v1/auth/sign-in', { login: 'admin', password });
const statusOf = async (url: string, path: string) => (await call(url, 'GET', path)).status;

test('told to end, the server answers what is under way, takes nothing more in, and ends in good order', async () => {
  const server = await PartnerApiServer.start();
  const { url, folder } = server;
  const { token } = await SyncCaller.of(url);
  const events = await fetch(`${url}/v1/events`, { headers: { authorization: `Bearer ${token}` } });
  const slow = await beginSignIn(url);
  const ended = server.stop();
  await expect.poll(() => statusOf(url, '/readyz')).toBe(503);

  expect(await statusOf(url, '/healthz')).toBe(200);
  const refused = await call(url, 'GET', '/v1/customers', { token });
  expect(refused).toMatchObject({ status: 503, body: { kind: 'unavailable' } });
  expect(refused.headers.get('connection')).toBe('close');
  expect(await statusOf(url, '/register')).toBe(503);
  // The stream came to its end, and didn't break off.
  expect(await events.text()).toMatch(/^event: change/);

  const answer = await slow.finish();
  expect(answer).toMatch(/^HTTP\/1\.1 200/);
  expect(answer).toMatch(/^connection: close\r$/im);
  expect(answer).toContain('"accessToken"');
  expect(await ended).toBe(0);
  const database = new Database(join(folder, 'partner-api.db'), { readonly: true });
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  database.close();
  await server.remove();
});

test('what takes longer than a shutdown may is cut off', async () => {
  const server = await PartnerApiServer.start(['--shutdown-seconds', '1']);
  const slow = await beginSignIn(server.url);
  expect(await server.stop()).toBe(0);
  expect(await slow.whole()).toBe('');
  await server.remove();
});

test('a second signal ends the server at once, whatever is under way', async () => {
  const server = await PartnerApiServer.start(['--shutdown-seconds', '600']);
  const slow = await beginSignIn(server.url);
  const ended = server.stop();
  await expect.poll(() => statusOf(server.url, '/readyz')).toBe(503);
  expect(await server.stop('SIGINT')).toBe(130);
  expect(await ended).toBe(130);
  expect(await slow.whole()).toBe('');
  await server.remove();
});
