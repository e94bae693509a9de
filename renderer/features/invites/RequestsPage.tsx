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
import { EmptyState, SlowState, Tag } from '../../ui/states.tsx';
import { count, counted, date, moment, useNow } from '../../ui/words.ts';
import { ActivityLink } from '../activity/ActivityLink.tsx';
import { DataAge } from '../lists/DataAge.tsx';
import { EmptyList } from '../lists/EmptyList.tsx';
import { KnownSince } from '../lists/KnownSince.tsx';
import { PendingNotice, Quiet, WaitingMark } from '../lists/row-marks.tsx';
import type { WholeColumn } from '../lists/sorted-by.ts';
import { WholeListPage } from '../lists/WholeListPage.tsx';
import { LedgerTabs } from './LedgerTabs.tsx';
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
    <WholeListPage
      title="Requests"
      noun={{ one: 'request', many: 'requests' }}
      answer={{ rows: value?.requests, error, slow, askAgain }}
      columns={columns}
      sort={{ column: 'made', direction: 'descending' }}
      nameOf={(row) => row.name}
      textOf={(row) => [row.name, row.reason, row.madeBy, askedFor(row)].join('\n')}
      chips={[
        { id: 'waiting', title: 'Waiting', has: (row) => row.status === 'waiting' },
        { id: 'granted', title: 'Granted', has: (row) => row.status === 'granted' },
        { id: 'declined', title: 'Declined', has: (row) => row.status === 'declined' },
      ]}
      buttons={add}
      scopes={<LedgerTabs at="requests" />}
      above={<DataAge kinds={['accessRequest']} />}
      empty={
        <EmptyList what="requests">
          <EmptyState icon={<IdCard aria-hidden size={22} />} title="Nobody is asked yet" action={add}>
            A customer that hands you its Customer ID is asked here, and so is one that you need more rights
            of. It answers on its own page.
          </EmptyState>
        </EmptyList>
      }
      openId={id}
      onOpenId={(open, replace) => go({ page: 'requests', id: open }, { replace })}
      detail={(open, close) => (
        <RequestDetailPane
          key={open}
          request={value?.requests.find((each) => each.id === open) ?? null}
          isRead={value !== undefined}
          onClose={close}
        />
      )}
      remove={{ run: (rows) => void withdraw(rows), whyNot: whyNotWithdraw }}
      bulk={(rows, clear) => (
        <Button whyNot={whyNot(rows)} onPress={() => void withdraw(rows).then((done) => done && clear())}>
          Withdraw
        </Button>
      )}
      menu={(row, rows) => [
        { id: 'open', title: 'Open', shortcut: 'Enter', run: () => go({ page: 'requests', id: row.id }) },
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
  request: AccessRequestRow | null;
  isRead: boolean;
  onClose: () => void;
}

function RequestDetailPane({ request, isRead, onClose }: RequestDetailPaneProps) {
  const now = useNow(60_000);
  const whyNot = useWhyNot('accessRequest.withdraw');
  if (!request)
    return isRead ? (
      <>
        <DetailHead title="Request" onClose={onClose} />
        <EmptyState title="This request isn’t here">It hasn’t been synchronised yet.</EmptyState>
      </>
    ) : (
      <SlowState what="the request" />
    );
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
            ['Asks for', askedFor(request)],
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
    {
      ...{ id: 'name', title: 'Customer', width: 180, grows: true, always: true, sort: 'name' },
      by: (row) => row.name,
      cell: (row) => (
        <span className="truncate font-strong" title={row.name}>
          <bdi>{row.name}</bdi>
        </span>
      ),
    },
    {
      ...{ id: 'status', title: 'Status', width: 140, sort: 'status' },
      by: (row) => requestWords(row).text,
      cell: (row) => {
        const { text, tone } = requestWords(row);
        return <Tag tone={tone}>{text}</Tag>;
      },
    },
    {
      ...{ id: 'asks', title: 'Asks for', width: 160, sort: 'asks' },
      by: askedFor,
      cell: (row) => <Quiet>{askedFor(row)}</Quiet>,
    },
    {
      ...{ id: 'reason', title: 'Reason', width: 220, sort: 'reason' },
      by: (row) => row.reason,
      cell: (row) => <Quiet>{row.reason}</Quiet>,
    },
    {
      ...{ id: 'answered', title: 'Answered', width: 148, sort: 'answered' },
      by: (row) => row.answeredAt ?? '',
      cell: (row) => <Quiet>{row.answeredAt ? moment(row.answeredAt, now) : ''}</Quiet>,
    },
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
