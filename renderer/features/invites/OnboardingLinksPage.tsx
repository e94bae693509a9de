import { useMemo } from 'react';
import { Link } from 'lucide-react';
import type { OnboardingLinkRow } from '../../../common/contract/onboarding.ts';
import { useAnswer } from '../../api/answers.ts';
import { copyText } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { useNow } from '../../ui/words.ts';
import { EmptyList } from '../lists/EmptyList.tsx';
import { graveEntry } from '../lists/grave-entry.ts';
import type { WholeColumn } from '../lists/sorted-by.ts';
import { column } from '../lists/whole-columns.tsx';
import { LedgerPage, type LedgerPlace } from './LedgerPage.tsx';
import { OnboardingLinkDetailPane, onboardingWords, whyNotCopy } from './OnboardingLinkDetailPane.tsx';

const end = (how: 'replace' | 'revoke', rows: readonly OnboardingLinkRow[]) =>
  openDialog({ kind: 'end-onboarding-links', how, ids: rows.map(({ id }) => id) });

/** Permanent links by which customers sign up: what became of each, and copying, replacing and ending them. */
export function OnboardingLinksPage({ id, look }: LedgerPlace) {
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
    <LedgerPage
      at="onboarding-links"
      kinds={['onboardingLink']}
      row={{ title: 'Onboarding link', noun: 'link' }}
      title="Onboarding links"
      noun={{ one: 'onboarding link', many: 'onboarding links' }}
      answer={{ rows: value?.links, error, slow, askAgain }}
      columns={columns}
      sort={{ column: 'made', direction: 'descending' }}
      textOf={(row) => [row.name, row.partnerName ?? '', row.brand?.name ?? '', row.madeBy].join('\n')}
      chips={[
        { id: 'alive', title: 'Alive', has: (row) => row.revokedAt === null },
        { id: 'unused', title: 'Never used', has: (row) => row.uses === 0 },
        { id: 'revoked', title: 'Revoked', has: (row) => row.revokedAt !== null },
      ]}
      buttons={make}
      empty={
        <EmptyList what="onboarding links">
          <EmptyState icon={<Link aria-hidden size={22} />} title="No onboarding link yet" action={make}>
            An onboarding link never expires. Whoever signs up by it becomes a customer by itself, with the
            minimal rights.
          </EmptyState>
        </EmptyList>
      }
      openId={id}
      look={look}
      exportAs="onboardingLink"
      detail={(link, close) => <OnboardingLinkDetailPane link={link} onClose={close} />}
      remove={{ run: (rows) => end('revoke', rows), whyNot: whyNotRevoke }}
      bulk={(rows) => (
        <Button look="danger" whyNot={whyNotEnd(rows, whyNotRevoke)} onPress={() => end('revoke', rows)}>
          Revoke…
        </Button>
      )}
      menu={(row, rows) => [
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
        graveEntry('Revoke', rows, whyNotEnd(rows, whyNotRevoke), () => end('revoke', rows)),
      ]}
    />
  );
}

function linkColumns(now: number): WholeColumn<OnboardingLinkRow>[] {
  return [
    column.bold(['name', 'Name', 240], (row) => row.name),
    column.tag(['link', 'Link', 120], onboardingWords),
    column.text(
      ['partner', 'Customers of', 150],
      (row) => row.partnerName ?? (row.partnerId ? 'Not in sight' : 'Direct'),
      (row) => row.partnerName ?? '',
    ),
    column.text(['brand', 'Brand', 150], (row) => row.brand?.name ?? ''),
    column.amount(['uses', 'Sign-ups', 90], (row) => row.uses),
    column.time(['used', 'Last used', 160], (row) => row.usedAt, now),
    column.time(['opened', 'Opened', 160], (row) => row.openedAt, now),
    column.time(['revoked', 'Revoked', 160], (row) => row.revokedAt, now),
    ...[column.madeBy, column.made, column.waiting],
  ];
}
