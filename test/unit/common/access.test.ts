import { describe, expect, it } from 'vitest';
import {
  actions,
  beyond,
  decideAccess,
  mayAndMayNot,
  roles,
  type Action,
  type Role,
} from '../../../common/domain/access.ts';
import { fullGrants, minimalGrants, type GrantName } from '../../../common/domain/entities.ts';

// product.md, "Who may do what", written out by hand: the decision is held against it, cell by cell.
const expected: Record<Action, Record<Role, boolean>> = {
  see: { admin: true, operator: true, 'read-only': true, 'partner-api': true },
  'wizard.open': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'brand.create': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'brand.update': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'brand.delete': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'brand.restore': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'billingAccount.create': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'billingAccount.update': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'billingAccount.delete': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'billingAccount.restore': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'partner.create': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'partner.update': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'partner.delete': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'partner.restore': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'customer.create': { admin: true, operator: false, 'read-only': false, 'partner-api': true },
  'customer.update': { admin: true, operator: false, 'read-only': false, 'partner-api': true },
  'partner.verify': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'customer.login': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'customer.realign': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'customer.install': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'customer.move': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'customer.delete': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'customer.restore': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'site.create': { admin: true, operator: true, 'read-only': false, 'partner-api': true },
  'site.update': { admin: true, operator: true, 'read-only': false, 'partner-api': true },
  'site.delete': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'site.restore': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'probe.associate': { admin: true, operator: true, 'read-only': false, 'partner-api': true },
  'probe.disassociate': { admin: true, operator: true, 'read-only': false, 'partner-api': true },
  'project.create': { admin: true, operator: true, 'read-only': false, 'partner-api': true },
  'project.update': { admin: true, operator: true, 'read-only': false, 'partner-api': true },
  'project.close': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'project.cancelClosing': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'license.move': { admin: true, operator: true, 'read-only': false, 'partner-api': true },
  'invite.create': { admin: true, operator: true, 'read-only': false, 'partner-api': true },
  'invite.resend': { admin: true, operator: true, 'read-only': false, 'partner-api': true },
  'invite.revoke': { admin: true, operator: true, 'read-only': false, 'partner-api': true },
  'accessRequest.link': { admin: true, operator: true, 'read-only': false, 'partner-api': false },
  'accessRequest.ask': { admin: true, operator: true, 'read-only': false, 'partner-api': false },
  'accessRequest.withdraw': { admin: true, operator: true, 'read-only': false, 'partner-api': false },
  'notice.send': { admin: true, operator: true, 'read-only': false, 'partner-api': false },
  'notice.stop': { admin: true, operator: true, 'read-only': false, 'partner-api': false },
  'onboardingLink.create': { admin: true, operator: true, 'read-only': false, 'partner-api': false },
  'onboardingLink.replace': { admin: true, operator: true, 'read-only': false, 'partner-api': false },
  'onboardingLink.revoke': { admin: true, operator: true, 'read-only': false, 'partner-api': false },
  'visitTemplate.create': { admin: true, operator: true, 'read-only': false, 'partner-api': false },
  'visitTemplate.update': { admin: true, operator: true, 'read-only': false, 'partner-api': false },
  'visitTemplate.delete': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'visitTemplate.restore': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'visit.create': { admin: true, operator: true, 'read-only': false, 'partner-api': false },
  'visit.update': { admin: true, operator: true, 'read-only': false, 'partner-api': false },
  'visit.notes': { admin: true, operator: true, 'read-only': false, 'partner-api': false },
  'visit.data': { admin: true, operator: true, 'read-only': true, 'partner-api': true },
  'visit.delete': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'visit.restore': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'activity.read': { admin: true, operator: true, 'read-only': true, 'partner-api': true },
  'account.see': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'account.create': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'account.update': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'account.rotate': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'account.impersonate': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'account.revoke': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
  'activity.verify': { admin: true, operator: false, 'read-only': false, 'partner-api': false },
};

describe('who may do what', () => {
  for (const action of actions)
    for (const role of roles)
      it(`${role} ${expected[action][role] ? 'may' : 'may not'} ${action}`, () => {
        expect(decideAccess({ role, action, grants: fullGrants }).allowed).toBe(expected[action][role]);
      });

  it.each([...roles, 'delegated'] as const)(
    'in a project’s context a %s sees it, edits it where the role may, and does nothing else',
    (role) => {
      const context = 'project:01890a5d-ac96-774b-bcce-b302099a8001';
      const may = actions.filter(
        (action) => decideAccess({ role, action, grants: fullGrants, context }).allowed,
      );
      expect(may).toEqual(role === 'read-only' ? ['see'] : ['see', 'project.update']);
    },
  );

  it('a project’s own login may no more without its context, and hears why', () => {
    expect(decideAccess({ role: 'delegated', action: 'license.move' })).toEqual({
      allowed: false,
      rule: 'context',
      because: 'You are signed in with a project’s own login; to move licenses is the partner account’s.',
    });
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
    ['visit.data', 'access-data', 'Access data'],
    ['visit.restore', 'recover-data', 'Recover data'],
  ])('%s needs the customer’s grant %s', (action, grant, title) => {
    const grants = fullGrants.filter((name) => name !== grant);
    expect(decideAccess({ role: 'admin', action, grants })).toMatchObject({
      allowed: false,
      because: `The customer hasn’t granted ${title}; only the customer can grant it.`,
    });
  });

  it('what a role may do is said in the words of the table, each action once', () => {
    for (const role of roles) {
      const { may, mayNot } = mayAndMayNot(role);
      expect(may.includes('delete sites')).toBe(expected['site.delete'][role]);
      expect(mayNot.includes('delete sites')).toBe(!expected['site.delete'][role]);
      expect(new Set(may).size).toBe(may.length);
    }
  });

  it('nobody goes beyond an Admin, and an Admin goes beyond all others', () => {
    for (const role of roles) expect(beyond(role, 'admin')).toEqual([]);
    expect(beyond('admin', 'operator')).toContain('customer.delete');
    expect(beyond('partner-api', 'operator')).toEqual(['customer.create', 'customer.update']);
  });

  it('an Operator hears who may', () => {
    expect(decideAccess({ role: 'operator', action: 'customer.delete' })).toEqual({
      allowed: false,
      rule: 'role',
      because: 'Only an Admin may delete customers; you are signed in as Operator.',
    });
  });
});
