import { roleTitles } from '../../common/domain/access.ts';
import type { ManagedAccount } from '../../common/partner-api/accounts.ts';
import type { Actor } from '../commands/command.ts';

/** What an account is told when its role, what it sees, or its end was changed. */
export function changedMail({ account: by }: Actor, { login, role, scope, expiresAt }: ManagedAccount) {
  const sees = scope ? `sees ${scope.name} and what is below it` : 'sees everything';
  const ends = expiresAt === null ? 'doesn’t end' : `ends at ${expiresAt.slice(0, 16).replace('T', ' ')} UTC`;
  return {
    kind: 'account-changes' as const,
    subject: `Your account ${login} was changed`,
    body: `${by.name} changed your account ${login}. It has the role ${roleTitles[role]} now, ${sees}, and ${ends}.`,
  };
}

/** What an account is told when it got a new password; never the password. */
export function rotatedMail({ account: by }: Actor, login: string) {
  return {
    kind: 'account-changes' as const,
    subject: `Your account ${login} has a new password`,
    body: `${by.name} set a new password for your account ${login}. Whoever was signed in to it has been signed out.`,
  };
}

/** What accounts are told when a customer finished its registration. */
export function acceptedMail(company: string, contactName: string) {
  return {
    kind: 'invite-accepted' as const,
    subject: `${company} accepted its invite`,
    body: `${contactName} finished the registration of ${company}, which is among your customers now.`,
  };
}
