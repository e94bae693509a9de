import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConflictDetail } from '../../../common/contract/conflicts.ts';
import { deleteRows } from '../../support/delete-rows.ts';
import { TestConsole } from '../../support/test-console.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';

let api: TestPartnerApi;
let mine: TestConsole;
let theirs: TestConsole;

beforeEach(async () => {
  api = await TestPartnerApi.start();
  mine = await TestConsole.start();
  theirs = await TestConsole.start();
  for (const console of [mine, theirs]) {
    await console.give('workspace.connect', { url: api.url, login: 'admin', password });
    await console.settled();
  }
});
afterEach(async () => {
  await mine.remove();
  await theirs.remove();
  await api.remove();
});

const customer = (name: string, partnerId: string | null = null) => ({
  partnerId,
  name,
  email: 'office@riverside.example',
});

const offline = (console: TestConsole, isOffline: boolean) =>
  console.give('sync.workOffline', { offline: isOffline });

/** A customer that both consoles have. */
async function shared(name: string, partnerId: string | null = null): Promise<string> {
  const { id } = await theirs.give('customer.create', customer(name, partnerId));
  await theirs.settled();
  await mine.sees('customer', name);
  return id;
}

async function sharedPartner(name: string): Promise<string> {
  const { id } = await theirs.give('partner.create', { name, email: 'hi@cedar.example' });
  await theirs.settled();
  await mine.sees('partner', name);
  return id;
}

async function seesSite(console: TestConsole, id: string, name: string): Promise<void> {
  const isSeen = async () => (await console.give('site.show', { id }).catch(() => null))?.site.name === name;
  await console.untilSo(name, isSeen, () => undefined);
}

/** The only conflict here, once everything else is synchronised. */
async function conflict(console: TestConsole): Promise<ConflictDetail> {
  await console.until(
    'stuck',
    ({ stuck, phase, waiting }) => stuck === 1 && phase === 'up-to-date' && waiting === 0,
  );
  const { rows, total } = await console.give('conflict.list', { offset: 0, limit: 10 });
  expect(total).toBe(1);
  return console.give('conflict.show', { id: rows[0]?.id ?? '' });
}

async function settledHere(console: TestConsole) {
  const { rows } = await console.give('activity.settled', { entityId: null, offset: 0, limit: 50 });
  return rows;
}

async function loseCache(console: TestConsole): Promise<void> {
  await console.stop();
  for (const name of readdirSync(console.folder, { recursive: true, encoding: 'utf8' }))
    if (/cache-\d+\.db/.test(name)) rmSync(join(console.folder, name));
  await console.restart();
}

const nameOf = async (console: TestConsole, id: string) =>
  (await console.give('customer.show', { id })).customer.name;

describe('an edit against an edit', () => {
  async function bothRename(): Promise<string> {
    const id = await shared('Elm Street');
    await offline(mine, true);
    await mine.give('customer.update', { id, fields: { ...customer('Elm Mine'), notes: 'also mine' } });
    await theirs.give('customer.update', { id, fields: customer('Elm Theirs') });
    await theirs.settled();
    await offline(mine, false);
    return id;
  }

  test('says who and when, field by field, and what of the change merges by itself', async () => {
    const id = await bothRename();
    expect(await conflict(mine)).toMatchObject({
      row: { kind: 'fields', entity: { kind: 'customer', id }, fields: ['name'] },
      conflicts: [
        {
          ...{ field: 'name', base: 'Elm Street', mine: 'Elm Mine', theirs: 'Elm Theirs' },
          changed: { by: 'Ingrid Halvorsen', at: expect.any(String) },
        },
      ],
      others: [{ field: 'notes', mine: 'also mine' }],
    });
  });

  test.each([
    ['mine', { how: 'mine' }, 'Elm Mine', 'also mine', 'mine'],
    ['theirs', { how: 'theirs' }, 'Elm Theirs', '', 'theirs'],
    [
      'neither',
      { how: 'fields', fields: { name: { keep: 'edited', value: 'Elm Both' } } },
      'Elm Both',
      'also mine',
      'mixed',
    ],
  ] as const)(
    'ends with %s on both sides, settled offline; what lost stays readable',
    async (_who, choice, name, notes, outcome) => {
      const id = await bothRename();
      const { row } = await conflict(mine);
      await offline(mine, true);
      expect(await mine.give('conflict.settle', { choices: [{ id: row.id, choice }] })).toEqual({
        settled: 1,
      });
      expect(mine.sync.stuck).toBe(0);
      expect(await nameOf(mine, id)).toBe(name);
      await offline(mine, false);
      await mine.settled();
      await theirs.sees('customer', name);
      for (const console of [mine, theirs])
        expect((await console.give('customer.show', { id })).customer).toMatchObject({ name, notes });
      const [decision] = await settledHere(mine);
      expect(decision).toMatchObject({ outcome, by: 'Ingrid Halvorsen', change: row.id });
      const lost = decision?.fields.flatMap((field) => field.lost.map(({ value }) => value)) ?? [];
      for (const value of ['Elm Mine', 'Elm Theirs']) expect([name, ...lost]).toContain(value);
    },
  );

  test('is refused with the field’s name where the new value doesn’t fit, and stays a conflict', async () => {
    await bothRename();
    const { row } = await conflict(mine);
    const choice = { how: 'fields' as const, fields: { name: { keep: 'edited' as const, value: ' ' } } };
    await expect(mine.give('conflict.settle', { choices: [{ id: row.id, choice }] })).rejects.toMatchObject({
      error: { code: 'invalid', fields: [{ path: 'name', message: 'Customer name is mandatory' }] },
    });
    expect(mine.sync.stuck).toBe(1);
    expect(await settledHere(mine)).toEqual([]);
  });

  test('what was settled is still readable after the cache was lost', async () => {
    await bothRename();
    const { row } = await conflict(mine);
    await mine.give('conflict.settle', { choices: [{ id: row.id, choice: { how: 'theirs' } }] });
    await loseCache(mine);
    await mine.settled();
    expect(await settledHere(mine)).toMatchObject([
      {
        outcome: 'theirs',
        fields: [{ field: 'name', kept: 'Elm Theirs', lost: [{ value: 'Elm Mine' }] }, {}],
      },
    ]);
  });
});

describe('an edit against a delete', () => {
  async function editDeleted(): Promise<string> {
    const id = await shared('Fern Hill');
    await offline(mine, true);
    await mine.give('customer.update', { id, fields: customer('Fern Mine') });
    await mine.give('customer.update', { id, fields: { ...customer('Fern Mine'), reference: 'F-2' } });
    await deleteRows(theirs, 'customer', [id]);
    await theirs.settled();
    await offline(mine, false);
    return id;
  }

  async function deletedConflict(): Promise<ConflictDetail> {
    await mine.until('stuck', ({ stuck, phase }) => stuck === 1 && phase === 'up-to-date');
    const { rows } = await mine.give('conflict.list', { offset: 0, limit: 10 });
    return mine.give('conflict.show', { id: rows[0]?.id ?? '' });
  }

  test('comes back with the edits on top, those that followed too', async () => {
    const id = await editDeleted();
    const { row, deleted } = await deletedConflict();
    expect(row.kind).toBe('deleted');
    expect(deleted).toMatchObject([{ kind: 'customer', id, name: 'Fern Hill', by: 'Ingrid Halvorsen' }]);
    await mine.give('conflict.settle', { choices: [{ id: row.id, choice: { how: 'restore' } }] });
    await mine.settled();
    expect(mine.sync.stuck).toBe(0);
    await theirs.sees('customer', 'Fern Mine');
    const isWhole = async () => (await theirs.give('customer.show', { id })).customer.reference === 'F-2';
    await theirs.untilSo('both edits', isWhole, () => undefined);
    expect((await mine.give('customer.show', { id })).customer).toMatchObject({
      name: 'Fern Mine',
      reference: 'F-2',
    });
  });

  test('stays deleted, and what the edit said stays readable', async () => {
    await editDeleted();
    const { row } = await deletedConflict();
    await mine.give('conflict.settle', { choices: [{ id: row.id, choice: { how: 'theirs' } }] });
    const [decision] = await settledHere(mine);
    expect(decision).toMatchObject({ kind: 'deleted', outcome: 'theirs' });
    expect(decision?.fields.flatMap(({ lost }) => lost)).toMatchObject([
      { whose: 'mine', value: 'Fern Mine' },
    ]);
    await mine.sees('customer', 'Fern Mine', false);
  });

  test('a site that went with its customer comes back with it and with the edit, by one decision', async () => {
    const customerId = await shared('Fern Hill');
    const { id } = await theirs.give('site.create', { customerId, name: 'Fern Gate' });
    const other = await theirs.give('site.create', { customerId, name: 'Fern Yard' });
    await theirs.settled();
    await seesSite(mine, other.id, 'Fern Yard');
    await offline(mine, true);
    await mine.give('site.update', { id, fields: { customerId, name: 'Fern Mine' } });
    await deleteRows(theirs, 'customer', [customerId]);
    await theirs.settled();
    await offline(mine, false);
    const { row, deleted } = await deletedConflict();
    expect(row.kind).toBe('parent-deleted');
    expect(deleted).toMatchObject([{ kind: 'customer', id: customerId, name: 'Fern Hill' }]);
    await mine.give('conflict.settle', { choices: [{ id: row.id, choice: { how: 'restore' } }] });
    await mine.settled();
    expect(mine.sync.stuck).toBe(0);
    for (const console of [mine, theirs]) {
      await console.sees('customer', 'Fern Hill');
      await seesSite(console, id, 'Fern Mine');
      await seesSite(console, other.id, 'Fern Yard');
    }
  });

  test('a site that was deleted by itself before its customer comes back by itself', async () => {
    const customerId = await shared('Fern Hill');
    const { id } = await theirs.give('site.create', { customerId, name: 'Fern Gate' });
    await theirs.settled();
    await seesSite(mine, id, 'Fern Gate');
    await offline(mine, true);
    await mine.give('site.update', { id, fields: { customerId, name: 'Fern Mine' } });
    await deleteRows(theirs, 'site', [id]);
    await theirs.settled();
    await deleteRows(theirs, 'customer', [customerId]);
    await theirs.settled();
    await offline(mine, false);
    const { row, deleted } = await deletedConflict();
    expect(row.kind).toBe('deleted');
    expect(deleted).toMatchObject([{ kind: 'site', id, name: 'Fern Gate' }]);
  });

  test('a delete of what somebody else edited since applies', async () => {
    const id = await shared('Grove Dental');
    await offline(mine, true);
    await deleteRows(mine, 'customer', [id]);
    await theirs.give('customer.update', { id, fields: customer('Grove Theirs') });
    await theirs.settled();
    await offline(mine, false);
    await mine.settled();
    await theirs.sees('customer', 'Grove Theirs', false);
    expect(mine.sync.stuck).toBe(0);
  });
});

describe('under a partner that somebody deleted', () => {
  async function createBelow(): Promise<{ partnerId: string; detail: ConflictDetail }> {
    const partnerId = await sharedPartner('Cedar Partners');
    await offline(mine, true);
    await mine.give('customer.create', customer('Cedar Clinic', partnerId));
    await theirs.give('partner.delete', { ids: [partnerId] });
    await theirs.settled();
    await offline(mine, false);
    return { partnerId, detail: await conflict(mine) };
  }

  test('a new customer goes to another partner', async () => {
    const { detail } = await createBelow();
    expect(detail).toMatchObject({ row: { kind: 'parent-deleted' }, deleted: [{ name: 'Cedar Partners' }] });
    const other = (await mine.give('partner.choices')).partners[0];
    const choice = { how: 'partner' as const, partnerId: other?.id ?? '' };
    await mine.give('conflict.settle', { choices: [{ id: detail.row.id, choice }] });
    await mine.settled();
    await theirs.sees('customer', 'Cedar Clinic');
    const id = await theirs.idOf('customer', 'Cedar Clinic');
    expect((await theirs.give('customer.show', { id })).partner?.name).toBe(other?.name);
  });

  test('a new customer becomes a direct one', async () => {
    const { detail } = await createBelow();
    const choice = { how: 'partner' as const, partnerId: null };
    await mine.give('conflict.settle', { choices: [{ id: detail.row.id, choice }] });
    await mine.settled();
    await theirs.sees('customer', 'Cedar Clinic');
    const id = await theirs.idOf('customer', 'Cedar Clinic');
    expect((await theirs.give('customer.show', { id })).customer.partnerId).toBeNull();
  });

  test('the partner comes back, and the customer is below it', async () => {
    const { partnerId, detail } = await createBelow();
    await mine.give('conflict.settle', { choices: [{ id: detail.row.id, choice: { how: 'restore' } }] });
    await mine.settled();
    expect(mine.sync.stuck).toBe(0);
    await theirs.sees('customer', 'Cedar Clinic');
    await theirs.sees('partner', 'Cedar Partners');
    const id = await theirs.idOf('customer', 'Cedar Clinic');
    expect((await theirs.give('customer.show', { id })).customer.partnerId).toBe(partnerId);
  });

  test('several customers are settled alike, and the partner is restored once', async () => {
    const partnerId = await sharedPartner('Cedar Partners');
    await offline(mine, true);
    for (const name of ['Cedar One', 'Cedar Two', 'Cedar Three'])
      await mine.give('customer.create', customer(name, partnerId));
    await theirs.give('partner.delete', { ids: [partnerId] });
    await theirs.settled();
    await offline(mine, false);
    await mine.until('stuck', ({ stuck, phase }) => stuck === 3 && phase === 'up-to-date');
    const { rows } = await mine.give('conflict.list', { offset: 0, limit: 10 });
    const choices = rows.map(({ id }) => ({ id, choice: { how: 'restore' as const } }));
    expect(await mine.give('conflict.settle', { choices })).toEqual({ settled: 3 });
    await mine.settled();
    for (const name of ['Cedar One', 'Cedar Two', 'Cedar Three']) await theirs.sees('customer', name);
    const { items } = await mine.give('activity.list', { filter: { entityId: partnerId }, cursor: null });
    expect(items.filter(({ action }) => action === 'partner.restore')).toHaveLength(1);
  });
});

describe('below a customer or a site that somebody deleted', () => {
  const seesSite = (console: TestConsole, query: string) => {
    const isThere = async () =>
      (await console.give('site.choices', { query, limit: 1, customerId: null })).total === 1;
    return console.untilSo(`aware of ${query}`, isThere, () => undefined);
  };
  const customerOf = async (console: TestConsole, id: string) =>
    (await console.give('site.show', { id })).customer?.name;

  /** Adds a site below a customer that is deleted meanwhile. */
  async function addSite(): Promise<string> {
    const customerId = await shared('Going Away');
    await offline(mine, true);
    const { id } = await mine.give('site.create', { customerId, name: 'Harbour Depot' });
    await deleteRows(theirs, 'customer', [customerId]);
    await theirs.settled();
    await offline(mine, false);
    return id;
  }

  test.each([true, false])('a new site goes to another customer, settled offline: %s', async (isOffline) => {
    const other = await shared('Staying Here');
    const id = await addSite();
    const { row, deleted } = await conflict(mine);
    expect(row).toMatchObject({ kind: 'parent-deleted', action: 'site.create' });
    expect(deleted).toMatchObject([{ kind: 'customer', name: 'Going Away' }]);
    await offline(mine, isOffline);
    const [gone] = deleted;
    for (const customerId of [gone?.id ?? '', null]) {
      const choices = [{ id: row.id, choice: { how: 'customer' as const, customerId } }];
      await expect(mine.give('conflict.settle', { choices })).rejects.toMatchObject({
        error: { code: 'invalid', fields: [{ path: 'customerId' }] },
      });
    }
    const choices = [{ id: row.id, choice: { how: 'customer' as const, customerId: other } }];
    expect(await mine.give('conflict.settle', { choices })).toEqual({ settled: 1 });
    expect(await customerOf(mine, id)).toBe('Staying Here');
    await offline(mine, false);
    await mine.settled();
    await seesSite(theirs, 'Harbour Depot');
    expect(await customerOf(theirs, id)).toBe('Staying Here');
    expect(await settledHere(mine)).toMatchObject([
      { outcome: 'other-customer', fields: [{ field: 'customerId', kept: other }] },
    ]);
  });

  test('what was added below the new site follows it there', async () => {
    const other = await shared('Staying Here');
    const customerId = await shared('Going Away');
    await offline(mine, true);
    const { id } = await mine.give('site.create', { customerId, name: 'Harbour Depot' });
    const { site } = await mine.give('site.show', { id });
    await mine.give('site.update', { id, fields: { ...site, notes: 'Ring twice' } });
    await deleteRows(theirs, 'customer', [customerId]);
    await theirs.settled();
    await offline(mine, false);
    await mine.until('stuck', ({ stuck, phase }) => stuck === 1 && phase === 'up-to-date');
    const { rows } = await mine.give('conflict.list', { offset: 0, limit: 10 });
    const choices = [{ id: rows[0]?.id ?? '', choice: { how: 'customer' as const, customerId: other } }];
    await mine.give('conflict.settle', { choices });
    await mine.settled();
    await seesSite(theirs, 'Harbour Depot');
    const there = await theirs.give('site.show', { id });
    expect(there).toMatchObject({ site: { notes: 'Ring twice' }, customer: { name: 'Staying Here' } });
  });

  test.each([true, false])('probes go to another site, settled offline: %s', async (isOffline) => {
    const customerId = await shared('Probed Works');
    const { id: away } = await theirs.give('site.create', { customerId, name: 'Away Hall' });
    const { id: stays } = await theirs.give('site.create', { customerId, name: 'Standing Hall' });
    await theirs.settled();
    await seesSite(mine, 'Standing Hall');
    const list = { kind: 'probe' as const, scope: { type: 'inventory' as const } };
    const free = await mine.give('list.window', { list, offset: 0, limit: 1 });
    const probeId = free.rows[0]?.id ?? '';
    await offline(mine, true);
    await mine.give('probe.associate', { ids: [probeId], siteId: away, seen: { [probeId]: null } });
    await deleteRows(theirs, 'site', [away]);
    await theirs.settled();
    await offline(mine, false);
    const { row, deleted } = await conflict(mine);
    expect(row).toMatchObject({ kind: 'parent-deleted', action: 'probe.associate' });
    expect(deleted).toMatchObject([{ kind: 'site', name: 'Away Hall' }]);
    await offline(mine, isOffline);
    const choices = [{ id: row.id, choice: { how: 'site' as const, siteId: stays } }];
    expect(await mine.give('conflict.settle', { choices })).toEqual({ settled: 1 });
    await offline(mine, false);
    await mine.settled();
    const isThere = async () =>
      (await theirs.give('site.show', { id: stays })).probes.some(({ id }) => id === probeId);
    await theirs.untilSo('aware of the probe', isThere, () => undefined);
    expect(await settledHere(mine)).toMatchObject([{ outcome: 'other-site' }]);
  });
});

test('a move against a move is settled customer by customer', async () => {
  const [there, elsewhere] = [await sharedPartner('There'), await sharedPartner('Elsewhere')];
  const [one, two] = [await shared('One'), await shared('Two')];
  await offline(mine, true);
  await mine.give('customer.move', { ids: [one, two], partnerId: there });
  await theirs.give('customer.move', { ids: [two], partnerId: elsewhere });
  await theirs.settled();
  await offline(mine, false);
  const detail = await conflict(mine);
  expect(detail).toMatchObject({
    row: { kind: 'move', fields: ['partnerId'] },
    conflicts: [{ field: 'partnerId', entityId: two, base: null, mine: there, theirs: elsewhere }],
    names: { [there]: 'There', [elsewhere]: 'Elsewhere', [two]: 'Two' },
  });
  const choice = { how: 'fields' as const, fields: { [two]: { keep: 'theirs' as const } } };
  await mine.give('conflict.settle', { choices: [{ id: detail.row.id, choice }] });
  await mine.settled();
  expect((await mine.give('customer.show', { id: one })).partner?.name).toBe('There');
  expect((await mine.give('customer.show', { id: two })).partner?.name).toBe('Elsewhere');
});

describe('two customers that a person would call the same', () => {
  test('are shown to both who made them, and forgotten once both are kept', async () => {
    await offline(mine, true);
    await mine.give('customer.create', customer('Café São'));
    await theirs.give('customer.create', customer('cafe sao'));
    await theirs.settled();
    await offline(mine, false);
    await mine.settled();
    await mine.sees('customer', 'cafe sao');
    await theirs.sees('customer', 'Café São');
    for (const console of [mine, theirs]) {
      expect(console.sync.stuck).toBe(0);
      const { rows } = await console.give('conflict.list', { offset: 0, limit: 10 });
      expect(rows).toMatchObject([{ kind: 'same-name' }]);
      const [row] = rows;
      const choices = [{ id: row?.id ?? '', choice: { how: 'keep-both' as const } }];
      expect(await console.give('conflict.settle', { choices })).toEqual({ settled: 1 });
      expect((await console.give('conflict.list', { offset: 0, limit: 10 })).total).toBe(0);
      await console.restart();
      expect((await console.give('conflict.list', { offset: 0, limit: 10 })).total).toBe(0);
    }
  });

  test('become one where mine is deleted', async () => {
    await offline(mine, true);
    await mine.give('customer.create', customer('Harbour Clinic'));
    const { id } = await theirs.give('customer.create', customer('Harbour Clinic'));
    await theirs.settled();
    await offline(mine, false);
    await mine.settled();
    const isTwin = async () => (await mine.give('conflict.list', { offset: 0, limit: 1 })).total === 1;
    await mine.untilSo('a twin', isTwin, () => undefined);
    const { rows } = await mine.give('conflict.list', { offset: 0, limit: 1 });
    const detail = await mine.give('conflict.show', { id: rows[0]?.id ?? '' });
    expect(detail.twins?.theirs.id).toBe(id);
    await mine.give('conflict.settle', { choices: [{ id: detail.row.id, choice: { how: 'delete-mine' } }] });
    await mine.settled();
    expect(await mine.names('customer', 'Harbour Clinic')).toEqual(['Harbour Clinic']);
    expect(await mine.idOf('customer', 'Harbour Clinic')).toBe(id);
  });

  test('aren’t shown where the other one was known when the second was made', async () => {
    await shared('Known Already');
    await mine.give('customer.create', customer('Known Already'));
    await mine.settled();
    expect((await mine.give('conflict.list', { offset: 0, limit: 10 })).total).toBe(0);
  });
});

/** Two of one name that wait here to be settled; only they do. */
async function twinsAt(console: TestConsole): Promise<ConflictDetail> {
  const areHere = async () => (await console.give('conflict.list', { offset: 0, limit: 1 })).total === 1;
  await console.untilSo('aware of two of one name', areHere, () => undefined);
  const { rows } = await console.give('conflict.list', { offset: 0, limit: 1 });
  return console.give('conflict.show', { id: rows[0]?.id ?? '' });
}

describe('two sites of one customer that a person would call the same', () => {
  /** Both add one, here offline; gives the ids of mine and theirs once both are on both sides. */
  async function bothAdd(): Promise<{ customerId: string; own: string; other: string }> {
    const customerId = await shared('Contested Works');
    await offline(mine, true);
    const { id: own } = await mine.give('site.create', { customerId, name: 'Armazém Norte' });
    const { id: other } = await theirs.give('site.create', { customerId, name: 'armazem norte' });
    await theirs.settled();
    await offline(mine, false);
    await mine.settled();
    return { customerId, own, other };
  }
  const sitesOf = async (console: TestConsole, customerId: string) => {
    const { sites } = await console.give('site.choices', { query: '', limit: 10, customerId });
    return sites.map(({ id }) => id).sort();
  };

  test.each([true, false])('both stay, settled offline: %s', async (isOffline) => {
    const { customerId, own, other } = await bothAdd();
    const detail = await twinsAt(mine);
    expect(detail.row).toMatchObject({
      kind: 'same-name',
      title: expect.stringContaining('Contested Works'),
    });
    expect(detail.twins).toMatchObject({ kind: 'site', mine: { id: own }, theirs: { id: other } });
    expect(mine.sync.stuck).toBe(0);
    await offline(mine, isOffline);
    const choices = [{ id: detail.row.id, choice: { how: 'keep-both' as const } }];
    expect(await mine.give('conflict.settle', { choices })).toEqual({ settled: 1 });
    expect((await mine.give('conflict.list', { offset: 0, limit: 10 })).total).toBe(0);
    await offline(mine, false);
    await mine.settled();
    expect(await sitesOf(mine, customerId)).toEqual([own, other].sort());
    expect(await settledHere(mine)).toMatchObject([{ kind: 'same-name', outcome: 'both' }]);
    // Who added the other one settles it too.
    expect((await twinsAt(theirs)).twins).toMatchObject({ mine: { id: other }, theirs: { id: own } });
  });

  test.each([true, false])('mine is deleted, decided offline: %s', async (isOffline) => {
    const { customerId, other } = await bothAdd();
    const { row } = await twinsAt(mine);
    await offline(mine, isOffline);
    await mine.give('conflict.settle', { choices: [{ id: row.id, choice: { how: 'delete-mine' } }] });
    await offline(mine, false);
    await mine.settled();
    expect(await sitesOf(mine, customerId)).toEqual([other]);
    const isOne = async () => (await sitesOf(theirs, customerId)).length === 1;
    await theirs.untilSo('down to one site', isOne, () => undefined);
    expect((await theirs.give('conflict.list', { offset: 0, limit: 10 })).total).toBe(0);
  });

  test('are none any more once mine is renamed, or theirs deleted', async () => {
    const { own, other } = await bothAdd();
    await twinsAt(mine);
    const { site } = await mine.give('site.show', { id: own });
    await mine.give('site.update', { id: own, fields: { ...site, name: 'Armazém Sul' } });
    expect((await mine.give('conflict.list', { offset: 0, limit: 10 })).total).toBe(0);
    await mine.give('site.update', { id: own, fields: { ...site, name: 'Armazém Norte' } });
    await mine.settled();
    await twinsAt(mine);
    await deleteRows(mine, 'site', [other]);
    expect((await mine.give('conflict.list', { offset: 0, limit: 10 })).total).toBe(0);
  });
});

describe('two partners that a person would call the same', () => {
  /** Both add one; the partner API takes both, as names needn't differ. */
  async function bothAdd(): Promise<{ own: string; other: string }> {
    const fields = { name: 'Cedar Partners', email: 'hi@cedar.example' };
    await offline(mine, true);
    const { id: own } = await mine.give('partner.create', fields);
    const { id: other } = await theirs.give('partner.create', { ...fields, name: 'CEDAR partners' });
    await theirs.settled();
    await offline(mine, false);
    await mine.settled();
    return { own, other };
  }

  test('are both taken by the partner API, and shown to who made them', async () => {
    const { own, other } = await bothAdd();
    const detail = await twinsAt(mine);
    expect(detail).toMatchObject({
      row: { title: 'Two partners are called Cedar Partners' },
      twins: { kind: 'partner', mine: { id: own }, theirs: { id: other } },
    });
    const { partners } = await theirs.give('partner.choices');
    expect(partners.filter(({ id }) => id === own || id === other).length).toBe(2);
    const choices = [{ id: detail.row.id, choice: { how: 'keep-both' as const } }];
    expect(await mine.give('conflict.settle', { choices })).toEqual({ settled: 1 });
  });

  test('become one where mine is deleted, once it has no customers', async () => {
    const { own, other } = await bothAdd();
    const { id } = await mine.give('customer.create', customer('Below Mine', own));
    const { row } = await twinsAt(mine);
    const choices = [{ id: row.id, choice: { how: 'delete-mine' as const } }];
    await expect(mine.give('conflict.settle', { choices })).rejects.toMatchObject({
      error: { code: 'invalid', message: expect.stringMatching(/has a customer.*Nothing was settled/) },
    });
    await mine.give('customer.move', { ids: [id], partnerId: other });
    expect(await mine.give('conflict.settle', { choices })).toEqual({ settled: 1 });
    await mine.settled();
    const { partners } = await mine.give('partner.choices');
    expect(partners.map((partner) => partner.id)).not.toContain(own);
    expect((await mine.give('customer.show', { id })).partner?.id).toBe(other);
  });
});

test('Activity is read from the partner API with names, page by page, and as it was read offline', async () => {
  const id = await shared('In Activity');
  const page = await mine.give('activity.list', { filter: { entityId: id }, cursor: null });
  expect(page.items).toMatchObject([{ action: 'customer.create', entity: { kind: 'customer', id } }]);
  expect(page.names[id]).toBe('In Activity');
  for (let n = 1; n <= 50; n++) await theirs.give('customer.create', customer(`In Activity ${n}`));
  await theirs.settled();
  const first = await mine.give('activity.list', { filter: {}, cursor: null });
  const second = await mine.give('activity.list', { filter: {}, cursor: first.next });
  const numbers = [...first.items, ...second.items].map(({ entry }) => entry);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers.length).toBeGreaterThan(50);
  expect(second.next).toBeNull();
  await offline(mine, true);
  const kept = await mine.give('activity.list', { filter: { entityId: id }, cursor: null });
  expect(kept.items).toEqual(page.items);
  expect(kept.kept).toMatchObject({ because: expect.stringContaining('you work offline') as string });
  const [item] = page.items;
  if (!item) throw new Error('no entry');
  expect(await mine.give('activity.undoable', item)).toEqual({ whyNot: null });
});
