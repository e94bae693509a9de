import { afterEach, beforeEach, expect, test } from 'vitest';
import { worldSeed } from '../../../partner-api/seed/world.ts';
import { FaultyServer } from '../../support/faulty-server.ts';
import { TestConsole } from '../../support/test-console.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';

let api: TestPartnerApi;
let between: FaultyServer;
let console: TestConsole;

beforeEach(async () => {
  api = await TestPartnerApi.start({
    seed: worldSeed({ customers: 11_000, sites: 0, probes: 0 }, () => undefined),
  });
  between = await FaultyServer.before(api.url);
  console = await TestConsole.start();
});
afterEach(async () => {
  await console.remove();
  await between.close();
  await api.remove();
});

const pagesAsked = () => between.seen.filter((request) => request.startsWith('GET /v1/snapshot'));

test('a first snapshot of several pages that breaks off goes on after a restart from the page it had come to', async () => {
  between.matches = /^\/v1\/snapshot\?.*after=/;
  between.fault = 'reset';
  await console.give('workspace.connect', { url: between.url, login: 'admin', password });
  await console.until('broken off', ({ phase }) => phase === 'unreachable');
  expect(console.sync).toMatchObject({ complete: false, progress: { done: 5000 } });
  const { total } = await console.give('list.window', { list: { kind: 'customer' }, offset: 0, limit: 1 });
  expect(total).toBeGreaterThan(4000);

  await console.restart();
  between.seen.length = 0;
  between.fault = 'none';
  await console.give('sync.now');
  await console.settled();
  expect(pagesAsked().every((request) => request.includes('after='))).toBe(true);
  const whole = await console.give('list.window', { list: { kind: 'customer' }, offset: 0, limit: 1 });
  expect(whole.total).toBe(11_000);
});

test('a change that is made during the first snapshot is sent before it ends', async () => {
  between.matches = /^\/v1\/snapshot\?.*after=/;
  between.fault = 'reset';
  await console.give('workspace.connect', { url: between.url, login: 'admin', password });
  await console.until('broken off', ({ phase }) => phase === 'unreachable');
  await console.give('customer.create', { partnerId: null, name: 'Early Bird', email: 'early@bird.example' });
  between.fault = 'none';
  between.seen.length = 0;
  await console.give('sync.now');
  await console.settled();
  const sent = between.seen.findIndex((request) => request.startsWith('POST /v1/mutations'));
  const lastPage = between.seen.findLastIndex((request) => request.startsWith('GET /v1/snapshot'));
  expect(sent).toBeGreaterThan(-1);
  expect(sent).toBeLessThan(lastPage);
  expect(await console.names('customer', 'Early Bird')).toEqual(['Early Bird']);
});
