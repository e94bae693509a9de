import { Wrench } from 'lucide-react';
import type { NoticeRow } from '../../../common/contract/notices.ts';
import { deliveryCounts } from '../../../common/domain/notices.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { say, sayFailed } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { LedgerPage } from '../invites/LedgerPage.tsx';
import { isAway } from '../invites/resend.ts';
import { EmptyList } from '../lists/EmptyList.tsx';
import type { WholeColumn } from '../lists/sorted-by.ts';
import { column } from '../lists/whole-columns.tsx';
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
    <LedgerPage
      at="notices"
      kinds={['notice']}
      row={{ title: 'Maintenance notice', noun: 'notice' }}
      title="Maintenance notices"
      noun={{ one: 'notice', many: 'notices' }}
      answer={{ rows: value?.notices, error, slow, askAgain }}
      columns={columns}
      sort={{ column: 'made', direction: 'descending' }}
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
      detail={(notice, close) => <NoticeDetailPane notice={notice} onClose={close} />}
      remove={{ run: () => undefined, whyNot: 'What was sent stays in the ledger.' }}
      bulk={() => null}
      menu={(row) => [
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

const amount = (id: 'sent' | 'queued' | 'failed' | 'left', title: string) =>
  column.amount<NoticeRow>([id, title, 92], (row) => deliveryCounts(row.recipients)[id]);

const columns: WholeColumn<NoticeRow>[] = [
  column.bold(['name', 'Subject', 220], (row) => row.name),
  column.tag(['state', 'Delivery', 140], noticeWords),
  column.text(['planned', 'Planned', 250], plannedWords, (row) => row.plannedFrom),
  amount('sent', 'Sent'),
  amount('queued', 'Queued'),
  amount('failed', 'Not sent'),
  amount('left', 'Left out'),
  ...[column.madeBy, column.made, column.waiting],
];
