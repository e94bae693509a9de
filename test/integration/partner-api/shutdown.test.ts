import { expect, test } from 'vitest';
import { inDatabase } from '../../support/database-of.ts';
import { password, PartnerApiServer } from '../../support/partner-api-server.ts';
import { SlowRequest } from '../../support/slow-request.ts';
import { call, SyncCaller } from './caller.ts';

const beginSignIn = (url: string) => SlowRequest.begin(url, '/v1/auth/sign-in', { login: 'admin', password });
const statusOf = async (url: string, path: string) => (await call(url, 'GET', path)).status;

/** Of a partner API, to its database in PostgreSQL. */
const connections =
  "SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'switchyard%'";

test('told to end, the server answers what is under way, takes nothing more in, and ends in good order', async () => {
  const server = await PartnerApiServer.start();
  const { url } = server;
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
  if (server.databaseUrl === null)
    expect(await inDatabase(server, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  else await expect.poll(() => inDatabase(server, connections)).toEqual([{ count: 0 }]);
  // The session that was begun last is in there, whichever store keeps it.
  const sessions = await inDatabase(server, 'SELECT count(*) AS count FROM token_family');
  expect(sessions).toEqual([{ count: 2 }]);
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
