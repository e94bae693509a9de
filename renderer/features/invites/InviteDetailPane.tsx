import type { InviteRow } from '../../../common/contract/onboarding.ts';
import { go } from '../../app/navigate.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailHead, Facts, MailAddress } from '../../ui/detail.tsx';
import { Tag } from '../../ui/states.tsx';
import { date, moment, useNow } from '../../ui/words.ts';
import { ActivityLink } from '../activity/ActivityLink.tsx';
import { KnownSince } from '../lists/KnownSince.tsx';
import { PendingNotice } from '../lists/row-marks.tsx';
import { linkWords } from './invite-words.ts';
import { keptAtServer, openMail, useKeptMails } from './kept-mail.ts';
import { resend } from './resend.ts';

interface InviteDetailPaneProps {
  invite: InviteRow;
  onClose: () => void;
}

/** An invite beside its list: what became of its link, and what can be done about it. */
export function InviteDetailPane({ invite, onClose }: InviteDetailPaneProps) {
  const now = useNow(60_000);
  const whyNotResend = useWhyNot('invite.resend');
  const whyNotRevoke = useWhyNot('invite.revoke');
  const { id, status, customerId } = invite;
  const link = linkWords(invite, now);
  const done = status === 'accepted' ? 'An accepted invite is done with.' : undefined;
  const mails = useKeptMails(id);
  // Until the row says that it’s sent, what lies there may be the mail before.
  const isKept = invite.sentAt !== null && mails.isKept('');
  const time = (at: string | null) => (at === null ? '' : moment(at, now));
  return (
    <article>
      <DetailHead
        title={invite.name}
        note={`Invite · made ${date(invite.createdAt)}`}
        onClose={onClose}
        actions={
          customerId ? (
            <Button onPress={() => go({ page: 'customer', scope: everything, id: customerId })}>
              Show the customer
            </Button>
          ) : (
            <>
              {isKept ? (
                <Button onPress={() => void openMail({ id, recipient: '' })}>Open mail</Button>
              ) : null}
              <Button whyNot={whyNotResend ?? done} onPress={() => void resend([id])}>
                Resend
              </Button>
              <Button
                look="danger"
                whyNot={
                  whyNotRevoke ?? done ?? (link.state === 'revoked' ? 'It’s revoked already.' : undefined)
                }
                onPress={() => openDialog({ kind: 'revoke-invites', ids: [id] })}
              >
                Revoke…
              </Button>
            </>
          )
        }
      />
      <PendingNotice id={id} pending={invite.pending} />
      {link.state === 'waiting' && invite.pending ? (
        <p className="mx-4 mt-2 text-muted">
          Nothing has been sent yet. The mail goes out once the partner API has this change.
        </p>
      ) : null}
      {invite.mailFault ? (
        <p className="mx-4 mt-3 rounded-box bg-bad-soft px-3 py-1.5 text-bad">{invite.mailFault}</p>
      ) : null}
      {isKept ? (
        <p className="mx-4 mt-2 text-muted">
          The sample workspace sends no mails: this one is a file on this computer.
        </p>
      ) : null}
      {mails.isAtServer && invite.sentAt ? <p className="mx-4 mt-2 text-muted">{keptAtServer}</p> : null}
      <div className="mt-3.5 px-4">
        <Facts
          facts={[
            ['Status', status === 'accepted' ? 'Accepted' : 'Pending'],
            ['Link', <Tag tone={link.tone}>{link.text}</Tag>],
            ['Contact', invite.contactName],
            ['E-mail', <MailAddress>{invite.contactEmail}</MailAddress>],
            ['Customer of', invite.partnerId ? (invite.partnerName ?? 'Not in sight') : 'Direct customer'],
            ['Billing account', invite.billingAccountName ?? 'Not in sight'],
            ['Brand', invite.brandName ?? ''],
            ['Sent', time(invite.sentAt)],
            ['Opened', time(invite.openedAt)],
            ['Used', time(invite.usedAt)],
            ['Expires', status === 'accepted' ? '' : time(invite.expiresAt)],
            ['Revoked', time(invite.revokedAt)],
            ['Mails', invite.sends > 1 ? `${invite.sends}; only the last link works` : ''],
            ['Made by', invite.madeBy || 'You'],
          ]}
        />
      </div>
      <ActivityLink id={id} />
      <KnownSince />
    </article>
  );
}
