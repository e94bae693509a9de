import { useMemo } from 'react';
import { IdCard } from 'lucide-react';
import type { AccessRequestRow } from '../../../common/contract/onboarding.ts';
import { grantWords } from '../../../common/domain/grant-words.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged, sayFailed } from '../../app/notices.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailHead, Facts } from '../../ui/detail.tsx';
import { EmptyState, Tag } from '../../ui/states.tsx';
import { count, counted, date, moment, useNow } from '../../ui/words.ts';
import { ActivityLink } from '../activity/ActivityLink.tsx';
import { EmptyList } from '../lists/EmptyList.tsx';
import { KnownSince } from '../lists/KnownSince.tsx';
import { PendingNotice } from '../lists/row-marks.tsx';
import type { WholeColumn } from '../lists/sorted-by.ts';
import { column } from '../lists/whole-columns.tsx';
import { LedgerPage } from './LedgerPage.tsx';
import { askedFor, requestWords } from './request-words.ts';

async function withdraw(rows: readonly AccessRequestRow[]): Promise<boolean> {
  const result = await attempt('accessRequest.withdraw', { ids: rows.map(({ id }) => id) });
  if (result.ok) sayChanged(`${counted(rows.length, 'request')} withdrawn`, result.value.mutationIds);
  else sayFailed(result.error);
  return result.ok;
}

/** What customers are asked for: to be linked by their Customer ID, and for more rights. */
export function RequestsPage({ id }: { id: string | null }) {
  const { value, error, slow, askAgain } = useAnswer('accessRequest.list', { customerId: null }, [
    'accessRequest',
  ]);
  const now = useNow(60_000);
  const whyNotLink = useWhyNot('accessRequest.link');
  const whyNotWithdraw = useWhyNot('accessRequest.withdraw');
  const columns = useMemo(() => requestColumns(now), [now]);
  const add = (
    <Button look="primary" whyNot={whyNotLink} onPress={() => openDialog({ kind: 'by-customer-id' })}>
      Add by Customer ID
    </Button>
  );
  const whyNot = (rows: readonly AccessRequestRow[]) =>
    whyNotWithdraw ??
    (rows.some(({ status }) => status !== 'waiting')
      ? 'Only a request that waits can be withdrawn.'
      : undefined);
  return (
    <LedgerPage
      at="requests"
      kinds={['accessRequest']}
      row={{ title: 'Request', noun: 'request' }}
      title="Requests"
      noun={{ one: 'request', many: 'requests' }}
      answer={{ rows: value?.requests, error, slow, askAgain }}
      columns={columns}
      sort={{ column: 'made', direction: 'descending' }}
      textOf={(row) => [row.name, row.reason, row.madeBy, askedFor(row)].join('\n')}
      chips={[
        { id: 'waiting', title: 'Waiting', has: (row) => row.status === 'waiting' },
        { id: 'granted', title: 'Granted', has: (row) => row.status === 'granted' },
        { id: 'declined', title: 'Declined', has: (row) => row.status === 'declined' },
      ]}
      buttons={add}
      empty={
        <EmptyList what="requests">
          <EmptyState icon={<IdCard aria-hidden size={22} />} title="Nobody is asked yet" action={add}>
            A customer that hands you its Customer ID is asked here, and so is one that you need more rights
            of. It answers on its own page.
          </EmptyState>
        </EmptyList>
      }
      openId={id}
      detail={(request, close) => <RequestDetailPane request={request} onClose={close} />}
      remove={{ run: (rows) => void withdraw(rows), whyNot: whyNotWithdraw }}
      bulk={(rows, clear) => (
        <Button whyNot={whyNot(rows)} onPress={() => void withdraw(rows).then((done) => done && clear())}>
          Withdraw
        </Button>
      )}
      menu={(row, rows) => [
        {
          id: 'withdraw',
          title: rows.length > 1 ? `Withdraw ${count(rows.length)}` : 'Withdraw',
          shortcut: 'Delete',
          apart: true,
          whyNot: whyNot(rows),
          run: () => void withdraw(rows),
        },
      ]}
    />
  );
}

interface RequestDetailPaneProps {
  request: AccessRequestRow;
  onClose: () => void;
}

function RequestDetailPane({ request, onClose }: RequestDetailPaneProps) {
  const now = useNow(60_000);
  const whyNot = useWhyNot('accessRequest.withdraw');
  const { text, tone } = requestWords(request);
  const { customerId } = request;
  return (
    <article>
      <DetailHead
        title={request.name}
        note={`Request · made ${date(request.createdAt)}`}
        onClose={onClose}
        actions={
          <>
            {customerId ? (
              <Button onPress={() => go({ page: 'customer', scope: everything, id: customerId })}>
                Show the customer
              </Button>
            ) : null}
            {request.status === 'waiting' ? (
              <Button whyNot={whyNot} onPress={() => void withdraw([request])}>
                Withdraw
              </Button>
            ) : null}
          </>
        }
      />
      <PendingNotice id={request.id} pending={request.pending} />
      <div className="mt-3.5 px-4">
        <Facts
          facts={[
            ['Status', <Tag tone={tone}>{text}</Tag>],
            ['Asks for', request.asks === 'link' ? askedFor(request) : 'More rights'],
            [
              'Rights',
              <ul>
                {request.grants.map((name) => (
                  <li key={name}>{grantWords[name].title}</li>
                ))}
              </ul>,
            ],
            ['Reason', request.reason],
            ['Answered', request.answeredAt ? moment(request.answeredAt, now) : ''],
            ['Answered by', request.answeredBy],
            ['Made by', request.madeBy || 'You'],
          ]}
        />
      </div>
      <ActivityLink id={request.id} />
      <KnownSince />
    </article>
  );
}

function requestColumns(now: number): WholeColumn<AccessRequestRow>[] {
  return [
    column.bold(['name', 'Customer', 180], (row) => row.name),
    column.tag(['status', 'Status', 140], requestWords),
    column.text(['asks', 'Asks for', 180], askedFor),
    column.text(['reason', 'Reason', 220], (row) => row.reason),
    column.time(['answered', 'Answered', 160], (row) => row.answeredAt, now),
    ...[column.madeBy, column.made, column.waiting],
  ];
}
