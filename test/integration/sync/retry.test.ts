import { afterEach, beforeEach, expect, test } from 'vitest';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { TestConsole } from '../../support/test-console.ts';

let api: TestPartnerApi;
let first: TestConsole;
let second: TestConsole;

beforeEach(async () => {
  api = await TestPartnerApi.start();
  first = await TestConsole.start();
  second = await TestConsole.start();
  for (const console of [first, second]) {
    await console.give('workspace.connect', { url: api.url, login: 'admin', password });
    await console.settled();
  }
});
afterEach(async () => {
  await first.remove();
  await second.remove();
  await api.remove();
});

const email = 'office@cedar.example';

test('a change that the partner API rejected goes through once what stood in its way is gone', async () => {
  const { id: partnerId } = await first.give('partner.create', { name: 'Cedar Partners', email });
  await second.sees('partner', 'Cedar Partners');
  await first.settled();

  await first.give('sync.workOffline', { offline: true });
  await first.give('partner.delete', { ids: [partnerId] });
  const { id } = await second.give('customer.create', { name: 'Cedar Clinics', email, partnerId });
  await second.settled();
  await first.give('sync.workOffline', { offline: false });
  await first.until('rejected', ({ stuck }) => stuck === 1);
  const { rows } = await first.give('outbox.window', { query: {}, offset: 0, limit: 10 });
  expect(rows[0]).toMatchObject({ state: 'rejected', lastAnswer: expect.stringContaining('one customer') });

  await second.give('customer.move', { ids: [id], partnerId: null });
  await second.settled();
  await first.sees('customer', 'Cedar Clinics');
  await first.give('outbox.retry', { ids: [rows[0]?.id ?? ''] });
  expect(await first.settled()).toMatchObject({ stuck: 0 });
  await second.sees('partner', 'Cedar Partners', false);
  expect(await first.names('customer', 'Cedar Clinics')).toEqual(['Cedar Clinics']);
});
