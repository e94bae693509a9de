import { describe, expect, test } from 'vitest';
import { roles, type Role } from '../../../common/domain/access.ts';
import { mutationNames, type MutationName } from '../../../common/domain/mutations.ts';
import { attempts } from './access/attempts.ts';
import { callerOf, scene, useRoles } from './access/scene.ts';
import { call, mutationOf } from './caller.ts';
import { gapsOf } from './walls/gaps.ts';

useRoles();

type Expected = Record<Role, 'applied' | 'forbidden'>;
const adminOnly: Expected = {
  admin: 'applied',
  operator: 'forbidden',
  'read-only': 'forbidden',
  'partner-api': 'forbidden',
};
const editors: Expected = {
  admin: 'applied',
  operator: 'applied',
  'read-only': 'forbidden',
  'partner-api': 'forbidden',
};
const adminOrApi: Expected = { ...adminOnly, 'partner-api': 'applied' };
const editorsOrApi: Expected = { ...editors, 'partner-api': 'applied' };

/** The table of product.md for mutations, written out. */
const mutationTable: Record<MutationName, Expected> = {
  'brand.create': adminOnly,
  'brand.update': adminOnly,
  'brand.delete': adminOnly,
  'brand.restore': adminOnly,
  'billingAccount.create': adminOnly,
  'billingAccount.update': adminOnly,
  'billingAccount.delete': adminOnly,
  'billingAccount.restore': adminOnly,
  'partner.create': adminOnly,
  'partner.update': adminOnly,
  'partner.delete': adminOnly,
  'partner.restore': adminOnly,
  'customer.create': adminOrApi,
  'customer.login': adminOnly,
  'customer.update': adminOrApi,
  'customer.move': adminOnly,
  'customer.realign': adminOnly,
  'customer.delete': adminOnly,
  'customer.restore': adminOnly,
  'site.create': editorsOrApi,
  'site.update': editorsOrApi,
  'site.delete': adminOnly,
  'site.restore': adminOnly,
  'probe.associate': editorsOrApi,
  'probe.disassociate': editorsOrApi,
  'project.create': editorsOrApi,
  'project.update': editorsOrApi,
  'project.close': adminOnly,
  'project.cancelClosing': adminOnly,
  'license.move': editorsOrApi,
  'invite.create': editorsOrApi,
  'invite.resend': editorsOrApi,
  'invite.revoke': editorsOrApi,
  'accessRequest.link': editors,
  'accessRequest.ask': editors,
  'accessRequest.withdraw': editors,
  'notice.send': editors,
  'notice.stop': editors,
  'onboardingLink.create': editors,
  'onboardingLink.replace': editors,
  'onboardingLink.revoke': editors,
  'visitTemplate.create': editors,
  'visitTemplate.update': editors,
  'visitTemplate.delete': adminOnly,
  'visitTemplate.restore': adminOnly,
  'visit.create': editors,
  'visit.update': editors,
  'visit.delete': adminOnly,
  'visit.restore': adminOnly,
};

describe('mutations by role', () => {
  test('each mutation is in the tables', () => {
    expect(gapsOf('mutations by role', mutationNames, mutationTable)).toEqual([]);
    expect(gapsOf('what is tried', mutationNames, attempts)).toEqual([]);
  });

  const cells = mutationNames.flatMap((name) => roles.map((role) => ({ name, role })));

  test.each(cells)('$name as $role', async ({ name, role }) => {
    const outcome = await callerOf(role).pushOne(await attempts[name]());
    const seen = outcome.outcome === 'rejected' ? outcome.problem.kind : outcome.outcome;
    expect(seen).toBe(mutationTable[name][role]);
  });
});

describe('a customer that did not grant account settings', () => {
  const ungranting = async () => {
    const { rows } = await callerOf('admin').snapshot();
    const customer = rows
      .get('customer')
      ?.find((row) => !(row.grants as string[]).includes('account-settings'));
    if (!customer) throw new Error('the seed has no such customer');
    return customer;
  };
  const expected: Record<'customer.update' | 'customer.move', 'applied' | 'forbidden'> = {
    'customer.update': 'forbidden',
    'customer.move': 'applied',
  };

  test('an Admin may not edit it, and is told why', async () => {
    const { id, notes } = await ungranting();
    const outcome = await callerOf('admin').pushOne(
      mutationOf('customer.update', { id, changes: { notes: 'x' } }, { before: { notes } }),
    );
    expect(outcome).toMatchObject({
      outcome: 'rejected',
      problem: { kind: expected['customer.update'], detail: expect.stringContaining('Account settings') },
    });
    const patched = await call(scene().url, 'PATCH', `/v1/customers/${id}`, {
      token: callerOf('admin').token,
      headers: { 'if-match': '*' },
      body: { notes: 'x' },
    });
    expect(patched).toMatchObject({ status: 403, body: { kind: 'forbidden' } });
  });

  test('an Admin may move, delete and restore it, which no grant narrows', async () => {
    const { id, partnerId } = await ungranting();
    const admin = callerOf('admin');
    const move = mutationOf('customer.move', { ids: [id], partnerId: null }, { before: { [id]: partnerId } });
    expect((await admin.pushOne(move)).outcome).toBe(expected['customer.move']);
    const deletion = mutationOf('customer.delete', { ids: [id] });
    expect((await admin.pushOne(deletion)).outcome).toBe('applied');
    const restore = mutationOf('customer.restore', { deletion: deletion.id, ids: [id] });
    expect((await admin.pushOne(restore)).outcome).toBe('applied');
  });

  test.each(['operator', 'read-only'] as const)(
    'the role of %s decides before the grant does',
    async (role) => {
      const { id } = await ungranting();
      const outcome = await callerOf(role).pushOne(
        mutationOf('customer.update', { id, changes: { notes: 'x' } }),
      );
      expect(outcome).toMatchObject({
        problem: { kind: 'forbidden', detail: expect.stringContaining('Admin') },
      });
    },
  );
});
