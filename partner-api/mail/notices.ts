import type { Notice } from '../../common/domain/entities.ts';
import { faultLine } from '../../common/domain/invites.ts';
import type { NoticeRecipient } from '../../common/domain/notices.ts';
import { hasTurnedOff } from '../commands/notices.ts';
import { changeRow } from '../commands/writing.ts';
import { appearanceOf } from '../onboarding/appearance.ts';
import { ownScope, service } from '../onboarding/own-scope.ts';
import type { Store } from '../store/store.ts';
import type { WaitingNotice } from '../store/waiting-mails.ts';
import type { Surroundings } from '../surroundings.ts';
import { mostTries, openMailLine, waitAfter, type MailLine } from './line.ts';
import { MailFault, type Mailer } from './mailer.ts';
import { noticeMail } from './notice-mail.ts';
import { mayMail } from './notification-options.ts';

/** Mails whose fates are written together, so that a notice to hundreds isn't written hundreds of times. */
const atOnce = 20;

/** What became of a try; null where it's tried again. */
type Became = Pick<NoticeRecipient, 'state' | 'reason'> | null;

/**
 * Sends the mails of maintenance notices that wait, and goes on after a restart. Whoever turned such mails off meanwhile is
 * left out. Where it ends in the middle of a batch, the mails of that batch may be sent once more.
 */
export function openNotices(
  store: Store,
  mailer: Mailer,
  surroundings: Surroundings,
  { retryMs, onDefect }: { retryMs: number; onDefect: (error: unknown) => void },
): MailLine {
  const { now } = surroundings;

  const whyNot = async ({ accountId, email }: NoticeRecipient): Promise<string | null> => {
    const accounts = await store.read.accountRecords();
    if (accountId === null)
      return hasTurnedOff(accounts, email) ? 'Turned off for the account with this address' : null;
    const account = accounts.find(({ id }) => id === accountId);
    return account && mayMail(account, 'maintenance') ? null : 'Turned off by the account';
  };

  const trySending = async (notice: Notice, number: string, tries: number): Promise<Became> => {
    const to = notice.recipients[number];
    if (to?.state !== 'queued') return null;
    const reason = await whyNot(to);
    if (reason !== null) return { state: 'left', reason };
    const mail = noticeMail(notice, to, await appearanceOf(store, to.brandId));
    try {
      await mailer.send(mail, `${new Date(now()).toISOString().replaceAll(':', '-')}-${notice.id}-${number}`);
      return { state: 'sent', reason: '' };
    } catch (error) {
      if (!(error instanceof MailFault)) onDefect(error);
      const isOver = !(error instanceof MailFault) || error.isFinal || tries + 1 >= mostTries;
      const said = error instanceof MailFault ? error.message : 'The mail couldn’t be written';
      return isOver ? { state: 'failed', reason: faultLine(said) } : null;
    }
  };

  const settle = (id: string, tried: readonly (WaitingNotice & { became: Became })[]) =>
    store.transaction(async (tx) => {
      const notice = await tx.row('notice', id);
      const values: Record<string, unknown> = {};
      for (const { recipient, tries, became } of tried) {
        const was = notice?.recipients[recipient];
        const isOver = became !== null || !was || was.state !== 'queued';
        if (isOver) await tx.dropNotice(id, recipient);
        else
          await tx.putNotice({
            ...{ notice: id, recipient, tries: tries + 1 },
            dueAt: now() + waitAfter(tries, retryMs),
          });
        if (!was || !became) continue;
        values[`recipients.${recipient}`] = { ...was, ...became, at: new Date(now()).toISOString() };
      }
      if (!notice || Object.keys(values).length === 0) return;
      await changeRow(ownScope(tx, surroundings, service, 'notice.deliver', id), 'notice', notice, values);
    });

  return openMailLine<WaitingNotice>({
    now,
    next: () => store.read.nextNotices(atOnce),
    onCommit: (listener) => store.onCommit(listener),
    onDefect,
    send: async (due, isClosed) => {
      const id = due[0]?.notice ?? '';
      const row = await store.read.row(null, 'notice', id);
      const notice = row && (JSON.parse(row.json) as Notice);
      const tried: (WaitingNotice & { became: Became })[] = [];
      for (const waiting of due.filter((one) => one.notice === id)) {
        if (isClosed()) break;
        const became = notice ? await trySending(notice, waiting.recipient, waiting.tries) : null;
        tried.push({ ...waiting, became });
      }
      await settle(id, tried);
    },
  });
}
