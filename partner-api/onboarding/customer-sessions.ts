import { isPassword, nobodysHash } from '../auth/passwords.ts';
import type { Store } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import type { OwnActor } from './own-scope.ts';
import { hashOfToken, makeToken } from '../auth/tokens.ts';

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
  person: OwnActor;
  /** Stands in every form: a form of another site can't know it. */
  formKey: string;
}

export type SignedIn = { token: string } | { refused: 'wrong' | 'too-often' };

/** Who is signed in to the pages of customers: kept by the hash of a random token, so that a restart signs nobody out. */
export interface CustomerSessions {
  /** Unknown logins and wrong passwords are answered alike, and take as long. */
  signIn(login: string, password: string): Promise<SignedIn>;
  sessionOf(token: string | undefined): Promise<CustomerSession | null>;
  signOut(token: string | undefined): Promise<void>;
}

/** Opens the sessions of people at customers. */
export function openCustomerSessions(
  store: Store,
  { now, randomBytes }: Surroundings,
  passwordCost: number,
): CustomerSessions {
  const nobodys = nobodysHash(randomBytes(16), passwordCost);

  // By its hash: whoever types a password where the login goes leaves it nowhere.
  const subjectOf = (login: string) => `wrong password of ${hashOfToken(login.toLowerCase())}`;
  const keep = (hash: string, login: string) =>
    store.transaction((tx) => tx.saveCustomerSession({ hash, login, until: now() + idleMs }));

  return {
    signIn: async (login, password) => {
      const subject = subjectOf(login);
      const earlier = await store.transaction((tx) => tx.triesAfter(subject, now() - wrongFor));
      if (earlier.length >= mostWrong) return { refused: 'too-often' };
      const known = await store.read.customerLogin(login);
      const matches = await isPassword(password, known?.password ?? nobodys);
      if (!known || !matches) {
        await store.transaction((tx) => tx.noteTry(subject, now()));
        return { refused: 'wrong' };
      }
      if (earlier.length > 0) await store.transaction((tx) => tx.forgetTries(subject));
      const token = makeToken({ randomBytes });
      await keep(hashOfToken(token), known.id);
      return { token };
    },
    sessionOf: async (token) => {
      const hash = token === undefined ? '' : hashOfToken(token);
      const found = token === undefined ? null : await store.read.customerSession(hash);
      if (!found || found.until <= now()) return null;
      if (found.until < now() + idleMs - stepMs) await keep(hash, found.id);
      const { customerId, id, name } = found;
      // Made of the token, which the store doesn't have.
      const formKey = hashOfToken(`form ${token ?? ''}`);
      return { customerId, person: { id, name, role: 'customer' }, formKey };
    },
    signOut: async (token) => {
      if (token !== undefined) await store.transaction((tx) => tx.dropCustomerSession(hashOfToken(token)));
    },
  };
}
