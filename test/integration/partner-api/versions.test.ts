import { afterEach, describe, expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import { leavesUnshown, mutationArgs, mutationNames } from '../../../common/domain/mutations.ts';
import { discovery } from '../../../common/partner-api/session.ts';
import { compareVersions, isVersion } from '../../../common/partner-api/versions.ts';
import type { PartnerApiOptions } from '../../../partner-api/start.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { call, customerFields, mutationOf, signIn, SyncCaller } from './caller.ts';

let api: TestPartnerApi | null = null;
afterEach(async () => {
  await api?.remove();
  api = null;
});

async function start(options: Partial<PartnerApiOptions> = {}): Promise<string> {
  api = await TestPartnerApi.start(options);
  return api.url;
}
const idIn = (system: string) => ({ system, value: '17' });
const as = (version: string) => ({ headers: { 'switchyard-client': version } });

describe('what the server tells of itself', () => {
  test('its version, the changes it understands and the oldest app it takes', async () => {
    const url = await start({ version: '1.4.0', minClient: '1.2.0' });
    const told = discovery.parse((await call(url, 'GET', '/v1')).body);
    expect(told).toMatchObject({
      version: '1.4.0',
      minClient: '1.2.0',
      mutations: [...mutationNames, leavesUnshown],
    });
  });

  test('its instance stays when it comes back from a backup, and its epoch doesn’t', async () => {
    const url = await start();
    const before = discovery.parse((await call(url, 'GET', '/v1')).body);
    await api?.stop();
    await api?.run({ isRestored: true });
    const after = discovery.parse((await call(url, 'GET', '/v1')).body);
    expect(after.instance).toBe(before.instance);
    expect(after.epoch).not.toBe(before.epoch);
  });
});

describe('a server that demands a newer app', () => {
  test.each(['1.1.9', '1.2.0-beta.1', '0.9', 'not a version'])('refuses %s with 426', async (version) => {
    const url = await start({ minClient: '1.2.0' });
    const credentials = { body: { login: 'admin', password } };
    const refused = await call(url, 'POST', '/v1/auth/sign-in', { ...credentials, ...as(version) });
    expect(refused).toMatchObject({ status: 426, body: { kind: 'client-too-old' } });
    expect(refused.body['detail']).toContain('1.2.0');
  });

  test.each(['1.2.0', '1.10.0', '2.0.0-beta.1'])('takes %s', async (version) => {
    const url = await start({ minClient: '1.2.0' });
    const credentials = { body: { login: 'admin', password } };
    const taken = await call(url, 'POST', '/v1/auth/sign-in', { ...credentials, ...as(version) });
    expect(taken.status).toBe(200);
  });

  test('tells an app that is too old what it is all the same', async () => {
    const url = await start({ minClient: '1.2.0' });
    expect(await call(url, 'GET', '/v1', as('1.0.0'))).toMatchObject({ body: { minClient: '1.2.0' } });
  });

  test('takes other people’s tools, which say no version', async () => {
    const url = await start({ minClient: '1.2.0' });
    const { accessToken } = await signIn(url);
    expect((await call(url, 'GET', '/v1/customers', { token: accessToken })).status).toBe(200);
  });
});

describe('a change that the server doesn’t know', () => {
  test('is refused as unknown, holds up nothing else, and can be sent again', async () => {
    const caller = await SyncCaller.of(await start());
    const unknown = { ...mutationOf('customer.delete', { ids: [newId()] }), name: 'customer.teleport' };
    const known = mutationOf('customer.create', { id: newId(), fields: customerFields('Known') });
    const [first, second] = await caller.push(unknown, known);
    expect(first).toMatchObject({ outcome: 'rejected', problem: { kind: 'mutation-unknown', status: 422 } });
    expect(second).toMatchObject({ outcome: 'applied' });
    // It isn't remembered as rejected: the same id may be taken once the server knows it.
    expect(
      await caller.pushOne({ ...known, id: unknown.id, args: { ...known.args, id: newId() } }),
    ).toMatchObject({ outcome: 'applied' });
  });
});

describe('an edit of a field that the server doesn’t know', () => {
  test.each(['serviceTier', 'address.building', 'serviceTier.name'])(
    '%s is refused by its name, and can be sent again',
    async (path) => {
      const caller = await SyncCaller.of(await start());
      const id = newId();
      const create = mutationOf('customer.create', { id, fields: customerFields('Known') });
      const edit = mutationOf('customer.update', { id, changes: { notes: 'Gold', [path]: 'gold' } });
      const [, outcome] = await caller.push(create, edit);
      expect(outcome).toMatchObject({
        outcome: 'rejected',
        problem: { kind: 'field-unknown', status: 422, detail: expect.stringContaining(path) },
      });
      const known = mutationOf('customer.update', { id, changes: { notes: 'Gold' } }, { id: edit.id });
      expect(await caller.pushOne(known)).toMatchObject({ outcome: 'applied' });
    },
  );

  test('is told from one of a field that an edit may not change', async () => {
    const caller = await SyncCaller.of(await start());
    const changes = { partnerId: null };
    const edit = { ...mutationOf('customer.update', { id: newId(), changes }) };
    expect(await caller.pushOne(edit)).toMatchObject({ outcome: 'rejected', problem: { kind: 'invalid' } });
  });
});

describe('something new with a field that the server doesn’t know', () => {
  const customerWith = (more: object) =>
    mutationOf('customer.create', { id: newId(), fields: { ...customerFields('Contoso'), ...more } });

  test.each([
    ['serviceTier', { serviceTier: 'gold' }],
    ['floors', { floors: 0 }],
    ['isPriority', { isPriority: true }],
    ['address.building', { address: { city: 'Porto', building: 'B' } }],
    ['technicalContact.pager', { technicalContact: { name: 'Ana', pager: '12' } }],
    ['externalIds.1.region', { externalIds: [idIn('psa'), { ...idIn('rmm'), region: 'eu' }] }],
    ['contracts', { contracts: [{ name: '', years: 3 }] }],
  ])('and a value that somebody gave is refused by the name %s, with what follows it', async (path, more) => {
    const caller = await SyncCaller.of(await start());
    const create = customerWith(more);
    const fields = { customerId: create.args.id, name: 'Depot' };
    const site = mutationOf('site.create', { id: newId(), fields }, { after: [create.id] });
    const [outcome, following] = await caller.push(create, site);
    expect(outcome).toMatchObject({
      outcome: 'rejected',
      problem: {
        kind: 'field-unknown',
        status: 422,
        detail: expect.stringContaining(`“${path}”`),
        fields: [{ path: `args.fields.${path}` }],
      },
    });
    expect(following).toMatchObject({ outcome: 'retry' });
    // It's as if it had never been sent: a newer server takes it by the same id.
    const known = { ...customerWith({}), id: create.id };
    expect(await caller.pushOne(known)).toMatchObject({ outcome: 'applied' });
  });

  test.each([
    { serviceTier: null },
    { serviceTier: '' },
    { serviceTier: '  ' },
    { isPriority: false },
    { contracts: [] },
    { billing: { terms: '', days: null, reminders: [], isSplit: false } },
    { address: { city: 'Porto', building: '' } },
    { externalIds: [{ ...idIn('psa'), region: null }] },
  ])('%j that nobody filled in is made', async (more) => {
    const caller = await SyncCaller.of(await start());
    expect(await caller.pushOne(customerWith(more))).toMatchObject({ outcome: 'applied' });
  });

  test('is told of for every kind of thing that has fields', async () => {
    const caller = await SyncCaller.of(await start());
    const names = mutationNames.filter((name) => 'fields' in mutationArgs[name].shape);
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      const sent = { ...mutationOf('customer.delete', { ids: [newId()] }), name };
      const args = { id: newId(), fields: { colourOfDoor: 'red' } };
      expect(await caller.pushOne({ ...sent, args } as never)).toMatchObject({
        outcome: 'rejected',
        problem: { kind: 'field-unknown', fields: [{ path: 'args.fields.colourOfDoor' }] },
      });
    }
  });
});

describe('comparing versions', () => {
  test.each([
    ['1.2.0', '1.10.0', -1],
    ['1.2', '1.2.0', 0],
    ['1.2.0-beta.1', '1.2.0', -1],
    ['2.0.0', '1.99.99', 1],
  ])('%s and %s', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
    expect(Math.sign(compareVersions(b, a))).toBe(sign === 0 ? 0 : -sign);
  });

  test('what is no version isn’t taken for one', () => {
    expect(['1.x', '', 'v1.0.0', '1.2.3.4'].filter(isVersion)).toEqual([]);
  });
});
