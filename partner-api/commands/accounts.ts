import { randomBytes as unpredictable } from 'node:crypto';
import { beyond } from '../../common/domain/access.ts';
import { accountStatus, isAbove, whyNotUpward } from '../../common/domain/accounts.ts';
import { newId } from '../../common/domain/ids.ts';
import { generatePassword, passwordFault } from '../../common/domain/secrets.ts';
import { isInSight } from '../../common/domain/visibility.ts';
import type {
  AccountCreation,
  AccountPatch,
  AccountWithPassword,
  ManagedAccount,
} from '../../common/partner-api/accounts.ts';
import { hashPassword } from '../auth/passwords.ts';
import type { AccountRecord } from '../store/account-rows.ts';
import type { Store, StoredAccount, Transaction } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { auditAccount, type AccountAction } from './audit-account.ts';
import type { Actor } from './command.ts';
import { invalidField, ProblemError } from './problem-error.ts';
import { changedMail, rotatedMail } from '../mail/account-mail-words.ts';
import { tellAccount } from '../mail/account-mails.ts';
import { sightOfAccount } from './sight.ts';
import {
  isSeenBy,
  known,
  primaryOf,
  requireAboveChildren,
  requireWithin,
  seen,
  unknown,
} from './account-rules.ts';
import { auditedOf, changesOf, managedOf } from './account-views.ts';

/** Accounts as those manage them who may. What isn't in the sight of who asks isn't there. */
export interface Accounts {
  list(actor: Actor): Promise<ManagedAccount[]>;
  /** @throws ProblemError `not-found` */
  one(actor: Actor, id: string): Promise<ManagedAccount>;
  /** @throws ProblemError `name-in-use` for a login that's taken, `invalid`, `forbidden` for one that would do or see more than its parent */
  create(actor: Actor, asked: AccountCreation, id?: string): Promise<AccountWithPassword>;
  /** @throws ProblemError `version-conflict` where it isn't of the version expected */
  update(actor: Actor, id: string, patch: AccountPatch, expected: number | 'any'): Promise<ManagedAccount>;
  rotate(actor: Actor, id: string, chosen: string | undefined): Promise<AccountWithPassword>;
  /** @throws ProblemError `in-use` while accounts below it are alive */
  revoke(actor: Actor, id: string): Promise<ManagedAccount>;
  /**
   * The account that somebody is about to act as; Activity says so.
   * @throws ProblemError `forbidden` for what would be a way up: the primary account, one's own, one above it, one that does or sees more
   */
  impersonate(actor: Actor, id: string): Promise<StoredAccount>;
  /** Which mails the account itself doesn't get. */
  changeOwnNotifications(
    actor: Actor,
    off: AccountRecord['notificationsOff'],
  ): Promise<AccountRecord['notificationsOff']>;
}

/** Accounts over a store. `onTold` hears of it when a mail to one was put in line. */
export function openAccounts(
  store: Store,
  surroundings: Surroundings,
  passwordCost: number,
  onTold: () => void,
): Accounts {
  const told = <T>(answer: T): T => {
    onTold();
    return answer;
  };
  const { now, randomBytes } = surroundings;
  const makeId = () => newId({ now, random: () => randomBytes(16) });

  /** A password and its hash, made before the transaction as it takes its time. @throws ProblemError `invalid` */
  const passwordOf = async (chosen: string | undefined, login: string) => {
    const fault = chosen === undefined ? undefined : passwordFault(chosen, login);
    if (fault) throw invalidField('password', fault);
    // Never drawn from the injected bytes of a simulation: this one opens a door.
    const made = chosen === undefined ? generatePassword((count) => unpredictable(count)) : null;
    return { made, hash: await hashPassword(chosen ?? made ?? '', randomBytes(16), passwordCost) };
  };

  const audit = (
    tx: Transaction,
    actor: Actor,
    action: AccountAction,
    record: AccountRecord,
    values?: Parameters<typeof auditAccount>[5],
  ) => auditAccount(tx, surroundings, actor, action, record, values);

  /** What there is of an account that is to be changed: none above one's own; the primary one alone changes itself. */
  const changeable = async (tx: Transaction, actor: Actor, id: string): Promise<AccountRecord> => {
    requireOneself(actor);
    const all = await tx.accountRecords();
    const record = await seen(tx, actor, id);
    if (record.id === primaryOf(all)?.id && actor.account.id !== record.id)
      throw new ProblemError(
        'forbidden',
        'This is the primary account, which everything is below; only it changes itself.',
      );
    if (isAbove(all, id, actor.account.id)) throw new ProblemError('forbidden', whyNotUpward(record.login));
    if (record.revokedAt !== null)
      throw new ProblemError('forbidden', 'This account was revoked. Create another one.');
    return record;
  };

  const shown = async (tx: Pick<Transaction, 'accountRecords' | 'accountRecord'>, id: string) => {
    const primary = primaryOf(await tx.accountRecords());
    const record = await tx.accountRecord(id);
    if (!record) throw unknown(id);
    return managedOf(record, primary, now());
  };

  return {
    list: async (actor) => {
      const sight = await sightOfAccount(store.read, actor.account);
      const all = await store.read.accountRecords();
      const primary = primaryOf(all);
      return all
        .filter((record) => isSeenBy(record, sight, actor))
        .map((record) => managedOf(record, primary, now()));
    },
    one: async (actor, id) => {
      const record = await store.read.accountRecord(id);
      const sight = await sightOfAccount(store.read, actor.account);
      if (!record || !isSeenBy(record, sight, actor)) throw unknown(id);
      return managedOf(record, primaryOf(await store.read.accountRecords()), now());
    },

    create: async (actor, asked, id = makeId()) => {
      requireOneself(actor);
      const { made, hash } = await passwordOf(asked.password, asked.login);
      return store.transaction(async (tx) => {
        const all = await tx.accountRecords();
        if (all.some((record) => record.id === id))
          throw new ProblemError('already-exists', 'This account was created already.');
        // Neither does a project’s login: one name signs in to one thing.
        if ((await tx.accountByLogin(asked.login)) || (await tx.publicIdTaken(asked.login)))
          throw new ProblemError(
            'name-in-use',
            `The user name ${asked.login} is in use, by an account or a project.`,
            {
              fields: [{ path: 'login', message: 'This user name is taken' }],
            },
          );
        const sight = await sightOfAccount(tx, actor.account);
        const primary = primaryOf(all);
        const preset = primary && isSeenBy(primary, sight, actor) ? primary.id : actor.account.id;
        const parent = all.find((record) => record.id === (asked.parentId ?? preset));
        if (!parent || !isSeenBy(parent, sight, actor) || statusOf(parent) !== 'active')
          throw invalidField('parentId', 'There is no such account that is active');
        const { customerId, brandId } = asked;
        if (
          customerId !== null &&
          (!(await tx.row('customer', customerId)) ||
            !isInSight(sight, await tx.scopeKey('customer', customerId)))
        )
          throw invalidField('customerId', 'There is no such customer');
        await requireWithin(tx, actor, asked, parent);
        const expiresAt = endOf(asked.expiresAt);
        const { login, name, role, email, notificationsOff } = asked;
        const scope = brandId === null ? null : { brandId, name: '' };
        await tx.saveAccount(
          { id, login, name, role, password: hash, scope, isDisabled: false, expiresAt },
          now(),
        );
        await tx.saveAccountDetails(id, {
          ...{ email, customerId, parentId: parent.id, expiresAt, revokedAt: null, passwordAt: now() },
          notificationsOff,
        });
        const account = await shown(tx, id);
        await audit(tx, actor, 'account.create', await known(tx, id), {
          before: null,
          after: auditedOf(account),
        });
        return { account, password: made };
      });
    },

    update: (actor, id, patch, expected) =>
      store
        .transaction(async (tx) => {
          const record = await changeable(tx, actor, id);
          if (expected !== 'any' && expected !== record.version)
            throw new ProblemError(
              'version-conflict',
              'It was changed since it was read. Read it again, then repeat the change.',
            );
          const before = await shown(tx, id);
          const { expiresAt = before.expiresAt, ...rest } = withoutUndefined(patch);
          const next = { ...record, ...rest, expiresAt: endOf(expiresAt, record.expiresAt) };
          if (record.id === actor.account.id && (patch.role ?? record.role) !== record.role)
            throw invalidField('role', 'An account doesn’t change its own role');
          const reaches = next.role !== record.role || next.brandId !== record.brandId;
          if (reaches) {
            const parent = record.parentId === null ? null : await tx.accountRecord(record.parentId);
            await requireWithin(tx, actor, next, parent);
            await requireAboveChildren(tx, next);
          }
          const stored = await tx.accountByLogin(record.login);
          if (!stored) throw unknown(id);
          const scope = next.brandId === null ? null : { brandId: next.brandId, name: '' };
          await tx.saveAccount({ ...stored, name: next.name, role: next.role, scope }, now());
          await tx.saveAccountDetails(id, next);
          const account = await shown(tx, id);
          const [was, is] = changesOf(auditedOf(before), auditedOf(account));
          if (Object.keys(is).length > 0)
            await audit(tx, actor, 'account.update', await known(tx, id), { before: was, after: is });
          if (reaches || next.expiresAt !== record.expiresAt)
            await tellAccount(tx, surroundings, await known(tx, id), changedMail(actor, account));
          return account;
        })
        .then(told),

    rotate: async (actor, id, chosen) => {
      const { login } = await store.transaction((tx) => changeable(tx, actor, id));
      const { made, hash } = await passwordOf(chosen, login);
      const rotated = await store.transaction(async (tx) => {
        const record = await changeable(tx, actor, id);
        const stored = await tx.accountByLogin(record.login);
        if (!stored) throw unknown(id);
        await tx.saveAccount({ ...stored, password: hash }, now());
        await tx.saveAccountDetails(id, { ...record, passwordAt: now() });
        await tx.endFamiliesOf(id, now());
        await audit(tx, actor, 'account.rotate', record);
        await tellAccount(tx, surroundings, record, rotatedMail(actor, record.login));
        return { account: await shown(tx, id), password: made };
      });
      return told(rotated);
    },

    revoke: (actor, id) =>
      store.transaction(async (tx) => {
        const record = await changeable(tx, actor, id);
        if (id === actor.account.id) throw new ProblemError('forbidden', 'An account doesn’t revoke itself.');
        const living = (await tx.accountRecords()).filter(
          ({ parentId, revokedAt }) => parentId === id && revokedAt === null,
        );
        if (living.length > 0)
          throw new ProblemError(
            'in-use',
            `Accounts below it are alive: ${living.map(({ login }) => login).join(', ')}. Revoke them first.`,
          );
        const stored = await tx.accountByLogin(record.login);
        if (!stored) throw unknown(id);
        await tx.saveAccount({ ...stored, isDisabled: true }, now());
        await tx.saveAccountDetails(id, { ...record, revokedAt: now() });
        await tx.endFamiliesOf(id, now());
        await audit(tx, actor, 'account.revoke', record, {
          before: { status: statusOf(record) },
          after: { status: 'revoked' },
        });
        return shown(tx, id);
      }),

    impersonate: (actor, id) =>
      store.transaction(async (tx) => {
        requireOneself(actor);
        const all = await tx.accountRecords();
        const record = await seen(tx, actor, id);
        const refuse = (because: string) => new ProblemError('forbidden', because);
        if (id === actor.account.id) throw refuse('This is your own account.');
        if (id === primaryOf(all)?.id || isAbove(all, id, actor.account.id))
          throw refuse(`${record.login} is above your account; nobody is impersonated upward.`);
        if (statusOf(record) !== 'active') throw refuse(`${record.login} is ${statusOf(record)}.`);
        const sight = await tx.sight(actor.account.scope?.brandId ?? null);
        const seesMore = record.brandId === null ? sight !== null : !isInSight(sight, record.brandId);
        if (seesMore || beyond(record.role, actor.account.role).length > 0)
          throw refuse(`${record.login} does or sees more than you; nobody is impersonated upward.`);
        const stored = await tx.accountByLogin(record.login);
        if (!stored) throw unknown(id);
        await audit(tx, actor, 'account.impersonate', record);
        return stored;
      }),

    changeOwnNotifications: (actor, off) =>
      store.transaction(async (tx) => {
        const record = await known(tx, actor.account.id);
        const notificationsOff = [...new Set(off)];
        await tx.saveAccountDetails(record.id, { ...record, notificationsOff });
        await audit(tx, actor, 'account.update', record, {
          before: { notificationsOff: record.notificationsOff },
          after: { notificationsOff },
        });
        return notificationsOff;
      }),
  };

  function statusOf(record: AccountRecord) {
    return accountStatus(record, now());
  }

  /** The end of an account in milliseconds. @throws ProblemError `invalid` for one that is over, unless it was so before */
  function endOf(iso: string | null, former: number | null = null): number | null {
    const end = iso === null ? null : Date.parse(iso);
    if (end !== null && end !== former && end <= now())
      throw invalidField('expiresAt', 'The end is in the past; to end it now, revoke it');
    return end;
  }
}

/** @throws ProblemError `forbidden` while somebody acts as another: accounts are managed in one's own name */
function requireOneself({ account }: Actor): void {
  if (account.actingBy)
    throw new ProblemError(
      'forbidden',
      `You act as ${account.login}. Stop impersonating to manage accounts in your own name.`,
    );
}

/** The fields that are given. */
function withoutUndefined<T extends object>(patch: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
