import { createHash } from 'node:crypto';
import { hashPassword, isPassword } from '../auth/passwords.ts';
import type { Store } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import type { OwnActor } from './own-scope.ts';

/** Minutes after which somebody who does nothing is signed out. */
const idleMinutes = 30;
const tokenBytes = 32;
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

/**
 * Who is signed in to the pages of customers. Kept in memory alone, by the hash of a random token: a restart signs everybody out, and there
 * is nothing to be stolen from the store.
 */
export interface CustomerSessions {
  /** Unknown logins and wrong passwords are answered alike, and take as long. */
  signIn(login: string, password: string): Promise<SignedIn>;
  sessionOf(token: string | undefined): CustomerSession | null;
  signOut(token: string | undefined): void;
}

/** Opens the sessions of people at customers. */
export async function openCustomerSessions(
  store: Store,
  { now, randomBytes }: Surroundings,
  passwordCost: number,
): Promise<CustomerSessions> {
  const sessions = new Map<string, CustomerSession & { until: number }>();
  const wrong = new Map<string, number[]>();
  const nobodysHash = await hashPassword('', randomBytes(16), passwordCost);
  const random = () => Buffer.from(randomBytes(tokenBytes)).toString('base64url');

  const wrongLately = (login: string) =>
    (wrong.get(login.toLowerCase()) ?? []).filter((at) => at > now() - wrongFor);

  return {
    signIn: async (login, password) => {
      const earlier = wrongLately(login);
      if (earlier.length >= mostWrong) return { refused: 'too-often' };
      const known = await store.read.customerLogin(login);
      const matches = await isPassword(password, known?.password ?? nobodysHash);
      if (!known || !matches) {
        // A list of logins that were tried mustn't grow without end.
        if (wrong.size > 10_000) wrong.clear();
        wrong.set(login.toLowerCase(), [...earlier, now()]);
        return { refused: 'wrong' };
      }
      wrong.delete(login.toLowerCase());
      for (const [hash, { until }] of sessions) if (until <= now()) sessions.delete(hash);
      const token = random();
      sessions.set(hashOf(token), {
        customerId: known.customerId,
        person: { id: known.id, name: known.name, role: 'customer' },
        formKey: random(),
        until: now() + idleMinutes * 60_000,
      });
      return { token };
    },
    sessionOf: (token) => {
      const session = token === undefined ? undefined : sessions.get(hashOf(token));
      if (!session || session.until <= now()) return null;
      session.until = now() + idleMinutes * 60_000;
      return session;
    },
    signOut: (token) => {
      if (token !== undefined) sessions.delete(hashOf(token));
    },
  };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
