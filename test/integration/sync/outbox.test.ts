import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../common/contract/errors.ts';
import type { SyncState } from '../../../common/contract/views.ts';
import { customerFields, siteFields } from '../../../common/domain/entities.ts';
import { FaultyServer } from '../../support/faulty-server.ts';
import { TestConsole } from '../../support/test-console.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';

let api: TestPartnerApi;
let laptop: TestConsole;
let desk: TestConsole;

beforeEach(async () => {
  api = await TestPartnerApi.start();
  laptop = await TestConsole.start();
  desk = await TestConsole.start();
});
afterEach(async () => {
  await laptop.remove();
  await desk.remove();
  await api.remove();
});

const email = 'office@cedar.example';
const unknownBrand = '0190fe00-0000-7000-8000-000000000000';

async function connect(console: TestConsole, login = 'admin', url = api.url): Promise<void> {
  await console.give('workspace.connect', { url, login, password });
  await console.settled();
}

const workOffline = (console: TestConsole, offline: boolean) => console.give('sync.workOffline', { offline });

async function exported(console: TestConsole): Promise<string> {
  const { path } = await console.give('outbox.export', { ids: null, to: 'file' });
  return readFileSync(path ?? '', 'utf8');
}

async function failureOf(work: Promise<unknown>) {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.error;
    throw thrown;
  }
  return undefined;
}

async function titles(console: TestConsole) {
  const { rows } = await console.give('outbox.window', { query: {}, offset: 0, limit: 500 });
  return rows.map((row) => [row.title, row.state]);
}

describe('changes of a laptop that died', () => {
  test('are brought in from its file and applied once, those that had arrived included', async () => {
    const proxy = await FaultyServer.before(api.url);
    try {
      await connect(laptop, 'admin', proxy.url);
      await connect(desk);
      proxy.matches = /^\/v1\/mutations/;
      proxy.fault = 'lost-answer';
      // This one arrives, and nobody here learns of it.
      await laptop.give('customer.create', customerFields.parse({ partnerId: null, name: 'Arrived', email }));
      await laptop.until('in trouble', ({ phase }) => phase === 'unreachable');
      await workOffline(laptop, true);
      const { id } = await laptop.give(
        'customer.create',
        customerFields.parse({ partnerId: null, name: 'Never Left', email }),
      );
      const detail = await laptop.give('customer.show', { id });
      await laptop.give('customer.update', {
        id,
        fields: { ...detail.customer, notes: 'Call on Monday' },
      });
      const file = await exported(laptop);
      expect(file).not.toContain(password);
      await laptop.stop();

      await desk.sees('customer', 'Arrived');
      const preview = await desk.give('outbox.checkImport', { text: file });
      expect(preview).toMatchObject({
        source: { kind: 'file', account: 'admin' },
        counts: { added: 3, here: 0, confirmed: 0, discarded: 0 },
      });
      expect((await desk.give('outbox.acceptImport', { token: preview.token })).added).toBe(3);
      await desk.settled();
      for (const name of ['Arrived', 'Never Left'])
        expect((await desk.names('customer', name)).filter((each) => each === name)).toHaveLength(1);
      expect((await desk.give('customer.show', { id })).customer.notes).toBe('Call on Monday');
      // Once more does nothing.
      const again = await desk.give('outbox.checkImport', { text: file });
      expect(again.counts).toMatchObject({ added: 0, confirmed: 3 });
      expect((await desk.give('outbox.acceptImport', { token: again.token })).added).toBe(0);
    } finally {
      await proxy.close();
    }
  });

  test('are brought in straight from its journal', async () => {
    await connect(laptop);
    await connect(desk);
    await workOffline(laptop, true);
    await laptop.give('partner.create', { name: 'From The Journal', email });
    await laptop.stop();
    const files = await readdir(laptop.folder, { recursive: true });
    const journal = files.find((name) => name.endsWith('journal.log')) ?? '';
    const preview = await desk.give('outbox.checkImport', {
      text: readFileSync(join(laptop.folder, journal), 'utf8'),
    });
    expect(preview).toMatchObject({ source: { kind: 'journal' }, counts: { added: 1 } });
    expect(preview.cautions[0]).toContain('doesn’t say');
    await desk.give('outbox.acceptImport', { token: preview.token });
    await desk.settled();
    expect(await desk.names('partner', 'From The Journal')).toEqual(['From The Journal']);
  });

  test('are refused for another account, another partner API, and where a line is broken: nothing is queued then', async () => {
    await connect(laptop);
    await workOffline(laptop, true);
    await laptop.give('partner.create', { name: 'One', email });
    await laptop.give('partner.create', { name: 'Two', email });
    const file = await exported(laptop);

    await connect(desk, 'operator');
    expect(await failureOf(desk.give('outbox.checkImport', { text: file }))).toMatchObject({
      code: 'not-allowed',
      message: expect.stringMatching(/made by admin.*operator is signed in/),
    });
    const other = await TestPartnerApi.start();
    try {
      await connect(desk, 'admin', other.url);
      expect(await failureOf(desk.give('outbox.checkImport', { text: file }))).toMatchObject({
        code: 'not-allowed',
        message: expect.stringContaining(api.url),
      });
    } finally {
      await other.remove();
    }
    await connect(desk);
    const broken = file.replace('"name":"Two"', '"name":""');
    expect(await failureOf(desk.give('outbox.checkImport', { text: broken }))).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('Line 3, change 2'),
      fields: [{ path: 'Line 3, change 2' }],
    });
    expect(await titles(desk)).toEqual([]);
    const preview = await desk.give('outbox.checkImport', { text: file });
    expect(await failureOf(desk.give('outbox.acceptImport', { token: `${preview.token}0` }))).toMatchObject({
      code: 'not-found',
    });
    expect(await titles(desk)).toEqual([]);
  });
});

describe('a rejected change', () => {
  test('names the field, and goes through once it’s edited, with what was built on it', async () => {
    await connect(laptop);
    await workOffline(laptop, true);
    const { id } = await laptop.give('partner.create', { name: 'Tailspin', email, brandId: unknownBrand });
    await laptop.give('customer.create', customerFields.parse({ partnerId: id, name: 'Below It', email }));
    await workOffline(laptop, false);
    await laptop.until('rejected', ({ stuck, phase }) => stuck === 1 && phase === 'up-to-date');
    const { rows } = await laptop.give('outbox.window', {
      query: { states: ['rejected'] },
      offset: 0,
      limit: 10,
    });
    const change = rows[0]?.id ?? '';
    const detail = await laptop.give('outbox.show', { id: change });
    expect(detail.faults).toEqual([{ path: 'brandId', message: 'There is no such brand' }]);
    expect(detail.followedBy.total).toBe(1);
    const edited = await laptop.give('outbox.amendPartner', {
      id: change,
      fields: { name: 'Tailspin Toys', email },
    });
    expect(edited.id).not.toBe(change);
    await laptop.settled();
    expect(await laptop.names('partner', 'Tailspin')).toEqual(['Tailspin Toys']);
    expect(await laptop.names('customer', 'Below It')).toEqual(['Below It']);
  });

  test('that edits something goes on top of what the form showed', async () => {
    await connect(laptop);
    const { id } = await laptop.give('partner.create', { name: 'Cedar Partners', email });
    await laptop.settled();
    const { partner } = await laptop.give('partner.show', { id });
    await laptop.give('partner.update', { id, fields: { ...partner, phone: '1', brandId: unknownBrand } });
    await laptop.until('rejected', ({ stuck, phase }) => stuck === 1 && phase === 'up-to-date');
    const { change } = await laptop.give('outbox.show', { id });
    await laptop.give('outbox.amendPartner', {
      id: change.id,
      fields: { ...partner, phone: '2' },
      base: { phone: '' },
    });
    await laptop.settled();
    expect((await laptop.give('partner.show', { id })).partner).toMatchObject({ phone: '2', brandId: null });
    const nothing = laptop.give('outbox.amendPartner', { id: change.id, fields: partner, base: {} });
    expect(await failureOf(nothing)).toMatchObject({ code: 'not-found' });
  });
});

test('a change of a site is edited while it waits, below a customer that is edited and waits too', async () => {
  await connect(laptop);
  await workOffline(laptop, true);
  const partner = await laptop.give('partner.create', { name: 'Upper', email });
  const customer = await laptop.give(
    'customer.create',
    customerFields.parse({ partnerId: null, name: 'Below', email }),
  );
  const added = await laptop.give(
    'site.create',
    siteFields.parse({ customerId: customer.id, name: 'Depot', notes: 'Ring twice' }),
  );
  const { site } = await laptop.give('site.show', { id: added.id });
  const [create = ''] = added.mutationIds;
  const edited = await laptop.give('outbox.amendSite', {
    id: create,
    fields: { ...site, name: 'North Depot' },
  });
  const bad = laptop.give('outbox.amendSite', { id: edited.id, fields: { ...site, name: ' ' } });
  expect(await failureOf(bad)).toMatchObject({ code: 'invalid' });
  const wrong = laptop.give('outbox.amendSite', { id: partner.mutationIds[0] ?? '', fields: site });
  expect(await failureOf(wrong)).toMatchObject({ code: 'bad-call' });
  // The partner is made after the customer was: both go behind it.
  const later = await laptop.give('partner.create', { name: 'Later', email });
  await laptop.give('outbox.amendCustomer', {
    id: customer.mutationIds[0] ?? '',
    fields: customerFields.parse({ name: 'Below Later', email, partnerId: later.id }),
  });
  expect((await titles(laptop)).map(([title]) => title)).toEqual([
    'Add partner Upper',
    'Add partner Later',
    'Add customer Below Later',
    'Add site North Depot of Below',
  ]);
  const { site: moved } = await laptop.give('site.show', { id: added.id });
  const changed = await laptop.give('site.update', { id: added.id, fields: { ...moved, notes: 'Ring' } });
  await laptop.give('outbox.amendSite', {
    id: changed.mutationIds[0] ?? '',
    fields: { ...moved, notes: 'Ring thrice' },
    base: { notes: 'Ring twice' },
  });
  await workOffline(laptop, false);
  await laptop.settled();
  expect((await laptop.give('site.show', { id: added.id })).site).toMatchObject({
    name: 'North Depot',
    notes: 'Ring thrice',
    customerId: customer.id,
  });
});

test('a change whose answer was lost is discarded offline alone, and then, after a restart too, it’s said what became of it', async () => {
  const proxy = await FaultyServer.before(api.url);
  try {
    await connect(laptop, 'admin', proxy.url);
    proxy.matches = /^\/v1\/mutations/;
    proxy.fault = 'lost-answer';
    await laptop.give('partner.create', { name: 'Arrived All The Same', email });
    await laptop.until('in trouble', ({ phase }) => phase === 'unreachable');
    await workOffline(laptop, true);
    const { rows } = await laptop.give('outbox.window', { query: {}, offset: 0, limit: 10 });
    const ids = rows.map((row) => row.id);
    expect(await laptop.give('outbox.discardImpact', { ids })).toMatchObject({
      mayHaveArrived: 1,
      discarded: { total: 1 },
    });
    expect((await laptop.give('outbox.discard', { ids })).discarded).toEqual(ids);
    expect(await laptop.names('partner', 'Arrived')).toEqual([]);
    await laptop.restart();
    proxy.fault = 'none';
    await workOffline(laptop, false);
    const told = ({ notices }: SyncState) =>
      notices.filter(({ sentence }) => sentence.includes('had applied it all the same'));
    const { notices } = await laptop.until('told', (state) => told(state).length === 1);
    expect(await laptop.names('partner', 'Arrived')).toEqual(['Arrived All The Same']);
    await laptop.restart();
    await laptop.give('sync.now');
    await laptop.until('told again, as nobody has read it', (state) => told(state).length === 1);
    await laptop.give('sync.dismissNotice', { id: notices[0]?.id ?? '' });
    await laptop.restart();
    await laptop.give('sync.now');
    await laptop.settled();
    expect(told(laptop.sync)).toEqual([]);
  } finally {
    await proxy.close();
  }
});

test('a pause that the partner API asks for holds the whole outbox, and says until when', async () => {
  const proxy = await FaultyServer.before(api.url);
  try {
    await connect(laptop, 'admin', proxy.url);
    proxy.fault = 'rate-limited';
    await laptop.give('partner.create', { name: 'Patient', email });
    const { nextTryAt } = await laptop.until('paused', ({ phase }) => phase === 'rate-limited');
    expect(Date.parse(nextTryAt ?? '')).toBeGreaterThan(laptop.clock.now());
    const seen = proxy.seen.length;
    await laptop.give('partner.create', { name: 'Patient Too', email });
    await laptop.give('sync.now');
    expect(laptop.sync).toMatchObject({ phase: 'rate-limited', nextTryAt });
    expect(proxy.seen).toHaveLength(seen);
    expect(await titles(laptop)).toEqual([
      ['Add partner Patient', 'waiting'],
      ['Add partner Patient Too', 'waiting'],
    ]);
  } finally {
    await proxy.close();
  }
});

test('a change of a visit is edited in the outbox: what is named changes, the rest of it stays', async () => {
  await connect(laptop);
  const { rows } = await laptop.give('list.window', { list: { kind: 'visit' }, offset: 0, limit: 100 });
  const open = rows.find(
    (row) => 'siteId' in row && 'customerGrants' in row && row.customerGrants?.length === 6,
  );
  const siteId = open && 'siteId' in open ? (open.siteId ?? '') : '';
  await workOffline(laptop, true);
  const { ids, mutationIds } = await laptop.give('visit.plan', {
    ...{ siteIds: [siteId], plannedOn: '2026-06-01', technician: null, templateId: null },
    purpose: 'Round',
  });
  const [visit = ''] = ids;
  const { id } = await laptop.give('outbox.amendVisit', {
    id: mutationIds[0] ?? '',
    changes: { plannedOn: '2026-06-08', notes: 'Ring first' },
  });
  const { visit: shown } = await laptop.give('visit.show', { id: visit });
  expect(shown).toMatchObject({ plannedOn: '2026-06-08', notes: 'Ring first', siteId });
  expect(shown.name).toMatch(/^Round, /);
  await expect(
    laptop.give('outbox.amendVisit', { id: mutationIds[0] ?? '', changes: { notes: '' } }),
  ).rejects.toMatchObject({ error: { code: 'not-found' } });
  expect(id).not.toBe(mutationIds[0]);
});
