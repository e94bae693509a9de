import { customerFields, minimalGrants, type OnboardingLink } from '../../common/domain/entities.ts';
import { newId } from '../../common/domain/ids.ts';
import { directCarrier } from '../../common/domain/onboarding-links.ts';
import { hashPassword } from '../auth/passwords.ts';
import { freshCustomerId } from '../commands/customers.ts';
import { changeRow, createRow } from '../commands/writing.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { ownScope } from './own-scope.ts';
import type { SignUp } from './registration.ts';

/** What the address of an onboarding link says: whose it is, and its code. */
export interface Address {
  carrier: string;
  code: string;
}

/** What an address leads to. One that was never given out, was replaced, or carries another partner's id is `unknown`. */
export type FoundOnboardingLink =
  { state: 'alive'; link: OnboardingLink } | { state: 'unknown' } | { state: 'revoked' };

const taken = 'There is an account with this e-mail already. Sign in, or use another address';
// As long as a code is written: what isn't is looked up no further.
const codeForm = /^[\w-]{24}$/;

/** Looks an address up, within a transaction or outside of one. */
export async function findOnboardingLink(
  from: Pick<Transaction, 'onboardingLink'>,
  { carrier, code }: Address,
): Promise<FoundOnboardingLink> {
  const link = codeForm.test(code) ? await from.onboardingLink(code) : null;
  if (!link || carrier !== (link.partnerId ?? directCarrier)) return { state: 'unknown' };
  return link.revokedAt === null ? { state: 'alive', link } : { state: 'revoked' };
}

/** Notes that the page of a link was opened for the first time since it has its address. */
export async function noteLinkOpened(
  store: Store,
  surroundings: Surroundings,
  id: string,
  requestId: string,
): Promise<void> {
  await store.transaction(async (tx) => {
    const link = await tx.row('onboardingLink', id);
    if (!link || link.openedAt !== null) return;
    const visitor = { id, name: 'Somebody with the link', role: 'customer' } as const;
    const scope = ownScope(tx, surroundings, visitor, 'onboardingLink.open', requestId);
    await changeRow(scope, 'onboardingLink', link, { openedAt: scope.at });
  });
}

/** What became of signing up by a link. */
export type Joined =
  | { done: true }
  | { done: false; state: 'unknown' | 'revoked' }
  | { done: false; faults: Record<string, string> };

/** Signs a customer up: with the minimal rights and its first login, counted at the link, all of it or nothing. */
export async function join(
  store: Store,
  surroundings: Surroundings,
  {
    address,
    asked,
    requestId,
    passwordCost,
  }: { address: Address; asked: SignUp; requestId: string; passwordCost: number },
): Promise<Joined> {
  const { now, randomBytes } = surroundings;
  // Nobody without a living link makes the server hash.
  const found = await findOnboardingLink(store.read, address);
  if (found.state !== 'alive') return { done: false, state: found.state };
  const password = await hashPassword(asked.password, randomBytes(16), passwordCost);
  return store.transaction(async (tx) => {
    const still = await findOnboardingLink(tx, address);
    if (still.state !== 'alive') return { done: false, state: still.state };
    const { link } = still;
    if (await tx.isLoginTaken(asked.email))
      return {
        done: false,
        faults: { email: taken },
      };
    const { name, email, contactName } = asked;
    const fresh = () => newId({ now, random: () => randomBytes(16) });
    const person = { id: fresh(), name: contactName };
    const scope = ownScope(
      tx,
      surroundings,
      { ...person, role: 'customer' },
      'onboardingLink.use',
      requestId,
    );
    const id = fresh();
    // A partner that is gone by now is left out.
    const partner = link.partnerId === null ? null : await tx.row('partner', link.partnerId);
    await createRow(scope, 'customer', {
      ...customerFields.parse({ name, email, partnerId: partner?.id ?? null }),
      ...{ id, version: 0, createdAt: scope.at, updatedAt: scope.at, brandId: link.brandId },
      technicalContact: { name: contactName, email, phone: '' },
      customerId: await freshCustomerId(scope),
      origin: 'link',
      grants: [...minimalGrants],
    });
    await tx.saveCustomerLogin({ ...person, customerId: id, login: email, password, at: now() });
    await changeRow(scope, 'onboardingLink', link, {
      ...{ uses: link.uses + 1, usedAt: scope.at, openedAt: link.openedAt ?? scope.at },
    });
    return { done: true };
  });
}

/** Makes an account that nobody looks after yet: whoever gets its Customer ID can ask to. */
export async function standAlone(
  store: Store,
  surroundings: Surroundings,
  { asked, requestId, passwordCost }: { asked: SignUp; requestId: string; passwordCost: number },
): Promise<Joined> {
  const { now, randomBytes } = surroundings;
  const password = await hashPassword(asked.password, randomBytes(16), passwordCost);
  return store.transaction(async (tx) => {
    const { name, email, contactName } = asked;
    if (await tx.isLoginTaken(email)) return { done: false, faults: { email: taken } };
    const fresh = () => newId({ now, random: () => randomBytes(16) });
    const person = { id: fresh(), name: contactName };
    const scope = ownScope(tx, surroundings, { ...person, role: 'customer' }, 'customer.edit', requestId);
    const id = fresh();
    await tx.saveLoneCustomer({
      ...customerFields.parse({ name, email, partnerId: null }),
      ...{ id, version: 0, createdAt: scope.at, updatedAt: scope.at },
      technicalContact: { name: contactName, email, phone: '' },
      customerId: await freshCustomerId(scope),
      ...{ origin: 'customer-id', grants: [] },
    });
    await tx.saveCustomerLogin({ ...person, customerId: id, login: email, password, at: now() });
    return { done: true };
  });
}
