import { z } from 'zod';
import { beyond, roleTitles, type Role } from './access.ts';
import { loginFault, suggestedLogin } from './projects.ts';

/** Sorts of mails that an account may get, and may be spared. */
export const notificationKinds = ['maintenance', 'account-changes', 'invite-accepted'] as const;
export type NotificationKind = (typeof notificationKinds)[number];
export const notificationKind = z.enum(notificationKinds);

/** What each is about, for the person who turns it on or off. */
export const notificationWords: Record<NotificationKind, { title: string; note: string }> = {
  maintenance: { title: 'Maintenance notices', note: 'What is announced to the technical contacts.' },
  'account-changes': {
    title: 'Changes of the account',
    note: 'A new password, another role or scope, its end.',
  },
  'invite-accepted': { title: 'Accepted invites', note: 'A customer finished its registration.' },
};

const suffix = '-api';
const longest = 32;

/** The user name that's suggested for an API account: `<partnership>-api`, numbered where that's taken. */
export function suggestedApiLogin(partnership: string, taken: readonly string[]): string {
  let stem = (suggestedLogin(partnership) || 'partner').slice(0, longest - suffix.length - 3);
  // Not in the middle of a word, where there are several.
  if (stem.length === longest - suffix.length - 3) stem = stem.replace(/-[^-]*$/, '');
  const names = new Set(taken.map((name) => name.toLowerCase()));
  const first = `${stem.replace(/-+$/, '')}${suffix}`;
  for (let number = 1; ; number++) {
    const name = number === 1 ? first : `${first}-${number}`;
    if (!names.has(name) && loginFault(name) === undefined) return name;
  }
}

/** How an account stands. */
export const accountStatuses = ['active', 'expired', 'revoked', 'disabled'] as const;
export type AccountStatus = (typeof accountStatuses)[number];

/** How an account stands at a time in milliseconds. */
export function accountStatus(
  account: { revokedAt: number | null; isDisabled: boolean; expiresAt: number | null },
  now: number,
): AccountStatus {
  if (account.revokedAt !== null) return 'revoked';
  if (account.isDisabled) return 'disabled';
  return account.expiresAt !== null && account.expiresAt <= now ? 'expired' : 'active';
}

/**
 * Why something isn't done while somebody acts as another account, which works online alone and is stopped to leave it; undefined
 * in one's own name.
 * @param verb what isn't done, such as `switch to a project`
 */
export function whyNotActing(
  account: { login: string; actingBy?: object | undefined } | null | undefined,
  verb: string,
): string | undefined {
  return account?.actingBy
    ? `You act as ${account.login}, which works online alone. Stop impersonating to ${verb}.`
    : undefined;
}

/** Whether an account is above another, however far. */
export function isAbove(
  all: readonly { id: string; parentId: string | null }[],
  above: string,
  id: string,
): boolean {
  const parents = new Map(all.map((account) => [account.id, account.parentId]));
  for (let at = parents.get(id) ?? null; at !== null; at = parents.get(at) ?? null)
    if (at === above) return true;
  return false;
}

/** Why an account that is above one's own isn't changed: with its password one would be it. */
export function whyNotUpward(login: string): string {
  return `${login} is above your account; nobody changes an account upward.`;
}

/** Why an account of a role can't be below one of another: it would do more. Undefined where it can. */
export function whyNotBelow(role: Role, parent: Role): string | undefined {
  const [first] = beyond(role, parent);
  return first === undefined
    ? undefined
    : `An account does no more than its parent account, and ${roleTitles[role]} may do things that ${roleTitles[parent]} may not`;
}
