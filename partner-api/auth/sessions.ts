import type { z } from 'zod';
import { contextOfProject, projectOfContext, type ContextId } from '../../common/domain/contexts.ts';
import type { Project } from '../../common/domain/entities.ts';
import type { Account, ContextToken, exchangeRequest, Tokens } from '../../common/partner-api/session.ts';
import { decideAccess } from '../../common/domain/access.ts';
import { newId } from '../../common/domain/ids.ts';
import { whyNotEntered } from '../../common/domain/projects.ts';
import { auditAccount } from '../commands/audit-account.ts';
import type { Actor } from '../commands/command.ts';
import { ProblemError } from '../commands/problem-error.ts';
import type { Surroundings } from '../surroundings.ts';
import type { ProjectLogin, Store, StoredAccount, StoredToken, Transaction } from '../store/store.ts';
import { isPassword, nobodysHash } from './passwords.ts';
import { hashOfToken, makeToken } from './tokens.ts';

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
  /** The family of tokens that it's one of; when it ends, so do all. */
  family: string;
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
  /**
   * A token for a project's context, from a session of the partner account.
   * @throws ProblemError `forbidden` in a project's context (there's no way up) and for a blocked project; `not-found` for one
   *   that the account doesn't see
   */
  exchange(session: Session, asked: z.infer<typeof exchangeRequest>): Promise<ContextToken>;
  /** A session in which somebody acts as an account; whether that's allowed was decided. It ends when they may not act any more. */
  actAs(account: StoredAccount, actor: Account): Promise<Tokens>;
  /** Ends the family of a refresh token; unknown tokens are ignored. */
  signOut(refreshToken: string, request?: Pick<Actor, 'requestId' | 'client'>): Promise<void>;
  /** @throws ProblemError `unauthenticated` for an unknown token, `session-expired` for an old or ended one */
  sessionOf(accessToken: string): Promise<Session>;
}

const usedEveryMs = 60_000;
/** How long a session in which somebody acts as another account lasts unused, at most. */
const actingSeconds = 60 * 60;

/** Sessions kept in a store. */
export function openSessions(store: Store, surroundings: Surroundings, rules: SessionRules): Sessions {
  const { now, randomBytes } = surroundings;
  // An unknown login is checked against this one, so that it takes as long as a wrong password.
  const nobodys = nobodysHash(randomBytes(16), rules.passwordCost);
  const sessionToken = (kind: 'a' | 'r') => `sw${kind}_${makeToken(surroundings)}`;
  const makeId = () => newId({ now, random: () => randomBytes(16) });

  const issue = async (account: Account, family: string, tx: TransactionPart): Promise<Tokens> => {
    const refreshSeconds = account.actingBy
      ? Math.min(rules.refreshSeconds, actingSeconds)
      : rules.refreshSeconds;
    const accessToken = sessionToken('a');
    const refreshToken = sessionToken('r');
    await tx.saveTokens(
      family,
      { hash: hashOfToken(accessToken), expiresAt: now() + rules.accessSeconds * 1000 },
      { hash: hashOfToken(refreshToken), expiresAt: now() + refreshSeconds * 1000 },
    );
    return { accessToken, refreshToken, expiresIn: rules.accessSeconds, account };
  };

  /** A project that can be worked in now. @throws ProblemError `forbidden` where it's blocked */
  const requireOpen = (project: Project) => {
    const because = whyNotEntered({ ...project, stage: project.closing?.stage });
    if (because) throw new ProblemError('forbidden', `${because} Ask whoever runs the partner account.`);
  };

  /**
   * An account as it is in a context, by what the store says now.
   * @returns null where its project isn't in its sight (any more), or is blocked
   */
  const accountIn = async (stored: StoredAccount, exchanged: ContextId | null): Promise<Account | null> => {
    const isDelegated = stored.role === 'delegated';
    const project = isDelegated ? stored.id : exchanged && projectOfContext(exchanged);
    if (project === null) return publicAccount(stored);
    const sight = await store.read.sight(isDelegated ? null : (stored.scope?.brandId ?? null));
    const row = await store.read.row(sight, 'project', project);
    const { name, status } = row ? (JSON.parse(row.json) as Project) : { name: '', status: 'blocked' };
    if (status === 'blocked') return null;
    return { ...publicAccount(stored), context: { id: contextOfProject(project), name } };
  };

  /** Signs in with a project's own login: the account is the project's, and stays in it. */
  const signInToProject = async ({ project, password: hash }: ProjectLogin, password: string) => {
    if (!(await isPassword(password, hash))) throw wrongLogin();
    requireOpen(project);
    // Its name in Activity; it's found by the project's id, and its password is the project's.
    const stored: StoredAccount = {
      ...{ id: project.id, login: project.login, name: project.name, role: 'delegated' },
      ...{ password: '', scope: null, isDisabled: false, expiresAt: null },
    };
    return store.transaction(async (tx) => {
      await tx.saveAccount(stored, now());
      await useProject(tx, project.id);
      const family = makeId();
      await tx.beginFamily({ id: family, accountId: stored.id, at: now() });
      const context = { id: contextOfProject(project.id), name: project.name };
      return issue({ ...publicAccount(stored), context }, family, tx);
    });
  };

  /** Notes that somebody came into a project, once an hour: that keeps it from being deleted for want of activity. */
  const useProject = async (tx: Transaction, id: string) => {
    const project = await tx.row('project', id);
    if (project && now() - Date.parse(project.lastActivityAt) > notedEveryMs)
      await tx.put('project', { ...project, lastActivityAt: new Date(now()).toISOString(), notice: null });
  };

  const hasExpired = ({ expiresAt }: StoredAccount) => expiresAt !== null && expiresAt <= now();

  /** Whoever acts as another must still be allowed to. */
  const mayAct = (actor: StoredToken['actor']) =>
    actor === null || decideAccess({ role: actor.role, action: 'account.impersonate' }).allowed;

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
      if (!account || account.role === 'delegated') {
        const delegated = await store.read.projectByLogin(login);
        if (delegated) return signInToProject(delegated, password);
      }
      const matches = await isPassword(password, account?.password || nobodys);
      // A delegated account without its project's password is of a project that's closed.
      if (!account || !matches || account.role === 'delegated') throw wrongLogin();
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
        return issue(publicAccount(account), family, tx);
      });
    },

    refresh: async (refreshToken) => {
      const hash = hashOfToken(refreshToken);
      const refreshed = await store.transaction(async (tx) => {
        const token = await tx.refreshToken(hash);
        if (
          !token ||
          token.endedAt !== null ||
          token.expiresAt <= now() ||
          hasExpired(token.account) ||
          !mayAct(token.actor)
        )
          return null;
        if (token.usedAt !== null) {
          await tx.endFamily(token.family, now());
          return null;
        }
        const account = await accountIn(token.account, null);
        if (!account) return null;
        await tx.markUsed(hash, now());
        return issue(publicAccount(token.account, token.actor, account.context), token.family, tx);
      });
      // Thrown outside the transaction, so that the end of a family stays.
      if (!refreshed) throw expired();
      return refreshed;
    },

    exchange: async ({ account, family }, { audience, renews }) => {
      if (account.context)
        throw new ProblemError(
          'forbidden',
          `This session is in the context of ${account.context.name} and can’t leave it. Switch from the partner account.`,
        );
      const id = projectOfContext(audience) ?? '';
      const row = await store.read.row(await store.read.sight(account.scope?.brandId ?? null), 'project', id);
      if (!row) throw new ProblemError('not-found', `There is no project with the id ${id}.`);
      const project = JSON.parse(row.json) as Project;
      requireOpen(project);
      const accessToken = sessionToken('a');
      const expiresAt = now() + rules.accessSeconds * 1000;
      await store.transaction(async (tx) => {
        if (!renews) await useProject(tx, id);
        await tx.saveContextToken(family, { hash: hashOfToken(accessToken), expiresAt }, audience);
      });
      const context = { id: audience, name: project.name };
      return { accessToken, expiresIn: rules.accessSeconds, account: { ...account, context } };
    },
    actAs: (account, { id, name, role }) =>
      store.transaction(async (tx) => {
        const family = makeId();
        await tx.beginFamily({ id: family, accountId: account.id, at: now(), actorId: id });
        return issue(publicAccount(account, { id, name, role }), family, tx);
      }),

    signOut: async (refreshToken, request = { requestId: makeId() }) => {
      await store.transaction(async (tx) => {
        const token = await tx.refreshToken(hashOfToken(refreshToken));
        if (!token) return;
        await tx.endFamily(token.family, now());
        if (token.actor === null || token.endedAt !== null) return;
        const record = await tx.accountRecord(token.account.id);
        const actor = { ...request, account: token.actor };
        if (record) await auditAccount(tx, surroundings, actor, 'account.stopImpersonating', record);
      });
    },

    sessionOf: async (accessToken) => {
      // Looked up by hash: how long the look-up takes tells nothing about the token.
      const token = await store.read.accessToken(hashOfToken(accessToken));
      if (!token)
        throw new ProblemError(
          'unauthenticated',
          'The access token isn’t one of this server. Sign in again.',
        );
      if (
        token.endedAt !== null ||
        token.expiresAt <= now() ||
        hasExpired(token.account) ||
        !mayAct(token.actor)
      )
        throw expired();
      const account = await accountIn(token.account, token.context);
      if (!account)
        throw new ProblemError(
          'session-expired',
          'The project of this session is blocked or isn’t among what the account sees any more.',
        );
      await noteUsed(token.account.id);
      const end = token.account.expiresAt ?? Infinity;
      return {
        account: publicAccount(token.account, token.actor, account.context),
        family: token.family,
        expiresAt: Math.min(token.expiresAt, end),
      };
    },
  };
}

type TransactionPart = Pick<Transaction, 'saveTokens'>;

const notedEveryMs = 60 * 60 * 1000;

function wrongLogin(): ProblemError {
  return new ProblemError('unauthenticated', 'Login or password is wrong. Check both and sign in again.');
}

function expired(): ProblemError {
  return new ProblemError('session-expired', 'The session has expired or was ended. Sign in again.');
}

function publicAccount(
  { id, login, name, role, scope }: StoredAccount,
  actor: StoredToken['actor'] = null,
  context?: Account['context'],
): Account {
  const actingBy = actor ? { actingBy: { id: actor.id, name: actor.name } } : {};
  return { id, login, name, role, scope, ...actingBy, ...(context ? { context } : {}) };
}
