import type { ReactNode } from 'react';
import type { NoticeRow } from '../../../common/contract/notices.ts';
import { deliveryCounts, type NoticeRecipient } from '../../../common/domain/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailHead, DetailSection, Facts } from '../../ui/detail.tsx';
import { Tag } from '../../ui/states.tsx';
import { count, date, moment, useNow } from '../../ui/words.ts';
import { ActivityLink } from '../activity/ActivityLink.tsx';
import { KnownSince } from '../lists/KnownSince.tsx';
import { keptAtServer, openMail, useKeptMails } from '../invites/kept-mail.ts';
import { PendingNotice } from '../lists/row-marks.tsx';
import { deliveryWords, noticeWords, plannedWords } from './notice-words.ts';
import { stopNotice, whyNotStop } from './NoticesPage.tsx';

interface NoticeDetailPaneProps {
  notice: NoticeRow;
  onClose: () => void;
}

/** A maintenance notice beside its list: what it says, and what became of the mail to each recipient. */
export function NoticeDetailPane({ notice, onClose }: NoticeDetailPaneProps) {
  const whyNotRole = useWhyNot('notice.stop');
  const mails = useKeptMails(notice.id);
  const state = noticeWords(notice);
  const recipients = Object.entries(notice.recipients);
  const { sent, queued, failed, left } = deliveryCounts(notice.recipients);
  return (
    <article>
      <DetailHead
        title={notice.name}
        note={`Maintenance notice · made ${date(notice.createdAt)}`}
        onClose={onClose}
        actions={
          <Button
            look="danger"
            whyNot={whyNotRole ?? whyNotStop(notice)}
            onPress={() => void stopNotice(notice)}
          >
            Stop sending
          </Button>
        }
      />
      <PendingNotice id={notice.id} pending={notice.pending} />
      <div className="mt-3.5 px-4">
        <Facts
          facts={[
            ['Delivery', <Tag tone={state.tone}>{state.text}</Tag>],
            ['Planned', plannedWords(notice)],
            ['Made by', notice.madeBy || 'You'],
          ]}
        />
      </div>
      <DetailSection title="Text">
        <p dir="auto" className="break-words whitespace-pre-line select-text">
          {notice.text}
        </p>
      </DetailSection>
      <DetailSection title="Recipients">
        {recipients.length === 0 ? (
          <p className="text-muted">
            Nothing has been sent yet. The partner API settles who gets it once it has this notice.
          </p>
        ) : (
          <>
            <p className="mb-2 text-sm text-muted">
              {count(sent)} sent, {count(queued)} queued, {count(failed)} not sent, {count(left)} left out
            </p>
            {mails.isAtServer && sent > 0 ? <p className="mb-2 text-sm text-muted">{keptAtServer}</p> : null}
            <ul aria-label="Recipients">
              {recipients.map(([number, recipient]) => (
                <Recipient key={number} recipient={recipient}>
                  {mails.isKept(number) ? (
                    <Button
                      className="mt-1.5"
                      label={`Open mail to ${recipient.name || recipient.email}`}
                      onPress={() => void openMail({ id: notice.id, recipient: number })}
                    >
                      Open mail
                    </Button>
                  ) : null}
                </Recipient>
              ))}
            </ul>
          </>
        )}
      </DetailSection>
      <ActivityLink id={notice.id} />
      <KnownSince />
    </article>
  );
}

function Recipient({ recipient, children }: { recipient: NoticeRecipient; children: ReactNode }) {
  const now = useNow(60_000);
  const { as, name, email, customers, state, reason, at } = recipient;
  const { text, tone } = deliveryWords[state];
  return (
    <li className="border-b border-line-soft py-1.5 last:border-0">
      <span className="flex items-start gap-2">
        <span className="min-w-0 grow">
          <bdi className="block truncate font-strong">{name || email}</bdi>
          <span className="block truncate text-sm text-muted">{email}</span>
        </span>
        <Tag tone={tone}>{text}</Tag>
      </span>
      <span className="block text-sm text-muted">
        {as === 'account' ? 'Account · ' : ''}
        {customers.join(', ')}
        {at ? ` · ${moment(at, now)}` : ''}
      </span>
      {reason ? <span className="block text-sm">{reason}</span> : null}
      {children}
    </li>
  );
}
