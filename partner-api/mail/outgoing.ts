import type { Invite, Partner } from '../../common/domain/entities.ts';
import { faultLine } from '../../common/domain/invites.ts';
import { changeRow } from '../commands/writing.ts';
import { appearanceOf } from '../onboarding/appearance.ts';
import { makeInviteLink } from '../onboarding/invite-links.ts';
import { ownScope, service } from '../onboarding/own-scope.ts';
import type { Store } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { inviteMail } from './invite-mail.ts';
import { MailFault, type Mailer } from './mailer.ts';

export interface OutgoingOptions {
  /** Where the registration page is, such as `https://portal.example`, without a slash at the end. */
  baseUrl: () => string;
  /** Milliseconds before the second try; it doubles from one to the next. */
  retryMs: number;
  onDefect: (error: unknown) => void;
}

export interface Outgoing {
  /** Sends what is due now; answers when nothing is due any more. */
  run(): Promise<void>;
  close(): Promise<void>;
}

const mostTries = 10;
const longestWait = 6 * 60 * 60 * 1000;

/**
 * Sends the mails that wait in the store, one after the other, and goes on after a restart. A link is made right before its mail is
 * sent, so that no token lies anywhere but in the mail; one whose mail may have been sent before a crash is made anew.
 */
export function openOutgoing(
  store: Store,
  mailer: Mailer,
  surroundings: Surroundings,
  { baseUrl, retryMs, onDefect }: OutgoingOptions,
): Outgoing {
  const { now } = surroundings;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let running: Promise<void> | undefined;

  const sendOne = async (id: string, tries: number): Promise<void> => {
    const prepared = await store.transaction(async (tx) => {
      const invite = await tx.row('invite', id);
      if (!invite || invite.status === 'accepted' || invite.revokedAt !== null) {
        await tx.dropMail(id);
        return null;
      }
      return { invite, link: await makeInviteLink(tx, id, surroundings) };
    });
    if (!prepared) return;
    const { invite, link } = prepared;
    const look = await appearanceOf(store, invite.brandId);
    const mail = inviteMail({
      ...{ company: invite.name, contactName: invite.contactName, contactEmail: invite.contactEmail },
      ...{ look, reseller: (await partnerName(store, invite)) ?? look.name },
      link: `${baseUrl()}/register?invite=${link.token}`,
      expiresAt: link.expiresAt,
    });
    try {
      await mailer.send(mail, `${new Date(now()).toISOString().replaceAll(':', '-')}-${id}`);
    } catch (error) {
      await noteFault(id, tries, error);
      return;
    }
    await store.transaction(async (tx) => {
      const row = await tx.row('invite', id);
      await tx.dropMail(id);
      // Revoked while the mail was on its way: its link is dead already.
      if (!row || row.revokedAt !== null) return;
      const scope = ownScope(tx, surroundings, service, 'invite.send', id);
      await changeRow(scope, 'invite', row, {
        ...{ sends: row.sends + 1, sentAt: scope.at, openedAt: null, mailFault: '' },
        expiresAt: link.expiresAt,
      });
    });
  };

  const noteFault = async (id: string, tries: number, error: unknown): Promise<void> => {
    if (!(error instanceof MailFault)) onDefect(error);
    const isOver = (error instanceof MailFault && error.isFinal) || tries + 1 >= mostTries;
    const said =
      error instanceof MailFault
        ? error.message
        : 'The mail couldn’t be written; the partner API’s log says why.';
    await store.transaction(async (tx) => {
      if (isOver) await tx.dropMail(id);
      else
        await tx.putMail({
          invite: id,
          dueAt: now() + Math.min(retryMs * 2 ** tries, longestWait),
          tries: tries + 1,
        });
      const invite = await tx.row('invite', id);
      if (!invite || invite.revokedAt !== null || invite.status === 'accepted') return;
      const scope = ownScope(tx, surroundings, service, 'invite.send', id);
      const mailFault = faultLine(said);
      if (invite.mailFault !== mailFault) await changeRow(scope, 'invite', invite, { mailFault });
    });
  };

  const sendAll = async (): Promise<void> => {
    for (;;) {
      const next = isClosed ? null : await store.read.nextMail();
      if (!next) return;
      const wait = next.dueAt - now();
      if (wait > 0) {
        timer = setTimeout(() => void run(), Math.min(wait, longestWait));
        timer.unref();
        return;
      }
      await sendOne(next.invite, next.tries);
    }
  };
  const run = (): Promise<void> => {
    clearTimeout(timer);
    running ??= sendAll()
      .catch(onDefect)
      .finally(() => {
        running = undefined;
      });
    return running;
  };
  // A commit that comes while it runs is looked at once more afterwards.
  const stop = store.onCommit(() => void (running ? running.then(run) : run()));

  return {
    run,
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      stop();
      await running;
      mailer.close();
    },
  };
}

async function partnerName(store: Store, { partnerId }: Invite): Promise<string | null> {
  const row = partnerId === null ? null : await store.read.row(null, 'partner', partnerId);
  return row && (JSON.parse(row.json) as Partner).name;
}
