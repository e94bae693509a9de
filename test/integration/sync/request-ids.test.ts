import { expect, test } from 'vitest';
import { SyncCaller } from '../partner-api/caller.ts';
import { inDatabase } from '../../support/database-of.ts';
import { TestConsole } from '../../support/test-console.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';

interface Line {
  msg: string;
  requestId?: string;
  route?: string;
}

test('a change is followed from the app’s log to the server’s and to Activity, and a failure to its cause', async () => {
  const lines: Line[] = [];
  const api = await TestPartnerApi.start({
    logLevel: 'info',
    logTo: { write: (line) => lines.push(JSON.parse(line) as Line) },
  });
  const app = await TestConsole.start();
  await app.give('workspace.connect', { url: api.url, login: 'admin', password });
  await app.settled();
  const fields = { partnerId: null, name: 'Wickham Foundry', email: 'office@wickham.example' };
  await app.give('customer.create', fields);
  await app.settled();

  const sent = app.logged.filter((line) => line.includes('POST /v1/mutations, request '));
  expect(sent).toHaveLength(1);
  const id = sent[0]?.split('request ').at(-1);
  const caller = await SyncCaller.of(api.url);
  const { body } = await caller.get<{ items: object[] }>('/v1/activity?limit=1');
  expect(body.items).toMatchObject([{ action: 'customer.create', requestId: id }]);
  expect(lines.filter(({ requestId }) => requestId === id)).toMatchObject([
    { msg: 'answered', route: '/v1/mutations' },
  ]);

  await inDatabase(api, 'ALTER TABLE tombstone RENAME TO buried');
  await app.give('sync.now');
  await app.until('failed', ({ trouble }) => trouble !== null);
  const failed = app.logged.find((line) => line.includes('GET /v1/changes → 500 unexpected-answer'));
  expect(failed).toMatch(/^warn A request to the partner API failed: /);
  const failedId = failed?.split('request ').at(-1);
  const cause = lines.find(({ msg, requestId }) => msg === 'request failed' && requestId === failedId);
  expect(cause).toMatchObject({ level: 'error', err: { message: expect.stringContaining('tombstone') } });

  // Nothing of what was typed, and no secret.
  for (const canary of ['Wickham', 'wickham', password, caller.token])
    expect(app.logged.join('\n')).not.toContain(canary);
  await app.remove();
  await api.remove();
});
