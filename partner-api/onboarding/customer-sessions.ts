import { hashPassword, isPassword, nobodysHash } from '../auth/passwords.ts';
import { noteDone } from '../commands/writing.ts';
import type { StoredCustomerLogin } from '../store/onboarding.ts';
import type { Store } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { ownScope, type OwnActor } from './own-scope.ts';
import { hashOfToken, isToken, makeToken } from '../auth/tokens.ts';

/** Time after which somebody who does nothing is signed out. */
const idleMs = 30 * 60_000;
/** The end is moved on when this much of it has gone: not every page writes. */
const stepMs = 60_000;
/** Wrong passwords for one login within a quarter of an hour, after which it's refused unseen. */
const mostWrong = 10;
const wrongFor = 15 * 60_000;

/** Somebody at a customer who is signed in to its pages. */
export interface CustomerSession {
  customerId: string;
  /** The e-mail that it signed in with. */
  login: string;
  person: OwnActor;
  /** The hash that the session is kept by. */
  hash: string;
  /** Stands in every form: a form of another site can't know it. */
  formKey: string;
}

/** Why a password isn't taken. */
type Refused = { refused: 'wrong' | 'too-often' };
export type SignedIn = { token: string } | Refused;

/** A new password, with the one that it follows. */
export interface PasswordChange {
  current: string;
  password: string;
  requestId: string;
}

/** Who is signed in to the pages of customers: kept by the hash of a random token, so that a restart signs nobody out. */
export interface CustomerSessions {
  /** Unknown logins and wrong passwords are answered alike, and take as long. */
  signIn(login: string, password: string): Promise<SignedIn>;
  sessionOf(token: string | undefined): Promise<CustomerSession | null>;
  /**
   * Changes the password of whoever is signed in and ends the login's other sessions. Null once that's done; a wrong current password
   * counts as one at the door does.
   */
  changePassword(session: CustomerSession, asked: PasswordChange): Promise<Refused | null>;
  signOut(token: string | undefined): Promise<void>;
}

/** Opens the sessions of people at customers. */
export function openCustomerSessions(
  store: Store,
  surroundings: Surroundings,
  passwordCost: number,
): CustomerSessions {
  const { now, randomBytes } = surroundings;
  const nobodys = nobodysHash(randomBytes(16), passwordCost);

  // By its hash: whoever types a password where the login goes leaves it nowhere.
  const subjectOf = (login: string) => `wrong password of ${hashOfToken(login.toLowerCase())}`;
  const keep = (hash: string, login: string) =>
    store.transaction((tx) => tx.saveCustomerSession({ hash, login, until: now() + idleMs }));

  /** Counts a try as a wrong one before it looks, so that those at the same time count too. */
  const countTry = (subject: string) =>
    store.transaction(async (tx) => {
      const earlier = await tx.triesAfter(subject, now() - wrongFor);
      if (earlier.length >= mostWrong) return false;
      await tx.noteTry(subject, now());
      return true;
    });
  const checked = async (login: string, password: string): Promise<StoredCustomerLogin | Refused> => {
    const subject = subjectOf(login);
    if (!(await countTry(subject))) return { refused: 'too-often' };
    const known = await store.read.customerLogin(login);
    const matches = await isPassword(password, known?.password ?? nobodys);
    if (!known || !matches) return { refused: 'wrong' };
    await store.transaction((tx) => tx.forgetTries(subject));
    return known;
  };

  return {
    signIn: async (login, password) => {
      const known = await checked(login, password);
      if ('refused' in known) return known;
      const token = makeToken({ randomBytes });
      await keep(hashOfToken(token), known.id);
      return { token };
    },
    sessionOf: async (token) => {
      // What isn't written as a token could be the text that another kind of link is kept by.
      const isOne = token !== undefined && isToken(token);
      const hash = isOne ? hashOfToken(token) : '';
      const found = !isOne ? null : await store.read.customerSession(hash);
      if (!found || found.until <= now()) return null;
      if (found.until < now() + idleMs - stepMs) await keep(hash, found.id);
      const { customerId, id, login, name } = found;
      // Made of the token, which the store doesn't have.
      const formKey = hashOfToken(`form ${token}`);
      return { customerId, login, person: { id, name, role: 'customer' }, hash, formKey };
    },
    changePassword: async ({ customerId, login, person, hash }, { current, password, requestId }) => {
      const known = await checked(login, current);
      if ('refused' in known) return known;
      const next = await hashPassword(password, randomBytes(16), passwordCost);
      await store.transaction(async (tx) => {
        await tx.changeOwnPassword(person.id, next, hash);
        const customer = await tx.row('customer', customerId);
        const scope = ownScope(tx, surroundings, person, 'customer.password', requestId);
        if (customer) await noteDone(scope, 'customer', customer, { login });
      });
      return null;
    },
    signOut: async (token) => {
      if (token !== undefined) await store.transaction((tx) => tx.dropCustomerSession(hashOfToken(token)));
    },
  };
}
