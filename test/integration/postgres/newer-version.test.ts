import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import type { Route } from '../../../common/partner-api/route.ts';
import { routes } from '../../../common/partner-api/routes.ts';
import { postgresOpener } from '../../../partner-api/store/postgres/open-postgres.ts';
import { PostgresServer } from '../../support/postgres-server.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { call, mutationOf, SyncCaller } from '../partner-api/caller.ts';
import { projectOf } from '../partner-api/project-of.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.remove());

/** Adds to every table, as the steps of a newer version may, while others work with it. */
async function addToEveryTable(url: string): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ place: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS place FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  for (const { place } of rows) await client.query(`ALTER TABLE ${place} ADD COLUMN of_tomorrow text`);
  await client.query('CREATE TABLE tomorrow (id text PRIMARY KEY)');
  await client.query("INSERT INTO schema_step (name, timestamp) VALUES ('999-of-tomorrow', 'now')");
  await client.end();
  return rows.length;
}

/** Everything that can be read without saying of what, and how it was answered. */
async function readAll({ url, token }: { url: string; token: string }): Promise<Record<string, number>> {
  const answers: Record<string, number> = {};
  for (const [name, route] of Object.entries<Route>(routes)) {
    const isStream = route.answer.type === 'text/event-stream';
    if (route.method !== 'GET' || route.path.includes('{') || isStream) continue;
    answers[name] = (await call(url, 'GET', route.path, { token })).status;
  }
  return answers;
}

/** What is written through the doors in a day of work, each thing read by its id too. */
async function work(caller: SyncCaller): Promise<void> {
  const { url, token } = caller;
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await call<T>(url, method, path, { token, ...(body ? { body } : {}) });
    expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    return answer.body;
  };
  const push = async (mutation: { id: string }) =>
    expect(await caller.pushOne(mutation)).toMatchObject({ outcome: 'applied' });
  const id = newId();
  const fields = { partnerId: null, name: `Made ${id}`, email: 'office@beside.example' };
  await push(mutationOf('customer.create', { id, fields }));
  await push(mutationOf('customer.update', { id, changes: { notes: 'Seen' } }, { before: { notes: '' } }));
  const project = await projectOf(url, {});
  await push(mutationOf('project.create', project));
  const dry = await ask<{ token: string }>('POST', '/v1/bulk-deletes', {
    ...{ dryRun: true, kind: 'customer', select: { ids: [id] } },
  });
  const { bulkDelete } = await ask<{ bulkDelete: { id: string } }>('POST', '/v1/bulk-deletes', {
    ...{ dryRun: false, token: dry.token },
  });
  const job = `/v1/bulk-deletes/${bulkDelete.id}`;
  await expect.poll(() => ask(`GET`, job)).toMatchObject({ state: 'done', deleted: 1 });
  const { items } = await ask<{ items: { deletion: string }[] }>('GET', `${job}/items`);
  await ask('GET', `/v1/recycle-bin/${items[0]?.deletion}/items`);
  await push(mutationOf('customer.restore', { deletion: items[0]?.deletion ?? '', ids: [id] }));
  await ask('GET', `/v1/activity?entityId=${id}`);
  await ask('GET', `/v1/projects/${project.id}`);
  await caller.snapshot();
}

test('a server goes on while a newer version brings the database up to its own, and a start of the older one is refused from then on', async () => {
  const url = await server.database();
  // One connection for reading: what it has prepared is what is asked of it again.
  const openStore = postgresOpener({ url, limits: { readers: 1 } });
  const api = await TestPartnerApi.start({ openStore });
  onTestFinished(() => api.remove());
  const caller = await SyncCaller.of(api.url);
  await work(caller);
  const before = await readAll(caller);
  expect(Object.keys(before).length).toBeGreaterThan(15);

  expect(await addToEveryTable(url)).toBeGreaterThan(25);
  expect(await readAll(caller)).toEqual(before);
  await work(caller);
  await work(await SyncCaller.of(api.url));
  await api.stop();
  await expect(api.run()).rejects.toThrow('newer version');
});
