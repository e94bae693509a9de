import type { NoticeAudience } from '../../common/partner-api/notices.ts';
import { isInSight } from '../../common/domain/visibility.ts';
import type { Customer } from '../../common/domain/entities.ts';
import type { Store } from '../store/store.ts';
import type { Actor } from './command.ts';
import { accountsAbout, hasTurnedOff } from './notices.ts';
import { sightOfAccount } from './sight.ts';

/** Which accounts get a notice about customers, and who has turned such mails off; what isn't in sight isn't there. */
export async function noticeAudience(
  store: Store,
  { account }: Actor,
  customers: readonly string[],
  now: number,
): Promise<NoticeAudience> {
  const sight = await sightOfAccount(store.read, account);
  const all = await store.read.accountRecords();
  const seen = all.filter(({ brandId }) => sight === null || isInSight(sight, brandId ?? ''));
  const keys = new Set<string>();
  const customersOff: string[] = [];
  await store.transaction(async (tx) => {
    for (const id of customers) {
      const row = await store.read.row(sight, 'customer', id);
      if (!row) continue;
      keys.add(await tx.scopeKey('customer', id));
      const { technicalContact } = JSON.parse(row.json) as Customer;
      if (hasTurnedOff(seen, technicalContact.email)) customersOff.push(id);
    }
  });
  const { wanting, off } = await accountsAbout(store.read, { sight, keys: [...keys], now });
  const named = ({ name, email }: { name: string; email: string }) => ({ name, email });
  return { accounts: wanting.map(named), off: off.map(named), customersOff };
}
