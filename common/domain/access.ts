import { z } from 'zod';
import { partnerContext, projectOfContext } from './contexts.ts';
import type { GrantName } from './entities.ts';

/** Roles of an account on the partner API (product.md, "Who may do what"). */
export const roles = ['admin', 'operator', 'read-only', 'partner-api'] as const;
export type Role = (typeof roles)[number];
/** Roles of people who sign in with the app; an API account works over HTTP alone. */
export const appRoles = ['admin', 'operator', 'read-only'] as const satisfies readonly Role[];
export type AppRole = (typeof appRoles)[number];
export const role = z.enum(roles);

/** What a session's account may be: one of those roles, or a project's own login, which works in its project alone. */
export const sessionRoles = [...roles, 'delegated'] as const;
export const sessionRole = z.enum(sessionRoles);
export type SessionRole = z.infer<typeof sessionRole>;

/** Who can have done what Activity tells: an account by its role, somebody at a customer on its own pages, or the partner API by itself. */
export const actorRole = z.enum([...sessionRoles, 'customer', 'service']);
export type ActorRole = z.infer<typeof actorRole>;

/** What a role is called on screen. */
export const roleTitles: Record<SessionRole, string> = {
  admin: 'Admin',
  operator: 'Operator',
  'read-only': 'Read-only',
  'partner-api': 'Partner API',
  delegated: 'Delegated',
};

/** Everything that is decided upon. A mutation's name is the name of the action it needs. */
export const actions = [
  'see',
  'wizard.open',
  'brand.create',
  'brand.update',
  'brand.delete',
  'brand.restore',
  'billingAccount.create',
  'billingAccount.update',
  'billingAccount.delete',
  'billingAccount.restore',
  'partner.create',
  'partner.update',
  'partner.delete',
  'partner.restore',
  'partner.verify',
  'customer.create',
  'customer.login',
  'customer.update',
  'customer.move',
  'customer.realign',
  'customer.install',
  'customer.delete',
  'customer.restore',
  'site.create',
  'site.update',
  'site.delete',
  'site.restore',
  'probe.associate',
  'probe.disassociate',
  'project.create',
  'project.update',
  'project.close',
  'project.cancelClosing',
  'license.move',
  'invite.create',
  'invite.resend',
  'invite.revoke',
  'onboardingLink.create',
  'onboardingLink.replace',
  'onboardingLink.revoke',
  'accessRequest.link',
  'accessRequest.ask',
  'accessRequest.withdraw',
  'notice.send',
  'notice.stop',
  'visitTemplate.create',
  'visitTemplate.update',
  'visitTemplate.delete',
  'visitTemplate.restore',
  'visit.create',
  'visit.update',
  'visit.notes',
  'visit.data',
  'visit.delete',
  'visit.restore',
  'activity.read',
  'activity.verify',
  'account.see',
  'account.create',
  'account.update',
  'account.rotate',
  'account.revoke',
  'account.impersonate',
] as const;
export type Action = (typeof actions)[number];

interface Rule {
  roles: readonly Role[];
  /** The grants of the customer that the action needs besides the role: all of them. */
  grants?: readonly GrantName[];
  /** The action as a verb and its object, for sentences. */
  verb: string;
}

const everyone: readonly Role[] = roles;
const adminOnly: readonly Role[] = ['admin'];
const editors: readonly Role[] = ['admin', 'operator'];
// What other people's tools do: fill and keep up the book, and nothing that takes anything away.
const adminOrApi: readonly Role[] = ['admin', 'partner-api'];
const editorsOrApi: readonly Role[] = ['admin', 'operator', 'partner-api'];
// What may not be monitored isn’t configured either.
const configuring: readonly GrantName[] = ['basic-monitoring', 'manage-configuration'];

const visiting: readonly GrantName[] = ['basic-monitoring'];

/** The table of product.md, as data. The server decides by it; the app shows by it. */
export const accessRules: Record<Action, Rule> = {
  see: { roles: everyone, verb: 'see this' },
  'wizard.open': { roles: adminOnly, verb: 'open the Customer/Partner wizard' },
  'brand.create': { roles: adminOnly, verb: 'create brands' },
  'brand.update': { roles: adminOnly, verb: 'edit brands' },
  'brand.delete': { roles: adminOnly, verb: 'delete brands' },
  'brand.restore': { roles: adminOnly, verb: 'restore brands' },
  'billingAccount.create': { roles: adminOnly, verb: 'create billing accounts' },
  'billingAccount.update': { roles: adminOnly, verb: 'edit billing accounts' },
  'billingAccount.delete': { roles: adminOnly, verb: 'delete billing accounts' },
  'billingAccount.restore': { roles: adminOnly, verb: 'restore billing accounts' },
  'partner.create': { roles: adminOnly, verb: 'create partners' },
  'partner.update': { roles: adminOnly, verb: 'edit partners' },
  'partner.delete': { roles: adminOnly, verb: 'delete partners' },
  'partner.restore': { roles: adminOnly, verb: 'restore partners' },
  'partner.verify': { roles: adminOnly, verb: 'verify partners that signed up' },
  'customer.create': { roles: adminOrApi, verb: 'create customers' },
  'customer.login': {
    roles: adminOnly,
    grants: ['account-settings'],
    verb: 'set new passwords of customers',
  },
  'customer.update': { roles: adminOrApi, grants: ['account-settings'], verb: 'edit customers' },
  'customer.move': { roles: adminOnly, verb: 'move customers to another partner' },
  'customer.realign': { roles: adminOnly, verb: 'move customers to another brand' },
  'customer.install': { roles: adminOnly, verb: 'install customers on behalf' },
  'customer.delete': { roles: adminOnly, verb: 'delete customers' },
  'customer.restore': { roles: adminOnly, verb: 'restore customers' },
  'site.create': { roles: editorsOrApi, grants: configuring, verb: 'add sites' },
  'site.update': { roles: editorsOrApi, grants: configuring, verb: 'edit sites' },
  'site.delete': { roles: adminOnly, grants: configuring, verb: 'delete sites' },
  'site.restore': { roles: adminOnly, grants: ['recover-data'], verb: 'restore sites' },
  'probe.associate': { roles: editorsOrApi, grants: configuring, verb: 'associate probes with sites' },
  'probe.disassociate': { roles: editorsOrApi, grants: configuring, verb: 'take probes off sites' },
  'project.create': { roles: editorsOrApi, verb: 'create projects' },
  'project.update': { roles: editorsOrApi, verb: 'edit projects' },
  'project.close': { roles: adminOnly, verb: 'close projects' },
  'project.cancelClosing': { roles: adminOnly, verb: 'cancel the closing of projects' },
  'license.move': { roles: editorsOrApi, grants: ['billing-management'], verb: 'move licenses' },
  'invite.create': { roles: editorsOrApi, verb: 'invite customers' },
  'invite.resend': { roles: editorsOrApi, verb: 'resend invites' },
  'invite.revoke': { roles: editorsOrApi, verb: 'revoke invites' },
  'onboardingLink.create': { roles: editors, verb: 'make onboarding links' },
  'onboardingLink.replace': { roles: editors, verb: 'replace onboarding links' },
  'onboardingLink.revoke': { roles: editors, verb: 'revoke onboarding links' },
  'accessRequest.link': { roles: editors, verb: 'add customers by Customer ID' },
  'accessRequest.ask': { roles: editors, verb: 'ask customers for more rights' },
  'accessRequest.withdraw': { roles: editors, verb: 'withdraw requests' },
  'notice.send': { roles: editors, verb: 'send maintenance notices' },
  'notice.stop': { roles: editors, verb: 'stop maintenance notices' },
  'visitTemplate.create': { roles: editors, verb: 'add templates of visits' },
  'visitTemplate.update': { roles: editors, verb: 'edit templates of visits' },
  'visitTemplate.delete': { roles: adminOnly, verb: 'delete templates of visits' },
  'visitTemplate.restore': { roles: adminOnly, verb: 'restore templates of visits' },
  'visit.create': { roles: editors, grants: visiting, verb: 'plan visits' },
  'visit.update': { roles: editors, grants: visiting, verb: 'edit visits' },
  'visit.notes': { roles: editors, grants: [...visiting, 'access-data'], verb: 'write notes of visits' },
  'visit.data': {
    roles: everyone,
    grants: [...visiting, 'access-data'],
    verb: 'see notes and photos of visits',
  },
  'visit.delete': { roles: adminOnly, grants: visiting, verb: 'delete visits' },
  'visit.restore': { roles: adminOnly, grants: ['recover-data'], verb: 'restore visits' },
  'activity.read': { roles: everyone, verb: 'read Activity' },
  'activity.verify': { roles: adminOnly, verb: 'verify Activity' },
  'account.see': { roles: adminOnly, verb: 'see accounts' },
  'account.create': { roles: adminOnly, verb: 'create accounts' },
  'account.update': { roles: adminOnly, verb: 'edit accounts' },
  'account.rotate': { roles: adminOnly, verb: 'set new passwords of accounts' },
  'account.revoke': { roles: adminOnly, verb: 'revoke accounts' },
  'account.impersonate': { roles: adminOnly, verb: 'impersonate accounts' },
};

/** What a role may do and may not, each as a verb and its object, in the order of the table; what each can see it does. */
export function mayAndMayNot(role: Role): { may: string[]; mayNot: string[] } {
  const told = actions.filter((action) => action !== 'see' && action !== 'wizard.open');
  const verbsOf = (allowed: boolean) => [
    ...new Set(
      told
        .filter((action) => accessRules[action].roles.includes(role) === allowed)
        .map((action) => accessRules[action].verb),
    ),
  ];
  return { may: verbsOf(true), mayNot: verbsOf(false) };
}

/** The actions of one role that another may not do; none where the other may do all of them. */
export function beyond(role: Role, other: SessionRole): Action[] {
  return actions.filter(
    (action) =>
      accessRules[action].roles.includes(role) &&
      (other === 'delegated' || !accessRules[action].roles.includes(other)),
  );
}

/** What is done in a project's context: its own things alone. All else is the partner account's. */
const inProjects: readonly Action[] = ['see', 'project.update'];

/** What each grant is called on screen. */
export const grantTitles: Record<GrantName, string> = {
  'billing-management': 'Billing management',
  'basic-monitoring': 'Basic monitoring',
  'manage-configuration': 'Manage configuration',
  'account-settings': 'Account settings',
  'access-data': 'Access data',
  'recover-data': 'Recover data',
};

export type Decision =
  { allowed: true; rule: string } | { allowed: false; rule: 'role' | 'context' | 'grant'; because: string };

export interface AccessQuestion {
  role: SessionRole;
  action: Action;
  /** What the customer concerned has granted; left out where no single customer is concerned. */
  grants?: readonly string[];
  /** The context that the account is in. */
  context?: string | undefined;
  /** Who it is, for a sentence to somebody else: `nordlys-api is Partner API`. */
  subject?: string;
}

/**
 * Whether an account may do an action, and why. The one place where this is decided: the command layer of the server, the
 * app's disabled buttons and the permission simulator all call it.
 */
export function decideAccess({ role, action, grants, context, subject }: AccessQuestion): Decision {
  const rule = accessRules[action];
  const isDelegated = role === 'delegated';
  if ((isDelegated || projectOfContext(context ?? partnerContext) !== null) && !inProjects.includes(action))
    return {
      allowed: false,
      rule: 'context',
      because: isDelegated
        ? `You are signed in with a project’s own login; to ${rule.verb} is the partner account’s.`
        : `You are in a project’s context; switch to the partner account to ${rule.verb}.`,
    };
  if (isDelegated) return { allowed: true, rule: 'context' };
  if (!rule.roles.includes(role)) {
    // An API account is nobody whom one could ask.
    const who = appRoles
      .filter((name) => rule.roles.includes(name))
      .map((name) => roleTitles[name])
      .join(' or ');
    return {
      allowed: false,
      rule: 'role',
      because: `Only ${article(who)} may ${rule.verb}; ${subject ?? `you are signed in as ${roleTitles[role]}`}.`,
    };
  }
  const missing = grants ? rule.grants?.find((grant) => !grants.includes(grant)) : undefined;
  if (missing) {
    return {
      allowed: false,
      rule: 'grant',
      because: `The customer hasn’t granted ${grantTitles[missing]}; only the customer can grant it.`,
    };
  }
  return { allowed: true, rule: rule.grants ? `role and grants ${rule.grants.join(', ')}` : 'role' };
}

function article(title: string): string {
  return /^[AEIOU]/.test(title) ? `an ${title}` : `a ${title}`;
}
