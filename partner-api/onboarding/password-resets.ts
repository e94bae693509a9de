import { hashPassword } from '../auth/passwords.ts';
import { hashOfToken, isToken, makeToken } from '../auth/tokens.ts';
import { noteDone } from '../commands/writing.ts';
import type { StoredCustomerLogin } from '../store/onboarding.ts';
import type { Store } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { ownScope } from './own-scope.ts';

const hour = 60 * 60_000;
/** Links for one e-mail within an hour, whether anybody signs in with it or not. */
export const mostResetsOf = 3;
/** Links that are asked for from one address of a computer within an hour. */
export const mostResetsFrom = 30;

/** Somebody at a customer who chooses a new password by a link. */
export interface Resetter extends StoredCustomerLogin {
  /** The customer's brand. */
  brandId: string | null;
  /** The customer's name. */
  company: string;
}

/** New passwords for people at customers who forgot theirs. A link works once, within an hour; of its token only a hash is kept. */
export interface PasswordResets {
  /**
   * Takes the wish for a link. What it does and answers is the same whether somebody signs in with the e-mail or not.
   *
   * @param from the address of the computer that asks
   * @returns false where too many were asked for
   */
  ask(login: string, from: string): Promise<boolean>;
  /** Whose link it is; null where it's unknown, used or over. */
  find(token: string): Promise<Resetter | null>;
  /** Uses a link up: sets the password and signs everybody out who is in by it. False where {@link find} gives none. */
  reset(token: string, password: string, requestId: string): Promise<boolean>;
}

// A session is kept by the hash of its token, which no text like this one can be: what opens this link opens no session.
const keptAs = (token: string) => hashOfToken(`reset ${token}`);

/** Makes a link for a login. Gives its token, of which only the hash is kept, among the sessions: they end together. */
export async function makeResetToken(
  store: Pick<Store, 'transaction'>,
  login: string,
  { now, randomBytes }: Surroundings,
): Promise<string> {
  const token = makeToken({ randomBytes });
  await store.transaction((tx) =>
    tx.saveCustomerSession({ hash: keptAs(token), login, until: now() + hour }),
  );
  return token;
}

/** Opens the resets of a store; `onKnown` is told of an e-mail with which somebody signs in, to send a link to it. */
export function openPasswordResets(
  store: Store,
  surroundings: Surroundings,
  { passwordCost, onKnown }: { passwordCost: number; onKnown: (login: StoredCustomerLogin) => void },
): PasswordResets {
  const { now, randomBytes } = surroundings;
  const find = async (token: string): Promise<Resetter | null> => {
    const found = isToken(token) ? await store.read.customerSession(keptAs(token)) : null;
    if (!found || found.until <= now()) return null;
    const row = await store.read.row(null, 'customer', found.customerId);
    const customer = row
      ? (JSON.parse(row.json) as { name: string; brandId: string | null })
      : await store.read.loneCustomer(found.customerId);
    return customer && { ...found, brandId: customer.brandId, company: customer.name };
  };
  return {
    ask: async (login, from) => {
      const taken = await store.transaction(async (tx) => {
        const limits = [
          [`password link for ${hashOfToken(login.toLowerCase())}`, mostResetsOf],
          [`password links from ${from}`, mostResetsFrom],
        ] as const;
        for (const [subject, most] of limits)
          if ((await tx.triesAfter(subject, now() - hour)).length >= most) return false;
        for (const [subject] of limits) await tx.noteTry(subject, now());
        return true;
      });
      if (!taken) return false;
      const known = await store.read.customerLogin(login);
      // The link is made and sent after the answer, which thereby takes as long for an unknown one.
      if (known) onKnown(known);
      return true;
    },
    find,
    reset: async (token, password, requestId) => {
      const found = await find(token);
      if (!found) return false;
      const next = await hashPassword(password, randomBytes(16), passwordCost);
      return store.transaction(async (tx) => {
        if (!(await tx.takeCustomerSession(keptAs(token)))) return false;
        // No session is spared: none has an empty hash.
        await tx.changeOwnPassword(found.id, next, '');
        const customer = await tx.row('customer', found.customerId);
        const person = { id: found.id, name: found.name, role: 'customer' as const };
        const scope = ownScope(tx, surroundings, person, 'customer.password', requestId);
        if (customer) await noteDone(scope, 'customer', customer, { login: found.login });
        return true;
      });
    },
  };
}
