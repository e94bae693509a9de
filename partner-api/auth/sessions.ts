import { createHash } from 'node:crypto';
import type { Account, Tokens } from '../../common/partner-api/session.ts';
import { newId } from '../../common/domain/ids.ts';
import { ProblemError } from '../commands/problem-error.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Store, StoredAccount } from '../store/store.ts';
import { hashPassword, isPassword } from './passwords.ts';

export interface SessionRules {
  /** Seconds that an access token lives. */
  accessSeconds: number;
  /** Seconds that a refresh token lives; each refresh begins anew. */
  refreshSeconds: number;
  /** Cost of password hashes, see `passwords.ts`. */
  passwordCost: number;
}

/** Who is behind an access token, and until when (milliseconds). */
export interface Session {
  account: Account;
  expiresAt: number;
}

/** Signing in, refreshing, signing out, and telling whose an access token is. Tokens are random; only their hashes are kept. */
export interface Sessions {
  /**
   * @throws ProblemError `unauthenticated`, alike for an unknown login and a wrong password; `forbidden` for a disabled account,
   *   to whoever has its password, and for an account of the role Partner API where the app signs in
   */
  signIn(login: string, password: string, isApp?: boolean): Promise<Tokens>;
  /** @throws ProblemError `session-expired`; a token that was used before ends its whole family */
  refresh(refreshToken: string): Promise<Tokens>;
  /** Ends the family of a refresh token; unknown tokens are ignored. */
  signOut(refreshToken: string): Promise<void>;
  /** @throws ProblemError `unauthenticated` for an unknown token, `session-expired` for an old or ended one */
  sessionOf(accessToken: string): Promise<Session>;
}

const usedEveryMs = 60_000;

/** Sessions kept in a store. */
export async function openSessions(
  store: Store,
  surroundings: Surroundings,
  rules: SessionRules,
): Promise<Sessions> {
  const { now, randomBytes } = surroundings;
  // An unknown login is checked against this one, so that it takes as long as a wrong password.
  const nobodysHash = await hashPassword('', randomBytes(16), rules.passwordCost);
  const makeToken = (kind: 'a' | 'r') => `sw${kind}_${Buffer.from(randomBytes(32)).toString('base64url')}`;
  const makeId = () => newId({ now, random: () => randomBytes(16) });

  const issue = async (account: StoredAccount, family: string, tx: TransactionPart): Promise<Tokens> => {
    const accessToken = makeToken('a');
    const refreshToken = makeToken('r');
    await tx.saveTokens(
      family,
      { hash: hashOf(accessToken), expiresAt: now() + rules.accessSeconds * 1000 },
      { hash: hashOf(refreshToken), expiresAt: now() + rules.refreshSeconds * 1000 },
    );
    return { accessToken, refreshToken, expiresIn: rules.accessSeconds, account: publicAccount(account) };
  };

  const hasExpired = ({ expiresAt }: StoredAccount) => expiresAt !== null && expiresAt <= now();

  const noted = new Map<string, number>();
  /** Once a minute at most: when an account was last used is for people. */
  const noteUsed = async (id: string): Promise<void> => {
    if (now() - (noted.get(id) ?? 0) < usedEveryMs) return;
    noted.set(id, now());
    // Nobody is refused an answer because the disk is full.
    await store.transaction((tx) => tx.noteAccountUsed(id, now())).catch(() => undefined);
  };

  return {
    signIn: async (login, password, isApp = false) => {
      const account = await store.read.accountByLogin(login);
      const matches = await isPassword(password, account?.password ?? nobodysHash);
      if (!account || !matches)
        throw new ProblemError(
          'unauthenticated',
          'Login or password is wrong. Check both and sign in again.',
        );
      if (account.isDisabled)
        throw new ProblemError(
          'forbidden',
          'This account was disabled. Ask whoever runs the partner API to enable it.',
        );
      if (hasExpired(account)) throw new ProblemError('forbidden', 'This account has expired.');
      if (isApp && account.role === 'partner-api')
        throw new ProblemError(
          'forbidden',
          'This is an account of the role Partner API: it works over HTTP alone, as /v1/docs says. Sign in with an account of a person.',
        );
      return store.transaction(async (tx) => {
        const family = makeId();
        await tx.beginFamily({ id: family, accountId: account.id, at: now() });
        await tx.noteAccountUsed(account.id, now());
        return issue(account, family, tx);
      });
    },

    refresh: async (refreshToken) => {
      const hash = hashOf(refreshToken);
      const refreshed = await store.transaction(async (tx) => {
        const token = await tx.refreshToken(hash);
        if (!token || token.endedAt !== null || token.expiresAt <= now() || hasExpired(token.account))
          return null;
        if (token.usedAt !== null) {
          await tx.endFamily(token.family, now());
          return null;
        }
        await tx.markUsed(hash, now());
        return issue(token.account, token.family, tx);
      });
      // Thrown outside the transaction, so that the end of a family stays.
      if (!refreshed) throw expired();
      return refreshed;
    },

    signOut: async (refreshToken) => {
      await store.transaction(async (tx) => {
        const token = await tx.refreshToken(hashOf(refreshToken));
        if (token) await tx.endFamily(token.family, now());
      });
    },

    sessionOf: async (accessToken) => {
      // Looked up by hash: how long the look-up takes tells nothing about the token.
      const token = await store.read.accessToken(hashOf(accessToken));
      if (!token)
        throw new ProblemError(
          'unauthenticated',
          'The access token isn’t one of this server. Sign in again.',
        );
      if (token.endedAt !== null || token.expiresAt <= now() || hasExpired(token.account)) throw expired();
      await noteUsed(token.account.id);
      const end = token.account.expiresAt ?? Infinity;
      return { account: publicAccount(token.account), expiresAt: Math.min(token.expiresAt, end) };
    },
  };
}

type TransactionPart = Pick<Parameters<Parameters<Store['transaction']>[0]>[0], 'saveTokens'>;

function expired(): ProblemError {
  return new ProblemError('session-expired', 'The session has expired or was ended. Sign in again.');
}

function publicAccount({ id, login, name, role, scope }: StoredAccount): Account {
  return { id, login, name, role, scope };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
