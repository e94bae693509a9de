import { z } from 'zod';
import { actions, role } from '../domain/access.ts';
import { decidingRules } from '../domain/access-explained.ts';
import { accountStatuses, notificationKind, notificationKinds } from '../domain/accounts.ts';
import { entityKind } from '../domain/entities.ts';
import { entityId } from '../domain/ids.ts';
import { mandatoryName, optionalEmail } from '../domain/naming.ts';
import { loginName } from '../domain/projects.ts';
import { idempotencyHeaders, ifMatchHeaders } from './resource-door.ts';
import type { Route } from './route.ts';
import { accountScope, tokens } from './session.ts';

const notificationsOff = z
  .array(notificationKind)
  .max(notificationKinds.length)
  .describe('Sorts of mails that it doesn’t get');

/** An account as whoever manages accounts sees it. */
export const managedAccount = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  email: z.string(),
  role,
  /** Null sees everything. */
  scope: accountScope.nullable(),
  /** The customer record that it was made for; null is one's own partnership. */
  customerId: z.string().nullable(),
  parentId: z.string().nullable(),
  /** Whether it's the primary account, which everything is below. */
  isPrimary: z.boolean(),
  status: z.enum(accountStatuses),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  passwordSetAt: z.iso.datetime(),
  notificationsOff: z.array(notificationKind),
  version: z.int(),
});
export type ManagedAccount = z.infer<typeof managedAccount>;

const name = mandatoryName('Name');
const email = optionalEmail('E-mail');
const brandId = entityId
  .nullable()
  .describe('The brand that it sees with all below it, and what belongs to them; null sees everything');
const expiresAt = z.iso
  .datetime({ error: 'The end is a date and time, such as 2027-01-31T00:00:00Z' })
  .nullable();
const password = z.string().min(1).max(1000).optional().describe('A random one is made if left out');

/** Body of POST /v1/accounts. */
export const accountCreation = z.strictObject({
  login: loginName,
  name,
  email: email.default(''),
  role,
  customerId: entityId
    .nullable()
    .default(null)
    .describe('The customer record; null is one’s own partnership'),
  parentId: entityId.optional().describe('The account that it’s below; the primary one if left out'),
  brandId: brandId.default(null),
  expiresAt: expiresAt.default(null),
  notificationsOff: notificationsOff.default([]),
  password,
});
export type AccountCreation = z.infer<typeof accountCreation>;

/** Body of PATCH /v1/accounts/{id}; what is left out stays. */
export const accountPatch = z
  .strictObject({ name, email, role, brandId, expiresAt, notificationsOff })
  .partial();
export type AccountPatch = z.infer<typeof accountPatch>;

/** An account whose password was just set. */
export const accountWithPassword = z.object({
  account: managedAccount,
  /** The random password that was made, told this once; null where it was chosen. */
  password: z.string().nullable(),
});
export type AccountWithPassword = z.infer<typeof accountWithPassword>;

/** Body of POST /v1/access/decisions. */
const accessQuestion = z.strictObject({
  accountId: entityId.optional().describe('Whose access is asked about; one’s own if left out'),
  action: z.enum(actions),
  thing: z
    .strictObject({ kind: entityKind, id: entityId })
    .optional()
    .describe('What it would be done to; left out for nothing in particular'),
});
export type AccessQuestion = z.input<typeof accessQuestion>;

/** Whether it's allowed, by which rule, in a sentence. */
export const accessAnswer = z.object({
  allowed: z.boolean(),
  rule: z.enum(decidingRules),
  because: z.string(),
});

const byId = z.object({ id: entityId });
const one = { status: 200, description: 'The account as it is now', schema: managedAccount };
const common = { tag: 'accounts', auth: 'account' } as const;

/** Routes of accounts. */
export const accountRoutes = {
  listAccounts: {
    method: 'GET',
    path: '/v1/accounts',
    ...common,
    summary: 'Accounts in sight, the oldest first',
    access: 'account.see',
    answer: { status: 200, description: 'All of them', schema: z.object({ items: z.array(managedAccount) }) },
    problems: [],
  },
  readAccount: {
    method: 'GET',
    path: '/v1/accounts/{id}',
    ...common,
    summary: 'One account',
    access: 'account.see',
    params: byId,
    answer: { ...one, headers: ['ETag'] },
    problems: ['invalid', 'not-found'],
  },
  createAccount: {
    method: 'POST',
    path: '/v1/accounts',
    ...common,
    summary: 'Create an account below another; it does and sees no more than that',
    access: 'account.create',
    headers: idempotencyHeaders,
    body: accountCreation,
    answer: {
      status: 201,
      description: 'The new account, and its password where that was made',
      schema: accountWithPassword,
      headers: ['ETag', 'Location'],
    },
    problems: ['invalid', 'already-exists', 'name-in-use', 'forbidden'],
  },
  updateAccount: {
    method: 'PATCH',
    path: '/v1/accounts/{id}',
    ...common,
    summary: 'Change what an account may do, what it sees, until when, and which mails it gets',
    access: 'account.update',
    params: byId,
    headers: ifMatchHeaders,
    body: accountPatch,
    answer: { ...one, headers: ['ETag'] },
    problems: ['not-found', 'version-conflict', 'precondition-required', 'invalid', 'forbidden'],
  },
  rotateAccountPassword: {
    method: 'POST',
    path: '/v1/accounts/{id}/password',
    ...common,
    summary: 'Set a new password; every session of the account ends',
    access: 'account.rotate',
    params: byId,
    body: z.strictObject({ password }),
    answer: {
      status: 200,
      description: 'The account, and its password where that was made',
      schema: accountWithPassword,
    },
    problems: ['invalid', 'not-found', 'forbidden'],
  },
  revokeAccount: {
    method: 'POST',
    path: '/v1/accounts/{id}/revocation',
    ...common,
    summary: 'End an account for good; every session of it ends',
    access: 'account.revoke',
    params: byId,
    answer: one,
    problems: ['invalid', 'not-found', 'in-use', 'forbidden'],
  },
  impersonateAccount: {
    method: 'POST',
    path: '/v1/accounts/{id}/impersonation',
    ...common,
    summary:
      'Tokens of a session in which one acts as another account, which does and sees no more; Activity has both names. Signing out of it ends it',
    access: 'account.impersonate',
    params: byId,
    answer: { status: 200, description: 'A pair of tokens', schema: tokens },
    problems: ['invalid', 'not-found', 'forbidden'],
  },
  decideAccess: {
    method: 'POST',
    path: '/v1/access/decisions',
    ...common,
    summary: 'Whether an account may do something to a thing, by which rule; an Admin asks about others too',
    access: 'see',
    body: accessQuestion,
    answer: { status: 200, description: 'The decision', schema: accessAnswer },
    problems: ['invalid', 'not-found', 'forbidden'],
  },
  changeMyNotifications: {
    method: 'PATCH',
    path: '/v1/me/notifications',
    ...common,
    summary: 'Which mails the account that is signed in gets',
    access: 'see',
    body: z.strictObject({ notificationsOff }),
    answer: { status: 200, description: 'As it is now', schema: z.object({ notificationsOff }) },
    problems: ['invalid'],
  },
} as const satisfies Record<string, Route>;
