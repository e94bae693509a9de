import { expect, test } from 'vitest';
import { SlowRequest } from '../../support/slow-request.ts';
import { TestConsole } from '../../support/test-console.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';

test('a partner API with too much to do is asked again when it says, and what waits goes then', async () => {
  const api = await TestPartnerApi.start();
  const app = await TestConsole.start();
  await app.give('workspace.connect', { url: api.url, login: 'admin', password });
  await app.settled();
  await api.stop();
  await app.give('sync.now');
  await app.until('cut off', ({ trouble }) => trouble !== null);
  await api.run({ maxRequests: 1 });
  const slow = await SlowRequest.begin(api.url, '/v1/auth/sign-in', { login: 'admin', password }, 'close');

  const fields = { partnerId: null, name: 'Carrick Ropes', email: 'office@carrick.example' };
  await app.give('customer.create', fields);
  await app.give('sync.now');
  const held = await app.until(
    'held up',
    ({ trouble }) => trouble !== null && /slow down/.test(trouble.sentence),
  );
  expect(held.waiting).toBe(1);
  // Nothing cuts that wait short, and it's no longer than the server said.
  await app.give('sync.now');
  expect(app.sync.waiting).toBe(1);
  expect(await slow.finish()).toMatch(/^HTTP\/1\.1 200/);
  app.clock.advance(5000);
  expect(await app.settled()).toMatchObject({ trouble: null, waiting: 0, stuck: 0 });
  await app.remove();
  await api.remove();
});
