import { Wrench } from 'lucide-react';
import type { NoticeRow } from '../../../common/contract/notices.ts';
import { deliveryCounts } from '../../../common/domain/notices.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { say, sayFailed } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, Tag } from '../../ui/states.tsx';
import { count, date } from '../../ui/words.ts';
import { LedgerTabs } from '../invites/LedgerTabs.tsx';
import { isAway } from '../invites/resend.ts';
import { DataAge } from '../lists/DataAge.tsx';
import { EmptyList } from '../lists/EmptyList.tsx';
import { Quiet, WaitingMark } from '../lists/row-marks.tsx';
import type { WholeColumn } from '../lists/sorted-by.ts';
import { WholeListPage } from '../lists/WholeListPage.tsx';
import { NoticeDetailPane } from './NoticeDetailPane.tsx';
import { noticeWords, plannedWords } from './notice-words.ts';

/** Why nothing of a notice can be stopped; undefined where something can. */
export function whyNotStop({ stoppedAt, version, recipients }: NoticeRow): string | undefined {
  if (stoppedAt !== null) return 'It’s stopped already.';
  return version > 0 && deliveryCounts(recipients).queued === 0
    ? 'All of its mails are out; they can’t be called back.'
    : undefined;
}

/** Has what wasn't sent yet not sent any more. */
export async function stopNotice({ id, name }: Pick<NoticeRow, 'id' | 'name'>): Promise<void> {
  const result = await attempt('notice.stop', { id });
  if (!result.ok) return sayFailed(result.error);
  say(isAway() ? `${name}: stop queued; it’s done once you’re back online` : `${name} stopped`);
}

/** Maintenance notices, and what became of each mail. */
export function NoticesPage({ id }: { id: string | null }) {
  const { value, error, slow, askAgain } = useAnswer('notice.list', undefined, ['notice']);
  const whyNotSend = useWhyNot('notice.send');
  const whyNotStopRole = useWhyNot('notice.stop');
  const write = (
    <Button look="primary" whyNot={whyNotSend} onPress={() => openDialog({ kind: 'notice', ids: null })}>
      Write notice
    </Button>
  );
  const has = (state: 'queued' | 'failed') => (row: NoticeRow) => deliveryCounts(row.recipients)[state] > 0;
  return (
    <WholeListPage
      title="Maintenance notices"
      noun={{ one: 'notice', many: 'notices' }}
      answer={{ rows: value?.notices, error, slow, askAgain }}
      columns={columns}
      sort={{ column: 'made', direction: 'descending' }}
      nameOf={(row) => row.name}
      textOf={(row) =>
        [row.name, row.text, row.madeBy, ...Object.values(row.recipients).map(({ email }) => email)].join(
          '\n',
        )
      }
      chips={[
        { id: 'under-way', title: 'Being sent', has: has('queued') },
        { id: 'failed', title: 'Not sent to some', has: has('failed') },
        {
          id: 'coming',
          title: 'Work still to come',
          has: (row) => Date.parse(row.plannedUntil) > Date.now(),
        },
      ]}
      buttons={write}
      scopes={<LedgerTabs at="notices" />}
      above={<DataAge kinds={['notice']} />}
      empty={
        <EmptyList what="notices">
          <EmptyState
            icon={<Wrench aria-hidden size={22} />}
            title="No maintenance notice yet"
            action={write}
          >
            A notice is written once and mailed to the technical contacts of the customers that you choose,
            each in its brand.
          </EmptyState>
        </EmptyList>
      }
      openId={id}
      onOpenId={(open, replace) => go({ page: 'notices', id: open }, { replace })}
      detail={(open, close) => (
        <NoticeDetailPane
          key={open}
          notice={value?.notices.find((each) => each.id === open) ?? null}
          isRead={value !== undefined}
          onClose={close}
        />
      )}
      remove={{ run: () => undefined, whyNot: 'What was sent stays in the ledger.' }}
      bulk={() => null}
      menu={(row) => [
        { id: 'open', title: 'Open', shortcut: 'Enter', run: () => go({ page: 'notices', id: row.id }) },
        {
          id: 'stop',
          title: 'Stop sending',
          danger: true,
          apart: true,
          whyNot: whyNotStopRole ?? whyNotStop(row),
          run: () => void stopNotice(row),
        },
      ]}
    />
  );
}

const amount = (id: 'sent' | 'queued' | 'failed' | 'left', title: string): WholeColumn<NoticeRow> => ({
  ...{ id, title, width: 92, sort: id },
  by: (row) => deliveryCounts(row.recipients)[id],
  cell: (row) => <span className="tabular-nums">{count(deliveryCounts(row.recipients)[id])}</span>,
});

const columns: WholeColumn<NoticeRow>[] = [
  {
    ...{ id: 'name', title: 'Subject', width: 220, grows: true, always: true, sort: 'name' },
    by: (row) => row.name,
    cell: (row) => (
      <span className="truncate font-strong" title={row.name}>
        <bdi>{row.name}</bdi>
      </span>
    ),
  },
  {
    ...{ id: 'state', title: 'Delivery', width: 140, sort: 'state' },
    by: (row) => noticeWords(row).text,
    cell: (row) => {
      const { text, tone } = noticeWords(row);
      return <Tag tone={tone}>{text}</Tag>;
    },
  },
  {
    ...{ id: 'planned', title: 'Planned', width: 250, sort: 'planned' },
    by: (row) => row.plannedFrom,
    cell: (row) => <Quiet>{plannedWords(row)}</Quiet>,
  },
  amount('sent', 'Sent'),
  amount('queued', 'Queued'),
  amount('failed', 'Not sent'),
  amount('left', 'Left out'),
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
