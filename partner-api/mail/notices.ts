import type { Notice } from '../../common/domain/entities.ts';
import type { NoticeRecipient } from '../../common/domain/notices.ts';
import { hasTurnedOff } from '../commands/notices.ts';
import { changeRow } from '../commands/writing.ts';
import { appearanceOf } from '../onboarding/appearance.ts';
import { ownScope, service } from '../onboarding/own-scope.ts';
import type { Store } from '../store/store.ts';
import type { WaitingNotice } from '../store/waiting-mails.ts';
import type { Surroundings } from '../surroundings.ts';
import { openDueLine, type DueLine } from '../due-line.ts';
import { inLanes } from './lanes.ts';
import type { Mailer } from './mailer.ts';
import { noticeMail } from './notice-mail.ts';
import { mayMail } from './notification-options.ts';
import { openSending, type SendingOptions } from './sending.ts';

/** Mails that are looked up together. */
const atOnce = 100;

/** What became of a try: how the recipient stands now, or when it's tried again; null where it isn't waited for any more. */
type Became = Pick<NoticeRecipient, 'state' | 'reason'> | { dueAt: number } | null;

type TriedNotice = WaitingNotice & { became: Became };

/**
 * Sends the mails of maintenance notices that wait, and goes on after a restart. Whoever turned such mails off meanwhile is
 * left out. Where the server dies in the middle, the mails that were just handed over, some 15 at most, may be sent once more.
 */
export function openNotices(
  store: Store,
  mailer: Mailer,
  surroundings: Surroundings,
  options: SendingOptions,
): DueLine {
  const { now } = surroundings;
  const send = openSending(mailer, surroundings, options);

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
    const tried = await send(mail, `${notice.id}-${number}`, tries);
    if (tried.state === 'sent') return { state: 'sent', reason: '' };
    return tried.state === 'given-up' ? { state: 'failed', reason: tried.said } : { dueAt: tried.dueAt };
  };

  const settle = (id: string, tried: readonly TriedNotice[]) =>
    store.transaction(async (tx) => {
      const notice = await tx.row('notice', id);
      const values: Record<string, unknown> = {};
      for (const { recipient, tries, became } of tried) {
        const was = notice?.recipients[recipient];
        // Stopped meanwhile, it isn't tried again.
        if (became && 'dueAt' in became && was?.state === 'queued') {
          await tx.putNotice({ notice: id, recipient, tries: tries + 1, dueAt: became.dueAt });
          continue;
        }
        await tx.dropNotice(id, recipient);
        if (!was || !became || 'dueAt' in became) continue;
        values[`recipients.${recipient}`] = { ...was, ...became, at: new Date(now()).toISOString() };
      }
      if (!notice || Object.keys(values).length === 0) return;
      await changeRow(ownScope(tx, surroundings, service, 'notice.deliver', id), 'notice', notice, values);
    });

  return openDueLine<{ batch: readonly WaitingNotice[] }>({
    now,
    next: async () => {
      const batch = await store.read.nextNotices(atOnce);
      return batch[0] ? { dueAt: batch[0].dueAt, batch } : null;
    },
    onCommit: (listener) => store.onCommit(listener),
    alone: (work) => store.exclusively('notice mails', work),
    onDefect: options.onDefect,
    work: async ({ batch }, isClosed) => {
      const id = batch[0]?.notice ?? '';
      const row = await store.read.row(null, 'notice', id);
      const notice = row && (JSON.parse(row.json) as Notice);
      const at = now();
      await inLanes(
        batch.filter((one) => one.notice === id && one.dueAt <= at),
        {
          settle: (tried: readonly TriedNotice[]) => settle(id, tried),
          work: async (waiting): Promise<TriedNotice | null> => {
            if (isClosed()) return null;
            const became = notice ? await trySending(notice, waiting.recipient, waiting.tries) : null;
            return { ...waiting, became };
          },
        },
      );
    },
  });
}
