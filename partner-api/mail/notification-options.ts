import type { NotificationKind } from '../../common/domain/accounts.ts';
import type { AccountRecord } from '../store/account-rows.ts';

/**
 * Whether an account is sent a mail of a kind: whoever sends mails to accounts asks here. None goes where there's no address, to
 * an account that nobody can sign in to, or that has turned that kind off.
 */
export function mayMail(
  account: Pick<AccountRecord, 'email' | 'isDisabled' | 'notificationsOff'>,
  kind: NotificationKind,
): boolean {
  return account.email !== '' && !account.isDisabled && !account.notificationsOff.includes(kind);
}
