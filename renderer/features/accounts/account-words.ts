import type { AccountStatus } from '../../../common/domain/accounts.ts';
import { accessRules, mayAndMayNot, type Role } from '../../../common/domain/access.ts';
import { notificationKinds } from '../../../common/domain/accounts.ts';
import type { AccountRow } from '../../../common/contract/accounts.ts';

/** How an account stands, as a word and a colour. */
export const statusWords: Record<AccountStatus, { text: string; tone: 'good' | 'warn' | 'bad' | 'info' }> = {
  active: { text: 'Active', tone: 'good' },
  expired: { text: 'Expired', tone: 'warn' },
  revoked: { text: 'Revoked', tone: 'bad' },
  disabled: { text: 'Disabled', tone: 'warn' },
};

/** What an account sees, in words. */
export function scopeWords({ scope }: Pick<AccountRow, 'scope'>): string {
  if (scope === null) return 'Everything';
  return scope.name === '' ? 'A brand that isn’t there' : `${scope.name} and below`;
}

/** Which mails an account gets, in words. */
export function mailsWords({
  email,
  notificationsOff,
}: Pick<AccountRow, 'email' | 'notificationsOff'>): string {
  if (email === '') return 'None: it has no e-mail address';
  if (notificationsOff.length === 0) return 'All';
  return notificationsOff.length === notificationKinds.length
    ? 'All off'
    : `${notificationKinds.length - notificationsOff.length} of ${notificationKinds.length}`;
}

/** What a role may do, in sentences. */
export function roleSentences(role: Role): { sees: string; may: string; mayNot: string } {
  const { may, mayNot } = mayAndMayNot(role);
  const sees = accessRules.see.roles.includes(role) ? 'Sees everything in its brand scope.' : '';
  const byHttp = role === 'partner-api' ? ' Works over HTTP alone: it can’t sign in with this app.' : '';
  return {
    sees: sees + byHttp,
    may: may.length === 0 ? '' : `May ${inOneSentence(may)}.`,
    mayNot: mayNot.length === 0 ? '' : `May not ${inOneSentence(mayNot)}.`,
  };
}

/** `create sites, edit sites` becomes `create and edit sites`: things that are done alike are said once. */
function inOneSentence(verbs: readonly string[]): string {
  const byObject = Map.groupBy(verbs, (verb) => verb.slice(verb.indexOf(' ') + 1));
  const parts = [...byObject].map(([object, all]) => {
    const words = all.map((verb) => verb.slice(0, verb.indexOf(' ')));
    const last = words.pop() ?? '';
    return `${words.length > 0 ? `${words.join(', ')} and ${last}` : last} ${object}`;
  });
  return parts.join('; ');
}
