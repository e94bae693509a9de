import { useMemo } from 'react';
import { Mail } from 'lucide-react';
import { isExpiring } from '../../../common/domain/invites.ts';
import type { InviteRow } from '../../../common/contract/onboarding.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, Tag } from '../../ui/states.tsx';
import { count, date, moment, useNow } from '../../ui/words.ts';
import { DataAge } from '../lists/DataAge.tsx';
import { EmptyList } from '../lists/EmptyList.tsx';
import { Quiet, WaitingMark, byWaiting } from '../lists/row-marks.tsx';
import type { WholeColumn } from '../lists/sorted-by.ts';
import { WholeListPage } from '../lists/WholeListPage.tsx';
import { InviteDetailPane } from './InviteDetailPane.tsx';
import { LedgerTabs } from './LedgerTabs.tsx';
import { linkWords } from './invite-words.ts';
import { resend } from './resend.ts';

const ids = (rows: readonly InviteRow[]) => rows.map(({ id }) => id);
const revoke = (rows: readonly InviteRow[]) => openDialog({ kind: 'revoke-invites', ids: ids(rows) });

/** Registration links that were e-mailed: to whom, what became of each, and sending them again or ending them. */
export function InvitesPage({ id }: { id: string | null }) {
  const { value, error, slow, askAgain } = useAnswer('invite.list', undefined, [
    'invite',
    'partner',
    'billingAccount',
    'brand',
  ]);
  const now = useNow(60_000);
  const whyNotInvite = useWhyNot('invite.create');
  const whyNotResend = useWhyNot('invite.resend');
  const whyNotRevoke = useWhyNot('invite.revoke');
  const columns = useMemo(() => inviteColumns(now), [now]);
  const add = (
    <Button look="primary" whyNot={whyNotInvite} onPress={() => openDialog({ kind: 'invite' })}>
      Invite customer
    </Button>
  );
  const stateOf = (row: InviteRow) => linkWords(row, now).state;
  const whyNotAll = (rows: readonly InviteRow[], role: string | undefined) =>
    role ??
    (rows.some(({ status }) => status === 'accepted') ? 'An accepted invite is done with.' : undefined);
  return (
    <WholeListPage
      title="Invites"
      noun={{ one: 'invite', many: 'invites' }}
      answer={{ rows: value?.invites, error, slow, askAgain }}
      columns={columns}
      sort={{ column: 'sent', direction: 'descending' }}
      nameOf={(row) => row.name}
      textOf={(row) =>
        [row.name, row.contactName, row.contactEmail, row.madeBy, row.partnerName ?? ''].join('\n')
      }
      chips={[
        { id: 'pending', title: 'Pending', has: (row) => row.status === 'pending' },
        { id: 'accepted', title: 'Accepted', has: (row) => row.status === 'accepted' },
        { id: 'expiring', title: 'Needs attention', has: (row) => isExpiring(row, now) },
        { id: 'revoked', title: 'Revoked', has: (row) => stateOf(row) === 'revoked' },
        { id: 'waiting', title: 'Nothing sent yet', has: (row) => stateOf(row) === 'waiting' },
      ]}
      buttons={add}
      scopes={<LedgerTabs at="invites" />}
      above={
        <>
          <DataAge kinds={['invite']} />
          {value && value.total > value.invites.length ? (
            <p className="px-4 pb-2 text-sm text-muted">
              The newest {count(value.invites.length)} of {count(value.total)} are listed.
            </p>
          ) : null}
        </>
      }
      empty={
        <EmptyList what="invites">
          <EmptyState icon={<Mail aria-hidden size={22} />} title="Nobody is invited yet" action={add}>
            An invite is an e-mail with a registration link. Whoever finishes it becomes a customer by itself,
            with the minimal rights.
          </EmptyState>
        </EmptyList>
      }
      openId={id}
      onOpenId={(invite, replace) => go({ page: 'invites', id: invite }, { replace })}
      detail={(open, close) => (
        <InviteDetailPane
          key={open}
          invite={value?.invites.find((each) => each.id === open) ?? null}
          isRead={value !== undefined}
          onClose={close}
        />
      )}
      remove={{ run: revoke, whyNot: whyNotRevoke }}
      bulk={(rows, clear) => (
        <>
          <Button
            whyNot={whyNotAll(rows, whyNotResend)}
            onPress={() => void resend(ids(rows)).then((done) => done && clear())}
          >
            Resend
          </Button>
          <Button look="danger" whyNot={whyNotAll(rows, whyNotRevoke)} onPress={() => revoke(rows)}>
            Revoke…
          </Button>
        </>
      )}
      menu={(row, rows) => [
        { id: 'open', title: 'Open', shortcut: 'Enter', run: () => go({ page: 'invites', id: row.id }) },
        {
          id: 'resend',
          title: rows.length > 1 ? `Resend ${count(rows.length)}` : 'Resend',
          whyNot: whyNotAll(rows, whyNotResend),
          run: () => void resend(ids(rows)),
        },
        {
          id: 'revoke',
          title: rows.length > 1 ? `Revoke ${count(rows.length)}…` : 'Revoke…',
          shortcut: 'Delete',
          danger: true,
          apart: true,
          whyNot: whyNotAll(rows, whyNotRevoke),
          run: () => revoke(rows),
        },
      ]}
    />
  );
}

function inviteColumns(now: number): WholeColumn<InviteRow>[] {
  const time = (
    id: 'sent' | 'opened' | 'used' | 'expires',
    title: string,
    field: 'sentAt' | 'openedAt' | 'usedAt' | 'expiresAt',
  ): WholeColumn<InviteRow> => ({
    ...{ id, title, width: 148, sort: id },
    by: (row) => row[field] ?? '',
    cell: (row) => <Quiet>{row[field] ? moment(row[field], now) : ''}</Quiet>,
  });
  return [
    {
      ...{ id: 'name', title: 'Company', width: 170, grows: true, always: true, sort: 'name' },
      by: (row) => row.name,
      cell: (row) => (
        <span className="truncate font-strong" title={row.name}>
          <bdi>{row.name}</bdi>
        </span>
      ),
    },
    {
      ...{ id: 'status', title: 'Status', width: 90, sort: 'status' },
      by: (row) => row.status,
      cell: (row) => (
        <Tag tone={row.status === 'accepted' ? 'good' : 'info'}>
          {row.status === 'accepted' ? 'Accepted' : 'Pending'}
        </Tag>
      ),
    },
    {
      ...{ id: 'link', title: 'Link', width: 136, sort: 'link' },
      by: (row) => linkWords(row, now).text,
      cell: (row) => {
        const { text, tone } = linkWords(row, now);
        return <Tag tone={tone}>{text}</Tag>;
      },
    },
    {
      ...{ id: 'contact', title: 'Contact', width: 130, sort: 'contact' },
      by: (row) => row.contactName,
      cell: (row) => <Quiet>{row.contactName}</Quiet>,
    },
    {
      ...{ id: 'email', title: 'E-mail', width: 190, sort: 'email' },
      by: (row) => row.contactEmail,
      cell: (row) => <Quiet>{row.contactEmail}</Quiet>,
    },
    time('sent', 'Sent', 'sentAt'),
    time('opened', 'Opened', 'openedAt'),
    time('used', 'Used', 'usedAt'),
    time('expires', 'Expires', 'expiresAt'),
    {
      ...{ id: 'madeBy', title: 'Made by', width: 120, sort: 'madeBy' },
      by: (row) => row.madeBy,
      cell: (row) => <Quiet>{row.madeBy || 'You'}</Quiet>,
    },
    {
      ...{ id: 'made', title: 'Made', width: 100, sort: 'made' },
      by: (row) => row.createdAt,
      cell: (row) => <Quiet>{date(row.createdAt)}</Quiet>,
    },
    {
      id: 'waiting',
      title: 'Waiting',
      width: 136,
      sort: 'waiting',
      by: byWaiting,
      cell: (row) => <WaitingMark pending={row.pending} />,
    },
  ];
}
