import { beforeAll, expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import { logins, mutationOf, SyncCaller, useApi } from './caller.ts';

const server = useApi();
let admin: SyncCaller;
beforeAll(async () => {
  admin = await SyncCaller.of(server.url, logins.admin);
});

async function freshAccount(name = 'Group Finance', by = admin): Promise<string> {
  const id = newId();
  const fields = { name, email: 'billing@group.example' };
  expect(await by.pushOne(mutationOf('billingAccount.create', { id, fields }))).toMatchObject({
    outcome: 'applied',
  });
  return id;
}

async function freshCustomer(name: string, more: object): Promise<string> {
  const id = newId();
  const fields = { name, email: 'office@payer.example', partnerId: null, ...more };
  await admin.pushOne(mutationOf('customer.create', { id, fields }));
  return id;
}

test('one in use isn’t deleted, by whom it’s used is said, and of several none is deleted', async () => {
  const [used, free] = [await freshAccount(), await freshAccount('Free')];
  const customers = [];
  for (const name of ['Alder', 'Birch', 'Cedar', 'Dogwood'])
    customers.push(await freshCustomer(name, { billingAccountId: used }));
  expect(await admin.pushOne(mutationOf('billingAccount.delete', { ids: [free, used] }))).toMatchObject({
    outcome: 'rejected',
    problem: {
      kind: 'in-use',
      detail:
        'Group Finance is used by Alder, Birch, Cedar and 1 more. Give them another billing account first.',
    },
  });
  const { rows } = await admin.snapshot();
  const ids = (rows.get('billingAccount') ?? []).map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining([used, free]));

  for (const id of customers)
    await admin.pushOne(
      mutationOf(
        'customer.update',
        { id, changes: { billingAccountId: null } },
        { before: { billingAccountId: used } },
      ),
    );
  expect(await admin.pushOne(mutationOf('billingAccount.delete', { ids: [free, used] }))).toMatchObject({
    outcome: 'applied',
  });
});

test('a customer can’t be given one that isn’t there, and the refusal names the field', async () => {
  const fields = {
    ...{ name: 'Nobody Pays', email: 'office@nobody.example', partnerId: null },
    billingAccountId: newId(),
  };
  expect(await admin.pushOne(mutationOf('customer.create', { id: newId(), fields }))).toMatchObject({
    outcome: 'rejected',
    problem: { kind: 'invalid', fields: [{ path: 'billingAccountId' }] },
  });
});

test('an account of one brand sees and uses those of its brand alone, and isn’t told of users elsewhere', async () => {
  await server.api.changeAccount('europe', { role: 'admin' });
  const scoped = await SyncCaller.of(server.url, 'europe');
  const [own, other] = [await freshAccount('Ours', scoped), await freshAccount('Theirs')];
  const seen = (await scoped.snapshot()).rows.get('billingAccount') ?? [];
  expect(seen.map(({ id }) => id)).toContain(own);
  expect(seen.map(({ id }) => id)).not.toContain(other);
  const fields = {
    ...{ name: 'Reaching Over', email: 'office@over.example', partnerId: null },
    billingAccountId: other,
  };
  expect(await scoped.pushOne(mutationOf('customer.create', { id: newId(), fields }))).toMatchObject({
    outcome: 'rejected',
    problem: { fields: [{ path: 'billingAccountId' }] },
  });
  await freshCustomer('Far Away', { billingAccountId: own });
  expect(await scoped.pushOne(mutationOf('billingAccount.delete', { ids: [own] }))).toMatchObject({
    outcome: 'rejected',
    problem: { kind: 'in-use', detail: expect.not.stringContaining('Far Away') },
  });
});

test.each([
  ['name', { name: 'Fin\u202eance', email: 'a@b.example' }],
  ['name', { name: ' \u200b', email: 'a@b.example' }],
  ['email', { name: 'Finance', email: 'a@b.example\r\nBcc: all@b.example' }],
  ['phone', { name: 'Finance', email: 'a@b.example', phone: '5'.repeat(41) }],
])('a wrong %s is refused by its name', async (path, fields) => {
  expect(await admin.pushOne(mutationOf('billingAccount.create', { id: newId(), fields }))).toMatchObject({
    outcome: 'rejected',
    problem: { fields: [{ path: `args.fields.${path}` }] },
  });
});

test('a deleted one is in the recycle bin and comes back', async () => {
  const id = await freshAccount('Comes Back');
  const deletion = mutationOf('billingAccount.delete', { ids: [id] });
  await admin.pushOne(deletion);
  const bin = await admin.get<{ items: object[] }>(`/v1/recycle-bin?kind=billingAccount`);
  expect(bin.body.items).toMatchObject([{ id: deletion.id, names: ['Comes Back'] }, {}]);
  const items = await admin.get<{ items: object[] }>(`/v1/recycle-bin/${deletion.id}/items`);
  expect(items.body.items).toMatchObject([{ id, comesBack: 'whole', parent: null }]);
  expect(
    await admin.pushOne(mutationOf('billingAccount.restore', { deletion: deletion.id, ids: [id] })),
  ).toMatchObject({ outcome: 'applied' });
});
