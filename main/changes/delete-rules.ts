import { decideAccess } from '../../common/domain/access.ts';
import type { Confirmation } from '../../common/domain/typed-confirmation.ts';
import type { Account } from '../../common/partner-api/session.ts';
import type { FrozenDelete } from '../../db/api.ts';
import { countOf } from '../../db/rows/packed-ids.ts';

/** From so many customers, or sites with them, deleting has to be confirmed by typing and is held. */
export const gravelyMany = { customers: 25, sites: 100 } as const;

/** What has to be typed before it's deleted: how many it is, or the name of the only one; null where a button is enough. */
export function confirmationOf({ kind, ids, sites, names }: FrozenDelete): Confirmation | null {
  const customers = kind === 'customer' ? countOf(ids) : 0;
  const below = countOf(kind === 'site' ? ids : sites);
  if (customers < gravelyMany.customers && below < gravelyMany.sites) return null;
  const [name] = names;
  return countOf(ids) === 1 && name !== undefined
    ? { what: 'name', text: name }
    : { what: 'count', text: countOf(ids).toLocaleString('en') };
}

/** Why sites of some customer may not be deleted; null when all may. */
export function firstRefusal({ kind, limited }: FrozenDelete, account: Account | null): string | null {
  for (const { name, grants } of limited) {
    const decision = decideAccess({
      role: account?.role ?? 'read-only',
      action: `${kind}.delete`,
      grants,
    });
    if (!decision.allowed) return `${name}: ${decision.because} Nothing was changed.`;
  }
  return null;
}
