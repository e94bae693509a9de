import type { NotificationKind } from '../../common/domain/accounts.ts';
import { newId } from '../../common/domain/ids.ts';
import { appearanceOf } from '../onboarding/appearance.ts';
import type { AccountRecord } from '../store/account-rows.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { WaitingAccountMail } from '../store/waiting-mails.ts';
import type { Surroundings } from '../surroundings.ts';
import { mostTries, openMailLine, waitAfter, type MailLine } from './line.ts';
import { MailFault, type Mailer } from './mailer.ts';
import { accountMail } from './notice-mail.ts';
import { mayMail } from './notification-options.ts';

/** Puts a mail to an account in line, unless it wants none of that kind. */
export async function tellAccount(
  tx: Pick<Transaction, 'putAccountMail'>,
  { now, randomBytes }: Surroundings,
  account: AccountRecord,
  { kind, subject, body }: { kind: NotificationKind; subject: string; body: string },
): Promise<void> {
  if (!mayMail(account, kind)) return;
  await tx.putAccountMail({
    id: newId({ now, random: () => randomBytes(16) }),
    ...{ account: account.id, notification: kind, subject, body, dueAt: now(), tries: 0 },
  });
}

/** Sends the mails to accounts that wait; one that was turned off meanwhile isn't sent. */
export function openAccountMails(
  store: Store,
  mailer: Mailer,
  { now }: Surroundings,
  { retryMs, onDefect }: { retryMs: number; onDefect: (error: unknown) => void },
): MailLine {
  /** Whether it's done with, sent or given up. */
  const trySending = async (waiting: WaitingAccountMail): Promise<boolean> => {
    const account = await store.read.accountRecord(waiting.account);
    if (!account || !mayMail(account, waiting.notification)) return true;
    const mail = accountMail(account, waiting, await appearanceOf(store, account.brandId));
    try {
      await mailer.send(mail, `${new Date(now()).toISOString().replaceAll(':', '-')}-${waiting.id}`);
      return true;
    } catch (error) {
      if (!(error instanceof MailFault)) onDefect(error);
      return !(error instanceof MailFault) || error.isFinal || waiting.tries + 1 >= mostTries;
    }
  };
  return openMailLine<WaitingAccountMail>({
    now,
    next: () => store.read.nextAccountMails(1),
    onCommit: (listener) => store.onCommit(listener),
    onDefect,
    send: async ([waiting]) => {
      if (!waiting) return;
      const isOver = await trySending(waiting);
      const { id, tries } = waiting;
      await store.transaction((tx) =>
        isOver
          ? tx.dropAccountMail(id)
          : tx.putAccountMail({ ...waiting, dueAt: now() + waitAfter(tries, retryMs), tries: tries + 1 }),
      );
    },
  });
}
