import type { NotificationKind } from '../../common/domain/accounts.ts';
import { newId } from '../../common/domain/ids.ts';
import { appearanceOf } from '../onboarding/appearance.ts';
import type { AccountRecord } from '../store/account-rows.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { WaitingAccountMail } from '../store/waiting-mails.ts';
import type { Surroundings } from '../surroundings.ts';
import { openDueLine, type DueLine } from '../due-line.ts';
import { inLanes } from './lanes.ts';
import type { Mailer } from './mailer.ts';
import { accountMail } from './notice-mail.ts';
import { mayMail } from './notification-options.ts';
import { openSending, type SendingOptions, type Tried } from './sending.ts';

/** Mails that are looked up together. */
const atOnce = 100;

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
  surroundings: Surroundings,
  options: SendingOptions,
): DueLine {
  const send = openSending(mailer, surroundings, options);
  const trySending = async (waiting: WaitingAccountMail): Promise<Tried | null> => {
    const account = await store.read.accountRecord(waiting.account);
    if (!account || !mayMail(account, waiting.notification)) return null;
    const mail = accountMail(account, waiting, await appearanceOf(store, account.brandId));
    return send(mail, waiting.id, waiting.tries);
  };
  const settle = (done: readonly { waiting: WaitingAccountMail; tried: Tried | null }[]): Promise<void> =>
    store.transaction(async (tx) => {
      for (const { waiting, tried } of done)
        if (tried?.state === 'again')
          await tx.putAccountMail({ ...waiting, dueAt: tried.dueAt, tries: waiting.tries + 1 });
        else await tx.dropAccountMail(waiting.id);
    });
  return openDueLine<{ batch: readonly WaitingAccountMail[] }>({
    now: surroundings.now,
    next: async () => {
      const batch = await store.read.nextAccountMails(atOnce);
      return batch[0] ? { dueAt: batch[0].dueAt, batch } : null;
    },
    onCommit: (listener) => store.onCommit(listener),
    alone: (work) => store.exclusively('account mails', work),
    onDefect: options.onDefect,
    work: async ({ batch }, isClosed) => {
      const at = surroundings.now();
      await inLanes(
        batch.filter(({ dueAt }) => dueAt <= at),
        {
          settle,
          work: async (waiting) => (isClosed() ? null : { waiting, tried: await trySending(waiting) }),
        },
      );
    },
  });
}
