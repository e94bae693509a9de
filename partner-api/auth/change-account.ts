import type { Role } from '../../common/domain/access.ts';
import type { AccountScope } from '../../common/partner-api/session.ts';
import type { Store, StoredAccount } from '../store/store.ts';

/** What is changed of an account; what's left out stays. */
export interface AccountChanges {
  role?: Role | undefined;
  /** A brand by its name or id; null for an account that sees everything. */
  brand?: string | null | undefined;
  isDisabled?: boolean | undefined;
}

/** An account can't be changed as asked; the message says why and what there is. */
export class AccountFault extends Error {
  override name = 'AccountFault';
}

/**
 * Changes what an account may do and see. Sessions go on and are held to it from their next request on; those of a disabled
 * account end.
 * @param now milliseconds
 * @throws AccountFault when there's no such account or brand, or several brands of that name
 */
export async function changeAccount(
  store: Store,
  login: string,
  { role, brand, isDisabled }: AccountChanges,
  now: number,
): Promise<StoredAccount> {
  const scope = typeof brand === 'string' ? await brandNamed(store, brand) : brand;
  const changed = await store.transaction(async (tx) => {
    const account = await tx.accountByLogin(login);
    if (!account) return null;
    const next = {
      ...account,
      role: role ?? account.role,
      scope: scope === undefined ? account.scope : scope,
      isDisabled: isDisabled ?? account.isDisabled,
    };
    await tx.saveAccount(next, now);
    if (next.isDisabled) await tx.endFamiliesOf(account.id, now);
    return next;
  });
  if (changed) return changed;
  const logins = await store.read.logins();
  throw new AccountFault(`There is no account ${login}. There are ${listed(logins)}. Nothing was changed.`);
}

/** Most brands that are looked at for a name. */
const brandLimit = 100_000;

async function brandNamed(store: Store, nameOrId: string): Promise<AccountScope> {
  const { items } = await store.read.list('brand', { sight: null, after: null, limit: brandLimit });
  const brands = items.map((json) => JSON.parse(json) as { id: string; name: string });
  const found = brands.filter(({ id, name }) => id === nameOrId || name === nameOrId);
  const [only, ...others] = found;
  if (only && others.length === 0) return { brandId: only.id, name: only.name };
  if (only)
    throw new AccountFault(
      `There are ${found.length} brands named ${nameOrId}. Name one by its id: ${listed(found.map(({ id }) => id))}. Nothing was changed.`,
    );
  const names =
    brands.length > 0 ? `There are ${listed(brands.map(({ name }) => name))}.` : 'There are none yet.';
  throw new AccountFault(`There is no brand ${nameOrId}. ${names} Nothing was changed.`);
}

/** Names in a sentence; of many, the first ones. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 20);
  return names.length > shown.length
    ? `${shown.join(', ')} and ${names.length - shown.length} more`
    : shown.join(', ');
}
