import { accountStatus } from '../../common/domain/accounts.ts';
import { isInSight, noScope } from '../../common/domain/visibility.ts';
import { acceptedMail } from '../mail/account-mail-words.ts';
import { tellAccount } from '../mail/account-mails.ts';
import { leastPassword } from '../../common/domain/join-words.ts';
import { z } from 'zod';
import { customerFields, minimalGrants, type Customer, type Invite } from '../../common/domain/entities.ts';
import { newId } from '../../common/domain/ids.ts';
import { mandatoryEmail, mandatoryName } from '../../common/domain/naming.ts';
import { freshCustomerId } from '../commands/customers.ts';
import { changeRow, createRow } from '../commands/writing.ts';
import { hashPassword } from '../auth/passwords.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { findInviteLink, findInviteLinkIn, type FoundLink } from './invite-links.ts';
import { ownScope } from './own-scope.ts';

// In the order of the pages: faults are said in it.
const nameFields = { name: mandatoryName('Company name'), contactName: mandatoryName('Your name') };
const passwordFields = {
  password: z
    .string()
    .min(leastPassword, { error: `The password needs at least ${leastPassword} characters` })
    .max(200, { error: 'The password has at most 200 characters' }),
  repeated: z.string().max(1000),
};

function checkPassword(
  { password, repeated, name }: { password: string; repeated: string; name: string },
  context: z.RefinementCtx,
): void {
  if (password !== repeated)
    context.addIssue({ code: 'custom', path: ['repeated'], message: 'The two passwords differ' });
  if (new Set(password).size < 4 || password.toLowerCase().startsWith(name.toLowerCase()))
    context.addIssue({
      code: 'custom',
      path: ['password'],
      message: 'This password is easily guessed; choose another',
    });
}

/** What the registration page sends. */
export const registration = z
  .object({ invite: z.string().max(200).default(''), ...nameFields, ...passwordFields })
  .superRefine(checkPassword);
/** What the page of an onboarding link sends. */
export const signUp = z
  .object({ ...nameFields, email: mandatoryEmail('E-mail'), ...passwordFields })
  .superRefine(checkPassword);
/** What the page for a new password sends; `name` is the company's. */
export const newPassword = z
  .object({
    name: z.string(),
    current: z.string().min(1, { error: 'The current password is mandatory' }).max(1000),
    ...passwordFields,
  })
  .superRefine(checkPassword);
/** What the page of a link to a new password sends; `name` is the company's. */
export const resetPassword = z.object({ name: z.string(), ...passwordFields }).superRefine(checkPassword);
export type SignUp = z.infer<typeof signUp>;
export type Registration = z.infer<typeof registration>;

/** What became of finishing a registration. */
export type Registered =
  | { done: true; customerId: string }
  | { done: false; link: FoundLink }
  | { done: false; faults: Record<string, string> };

/**
 * Finishes a registration: the customer with the minimal rights, its first login, and the invite accepted, all of it or nothing. The link
 * works once, however often and at the same time it's tried.
 */
export async function register(
  store: Store,
  surroundings: Surroundings,
  { asked, requestId, passwordCost }: { asked: Registration; requestId: string; passwordCost: number },
): Promise<Registered> {
  const { now, randomBytes } = surroundings;
  // Nobody without a living link makes the server hash.
  const found = await findInviteLinkIn(store, asked.invite, now());
  if (found.state !== 'alive') return { done: false, link: found };
  const password = await hashPassword(asked.password, randomBytes(16), passwordCost);
  return store.transaction(async (tx) => {
    const link = await findInviteLink(
      { inviteLink: tx.inviteLink, inviteById: (id) => tx.row('invite', id) },
      asked.invite,
      now(),
    );
    if (link.state !== 'alive') return { done: false, link };
    const { invite } = link;
    if (await tx.isLoginTaken(invite.contactEmail))
      return {
        done: false,
        faults: {
          email: 'There is an account with this e-mail already. Ask for an invite to another address',
        },
      };
    const person = { id: newId({ now, random: () => randomBytes(16) }), name: asked.contactName };
    const scope = ownScope(tx, surroundings, { ...person, role: 'customer' }, 'invite.accept', requestId);
    const customer = await customerOf(tx, invite, asked);
    const id = newId({ now, random: () => randomBytes(16) });
    await createRow(scope, 'customer', {
      ...customer,
      ...{ id, version: 0, createdAt: scope.at, updatedAt: scope.at },
      customerId: await freshCustomerId(scope),
      origin: 'invite',
      grants: [...minimalGrants],
    });
    await tx.saveCustomerLogin({
      ...person,
      customerId: id,
      login: invite.contactEmail,
      password,
      at: now(),
    });
    await tx.endLinks(invite.id, 'used', now());
    await tx.dropMail(invite.id);
    await changeRow(scope, 'invite', invite, {
      ...{ status: 'accepted', usedAt: scope.at, openedAt: invite.openedAt ?? scope.at, customerId: id },
    });
    await tellAccounts(tx, surroundings, {
      brandId: customer.brandId,
      name: asked.name,
      by: asked.contactName,
    });
    return { done: true, customerId: id };
  });
}

/** Tells those who see the new customer and want to hear of it. */
async function tellAccounts(
  tx: Transaction,
  surroundings: Surroundings,
  { brandId, name, by }: { brandId: string | null; name: string; by: string },
): Promise<void> {
  for (const account of await tx.accountRecords()) {
    if (accountStatus(account, surroundings.now()) !== 'active') continue;
    if (!isInSight(await tx.sight(account.brandId), brandId ?? noScope)) continue;
    await tellAccount(tx, surroundings, account, acceptedMail(name, by));
  }
}

/** What the customer begins with: what its person typed, and what the invite says. What of that is gone by now is left out. */
async function customerOf(
  tx: Transaction,
  { contactEmail, partnerId, billingAccountId, brandId }: Invite,
  { name, contactName }: Registration,
): Promise<
  Omit<Customer, 'id' | 'version' | 'createdAt' | 'updatedAt' | 'customerId' | 'origin' | 'grants'>
> {
  const partner = partnerId === null ? null : await tx.row('partner', partnerId);
  const payer = billingAccountId === null ? null : await tx.row('billingAccount', billingAccountId);
  return {
    ...customerFields.parse({ name, email: contactEmail, partnerId: partner?.id ?? null }),
    brandId,
    technicalContact: { name: contactName, email: contactEmail, phone: '' },
    billingAccountId: payer?.id ?? null,
    ...(payer ? { billingContact: { name: payer.contactName, email: payer.email, phone: payer.phone } } : {}),
  };
}
