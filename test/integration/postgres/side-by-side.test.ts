import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Project } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import { inactivity } from '../../../common/domain/projects.ts';
import { machine } from '../../../partner-api/surroundings.ts';
import type { PartnerApiOptions } from '../../../partner-api/start.ts';
import { postgresOpener } from '../../../partner-api/store/postgres/open-postgres.ts';
import { asOwner, PostgresServer } from '../../support/postgres-server.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { call, mutationOf, signIn, SyncCaller } from '../partner-api/caller.ts';
import { mailsAbout } from '../partner-api/closing-mails.ts';
import { projectOf } from '../partner-api/project-of.ts';

const day = 24 * 60 * 60 * 1000;
let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.remove());

/** Two partner APIs on one database and one data folder, as behind a load balancer. */
async function two(options: Partial<PartnerApiOptions> = {}): Promise<[TestPartnerApi, TestPartnerApi]> {
  const url = await server.database();
  const openStore = postgresOpener({ url, limits: { readers: 3 } });
  const one = await TestPartnerApi.start({ openStore, ...options });
  const other = await TestPartnerApi.start({ ...one.place, ...options });
  onTestFinished(async () => {
    await other.remove();
    await one.remove();
  });
  return [one, other];
}

const customer = (name: string) =>
  mutationOf('customer.create', {
    id: newId(),
    fields: { partnerId: null, name, email: 'office@beside.example' },
  });

test('a session of one holds in the other, and ends in both', async () => {
  const [one, other] = await two();
  const { accessToken: token, refreshToken } = await signIn(one.url);
  expect((await call(other.url, 'GET', '/v1/me', { token })).status).toBe(200);
  const body = { refreshToken };
  const renewed = await call<{ accessToken: string }>(other.url, 'POST', '/v1/auth/refresh', { body });
  expect((await call(one.url, 'GET', '/v1/me', { token: renewed.body.accessToken })).status).toBe(200);
  await one.changeAccount('admin', { isDisabled: true });
  expect((await call(other.url, 'GET', '/v1/me', { token: renewed.body.accessToken })).status).toBe(401);
});

test('a mutation that’s sent to both at once takes effect once, and both give its answer', async () => {
  const [one, other] = await two();
  const [first, second] = [await SyncCaller.of(one.url), await SyncCaller.of(other.url)];
  for (let round = 0; round < 10; round++) {
    const mutation = customer(`Once ${round}`);
    const answers = await Promise.all(
      [first, second, first, second].map((caller) => caller.pushOne(mutation)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ outcome: 'applied' });
  }
  const { rows } = await second.snapshot();
  expect(rows.get('customer')?.filter(({ name }) => name.startsWith('Once'))).toHaveLength(10);
});

test('who asks too much of both together is told to wait', async () => {
  const [one, other] = await two({ rateLimit: 20 });
  const { accessToken: token } = await signIn(one.url);
  const statuses: number[] = [];
  for (let asked = 0; asked < 24; asked++) {
    const { status, headers } = await call((asked % 2 ? one : other).url, 'GET', '/v1/me', { token });
    statuses.push(status);
    if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect(statuses.filter((status) => status === 200)).toHaveLength(20);
  expect(statuses.slice(20)).toEqual([429, 429, 429, 429]);
});

test('who listens to one hears of what is done in the other', async () => {
  const [one, other] = await two();
  const { accessToken: token } = await signIn(one.url);
  const ending = new AbortController();
  const stream = await fetch(`${one.url}/v1/events`, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    signal: ending.signal,
  });
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  const hear = async (what: string) => {
    while (!heard.includes(what)) heard += (await reader?.read())?.value ?? '';
  };
  await hear('event: change');
  const caller = await SyncCaller.of(other.url);
  const before = /"seq":(\d+)/.exec(heard)?.[1] ?? '';
  await caller.pushOne(customer('Heard Of'));
  await hear(`"seq":${Number(before) + 1}`);
  ending.abort();
});

test('who listens to one while the other finds the database restored is told to begin anew', async () => {
  const [one, other] = await two();
  const caller = await SyncCaller.of(one.url);
  const { start } = await caller.snapshot();
  const stream = await fetch(`${one.url}/v1/events`, {
    headers: { authorization: `Bearer ${caller.token}` },
  });
  await other.stop();
  await other.run({ isRestored: true });
  // It ends; the next one tells the epoch.
  expect(await stream.text()).toMatch(/^event: change/);
  const about = await Promise.all([one, other].map(({ url }) => call<{ epoch: string }>(url, 'GET', '/v1')));
  expect(about[0]?.body.epoch).toBe(about[1]?.body.epoch);
  expect(await caller.changes(start)).toMatchObject({ status: 410, body: { kind: 'cursor-gone' } });
});

test('a bulk delete whose server ends goes on in the other', async () => {
  const [one, other] = await two();
  const first = await SyncCaller.of(one.url);
  const customers = Array.from({ length: 120 }, (_, number) => customer(`Going ${number}`));
  await first.push(...customers);
  const { rows } = await first.snapshot();
  const going = rows.get('customer')?.filter(({ name }) => name.startsWith('Going')) ?? [];
  const select = { ids: going.map(({ id }) => id) };
  const post = <T>(body: object) =>
    call<T>(one.url, 'POST', '/v1/bulk-deletes', { token: first.token, body });
  const dry = await post<{ token: string }>({
    dryRun: true,
    kind: 'customer',
    select,
  });
  const begun = await post<{ bulkDelete: { id: string } }>({ dryRun: false, token: dry.body.token });
  await one.stop();
  const second = await SyncCaller.of(other.url);
  await expect
    .poll(
      async () => (await second.get<{ state: string }>(`/v1/bulk-deletes/${begun.body.bulkDelete.id}`)).body,
      {
        timeout: 30_000,
      },
    )
    .toMatchObject({ state: 'done', deleted: 120 });
});

test('a project that nobody uses is written to once and closed once, though both look at it', async () => {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const [one, other] = await two({ surroundings: { ...machine, now } });
  const args = await projectOf(one.url, {});
  const made = await (await SyncCaller.of(one.url)).pushOne(mutationOf('project.create', args));
  expect(made).toMatchObject({ outcome: 'applied' });
  const both = () => Promise.all([one.lookAtProjects(), other.lookAtProjects()]);
  const project = async () =>
    (await (await SyncCaller.of(other.url)).get<Project>(`/v1/projects/${args.id}`)).body;

  ahead = (inactivity.quietDays + 1) * day;
  await both();
  await expect.poll(() => mailsAbout(one.folder, args.id)).toHaveLength(1);
  ahead += (inactivity.noticeDays + 1) * day;
  await both();
  await expect.poll(project).toMatchObject({ email: '', closing: { stage: 'closed', why: 'inactive' } });
  await both();

  const caller = await SyncCaller.of(one.url);
  const { body } = await caller.get<{ items: { action: string }[] }>(`/v1/activity?entityId=${args.id}`);
  expect(body.items.map(({ action }) => action).toReversed()).toEqual([
    ...['project.create', 'project.notice', 'project.close'],
    ...['project.erase', 'project.erase'],
  ]);
});

test('a second server with another password ends sessions of the first', async () => {
  const [one, other] = await two();
  await other.stop();
  const { accessToken: token } = await signIn(one.url);
  await other.run({ password: `${password}-new` });
  expect((await call(one.url, 'GET', '/v1/me', { token })).status).toBe(401);
});

test('while PostgreSQL is away, requests are answered with 503, and everything goes on once it’s back', async () => {
  const own = await PostgresServer.start();
  onTestFinished(() => own.remove());
  const url = await own.database();
  const token = 'a-token-for-the-figures';
  const api = await TestPartnerApi.start({ openStore: postgresOpener({ url }), metrics: { token } });
  onTestFinished(() => api.remove());
  const caller = await SyncCaller.of(api.url);
  const mutation = customer('Outlasting');
  await own.crash();
  const signingIn = { body: { login: 'admin', password } };
  const refused = [
    await caller.get('/v1/customers'),
    await call(api.url, 'POST', '/v1/auth/sign-in', signingIn),
    await call(api.url, 'POST', '/v1/mutations', { token: caller.token, body: { mutations: [mutation] } }),
  ];
  for (const { status, body, headers } of refused) {
    expect({ status, body }).toMatchObject({ status: 503, body: { kind: 'unavailable' } });
    // It isn't too much that was asked for: apps say that it's away, and come back in their own time.
    expect(headers.get('retry-after')).toBeNull();
  }
  expect((await call<string>(api.url, 'GET', '/metrics', { token })).body).toMatch(
    /^switchyard_store_up 0$/m,
  );
  expect((await call(api.url, 'GET', '/readyz')).status).toBe(503);
  expect((await call(api.url, 'GET', '/healthz')).status).toBe(200);
  await own.run();
  await expect.poll(async () => (await call(api.url, 'GET', '/readyz')).status).toBe(200);
  expect(await caller.pushOne(mutation)).toMatchObject({ outcome: 'applied' });
});

test('what takes PostgreSQL longer than a statement may is refused with 503 and when to come back, and the rest is answered', async () => {
  const url = await server.database();
  const api = await TestPartnerApi.start({
    openStore: postgresOpener({ url, limits: { statementMs: 2000 } }),
  });
  onTestFinished(() => api.remove());
  const caller = await SyncCaller.of(api.url);
  const { start } = await caller.snapshot();
  const holder = new pg.Client(asOwner(url));
  await holder.connect();
  onTestFinished(() => holder.end());
  await holder.query('BEGIN; LOCK TABLE tombstone IN ACCESS EXCLUSIVE MODE');
  const refused = await caller.changes(start);
  expect(refused).toMatchObject({ status: 503, body: { kind: 'unavailable' } });
  expect(refused.headers.get('retry-after')).toMatch(/^([5-9]|1[0-4])$/);
  await expect.poll(async () => (await call(api.url, 'GET', '/readyz')).status).toBe(200);
  await holder.query('ROLLBACK');
  await expect.poll(async () => (await caller.changes(start)).status).toBe(200);
});
