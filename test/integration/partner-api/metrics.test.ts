import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import { startPartnerApi } from '../../../partner-api/start.ts';
import { freePort } from '../../support/free-port.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { call, createCustomer, mutationOf, SyncCaller } from './caller.ts';

const token = 'a-token-for-the-figures';

/** Every figure by its name with its labels. Each line is held to the text format of Prometheus. */
async function figuresAt(url: string): Promise<Map<string, number>> {
  const { status, headers, body } = await call<string>(url, 'GET', '/metrics', { token });
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/plain; version=/);
  const figures = new Map<string, number>();
  for (const line of body.trimEnd().split('\n')) {
    if (/^# (HELP|TYPE) /.test(line) || line === '') continue;
    const [, name = '', value = ''] =
      /^([a-z_]+(?:\{[a-z_]+="[^"]*"(?:,[a-z_]+="[^"]*")*\})?) (\S+)$/.exec(line) ?? [];
    expect(Number.isNaN(Number(value)) && value !== 'Nan', line).toBe(false);
    figures.set(name, Number(value));
  }
  return figures;
}

test('nobody gets figures unless the server was started so, and then nobody without their token', async () => {
  const without = await TestPartnerApi.start();
  expect((await call(without.url, 'GET', '/metrics')).status).toBe(404);
  await without.remove();
  const api = await TestPartnerApi.start({ metrics: { token } });
  const caller = await SyncCaller.of(api.url);
  for (const wrong of [undefined, 'a-token-for-the-figureS', caller.token]) {
    const refused = await call(api.url, 'GET', '/metrics', wrong === undefined ? {} : { token: wrong });
    expect(refused).toMatchObject({ status: 401, body: { kind: 'unauthenticated' } });
  }
  expect((await figuresAt(api.url)).get('switchyard_store_up')).toBe(1);
  expect((await call(api.url, 'GET', '/v1/me', { token })).status).toBe(401);
  await api.remove();
});

test('they count answers by route, method and status, and tell nothing of whom they were for', async () => {
  const api = await TestPartnerApi.start({ metrics: { token } });
  const caller = await SyncCaller.of(api.url);
  const before = (await figuresAt(api.url)).get('switchyard_store_sequence') ?? 0;
  const id = await createCustomer(caller, 'Penhallow Slate');
  for (let index = 0; index < 3; index++) await caller.get(`/v1/customers/${id}`);
  await caller.get(`/v1/customers/${newId()}`);
  await call(api.url, 'GET', '/nowhere/Penhallow');
  const figures = await figuresAt(api.url);
  const counted = (route: string, status: number) =>
    figures.get(
      `switchyard_http_request_duration_seconds_count{method="GET",route="${route}",status="${status}"}`,
    );
  expect(counted('/v1/customers/:id', 200)).toBe(3);
  expect(counted('/v1/customers/:id', 404)).toBe(1);
  expect(counted('none', 404)).toBe(1);
  expect(figures.get('switchyard_store_sequence')).toBe(before + 1);
  expect(figures.get('switchyard_http_requests_under_way')).toBe(0);
  expect(figures.get('switchyard_info{version="unreleased"}')).toBe(1);
  expect(figures.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
  const { body } = await call<string>(api.url, 'GET', '/metrics', { token });
  for (const canary of ['Penhallow', id, 'admin', caller.token]) expect(body).not.toContain(canary);
  await api.remove();
});

test('a connected client that was told of something is behind until it has fetched it', async () => {
  let now = Date.now();
  const surroundings = { now: () => now, randomBytes };
  const api = await TestPartnerApi.start({ metrics: { token }, surroundings });
  const caller = await SyncCaller.of(api.url);
  const start = (await caller.snapshot()).start;
  const gone = new AbortController();
  const stream = await fetch(`${api.url}/v1/events`, {
    headers: { authorization: `Bearer ${caller.token}` },
    signal: gone.signal,
  });
  const reader = stream.body?.getReader();
  await reader?.read();
  const lag = async () => {
    const figures = await figuresAt(api.url);
    return ['event_streams', 'sync_clients_behind', 'sync_lag_changes', 'sync_lag_seconds'].map((name) =>
      figures.get(`switchyard_${name}`),
    );
  };
  expect(await lag()).toEqual([1, 0, 0, 0]);
  const other = await SyncCaller.of(api.url);
  await createCustomer(other, 'Treloar Quarry');
  await createCustomer(other, 'Treloar Granite');
  await expect.poll(async () => (await lag())[2]).toBe(2);
  now += 20_000;
  expect(await lag()).toEqual([1, 1, 2, 20]);
  // Another client's fetching says nothing of this one's.
  await other.changes(start);
  expect(await lag()).toEqual([1, 1, 2, 20]);
  await caller.changes(start);
  expect(await lag()).toEqual([1, 0, 0, 0]);
  gone.abort();
  await expect.poll(async () => (await lag())[0]).toBe(0);
  await api.remove();
});

test('what waits is told by queue, with how long it could have been done', async () => {
  let now = Date.now();
  const api = await TestPartnerApi.start({
    ...{ metrics: { token }, surroundings: { now: () => now, randomBytes } },
    ...{ smtpUrl: `smtp://127.0.0.1:${await freePort()}`, mailRetryMs: 60_000 },
  });
  const caller = await SyncCaller.of(api.url);
  const { body } = await caller.get<{ items: { id: string }[] }>('/v1/brands');
  const brandId = body.items[0]?.id ?? '';
  const [id, billingAccountId] = [newId(), newId()];
  const email = 'new@lamorna.example';
  const billing = { id: billingAccountId, fields: { name: 'Lamorna', email, brandId } };
  const invite = {
    ...{ name: 'Lamorna', contactName: 'Ada Lee', contactEmail: email },
    billingAccountId,
    brandId,
  };
  const [, outcome] = await caller.push(
    mutationOf('billingAccount.create', billing),
    mutationOf('invite.create', { id, fields: invite }),
  );
  expect(outcome).toMatchObject({ outcome: 'applied' });
  // The first try is over: the next one's time is by the clock as it is now.
  const fault = async () => (await caller.get<{ mailFault: string }>(`/v1/invites/${id}`)).body.mailFault;
  await expect.poll(fault).toContain('mail server');
  const waiting = (figures: Map<string, number>) =>
    figures.get('switchyard_queue_waiting{queue="invite-mails"}');
  expect(waiting(await figuresAt(api.url))).toBe(1);
  now += 3_600_000;
  const figures = await figuresAt(api.url);
  const age = figures.get('switchyard_queue_age_seconds{queue="invite-mails"}') ?? 0;
  expect(age).toBeGreaterThanOrEqual(3_600 - 60);
  expect(figures.get('switchyard_queue_waiting{queue="bulk-delete-parts"}')).toBe(0);
  expect([...figures.keys()].filter((name) => name.includes('queue_waiting'))).toHaveLength(9);
  await api.remove();
});

test('a port of their own answers this machine alone, whatever name it’s called by', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'switchyard-metrics-'));
  const api = await startPartnerApi({ dataDir, passwordCost: 10, metrics: { port: 0 } });
  const url = api.metricsUrl ?? '';
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
  expect(await (await fetch(url)).text()).toContain('switchyard_store_up 1');
  expect((await fetch(url.replace('/metrics', '/'))).status).toBe(404);
  expect((await call(api.url, 'GET', '/metrics')).status).toBe(404);
  const request = http.get(url, { headers: { host: 'elsewhere.example' } });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  expect(response.statusCode).toBe(403);
  response.resume();
  await api.close();
  await expect(fetch(url)).rejects.toThrow();
  rmSync(dataDir, { recursive: true });
});
