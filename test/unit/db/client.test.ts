import { expect, it, onTestFinished } from 'vitest';
import { Failure } from '../../../common/contract/errors.ts';
import type { CacheChange } from '../../../db/api.ts';
import { openCache } from '../../../db/client.ts';
import { startWorker } from '../../../db/worker-link.ts';
import {
  change,
  changesBody,
  customerRow,
  freshFolder,
  idOf,
  listOf,
  noon,
  partnerRow,
  snapshotBody,
} from './fixture.ts';

async function openThreads(folder: string, onChange?: (change: CacheChange) => void) {
  const cache = await openCache({ folder, context: 'partner-account', ...(onChange ? { onChange } : {}) });
  onTestFinished(() => cache.close());
  return cache;
}

it('reads through one thread what was written through the other, and tells of every change', async () => {
  const changes: CacheChange[] = [];
  const cache = await openThreads(freshFolder(), (told) => changes.push(told));
  expect(cache.report).toMatchObject({ how: 'fresh', notice: null });
  await cache.write.beginSnapshot();
  const page = snapshotBody(
    { partner: [partnerRow(1, 'Northwind')], customer: [customerRow(11, 'Contoso', idOf(1))] },
    { start: 'at-1000' },
  );
  await cache.write.applySnapshotPage(page);
  const applied = await cache.write.applyChanges(changesBody(1000), noon);
  expect(applied.status).toMatchObject({ complete: true, currentAt: noon });
  await cache.write.queue([change('customer.update', { id: idOf(11), changes: { name: 'Contoso Health' } })]);
  const window = await cache.read.listWindow(listOf({ kind: 'customer' }), 0, 10);
  expect(window.rows.map((row) => row.name)).toEqual(['Contoso Health']);
  expect(changes.at(-1)?.kinds).toEqual(['customer']);
  expect(changes.at(-1)?.status.waiting).toBe(1);
  expect(changes.at(-1)?.revision).toBe(window.revision);
});

it('throws what goes wrong in a thread as a Failure', async () => {
  const cache = await openThreads(freshFolder());
  const missing = cache.write.queue([change('customer.update', { id: idOf(11), changes: { name: 'X' } })]);
  await expect(missing).rejects.toBeInstanceOf(Failure);
  const garbage = cache.write.applySnapshotPage(Buffer.from('<html>'));
  await expect(garbage).rejects.toMatchObject({ error: { code: 'unexpected-answer' } });
});

it('keeps what was queued when the app starts again', async () => {
  const folder = freshFolder();
  const first = await openThreads(folder);
  await first.write.queue([
    change('partner.create', { id: idOf(7), fields: partnerRow(7, 'Fabrikam Partners') }),
  ]);
  await first.close();
  const second = await openThreads(folder);
  expect(second.report.how).toBe('opened');
  const { rows } = await second.read.outboxWindow({}, 0, 10);
  expect(rows.map((row) => row.title)).toEqual(['Add partner Fabrikam Partners']);
});

it('starts a worker again that died: what was asked of it fails, what is asked next is answered', async () => {
  const link = startWorker({
    url: new URL('./mortal-worker.ts', import.meta.url),
    workerData: null,
    first: 'open',
  });
  onTestFinished(() => link.close());
  await link.call('open', []);
  const asked = [link.call('die', []), link.call('wasOpened', [])];
  for (const call of asked)
    await expect(call).rejects.toMatchObject({ error: { code: 'cache', retry: 'later' } });
  expect(await link.call('wasOpened', [])).toBe(true);
});
