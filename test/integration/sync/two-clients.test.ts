import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deleteRows } from '../../support/delete-rows.ts';
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

const customer = (name: string, partnerId: string | null = null) => ({
  partnerId,
  name,
  email: 'office@riverside.example',
});

describe('two consoles of one partner account', () => {
  test('hold the same rows after the first snapshot', async () => {
    expect((await first.names('customer')).length).toBeGreaterThan(30);
    expect(await first.names('customer')).toEqual(await second.names('customer'));
    expect(await first.give('partner.choices')).toEqual(await second.give('partner.choices'));
  });

  test('see what the other creates, edits and deletes, without asking', async () => {
    const { id: partnerId } = await first.give('partner.create', {
      name: 'Cedar Partners',
      email: 'hi@cedar.example',
    });
    const { id } = await first.give('customer.create', customer('Cedar Clinics', partnerId));
    await second.sees('customer', 'Cedar Clinics');
    const shown = await second.give('customer.show', { id });
    expect(shown.partner?.name).toBe('Cedar Partners');
    expect(shown.customer.customerId).toMatch(/\w/);

    await second.give('customer.update', { id, fields: customer('Cedar Health', partnerId) });
    await first.sees('customer', 'Cedar Health');

    await deleteRows(second, 'customer', [id]);
    await first.sees('customer', 'Cedar Health', false);
    expect((await first.settled()).stuck).toBe(0);
  });

  test('both keep their change where they edit different fields of one customer', async () => {
    const { id } = await first.give('customer.create', customer('Delta Works'));
    await second.sees('customer', 'Delta Works');
    await first.give('sync.workOffline', { offline: true });
    await second.give('sync.workOffline', { offline: true });
    await first.give('customer.update', {
      id,
      fields: { ...customer('Delta Works'), notes: 'by the first' },
    });
    await second.give('customer.update', { id, fields: { ...customer('Delta Works'), reference: 'D-2' } });
    await first.give('sync.workOffline', { offline: false });
    await first.settled();
    await second.give('sync.workOffline', { offline: false });
    await second.settled();
    const isMerged = async () => (await first.give('customer.show', { id })).customer.reference === 'D-2';
    await first.untilSo('merged', isMerged, () => undefined);
    for (const console of [first, second])
      expect((await console.give('customer.show', { id })).customer).toMatchObject({
        notes: 'by the first',
        reference: 'D-2',
      });
  });

  test('show a conflict to the one who comes second, who can make the own change win', async () => {
    const { id } = await first.give('customer.create', customer('Elm Street'));
    await second.sees('customer', 'Elm Street');
    await second.give('sync.workOffline', { offline: true });
    await second.give('customer.update', { id, fields: customer('Elm by the second') });
    await first.give('customer.update', { id, fields: customer('Elm by the first') });
    await first.settled();
    await second.give('sync.workOffline', { offline: false });
    await second.until('in conflict', ({ stuck, phase }) => stuck === 1 && phase === 'up-to-date');
    const { rows } = await second.give('outbox.window', { query: {}, offset: 0, limit: 10 });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      state: 'conflict',
      conflicts: [
        { field: 'name', base: 'Elm Street', mine: 'Elm by the second', theirs: 'Elm by the first' },
      ],
    });
    expect(await second.names('customer', 'Elm')).toEqual(['Elm by the first']);

    await second.give('conflict.settle', { choices: [{ id: rows[0]?.id ?? '', choice: { how: 'mine' } }] });
    await second.settled();
    await first.sees('customer', 'Elm by the second');
  });

  test('find the conflict of an edit whose form was open while the other’s edit of the field came in', async () => {
    const { id } = await first.give('customer.create', customer('Ivy Lane'));
    await second.sees('customer', 'Ivy Lane');
    await second.settled();
    const form = (await second.give('customer.show', { id })).customer;
    await first.give('customer.update', {
      id,
      fields: { ...customer('Ivy by the first'), reference: 'I-1' },
    });
    await second.sees('customer', 'Ivy by the first');

    await second.give('customer.update', { id, fields: { ...form, notes: 'merges' }, base: { notes: '' } });
    await second.settled();
    const merged = { name: 'Ivy by the first', reference: 'I-1', notes: 'merges' };
    expect((await second.give('customer.show', { id })).customer).toMatchObject(merged);

    const fields = { ...form, name: 'Ivy by the second' };
    await second.give('customer.update', { id, fields, base: { name: form.name } });
    await second.until('in conflict', ({ stuck, phase }) => stuck === 1 && phase === 'up-to-date');
    expect((await second.give('outbox.window', { query: {}, offset: 0, limit: 10 })).rows).toMatchObject([
      {
        state: 'conflict',
        conflicts: [
          { field: 'name', base: 'Ivy Lane', mine: 'Ivy by the second', theirs: 'Ivy by the first' },
        ],
      },
    ]);
    expect(await first.names('customer', 'Ivy')).toEqual(['Ivy by the first']);
  });

  test('never conflict with an own edit that was made while the form was open', async () => {
    const { id } = await first.give('customer.create', customer('Juniper Row'));
    await first.settled();
    const form = (await first.give('customer.show', { id })).customer;
    const edit = (name: string) => ({ id, fields: { ...form, name }, base: { name: form.name } });
    await first.give('sync.workOffline', { offline: true });
    await first.give('customer.update', edit('Juniper Once'));
    await first.give('customer.update', edit('Juniper Twice'));
    await first.give('sync.workOffline', { offline: false });
    await first.settled();
    await first.give('customer.update', edit('Juniper Thrice'));
    expect((await first.settled()).stuck).toBe(0);
    await second.sees('customer', 'Juniper Thrice');
  });

  test('don’t hold up other changes with a conflict', async () => {
    const { id } = await first.give('customer.create', customer('Fern Hill'));
    await second.sees('customer', 'Fern Hill');
    await second.give('sync.workOffline', { offline: true });
    await second.give('customer.update', { id, fields: customer('Fern by the second') });
    await second.give('customer.create', customer('Grove Dental'));
    await deleteRows(first, 'customer', [id]);
    await first.settled();
    await second.give('sync.workOffline', { offline: false });
    await first.sees('customer', 'Grove Dental');
    const state = await second.until(
      'up to date',
      ({ phase, waiting }) => phase === 'up-to-date' && waiting === 0,
    );
    expect(state.stuck).toBe(1);
  });
});

describe('undo', () => {
  test('of a delete brings back the customer with its sites and probes, for the other console too', async () => {
    const { attention } = await first.give('overview.show');
    const id = attention[0]?.id ?? '';
    const before = await first.give('customer.show', { id });
    expect(before.sites).toBeGreaterThan(0);
    const { mutationIds } = await deleteRows(first, 'customer', [id]);
    await first.settled();
    await second.sees('customer', before.customer.name, false);
    expect(await first.give('change.undo', { mutationIds })).toEqual({ how: 'reversed' });
    await first.settled();
    await second.sees('customer', before.customer.name);
    await second.settled();
    for (const console of [first, second]) {
      const { sites, probes, customer: row } = await console.give('customer.show', { id });
      expect({ sites, probes, name: row.name }).toEqual({
        sites: before.sites,
        probes: before.probes,
        name: before.customer.name,
      });
    }
  });

  test('of a change that hasn’t left takes it back, and the partner API never hears of it', async () => {
    await first.give('sync.workOffline', { offline: true });
    const { mutationIds } = await first.give('customer.create', customer('Never Was'));
    expect(await first.names('customer', 'Never Was')).toEqual(['Never Was']);
    expect(await first.give('change.undo', { mutationIds })).toEqual({ how: 'taken-back' });
    expect(await first.names('customer', 'Never Was')).toEqual([]);
    await first.give('sync.workOffline', { offline: false });
    await first.settled();
    expect(await second.names('customer', 'Never Was')).toEqual([]);
  });

  test('of an edit doesn’t overwrite what somebody else wrote since: it waits as a conflict', async () => {
    const { id } = await first.give('customer.create', customer('Willow Works'));
    await first.settled();
    const edited = await first.give('customer.update', { id, fields: customer('Willow Workshop') });
    await first.settled();
    await second.sees('customer', 'Willow Workshop');
    await second.give('customer.update', { id, fields: customer('Willow Studio') });
    await second.settled();
    await first.sees('customer', 'Willow Studio');
    await first.give('change.undo', edited);
    await first.until('a conflict', ({ stuck }) => stuck === 1);
    await second.settled();
    expect(await second.names('customer', 'Willow')).toEqual(['Willow Studio']);
  });

  test('of an edit and of a move puts back what was there before', async () => {
    const { partners } = await first.give('partner.choices');
    const { id } = await first.give('customer.create', customer('Hazel House'));
    await first.settled();
    const moved = await first.give('customer.update', {
      id,
      fields: { ...customer('Hazel Home', partners[0]?.id ?? null), notes: 'moved' },
    });
    expect(moved.mutationIds).toHaveLength(2);
    await first.settled();
    expect((await first.give('customer.show', { id })).partner?.name).toBe(partners[0]?.name);
    await first.give('change.undo', moved);
    await first.settled();
    const { customer: row } = await first.give('customer.show', { id });
    expect(row).toMatchObject({ name: 'Hazel House', partnerId: null, notes: '' });
  });
});

describe('roles', () => {
  test('other than Admin are told why not, before anything is queued', async () => {
    await second.give('workspace.signIn', { login: 'operator', password });
    await second.settled();
    await expect(second.give('customer.create', customer('Not Mine'))).rejects.toMatchObject({
      error: { code: 'not-allowed', message: expect.stringContaining('Only an Admin may create customers') },
    });
    expect(second.sync.waiting).toBe(0);
  });
});

test('a partner that has customers isn’t deleted, and the customers are named', async () => {
  const { partners } = await first.give('partner.choices');
  const full = partners.find(({ customers }) => customers > 0);
  await expect(first.give('partner.delete', { ids: [full?.id ?? ''] })).rejects.toMatchObject({
    error: { code: 'invalid', message: expect.stringContaining(full?.name ?? 'none') },
  });
});

test('an edit that changes nothing queues nothing', async () => {
  const id = await first.idOf('customer', (await first.names('customer'))[0] ?? '');
  const { customer: row } = await first.give('customer.show', { id });
  expect(await first.give('customer.update', { id, fields: row })).toEqual({ mutationIds: [] });
});
