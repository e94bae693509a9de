import { useMemo } from 'react';
import { Mail } from 'lucide-react';
import { isExpiring } from '../../../common/domain/invites.ts';
import type { InviteRow } from '../../../common/contract/onboarding.ts';
import { useAnswer } from '../../api/answers.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { count, useNow } from '../../ui/words.ts';
import { EmptyList } from '../lists/EmptyList.tsx';
import { graveEntry } from '../lists/grave-entry.ts';
import type { WholeColumn } from '../lists/sorted-by.ts';
import { column } from '../lists/whole-columns.tsx';
import { InviteDetailPane } from './InviteDetailPane.tsx';
import { LedgerPage, type LedgerPlace } from './LedgerPage.tsx';
import { linkWords } from './invite-words.ts';
import { resend } from './resend.ts';

const ids = (rows: readonly InviteRow[]) => rows.map(({ id }) => id);
const revoke = (rows: readonly InviteRow[]) => openDialog({ kind: 'revoke-invites', ids: ids(rows) });

/** Registration links that were e-mailed: to whom, what became of each, and sending them again or ending them. */
export function InvitesPage({ id, look }: LedgerPlace) {
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
    <LedgerPage
      at="invites"
      kinds={['invite']}
      row={{ title: 'Invite', noun: 'invite' }}
      title="Invites"
      noun={{ one: 'invite', many: 'invites' }}
      answer={{ rows: value?.invites, error, slow, askAgain }}
      columns={columns}
      sort={{ column: 'sent', direction: 'descending' }}
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
      above={
        value && value.total > value.invites.length ? (
          <p className="px-4 pb-2 text-sm text-muted">
            The newest {count(value.invites.length)} of {count(value.total)} are listed.
          </p>
        ) : null
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
      look={look}
      exportAs="invite"
      detail={(invite, close) => <InviteDetailPane invite={invite} onClose={close} />}
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
        {
          id: 'resend',
          title: rows.length > 1 ? `Resend ${count(rows.length)}` : 'Resend',
          whyNot: whyNotAll(rows, whyNotResend),
          run: () => void resend(ids(rows)),
        },
        graveEntry('Revoke', rows, whyNotAll(rows, whyNotRevoke), () => revoke(rows)),
      ]}
    />
  );
}

function inviteColumns(now: number): WholeColumn<InviteRow>[] {
  return [
    column.bold(['name', 'Company', 200], (row) => row.name),
    column.tag(['status', 'Status', 90], ({ status }) =>
      status === 'accepted' ? { text: 'Accepted', tone: 'good' } : { text: 'Pending', tone: 'info' },
    ),
    column.tag(['link', 'Link', 136], (row) => linkWords(row, now)),
    column.text(['contact', 'Contact', 130], (row) => row.contactName),
    column.text(['email', 'E-mail', 190], (row) => row.contactEmail),
    column.time(['sent', 'Sent', 160], (row) => row.sentAt, now),
    column.time(['opened', 'Opened', 160], (row) => row.openedAt, now),
    column.time(['used', 'Used', 160], (row) => row.usedAt, now),
    column.time(['expires', 'Expires', 160], (row) => row.expiresAt, now),
    ...[column.madeBy, column.made, column.waiting],
  ];
}
