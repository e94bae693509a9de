import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import { deleteRows } from '../../support/delete-rows.ts';
import { FaultyServer } from '../../support/faulty-server.ts';
import { TestConsole } from '../../support/test-console.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { customerFields, mutationOf, SyncCaller } from '../partner-api/caller.ts';

let api: TestPartnerApi;
let console: TestConsole;

beforeEach(async () => {
  api = await TestPartnerApi.start();
  console = await TestConsole.start();
});
afterEach(async () => {
  await console.remove();
  await api.remove();
});

const connect = async (url = api.url) => {
  await console.give('workspace.connect', { url, login: 'admin', password });
  await console.settled();
};
const list = () => console.give('recycleBin.list', { kind: null, search: '', cursor: null });
const everything = { kind: 'customer', ids: null, parentsFirst: false } as const;

/** Deletes so many new customers elsewhere, in one deletion. */
async function deleteElsewhere(many: number): Promise<{ deletion: string; ids: string[] }> {
  const caller = await SyncCaller.of(api.url);
  const ids = Array.from({ length: many }, () => newId());
  await caller.push(
    ...ids.map((id, n) => mutationOf('customer.create', { id, fields: customerFields(`Binned ${n}`) })),
  );
  const removal = mutationOf('customer.delete', { ids });
  await caller.push(removal);
  return { deletion: removal.id, ids };
}

test('a large deletion made elsewhere is read by pages and restored as a whole, which one undo takes back', async () => {
  const { deletion, ids } = await deleteElsewhere(620);
  await connect();
  expect((await list()).deletions).toMatchObject([{ id: deletion, count: 620 }]);
  const page = await console.give('recycleBin.items', { deletion, search: '', cursor: null });
  expect(page.items).toHaveLength(100);
  expect(page.next).not.toBeNull();
  const done = await console.give('recycleBin.restore', { ...everything, deletion });
  expect(done).toMatchObject({ restored: 620, left: 0 });
  await console.settled();
  expect((await list()).deletions).toEqual([]);
  expect(await console.names('customer', 'Binned')).toHaveLength(500);
  await console.give('change.undo', { mutationIds: done.mutationIds });
  await console.settled();
  expect(await console.names('customer', 'Binned')).toEqual([]);
  expect((await list()).deletions[0]?.count).toBe(ids.length);
});

test('offline, what isn’t known here isn’t restored by halves: it says so, and what is selected can be', async () => {
  const { deletion, ids } = await deleteElsewhere(130);
  await connect();
  await list();
  const { items } = await console.give('recycleBin.items', { deletion, search: '', cursor: null });
  await console.give('sync.workOffline', { offline: true });
  const kept = await list();
  expect(kept).toMatchObject({ deletions: [{ id: deletion, count: 130 }] });
  expect(kept.because).toContain('work offline');
  await expect(console.give('recycleBin.restore', { ...everything, deletion })).rejects.toThrow(
    'Only 100 of the 130 things of this deletion are known here.',
  );
  expect(console.sync.waiting).toBe(0);
  const chosen = items.slice(0, 2).map(({ id }) => id);
  const done = await console.give('recycleBin.restore', { ...everything, deletion, ids: chosen });
  expect(done.restored).toBe(2);
  const waiting = await console.give('recycleBin.items', { deletion, search: '', cursor: null });
  expect(waiting.restoring).toEqual(chosen);
  await console.give('sync.workOffline', { offline: false });
  await console.settled();
  expect((await list()).deletions[0]?.count).toBe(ids.length - 2);
});

test('with nothing read before, offline says so and shows what was deleted here', async () => {
  await connect();
  await console.give('sync.workOffline', { offline: true });
  await expect(list()).rejects.toThrow('You work offline');
  const [name = ''] = await console.names('customer');
  await deleteRows(console, 'customer', [await console.idOf('customer', name)]);
  const { readAt, unconfirmed, deletions } = await list();
  expect({ readAt, deletions }).toEqual({ readAt: null, deletions: [] });
  expect(unconfirmed).toMatchObject([{ names: [name], until: null, by: console.start.account?.name }]);
});

test('an older partner API without the list is told apart from one that can’t be reached', async () => {
  const older = await FaultyServer.before(api.url);
  try {
    await connect(older.url);
    older.matches = /^\/v1\/recycle-bin/;
    older.fault = 'unknown-route';
    expect(await list()).toMatchObject({ supported: false, deletions: [] });
  } finally {
    await older.close();
  }
});
