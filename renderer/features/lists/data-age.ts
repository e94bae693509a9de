import type { StartState } from '../../../common/contract/commands.ts';
import type { SyncState } from '../../../common/contract/views.ts';
import { count, counted, moment } from '../../ui/words.ts';
import { isFresh } from '../frame/sync-words.ts';

type Account = StartState['account'];

const titles: Record<string, string> = {
  brand: 'Brands',
  billingAccount: 'Billing accounts',
  invite: 'Invites',
  onboardingLink: 'Onboarding links',
  notice: 'Notices',
  accessRequest: 'Requests',
  partner: 'Partners',
  customer: 'Customers',
  site: 'Sites',
  probe: 'Probes',
  project: 'Projects',
  license: 'Licenses',
  visit: 'Visits',
  visitTemplate: 'Templates of visits',
};

/** Phases in which what is here is what the partner API has, but for what is on its way. */
const connected: readonly SyncState['phase'][] = ['up-to-date', 'pulling', 'pushing'];

/**
 * What a list says of itself, part by part: when it was last known to be complete, what is still on its way, what the account
 * doesn't see. Nothing when all is here and current.
 * @param kinds the kinds that the list shows or counts
 */
export function dataAge(sync: SyncState, account: Account, kinds: readonly string[], now: number): string[] {
  const parts: (string | null)[] = [ageWords(sync, now)];
  if (!sync.complete && sync.progress) {
    const loading = kindsLoading(sync.progress, kinds);
    if (sync.currentAt !== null && loading.length > 0) parts.push('Being fetched anew');
    parts.push(...loading);
  }
  parts.push(scopeWords(account));
  return parts.filter((part) => part !== null);
}

function ageWords({ phase, complete, currentAt }: SyncState, now: number): string | null {
  if (currentAt === null) return 'Not complete yet';
  if (complete && connected.includes(phase) && isFresh(currentAt, now)) return null;
  return `Complete as of ${moment(currentAt, now)}`;
}

/** `Sites: 12,000 of 96,000` for each kind (of `kinds`, where given) of which rows are still to come. */
export function kindsLoading(
  progress: NonNullable<SyncState['progress']>,
  kinds?: readonly string[],
): string[] {
  return progress.kinds
    .filter(({ kind, done, total }) => done < total && (kinds === undefined || kinds.includes(kind)))
    .map(({ kind, done, total }) => `${titles[kind] ?? kind}: ${count(done)} of ${count(total)}`);
}

/** What part of everything the account sees; null where that's all of it. */
export function scopeWords(account: Account): string | null {
  return account?.scope ? `You see ${account.scope.name} and the brands below it` : null;
}

/** Rows of kinds that this version doesn't know, by kind; null where there are none. */
export function asideWords({ aside }: SyncState): string | null {
  if (aside.length === 0) return null;
  const kinds = aside.map(({ kind, rows }) => `${count(rows)} “${kind}”`).join(', ');
  const rows = aside.reduce((sum, each) => sum + each.rows, 0);
  return `${counted(rows, 'row')} of kinds that this version doesn’t know ${rows === 1 ? 'is' : 'are'} kept aside (${kinds})`;
}
