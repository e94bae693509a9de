import { expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import { problem } from '../../../common/partner-api/problem.ts';
import type { MutationOutcome } from '../../../common/partner-api/sync-door.ts';
import { password, PartnerApiServer } from '../../support/partner-api-server.ts';
import { SlowRequest } from '../../support/slow-request.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { call, customerFields, mutationOf, SyncCaller, type Answered } from './caller.ts';

const most = 4;
const beginSignIn = (url: string) =>
  SlowRequest.begin(url, '/v1/auth/sign-in', { login: 'admin', password }, 'close');

function expectRefused({ status, headers, body }: Answered): void {
  expect(status).toBe(503);
  expect(problem.parse(body)).toMatchObject({ kind: 'unavailable', status: 503 });
  expect(headers.get('retry-after')).toMatch(/^[1-5]$/);
}

test('above the requests that may be under way all are refused with Retry-After, and the others succeed', async () => {
  const server = await PartnerApiServer.start(['--seed', 'sample', '--max-requests', String(most)]);
  const { url } = server;
  const { token } = await SyncCaller.of(url);
  const slow = await Promise.all(Array.from({ length: most }, () => beginSignIn(url)));
  const refused = await Promise.all(
    Array.from({ length: 30 }, () => call(url, 'GET', '/v1/customers', { token })),
  );
  for (const answer of refused) expectRefused(answer);
  // Those that come back don't do so all at once.
  expect(new Set(refused.map(({ headers }) => headers.get('retry-after'))).size).toBe(5);
  const page = await call(url, 'GET', '/account');
  expect([page.status, page.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^[1-5]$/)]);

  expect((await call(url, 'GET', '/healthz')).status).toBe(200);
  expect((await call(url, 'GET', '/readyz')).status).toBe(200);
  const gone = new AbortController();
  const events = await fetch(`${url}/v1/events`, {
    headers: { authorization: `Bearer ${token}` },
    signal: gone.signal,
  });
  const first = await events.body?.getReader().read();
  expect(new TextDecoder().decode(first?.value)).toMatch(/^event: change/);
  gone.abort();

  for (const request of slow) expect(await request.finish()).toMatch(/^HTTP\/1\.1 200/);
  await server.remove();
});

test('under more load than it takes, every change is applied once, some after they were refused', async () => {
  // On a machine that does other things too it may be late with everything, and refuses all for that.
  const options = ['--seed', 'sample', '--max-requests', '2', '--max-delay', '60000'];
  const server = await PartnerApiServer.start(options);
  const { url } = server;
  const { token } = await SyncCaller.of(url);
  let waiting = Array.from({ length: 60 }, (_, index) =>
    mutationOf('customer.create', { id: newId(), fields: customerFields(`Ashdown ${index}`) }),
  );
  while (waiting.length > 0) {
    const answers = await Promise.all(
      waiting.map((mutation) =>
        call<{ results: MutationOutcome[] }>(url, 'POST', '/v1/mutations', {
          token,
          body: { mutations: [mutation] },
        }),
      ),
    );
    const left = answers.flatMap((answer, index) => {
      if (answer.status === 200) {
        expect(answer.body.results).toMatchObject([{ outcome: 'applied' }]);
        return [];
      }
      expectRefused(answer as unknown as Answered);
      return waiting[index] ?? [];
    });
    // It never refuses all: whoever is let in is answered.
    expect(left.length).toBeLessThan(waiting.length);
    waiting = left;
  }
  const { body } = await call<{ items: object[] }>(url, 'GET', '/v1/customers?limit=200&q=Ashdown', {
    token,
  });
  expect(body.items).toHaveLength(60);
  await server.remove();
});

test('while the process is late with everything it refuses requests, and takes them again once it has caught up', async () => {
  const api = await TestPartnerApi.start({ maxDelayMs: 40 });
  const keepLate = () => {
    const end = performance.now() + 500;
    while (performance.now() < end);
  };
  let refused: Answered | undefined;
  await expect
    .poll(async () => {
      keepLate();
      const answer = await call(api.url, 'GET', '/v1');
      if (answer.status === 503) refused = answer;
      expect((await call(api.url, 'GET', '/readyz')).status).toBe(200);
      return answer.status;
    })
    .toBe(503);
  if (refused) expectRefused(refused);
  await expect.poll(async () => (await call(api.url, 'GET', '/v1')).status).toBe(200);
  await api.remove();
});
