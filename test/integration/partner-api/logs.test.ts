import { expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import { inDatabase } from '../../support/database-of.ts';
import { password, PartnerApiServer } from '../../support/partner-api-server.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { call, createCustomer, customerFields, mutationOf, SyncCaller } from './caller.ts';

interface Line {
  level: string;
  time: string;
  msg: string;
  requestId?: string;
  [field: string]: unknown;
}

const linesOf = (text: string): Line[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

async function apiWithLog(logLevel: 'trace' | 'info' | 'warn') {
  let text = '';
  const api = await TestPartnerApi.start({ logLevel, logTo: { write: (line) => (text += line) } });
  return { api, log: () => text, lines: () => linesOf(text) };
}

test('a request’s id goes from its header to the answer, the problem, each line of the log and Activity', async () => {
  const { api, lines } = await apiWithLog('info');
  const caller = await SyncCaller.of(api.url);
  const id = newId();
  const headers = { 'x-request-id': 'front-desk.2026-03-02_17' };
  const answer = await call(api.url, 'POST', '/v1/customers', {
    ...{ token: caller.token, headers, body: { ...customerFields('Lindqvist Bindery'), id } },
  });
  expect([answer.status, answer.headers.get('x-request-id')]).toEqual([201, 'front-desk.2026-03-02_17']);
  const { body } = await caller.get<{ items: object[] }>('/v1/activity?limit=1');
  expect(body.items).toMatchObject([{ action: 'customer.create', requestId: 'front-desk.2026-03-02_17' }]);
  expect(lines().filter(({ requestId }) => requestId === 'front-desk.2026-03-02_17')).toMatchObject([
    { level: 'info', msg: 'answered', method: 'POST', route: '/v1/customers', status: 201 },
  ]);

  const refused = await call(api.url, 'POST', '/v1/mutations', {
    ...{ token: caller.token, headers: { 'x-request-id': 'a-request-with-two' } },
    body: { mutations: [mutationOf('customer.update', { id: newId(), changes: { notes: '' } })] },
  });
  expect(refused.body).toMatchObject({ results: [{ problem: { requestId: 'a-request-with-two' } }] });
  const missing = await call(api.url, 'GET', '/v1/nonsense', {
    headers: { 'x-request-id': 'a-request-for-nothing' },
  });
  expect(missing.body.requestId).toBe('a-request-for-nothing');
  await api.remove();
});

test.each(['short', 'x'.repeat(65), 'with "quotes" in the middle', '-begins-with-a-dash-0'])(
  'an id that can’t stand in a log is replaced: %s',
  async (told) => {
    const { api } = await apiWithLog('warn');
    const { headers } = await call(api.url, 'GET', '/v1', { headers: { 'x-request-id': told } });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    await api.remove();
  },
);

test('no secret and nothing personal gets into the log, however much of it is written', async () => {
  const { api, log, lines } = await apiWithLog('trace');
  const canaries = ['Hollingworth', 'hollingworth.example', 'canary-of-a-', password, 'ZGVueS1hbGw'];
  const caller = await SyncCaller.of(api.url);
  canaries.push(caller.token);
  const tries: [string, string, Parameters<typeof call>[3]?][] = [
    ['POST', '/v1/auth/sign-in', { body: { login: 'canary-of-a-login', password: 'canary-of-a-password' } }],
    ['GET', '/v1/me', { token: 'canary-of-a-token' }],
    ['GET', '/account', { headers: { cookie: 'session=canary-of-a-cookie' } }],
    ['GET', `/register?invite=${'canary-of-a-invite'.padEnd(43, 'x')}`],
    ['GET', `/join/direct/${'canary-of-a-code'.padEnd(24, 'x')}`],
    ['GET', '/install/answer?code=canary-of-a-consent&state=canary-of-a-state'],
    ['GET', '/v1/customers?q=Hollingworth', { token: caller.token }],
    ['GET', '/canary-of-a-path/%E0%A4%A'],
    ['POST', '/v1/customers', { token: caller.token, body: { email: 'post@hollingworth.example' } }],
    ['GET', '/v1/changes?cursor=canary-of-a-cursor', { token: caller.token }],
  ];
  for (const [method, path, options] of tries) await call(api.url, method, path, options);
  const customer = await createCustomer(caller, 'Hollingworth Joinery');
  await inDatabase(api, 'ALTER TABLE outcome RENAME TO forgotten');
  const change = mutationOf('customer.update', { id: customer, changes: { notes: 'Hollingworth' } });
  expect(await caller.pushOne(change)).toMatchObject({ outcome: 'retry' });

  expect(lines().filter(({ msg }) => msg === 'answered').length).toBeGreaterThan(tries.length);
  const failed = lines().find(({ msg }) => msg === 'mutation failed');
  expect(failed).toMatchObject({
    level: 'error',
    requestId: expect.any(String),
    err: { message: expect.stringContaining('outcome') },
  });
  for (const canary of canaries) expect(log()).not.toContain(canary);
  expect(log().replace(/Server listening at [^"]*/, '')).not.toContain('127.0.0.1');
  await api.remove();
});

test('the environment says how much is logged, as JSON apart from the lines for whoever started it', async () => {
  const server = await PartnerApiServer.start(['--seed', 'sample'], { LOG_LEVEL: 'info' });
  await server.signIn();
  await server.stop();
  const lines = linesOf(server.log);
  expect(lines.map(({ route }) => route)).toContain('/v1/auth/sign-in');
  for (const { time, level } of lines) {
    expect(new Date(time).toISOString()).toBe(time);
    expect(level).toBe('info');
  }
  await server.remove();
});
