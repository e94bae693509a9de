import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BulkJob } from '../../../common/contract/deleting.ts';
import type { SyncState } from '../../../common/contract/views.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { TestConsole } from '../../support/test-console.ts';

let api: TestPartnerApi;
let ana: TestConsole;

beforeEach(async () => {
  api = await TestPartnerApi.start();
  ana = await TestConsole.start();
  await connect(ana);
});
afterEach(async () => {
  await ana.remove();
  await api.remove();
});

async function connect(console: TestConsole): Promise<void> {
  await console.give('workspace.connect', { url: api.url, login: 'admin', password });
  await console.settled();
}

const everyCustomer = { type: 'matching' as const, list: { kind: 'customer' as const } };
const dryRun = (console: TestConsole, ids?: string[]) =>
  console.give('delete.preview', {
    kind: 'customer',
    selection: ids ? { type: 'ids', ids } : everyCustomer,
  });
const total = async (console: TestConsole) =>
  (await console.give('list.window', { list: { kind: 'customer' }, offset: 0, limit: 1 })).total;

async function jobOf(console: TestConsole, job: string): Promise<BulkJob> {
  const { jobs } = await console.give('bulk.jobs');
  const found = jobs.find((one) => one.job === job);
  if (!found) throw new Error(`there is no bulk delete ${job}`);
  return found;
}

/** Deletes every customer that the dry run shows; held. */
async function deleteAll(console: TestConsole): Promise<{ job: string; all: number; mutationIds: string[] }> {
  const { token, customers, confirm } = await dryRun(console);
  expect(confirm).toEqual({ what: 'count', text: String(customers) });
  const { job, held, mutationIds } = await console.give('delete.accept', { token, typed: String(customers) });
  expect(held).toBe(true);
  return { job, all: customers, mutationIds };
}

const isUpToDate = ({ phase }: SyncState) => phase === 'up-to-date';
const isOver = async (console: TestConsole, job: string) => {
  const { held, paused, underWay } = await jobOf(console, job);
  return held + paused + underWay === 0;
};

describe('a bulk delete', () => {
  test('is held for its countdown, in which Undo takes it back untouched', async () => {
    const before = await total(ana);
    const { job, all, mutationIds } = await deleteAll(ana);
    expect(all).toBe(before);
    expect(await total(ana)).toBe(0);
    await ana.until('up to date', isUpToDate);
    const { held, sendsAt } = await jobOf(ana, job);
    expect(held).toBe(all);
    expect(Date.parse(sendsAt ?? '') - ana.clock.now()).toBe(20_000);
    ana.clock.advance(19_000);
    await ana.give('sync.now');
    await ana.until('up to date', isUpToDate);
    expect(await ana.give('change.undo', { mutationIds })).toEqual({ how: 'taken-back' });
    expect(await total(ana)).toBe(before);
    expect(await jobOf(ana, job)).toMatchObject({ held: 0, takenBack: all, deleted: 0, sendsAt: null });
    ana.clock.advance(30_000);
    expect(ana.sync.waiting).toBe(0);
  });

  test('survives a restart in its hold, waits while it’s offline, and begins its countdown anew', async () => {
    const { job, all } = await deleteAll(ana);
    ana.clock.advance(15_000);
    await ana.give('sync.workOffline', { offline: true });
    expect((await jobOf(ana, job)).sendsAt).toBeNull();
    ana.clock.advance(60_000);
    await ana.restart();
    expect(await jobOf(ana, job)).toMatchObject({ held: all, sendsAt: null });
    expect(await total(ana)).toBe(0);
    await ana.give('sync.workOffline', { offline: false });
    await ana.untilSo(
      'counting down',
      async () => (await jobOf(ana, job)).sendsAt !== null,
      () => undefined,
    );
    // A request that’s under way would be given up by the same leap of the clock.
    await ana.until('up to date', isUpToDate);
    ana.clock.advance(20_000);
    await ana.untilSo(
      'over',
      () => isOver(ana, job),
      () => undefined,
    );
    expect(await jobOf(ana, job)).toMatchObject({ deleted: all, left: 0, gone: 0 });
    await ana.settled();
    expect(await total(ana)).toBe(0);
  });

  test('leaves what has appeared since, counts what somebody else deleted as gone, and both are listed', async () => {
    const ben = await TestConsole.start();
    try {
      await connect(ben);
      const rows = (await ben.give('list.window', { list: { kind: 'customer' }, offset: 0, limit: 3 })).rows;
      const [kept, gone] = rows as { id: string; name: string }[];
      if (!kept || !gone) throw new Error('the sample has too few customers');
      const { job, all } = await deleteAll(ana);
      const { id: site } = await ben.give('site.create', { customerId: kept.id, name: 'Added Meanwhile' });
      const { token } = await dryRun(ben, [gone.id]);
      await ben.give('delete.accept', { token });
      await ben.settled();
      await ana.give('sync.now');
      await ana.until('up to date', isUpToDate);
      expect(await total(ana)).toBe(0);
      ana.clock.advance(20_000);
      await ana.untilSo(
        'over',
        () => isOver(ana, job),
        () => undefined,
      );
      await ana.settled();
      expect(await jobOf(ana, job)).toMatchObject({ deleted: all - 2, left: 1, gone: 1 });
      expect(await ana.names('customer')).toEqual([kept.name]);
      expect((await ana.give('customer.show', { id: kept.id })).customer.name).toBe(kept.name);
      const left = await ana.give('bulk.items', { job, outcome: 'left', offset: 0, limit: 10 });
      expect(left).toEqual({
        total: 1,
        items: [
          {
            id: kept.id,
            name: kept.name,
            outcome: 'left',
            because: 'The site Added Meanwhile is there, and the dry run didn’t show it.',
            appeared: [{ kind: 'site', id: site, name: 'Added Meanwhile' }],
          },
        ],
      });
      await ana.restart();
      expect(await jobOf(ana, job)).toMatchObject({ deleted: all - 2, left: 1, gone: 1 });
      const { items } = await ana.give('bulk.items', { job, outcome: 'gone', offset: 0, limit: 10 });
      expect(items).toMatchObject([{ id: gone.id, name: gone.name }]);
      const { rows: written, path } = await ana.give('bulk.export', { job });
      expect(written).toBe(all);
      expect(readFileSync(path ?? '', 'utf8')).toContain('Added Meanwhile');
    } finally {
      await ben.remove();
    }
  });

  test('paused, it waits for no countdown; stopped, all that hadn’t left is back', async () => {
    const before = await total(ana);
    const { job, all } = await deleteAll(ana);
    await ana.give('bulk.pause', { job });
    ana.clock.advance(60_000);
    await ana.restart();
    expect(await jobOf(ana, job)).toMatchObject({ paused: all, held: 0, sendsAt: null });
    // Nothing of it has left: going on gives the whole countdown again.
    await ana.until('up to date', isUpToDate);
    await ana.give('bulk.resume', { job });
    const again = await jobOf(ana, job);
    expect(again).toMatchObject({ paused: 0, held: all });
    expect(Date.parse(again.sendsAt ?? '') - ana.clock.now()).toBe(20_000);
    await ana.give('bulk.pause', { job });
    expect(await ana.give('bulk.stop', { job })).toEqual({ takenBack: all });
    expect(await total(ana)).toBe(before);
    const { items } = await ana.give('bulk.items', { job, outcome: null, offset: 0, limit: 1 });
    expect(items).toMatchObject([{ outcome: 'taken-back', name: expect.stringMatching(/\w/) }]);
  });

  test('goes on where it was when the partner API dies half-way and the app is started again', async () => {
    const fields = { partnerId: null, name: 'Many Places', email: 'it@many.example' };
    const { id } = await ana.give('customer.create', fields);
    const sites = Array.from({ length: 600 }, (_, n) => ({ name: `Place ${n}` }));
    await ana.give('site.addMany', { customerId: id, sites });
    await ana.settled();
    const list = { kind: 'site' as const, scope: { type: 'parent' as const, id } };
    const selection = { type: 'matching' as const, list };
    const { token } = await ana.give('delete.preview', { kind: 'site', selection });
    const { job, mutationIds } = await ana.give('delete.accept', { token, typed: '600' });
    expect(mutationIds).toHaveLength(3);
    await ana.until('up to date', isUpToDate);
    ana.clock.advance(20_000);
    const { deleted } = await ana.untilSo(
      'half-way',
      async () => (await jobOf(ana, job)).deleted > 0,
      () => jobOf(ana, job),
    );
    await api.stop();
    await ana.restart();
    expect((await jobOf(ana, job)).deleted).toBeGreaterThanOrEqual(deleted);
    await api.run();
    ana.clock.advance(1000);
    await ana.give('sync.now');
    await ana.settled();
    expect(await jobOf(ana, job)).toMatchObject({ deleted: 600, left: 0, gone: 0 });
    expect((await ana.give('list.window', { list, offset: 0, limit: 1 })).total).toBe(0);
  });
});

describe('what a dry run asks for', () => {
  test('a wrong count deletes nothing, and the sentence says what is expected', async () => {
    const before = await total(ana);
    const { token } = await dryRun(ana);
    await expect(ana.give('delete.accept', { token, typed: '٤٢' })).rejects.toThrow(
      /digits of another script/,
    );
    await expect(ana.give('delete.accept', { token })).rejects.toThrow(/Type \d+ to confirm/);
    expect(await total(ana)).toBe(before);
  });

  test('what came into the list after it was opened isn’t meant', async () => {
    const { token, customers } = await dryRun(ana);
    const fields = { partnerId: null, name: 'Born Later', email: 'it@later.example' };
    await ana.give('customer.create', fields);
    await ana.give('delete.accept', { token, typed: String(customers) });
    expect(await ana.names('customer')).toEqual(['Born Later']);
  });

  test('what was changed or deleted since it was opened isn’t deleted by it, and is named', async () => {
    const fields = { partnerId: null, email: 'it@kept.example' };
    const made = [];
    for (const name of ['Kept A', 'Kept B', 'Kept C'])
      made.push(await ana.give('customer.create', { ...fields, name }));
    await ana.settled();
    const ids = made.map(({ id }) => id);
    const { token } = await dryRun(ana, ids);
    const ben = await TestConsole.start();
    try {
      await connect(ben);
      const [renamed = '', gone = ''] = ids;
      const edited = { ...fields, name: 'KEEP – live contract' };
      await ben.give('customer.update', { id: renamed, fields: edited, base: { name: 'Kept A' } });
      const other = await dryRun(ben, [gone]);
      await ben.give('delete.accept', { token: other.token });
      await ben.settled();
    } finally {
      await ben.remove();
    }
    await ana.give('sync.now');
    await ana.untilSo(
      'told',
      async () => !(await ana.names('customer')).includes('Kept B'),
      () => ana.names('customer'),
    );
    await expect(ana.give('delete.accept', { token })).rejects.toThrow(
      /KEEP – live contract was changed and 1 was deleted since/,
    );
    expect(await ana.names('customer')).toEqual(expect.arrayContaining(['KEEP – live contract', 'Kept C']));
    expect(ana.sync.waiting).toBe(0);
    const now = await dryRun(ana, ids);
    expect(now).toMatchObject({ customers: 2, missing: 1 });
    await ana.give('delete.accept', { token: now.token });
    expect(await ana.names('customer')).not.toContain('Kept C');
  });

  test('pasted ids, Customer IDs, external ids and names are found; the rest is listed', async () => {
    const fields = { partnerId: null, email: 'it@double.example' };
    await ana.give('customer.create', { ...fields, name: 'Double Works' });
    await ana.give('customer.create', { ...fields, name: 'Double Works', notes: 'another' });
    const externalIds = [{ system: 'PSA', value: 'C-4711' }];
    const { id } = await ana.give('customer.create', { ...fields, name: 'By Number', externalIds });
    const { rows } = await ana.give('list.window', { list: { kind: 'customer' }, offset: 0, limit: 2 });
    const [first, second] = rows as { id: string; name: string }[];
    const text = [
      first?.id,
      `"${second?.name ?? ''}"\tcell`,
      'C-4711',
      'double works',
      'Nobody',
      '',
      'psa: c-4711',
      'HaloPSA: C-4711',
    ];
    const found = await ana.give('delete.matchPasted', { kind: 'customer', text: text.join('\r\n') });
    expect(found.found.map(({ row }) => row.id).sort()).toEqual([first?.id, second?.id, id].sort());
    expect(found.ambiguous).toMatchObject([{ line: 'double works', rows: [{}, {}] }]);
    expect(found.missing).toEqual(['Nobody', 'HaloPSA: C-4711']);
  });
});
