import type { Invite, Partner } from '../../common/domain/entities.ts';
import { changeRow } from '../commands/writing.ts';
import { appearanceOf } from '../onboarding/appearance.ts';
import { makeInviteLink } from '../onboarding/invite-links.ts';
import { ownScope, service } from '../onboarding/own-scope.ts';
import type { WaitingMail } from '../store/onboarding.ts';
import type { Store } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { inviteMail } from './invite-mail.ts';
import { openDueLine, type DueLine } from '../due-line.ts';
import type { Mailer } from './mailer.ts';
import { openSending, type SendingOptions, type Tried } from './sending.ts';

export interface OutgoingOptions extends SendingOptions {
  /** Where the registration page is, such as `https://portal.example`, without a slash at the end. */
  baseUrl: () => string;
}

/**
 * Sends the mails that wait in the store, one after the other, and goes on after a restart. A link is made right before its mail is
 * sent, so that no token lies anywhere but in the mail; one whose mail may have been sent before a crash is made anew.
 */
export function openOutgoing(
  store: Store,
  mailer: Mailer,
  surroundings: Surroundings,
  { baseUrl, ...options }: OutgoingOptions,
): DueLine {
  const send = openSending(mailer, surroundings, options);

  const sendOne = async ({ invite: id, tries }: WaitingMail): Promise<void> => {
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
    const tried = await send(mail, id, tries);
    if (tried.state !== 'sent') return noteFault(id, tries, tried);
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

  const noteFault = (id: string, tries: number, tried: Exclude<Tried, { state: 'sent' }>): Promise<void> =>
    store.transaction(async (tx) => {
      if (tried.state === 'given-up') await tx.dropMail(id);
      else await tx.putMail({ invite: id, dueAt: tried.dueAt, tries: tries + 1 });
      const invite = await tx.row('invite', id);
      if (!invite || invite.revokedAt !== null || invite.status === 'accepted') return;
      const scope = ownScope(tx, surroundings, service, 'invite.send', id);
      if (invite.mailFault !== tried.said)
        await changeRow(scope, 'invite', invite, { mailFault: tried.said });
    });

  return openDueLine<WaitingMail>({
    now: surroundings.now,
    next: () => store.read.nextMail(),
    onCommit: (listener) => store.onCommit(listener),
    onDefect: options.onDefect,
    work: sendOne,
  });
}

async function partnerName(store: Store, { partnerId }: Invite): Promise<string | null> {
  const row = partnerId === null ? null : await store.read.row(null, 'partner', partnerId);
  return row && (JSON.parse(row.json) as Partner).name;
}
