import type { Role } from '../../common/domain/access.ts';
import type { Store } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { noDetails, type AccountDetails } from '../store/account-rows.ts';
import { hashPassword, isPassword } from './passwords.ts';

/** An account that a database begins with. */
export interface FirstAccount {
  id: string;
  login: string;
  name: string;
  role: Role;
  /** The brand that it sees with the brands below; without one it sees everything. */
  brandId?: string | undefined;
  /** What else is said of it; without it, it's an account of nobody else's. */
  sub?: Partial<Pick<AccountDetails, 'email' | 'customerId' | 'parentId' | 'notificationsOff'>> & {
    expiresAt?: number;
    revokedAt?: number;
  };
}

/** The accounts of every new database: one per role. */
export const firstAccounts: readonly FirstAccount[] = [
  { id: '01890a5d-ac96-774b-bcce-b302099a8001', login: 'admin', name: 'Ingrid Halvorsen', role: 'admin' },
  {
    id: '01890a5d-ac96-774b-bcce-b302099a8002',
    login: 'operator',
    name: 'Mateus Carvalho',
    role: 'operator',
  },
  { id: '01890a5d-ac96-774b-bcce-b302099a8003', login: 'reader', name: 'Yuki Tanabe', role: 'read-only' },
];

/** The account that the sample seed adds, once its brand is named: an operator who sees part of the book. */
export const scopedSampleAccount = {
  id: '01890a5d-ac96-774b-bcce-b302099a8004',
  login: 'europe',
  name: 'Katrin Baumgärtner',
  role: 'operator',
} as const satisfies FirstAccount;

/**
 * Makes sure that the first accounts are there. With a `password`, it's theirs afterwards, and where that changes one its
 * sessions end; without, accounts that are missing get random passwords.
 * @param seeded accounts that a seed has just added
 * @returns the random passwords by login, to be shown once
 */
export async function ensureAccounts(
  store: Store,
  { now, randomBytes }: Surroundings,
  {
    password,
    passwordCost,
    seeded,
  }: { password: string | undefined; passwordCost: number; seeded: readonly FirstAccount[] },
): Promise<Map<string, string>> {
  const made = new Map<string, string>();
  const earlier = await store.read.accountByLogin(scopedSampleAccount.login);
  const kept = earlier?.id === scopedSampleAccount.id ? [scopedSampleAccount] : [];
  const ensure = (accounts: readonly FirstAccount[]) =>
    Promise.all(
      accounts.map(async ({ brandId, sub, ...account }: FirstAccount) => {
        const existing = await store.read.accountByLogin(account.login);
        if (existing && (password === undefined || (await isPassword(password, existing.password)))) return;
        const chosen = password ?? Buffer.from(randomBytes(15)).toString('base64url');
        const hash = await hashPassword(chosen, randomBytes(16), passwordCost);
        await store.transaction(async (tx) => {
          const scope = brandId === undefined ? null : { brandId, name: '' };
          const begun = existing ?? {
            ...account,
            scope,
            isDisabled: sub?.revokedAt !== undefined,
            expiresAt: sub?.expiresAt ?? null,
          };
          await tx.saveAccount({ ...begun, password: hash }, now());
          await tx.endFamiliesOf(account.id, now());
          if (sub && !existing) await tx.saveAccountDetails(account.id, { ...noDetails, ...sub });
        });
        if (password === undefined) made.set(account.login, chosen);
      }),
    );
  await ensure(firstAccounts);
  // What is below another comes after it.
  await ensure(earlier ? kept : seeded);
  return made;
}
