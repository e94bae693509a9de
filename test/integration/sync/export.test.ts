import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeWhole } from '../../../main/storage/written-file.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { TestConsole } from '../../support/test-console.ts';

let api: TestPartnerApi;
let ana: TestConsole;

beforeEach(async () => {
  api = await TestPartnerApi.start();
  ana = await TestConsole.start();
  await ana.give('workspace.connect', { url: api.url, login: 'admin', password });
  await ana.settled();
});
afterEach(async () => {
  await ana.remove();
  await api.remove();
});

const exported = async (path: string | null) => readFile(path ?? '', 'utf8');

test('an export of customers has the rows of the list in its order, whole, with what waits, and nothing that runs', async () => {
  await ana.give('sync.workOffline', { offline: true });
  await ana.give('customer.create', {
    partnerId: null,
    name: '=cmd|calc',
    email: 'it@formula.example',
    externalIds: [{ system: 'ConnectWise', value: '4711' }],
  });
  const list = { kind: 'customer' as const, sort: { column: 'name', direction: 'descending' as const } };
  const { rows, path } = await ana.give('export.list', { key: 'one', list, ids: null, format: 'csv' });
  const shown = await ana.give('list.window', { list, offset: 0, limit: 500 });
  const text = await exported(path);
  expect(rows).toBe(shown.total);
  expect(text.startsWith('\ufeffCustomer name,Customer ID,Partner,E-mail,')).toBe(true);
  const lines = text.trimEnd().split('\r\n').slice(1);
  expect(lines).toHaveLength(shown.total);
  expect(lines.some((line) => line.startsWith("'=cmd|calc,") && line.includes('ConnectWise: 4711'))).toBe(
    true,
  );
  const [first] = shown.rows;
  expect(lines[0]).toContain(first && 'name' in first ? first.name : '-');
  expect(ana.events.some(({ name }) => name === 'export.progress')).toBe(true);
});

test('checked rows are exported in the order of the list, also those that a filter hides; JSON has every field', async () => {
  for (const kind of ['partner', 'site', 'probe'] as const) {
    const { ids } = await ana.give('list.ids', { list: { kind }, from: 0, to: 3 });
    const { path, rows } = await ana.give('export.list', {
      key: kind,
      list: { kind, search: 'nothing has this name' },
      ids: [...ids].reverse(),
      format: 'json',
    });
    expect(rows).toBe(ids.length);
    const things = JSON.parse(await exported(path)) as { id: string; version: number }[];
    expect(things.map(({ id }) => id)).toEqual(ids);
    expect(things.every(({ version }) => typeof version === 'number')).toBe(true);
  }
});

test('the ledger is exported as it’s shown, without a logo, and an invite can’t run anything', async () => {
  await ana.give('sync.workOffline', { offline: true });
  const { accounts } = await ana.give('billingAccount.list');
  const { id } = await ana.give('invite.create', {
    ...{ name: '=1+1 Ltd', contactName: 'Ann', contactEmail: 'ann@formula.example' },
    ...{ partnerId: null, brandId: null, billingAccountId: accounts[0]?.id ?? null },
  });
  const { invites } = await ana.give('invite.list');
  const accepted = invites.find(({ status }) => status === 'accepted');
  const ids = [accepted?.id ?? '', id, '01900000-0000-7000-8000-000000000001'];
  const csv = await ana.give('export.ledger', { key: 'i', kind: 'invite', ids, format: 'csv' });
  expect(csv.rows).toBe(2);
  expect(csv.path).toMatch(/switchyard-invites-\d{4}-\d\d-\d\d\.csv$/);
  const [head, first, second] = (await exported(csv.path)).split('\r\n');
  expect(head).toMatch(
    /^\ufeffCompany,Status,Link,Contact name,Contact e-mail,Partner,Brand,Billing account,/,
  );
  expect(first).toContain(`${accepted?.name},accepted,used,`);
  expect(second).toContain(`'=1+1 Ltd,pending,waiting,Ann,ann@formula.example,`);

  const { links } = await ana.give('onboardingLink.list');
  const branded = links.find(({ brand, address }) => brand && address);
  const asked = { key: 'l', kind: 'onboardingLink' as const, ids: links.map((link) => link.id) };
  const json = await ana.give('export.ledger', { ...asked, format: 'json' });
  const written = JSON.parse(await exported(json.path)) as Record<string, unknown>[];
  expect(written.map((link) => link['id'])).toEqual(asked.ids);
  expect(written.find((link) => link['id'] === branded?.id)).toMatchObject({
    ...{ address: branded?.address, brandName: branded?.brand?.name },
  });
  expect(JSON.stringify(written)).not.toContain('data:image');
});

test('an export that is cancelled leaves no file, not even half of one', async () => {
  const list = { kind: 'customer' as const };
  const before = await readdir(ana.folder);
  const under = ana.give('export.list', { key: 'gone', list, ids: null, format: 'csv' });
  await ana.give('export.cancel', { key: 'gone' });
  expect(await under).toEqual({ rows: 0, path: null });
  expect(await readdir(ana.folder)).toEqual(before);
});

test('so does an export of Activity', async () => {
  const before = await readdir(ana.folder);
  const under = ana.give('activity.export', { key: 'gone too', filter: {}, of: '' });
  await ana.give('export.cancel', { key: 'gone too' });
  expect(await under).toEqual({ rows: 0, path: null });
  expect(await readdir(ana.folder)).toEqual(before);
  const kept = await ana.give('activity.export', { key: 'kept', filter: {}, of: '' });
  expect(kept.rows).toBeGreaterThan(0);
  expect(kept.path).not.toBeNull();
});

test('Activity on paper is one file, or several beside each other; none replaces what nobody said may be replaced', async () => {
  const names = async () => (await readdir(ana.folder)).filter((name) => name.endsWith('.pdf')).toSorted();
  const print = (key: string, part: number, isLast: boolean) =>
    ana.give('activity.print', { key, of: 'Contoso Clinics', part, isLast });
  const { path } = await print('one', 1, true);
  expect(path).toMatch(/switchyard-activity-contoso-clinics-\d{4}-\d\d-\d\d\.pdf$/);
  await rm(path ?? '');

  const first = (await print('three', 1, false)).path ?? '';
  expect(first).toMatch(/-1\.pdf$/);
  await print('three', 2, false);
  expect((await print('three', 3, true)).path).toBe(first.replace(/-1\.pdf$/, '-3.pdf'));
  const three = [1, 2, 3].map((part) => basename(first).replace(/-1\.pdf$/, `-${part}.pdf`));
  expect(await names()).toEqual(three);
  expect(await exported(first)).toBe('%PDF-of-a-test');

  await rm(first);
  await expect(print('again', 1, false)).rejects.toMatchObject({
    error: { code: 'invalid', message: expect.stringMatching(/-2\.pdf is there already/) },
  });
  expect(await names()).toEqual(three.slice(1));
  for (const name of three.slice(1)) await rm(join(ana.folder, name));

  await print('gone', 1, false);
  await print('gone', 2, false);
  await ana.give('export.cancel', { key: 'gone' });
  expect(await print('gone', 3, true)).toEqual({ path: null });
  expect(await names()).toEqual([]);
});

test('what can’t be written says where and why, and leaves what was there', async () => {
  const folder = join(ana.folder, 'place');
  await mkdir(folder);
  const path = join(folder, 'list.csv');
  await writeFile(path, 'as it was');
  const failing = function* () {
    yield 'half';
    throw Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' });
  };
  await expect(writeWhole(path, failing())).rejects.toThrow(/no room on the disk for .*list\.csv/);
  expect(await readdir(folder)).toEqual(['list.csv']);
  expect(await readFile(path, 'utf8')).toBe('as it was');
  await rm(folder, { recursive: true });
  await expect(writeWhole(path, ['all'])).rejects.toThrow(/isn’t there any more, so nothing was exported/);
});
