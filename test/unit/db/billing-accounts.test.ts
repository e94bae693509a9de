import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { billingAccountFields, inviteFields, type BillingAccount } from '../../../common/domain/entities.ts';
import { migrate, migrations, newestSchema } from '../../../db/migrations/index.ts';
import { change, customerRow, idOf, noon, openWith } from './fixture.ts';

function billingAccountRow(n: number, name: string): BillingAccount {
  return {
    ...billingAccountFields.parse({ name, email: `billing@b${n}.example`, phone: '+47 555 0100' }),
    ...{ id: idOf(n), version: n, createdAt: noon, updatedAt: noon },
  };
}

const rows = {
  billingAccount: [billingAccountRow(1, 'Group Finance'), billingAccountRow(2, 'Årsregnskap')],
  customer: [
    customerRow(11, 'Contoso', null, { billingAccountId: idOf(1) }),
    customerRow(12, 'Fabrikam', null, { billingAccountId: idOf(1) }),
    customerRow(13, 'Riverside'),
  ],
};

it('a file from before billing accounts gets their table, and the customers that a newer server told of already', () => {
  const db = new Database(':memory:');
  migrate(
    db,
    migrations.filter(({ to }) => to < 110),
  );
  const insert = db.prepare(
    `INSERT INTO customer (id, version, name, nameKey, emailKey, referenceKey, customerIdKey, externalKey, cityKey, fullGrants,
       createdAt, updatedAt, doc) VALUES (?, 1, 'x', 'x', '', '', '', '', '', 1, '', '', ?)`,
  );
  insert.run(idOf(11), JSON.stringify({ id: idOf(11), billingAccountId: idOf(1) }));
  insert.run(idOf(12), JSON.stringify({ id: idOf(12) }));
  migrate(db);
  expect(db.pragma('user_version', { simple: true })).toBe(newestSchema);
  expect(db.prepare('SELECT id, billingAccountId FROM customer ORDER BY id').raw().all()).toEqual([
    [idOf(11), idOf(1)],
    [idOf(12), null],
  ]);
  expect(db.prepare('SELECT count(*) FROM billingAccount').pluck().get()).toBe(0);
  db.close();
});

it('each is listed by name with how many customers it pays for, and its detail names them', () => {
  const { reader } = openWith(rows);
  expect(reader.billingAccountRows().map(({ name, customers }) => [name, customers])).toEqual([
    ['Årsregnskap', 0],
    ['Group Finance', 2],
  ]);
  expect(reader.billingAccountDetail(idOf(1))).toMatchObject({
    customers: 2,
    firstCustomers: [{ name: 'Contoso' }, { name: 'Fabrikam' }],
    pending: null,
  });
  expect(reader.customerDetail(idOf(11))?.billingAccount).toEqual({ id: idOf(1), name: 'Group Finance' });
  expect(reader.customerDetail(idOf(13))?.billingAccount).toBeNull();
});

it('one that is in use keeps from being deleted, also by a customer that isn’t confirmed yet, and it’s said by whom', () => {
  const { reader, writer } = openWith(rows);
  expect(reader.billingAccountDeleteImpact([idOf(1), idOf(2)]).blocked).toEqual([
    { id: idOf(1), name: 'Group Finance', customers: 2, usedBy: ['Contoso', 'Fabrikam'] },
  ]);
  const args = { id: idOf(13), changes: { billingAccountId: idOf(2) } };
  writer.queue([change('customer.update', args, { billingAccountId: null })]);
  expect(reader.billingAccountDeleteImpact([idOf(2)]).blocked).toMatchObject([{ usedBy: ['Riverside'] }]);
});

it('made, edited, deleted and restored offline, each is there at once; a customer that takes it waits for it', () => {
  const { reader, writer } = openWith(rows);
  const fields = billingAccountFields.parse({ name: 'Fresh', email: 'billing@fresh.example' });
  const made = change('billingAccount.create', { id: idOf(3), fields });
  const taken = change(
    'customer.update',
    { id: idOf(13), changes: { billingAccountId: idOf(3) } },
    { billingAccountId: null },
  );
  writer.queue([made]);
  writer.queue([taken]);
  expect(reader.billingAccountDetail(idOf(3))).toMatchObject({ customers: 1, pending: { waiting: 1 } });
  const { rows: outbox } = reader.outboxWindow({ states: [], search: '' }, 0, 10);
  expect(outbox.map(({ title, after }) => [title, after])).toEqual([
    ['Add billing account Fresh', []],
    ['Change billing account of Riverside', [made.id]],
  ]);
  const gone = change('billingAccount.delete', { ids: [idOf(2)] });
  writer.queue([gone]);
  expect(reader.billingAccountRows().map(({ name }) => name)).toEqual(['Fresh', 'Group Finance']);
  writer.queue([change('billingAccount.restore', { deletion: gone.id, ids: [idOf(2)] })]);
  expect(reader.billingAccountDetail(idOf(2))?.account.name).toBe('Årsregnskap');
});

it('an open invite keeps its billing account, until it’s revoked', () => {
  const { reader, writer } = openWith(rows);
  const fields = inviteFields.parse({
    ...{ name: 'Thornbury', contactName: 'Ann', contactEmail: 'ann@t.example', billingAccountId: idOf(2) },
  });
  writer.queue([change('invite.create', { id: idOf(30), fields })]);
  expect(reader.billingAccountDeleteImpact([idOf(2)]).blocked).toMatchObject([
    { usedBy: ['Thornbury (invite)'] },
  ]);
  expect(reader.inviteList().invites).toMatchObject([
    {
      ...{ name: 'Thornbury', status: 'pending', sentAt: null, version: 0 },
      ...{ billingAccountName: 'Årsregnskap', partnerName: null, pending: { waiting: 1 } },
    },
  ]);
  writer.queue([change('invite.revoke', { id: idOf(30) })]);
  expect(reader.billingAccountDeleteImpact([idOf(2)]).blocked).toEqual([]);
  expect(reader.inviteById(idOf(30))?.revokedAt).toBe(noon);
  writer.queue([change('invite.resend', { id: idOf(30) })]);
  expect(reader.inviteById(idOf(30))).toMatchObject({ revokedAt: null, sentAt: null });
});

it('a file from before invites gets their table, empty', () => {
  const db = new Database(':memory:');
  migrate(
    db,
    migrations.filter(({ to }) => to < 140),
  );
  migrate(db);
  expect(db.pragma('user_version', { simple: true })).toBe(newestSchema);
  expect(db.prepare('SELECT count(*) FROM invite').pluck().get()).toBe(0);
  db.close();
});
