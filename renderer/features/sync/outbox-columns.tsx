import type { OutboxLine } from '../../../common/contract/outbox.ts';
import type { GridColumn } from '../../ui/DataTable/columns.ts';
import { Tag } from '../../ui/states.tsx';
import { ago, count, inLocalTime, useNow } from '../../ui/words.ts';
import { Quiet } from '../lists/row-marks.tsx';
import { stateWords } from './change-words.ts';

/**
 * Columns of the outbox, which is never sorted otherwise than in the order of sending. All but the last have room beside an open
 * change at 1280 pixels.
 */
export const outboxColumns: readonly GridColumn<OutboxLine>[] = [
  {
    id: 'order',
    title: 'Order',
    width: 62,
    number: true,
    cell: (row) => <span className="text-muted">{count(row.order)}</span>,
  },
  {
    id: 'change',
    title: 'Change',
    width: 192,
    grows: true,
    cell: (row) => (
      <span className="truncate font-strong" title={row.title}>
        {row.title}
      </span>
    ),
  },
  { id: 'state', title: 'State', width: 100, cell: (row) => <StateTag row={row} /> },
  { id: 'answer', title: 'Last answer', width: 150, cell: (row) => <Answer row={row} /> },
  { id: 'made', title: 'Made', width: 82, cell: (row) => <Age at={row.at} /> },
  {
    id: 'attempts',
    title: 'Attempts',
    width: 88,
    number: true,
    cell: (row) => <span className={row.attempts === 0 ? 'text-faint' : ''}>{count(row.attempts)}</span>,
  },
  { id: 'after', title: 'Waits for', width: 180, cell: (row) => <Quiet>{waitsText(row)}</Quiet> },
];

/** The state of a change as a word. */
export function StateTag({ row }: { row: Pick<OutboxLine, 'state'> }) {
  const { title, tone } = stateWords[row.state];
  return (
    <span data-outbox-state={row.state}>
      <Tag tone={tone}>{title}</Tag>
    </span>
  );
}

function Age({ at }: { at: string }) {
  return <Quiet>{ago(at, useNow())}</Quiet>;
}

function Answer({ row: { lastAnswer, departed, state } }: { row: OutboxLine }) {
  const now = useNow(60_000);
  if (lastAnswer) return <Quiet>{inLocalTime(lastAnswer, now)}</Quiet>;
  return <Quiet>{departed && state === 'waiting' ? 'Not confirmed' : ''}</Quiet>;
}

function waitsText({ waitsFor, after }: OutboxLine): string {
  if (!waitsFor) return '';
  return after.length > 1 ? `${waitsFor} and ${after.length - 1} more` : waitsFor;
}
