import { useMemo } from 'react';
import { Link } from 'lucide-react';
import type { OnboardingLinkRow } from '../../../common/contract/onboarding.ts';
import { useAnswer } from '../../api/answers.ts';
import { copyText } from '../../app/notices.ts';
import { go } from '../../app/navigate.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, Tag } from '../../ui/states.tsx';
import { count, date, moment, useNow } from '../../ui/words.ts';
import { DataAge } from '../lists/DataAge.tsx';
import { EmptyList } from '../lists/EmptyList.tsx';
import { Quiet, WaitingMark } from '../lists/row-marks.tsx';
import type { WholeColumn } from '../lists/sorted-by.ts';
import { WholeListPage } from '../lists/WholeListPage.tsx';
import { LedgerTabs } from './LedgerTabs.tsx';
import { OnboardingLinkDetailPane, onboardingWords, whyNotCopy } from './OnboardingLinkDetailPane.tsx';

const end = (how: 'replace' | 'revoke', rows: readonly OnboardingLinkRow[]) =>
  openDialog({ kind: 'end-onboarding-links', how, ids: rows.map(({ id }) => id) });

/** Permanent links by which customers sign up: what became of each, and copying, replacing and ending them. */
export function OnboardingLinksPage({ id }: { id: string | null }) {
  const { value, error, slow, askAgain } = useAnswer('onboardingLink.list', undefined, [
    'onboardingLink',
    'partner',
    'brand',
  ]);
  const now = useNow(60_000);
  const whyNotMake = useWhyNot('onboardingLink.create');
  const whyNotReplace = useWhyNot('onboardingLink.replace');
  const whyNotRevoke = useWhyNot('onboardingLink.revoke');
  const columns = useMemo(() => linkColumns(now), [now]);
  const make = (
    <Button look="primary" whyNot={whyNotMake} onPress={() => openDialog({ kind: 'onboarding-link' })}>
      Make onboarding link
    </Button>
  );
  const whyNotEnd = (rows: readonly OnboardingLinkRow[], role: string | undefined) =>
    role ?? (rows.some(({ revokedAt }) => revokedAt !== null) ? 'A revoked link is done with.' : undefined);
  return (
    <WholeListPage
      title="Onboarding links"
      noun={{ one: 'onboarding link', many: 'onboarding links' }}
      answer={{ rows: value?.links, error, slow, askAgain }}
      columns={columns}
      sort={{ column: 'made', direction: 'descending' }}
      nameOf={(row) => row.name}
      textOf={(row) => [row.name, row.partnerName ?? '', row.brand?.name ?? '', row.madeBy].join('\n')}
      chips={[
        { id: 'alive', title: 'Alive', has: (row) => row.revokedAt === null },
        { id: 'unused', title: 'Never used', has: (row) => row.uses === 0 },
        { id: 'revoked', title: 'Revoked', has: (row) => row.revokedAt !== null },
      ]}
      buttons={make}
      scopes={<LedgerTabs at="onboarding-links" />}
      above={<DataAge kinds={['onboardingLink']} />}
      empty={
        <EmptyList what="onboarding links">
          <EmptyState icon={<Link aria-hidden size={22} />} title="No onboarding link yet" action={make}>
            An onboarding link never expires. Whoever signs up by it becomes a customer by itself, with the
            minimal rights.
          </EmptyState>
        </EmptyList>
      }
      openId={id}
      onOpenId={(open, replace) => go({ page: 'onboarding-links', id: open }, { replace })}
      detail={(open, close) => (
        <OnboardingLinkDetailPane
          key={open}
          link={value?.links.find((each) => each.id === open) ?? null}
          isRead={value !== undefined}
          onClose={close}
        />
      )}
      remove={{ run: (rows) => end('revoke', rows), whyNot: whyNotRevoke }}
      bulk={(rows) => (
        <Button look="danger" whyNot={whyNotEnd(rows, whyNotRevoke)} onPress={() => end('revoke', rows)}>
          Revoke…
        </Button>
      )}
      menu={(row, rows) => [
        {
          id: 'open',
          title: 'Open',
          shortcut: 'Enter',
          run: () => go({ page: 'onboarding-links', id: row.id }),
        },
        {
          id: 'copy',
          title: 'Copy link',
          whyNot: whyNotCopy(row),
          run: () => void copyText(row.address ?? '', 'Link'),
        },
        {
          id: 'replace',
          title: 'Replace…',
          whyNot: whyNotEnd([row], whyNotReplace),
          run: () => end('replace', [row]),
        },
        {
          id: 'revoke',
          title: rows.length > 1 ? `Revoke ${count(rows.length)}…` : 'Revoke…',
          shortcut: 'Delete',
          danger: true,
          apart: true,
          whyNot: whyNotEnd(rows, whyNotRevoke),
          run: () => end('revoke', rows),
        },
      ]}
    />
  );
}

function linkColumns(now: number): WholeColumn<OnboardingLinkRow>[] {
  const time = (
    id: string,
    title: string,
    field: 'openedAt' | 'usedAt' | 'revokedAt',
  ): WholeColumn<OnboardingLinkRow> => ({
    ...{ id, title, width: 148, sort: id },
    by: (row) => row[field] ?? '',
    cell: (row) => <Quiet>{row[field] ? moment(row[field], now) : ''}</Quiet>,
  });
  return [
    {
      ...{ id: 'name', title: 'Name', width: 190, grows: true, always: true, sort: 'name' },
      by: (row) => row.name,
      cell: (row) => (
        <span className="truncate font-strong" title={row.name}>
          <bdi>{row.name}</bdi>
        </span>
      ),
    },
    {
      ...{ id: 'link', title: 'Link', width: 120, sort: 'link' },
      by: (row) => onboardingWords(row).text,
      cell: (row) => {
        const { text, tone } = onboardingWords(row);
        return <Tag tone={tone}>{text}</Tag>;
      },
    },
    {
      ...{ id: 'partner', title: 'Customers of', width: 150, sort: 'partner' },
      by: (row) => row.partnerName ?? '',
      cell: (row) => <Quiet>{row.partnerName ?? (row.partnerId ? 'Not in sight' : 'Direct')}</Quiet>,
    },
    {
      ...{ id: 'brand', title: 'Brand', width: 150, sort: 'brand' },
      by: (row) => row.brand?.name ?? '',
      cell: (row) => <Quiet>{row.brand?.name ?? ''}</Quiet>,
    },
    {
      ...{ id: 'uses', title: 'Sign-ups', width: 90, sort: 'uses' },
      by: (row) => row.uses,
      cell: (row) => <span className="tabular-nums">{count(row.uses)}</span>,
    },
    time('used', 'Last used', 'usedAt'),
    time('opened', 'Opened', 'openedAt'),
    time('revoked', 'Revoked', 'revokedAt'),
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
    { id: 'waiting', title: 'Waiting', width: 136, cell: (row) => <WaitingMark pending={row.pending} /> },
  ];
}
