import { describe, expect, it } from 'vitest';
import { actions, decideAccess, roles, type Action, type Role } from '../../../common/domain/access.ts';
import { fullGrants, minimalGrants, type GrantName } from '../../../common/domain/entities.ts';

// product.md, "Who may do what", written out by hand: the decision is held against it, cell by cell.
const expected: Record<Action, Record<Role, boolean>> = {
  see: { admin: true, operator: true, 'read-only': true },
  'wizard.open': { admin: true, operator: false, 'read-only': false },
  'billingAccount.create': { admin: true, operator: false, 'read-only': false },
  'billingAccount.update': { admin: true, operator: false, 'read-only': false },
  'billingAccount.delete': { admin: true, operator: false, 'read-only': false },
  'billingAccount.restore': { admin: true, operator: false, 'read-only': false },
  'partner.create': { admin: true, operator: false, 'read-only': false },
  'partner.update': { admin: true, operator: false, 'read-only': false },
  'partner.delete': { admin: true, operator: false, 'read-only': false },
  'partner.restore': { admin: true, operator: false, 'read-only': false },
  'customer.create': { admin: true, operator: false, 'read-only': false },
  'customer.update': { admin: true, operator: false, 'read-only': false },
  'customer.move': { admin: true, operator: false, 'read-only': false },
  'customer.delete': { admin: true, operator: false, 'read-only': false },
  'customer.restore': { admin: true, operator: false, 'read-only': false },
  'site.create': { admin: true, operator: true, 'read-only': false },
  'site.update': { admin: true, operator: true, 'read-only': false },
  'site.delete': { admin: true, operator: false, 'read-only': false },
  'site.restore': { admin: true, operator: false, 'read-only': false },
  'probe.associate': { admin: true, operator: true, 'read-only': false },
  'probe.disassociate': { admin: true, operator: true, 'read-only': false },
  'project.create': { admin: true, operator: true, 'read-only': false },
  'project.update': { admin: true, operator: true, 'read-only': false },
  'license.move': { admin: true, operator: true, 'read-only': false },
  'invite.create': { admin: true, operator: true, 'read-only': false },
  'invite.resend': { admin: true, operator: true, 'read-only': false },
  'invite.revoke': { admin: true, operator: true, 'read-only': false },
  'visitTemplate.create': { admin: true, operator: true, 'read-only': false },
  'visitTemplate.update': { admin: true, operator: true, 'read-only': false },
  'visitTemplate.delete': { admin: true, operator: false, 'read-only': false },
  'visitTemplate.restore': { admin: true, operator: false, 'read-only': false },
  'visit.create': { admin: true, operator: true, 'read-only': false },
  'visit.update': { admin: true, operator: true, 'read-only': false },
  'visit.notes': { admin: true, operator: true, 'read-only': false },
  'visit.delete': { admin: true, operator: false, 'read-only': false },
  'visit.restore': { admin: true, operator: false, 'read-only': false },
  'activity.read': { admin: true, operator: true, 'read-only': true },
  'activity.verify': { admin: true, operator: false, 'read-only': false },
};

describe('who may do what', () => {
  for (const action of actions)
    for (const role of roles)
      it(`${role} ${expected[action][role] ? 'may' : 'may not'} ${action}`, () => {
        expect(decideAccess({ role, action, grants: fullGrants }).allowed).toBe(expected[action][role]);
      });

  it('an Admin edits no customer that hasn’t granted account settings, and hears why', () => {
    const decision = decideAccess({ role: 'admin', action: 'customer.update', grants: minimalGrants });
    expect(decision).toEqual({
      allowed: false,
      rule: 'grant',
      because: 'The customer hasn’t granted Account settings; only the customer can grant it.',
    });
  });

  it.each<[Action, GrantName, string]>([
    ['site.create', 'manage-configuration', 'Manage configuration'],
    ['site.update', 'basic-monitoring', 'Basic monitoring'],
    ['site.delete', 'manage-configuration', 'Manage configuration'],
    ['site.restore', 'recover-data', 'Recover data'],
    ['probe.associate', 'manage-configuration', 'Manage configuration'],
    ['probe.disassociate', 'basic-monitoring', 'Basic monitoring'],
    ['visit.create', 'basic-monitoring', 'Basic monitoring'],
    ['visit.update', 'basic-monitoring', 'Basic monitoring'],
    ['visit.notes', 'access-data', 'Access data'],
    ['visit.restore', 'recover-data', 'Recover data'],
  ])('%s needs the customer’s grant %s', (action, grant, title) => {
    const grants = fullGrants.filter((name) => name !== grant);
    expect(decideAccess({ role: 'admin', action, grants })).toMatchObject({
      allowed: false,
      because: `The customer hasn’t granted ${title}; only the customer can grant it.`,
    });
  });

  it('an Operator hears who may', () => {
    expect(decideAccess({ role: 'operator', action: 'customer.delete' })).toEqual({
      allowed: false,
      rule: 'role',
      because: 'Only an Admin may delete customers; you are signed in as Operator.',
    });
  });
});
