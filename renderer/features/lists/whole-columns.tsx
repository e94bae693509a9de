import type { ReactNode } from 'react';
import { Tag } from '../../ui/states.tsx';
import { count, date, moment } from '../../ui/words.ts';
import { Quiet, WaitingMark, byWaiting, type Pending } from './row-marks.tsx';
import type { WholeColumn } from './sorted-by.ts';

/** Where a column stands: the id it's also sorted by, its title, and its width in pixels. */
type Head = readonly [id: string, title: string, width: number];
type Tone = Parameters<typeof Tag>[0]['tone'];

const headed = ([id, title, width]: Head) => ({ id, title, width, sort: id });

/** What rows are known by, in bold: it grows, and is never hidden. */
export function boldColumn<Row>(head: Head, text: (row: Row) => string): WholeColumn<Row> {
  return {
    ...{ ...headed(head), grows: true, always: true, by: text },
    cell: (row) => (
      <span className="truncate font-strong" title={text(row)}>
        <bdi>{text(row)}</bdi>
      </span>
    ),
  };
}

/** Quiet text, sorted as it reads unless by something else. */
export function textColumn<Row>(head: Head, text: (row: Row) => string, by = text): WholeColumn<Row> {
  return { ...headed(head), by, cell: (row) => <Quiet>{text(row)}</Quiet> };
}

/** A state as a word with a colour. */
export function tagColumn<Row>(
  head: Head,
  words: (row: Row) => { text: string; tone: Tone },
): WholeColumn<Row> {
  return {
    ...headed(head),
    by: (row) => words(row).text,
    cell: (row): ReactNode => {
      const { text, tone } = words(row);
      return <Tag tone={tone}>{text}</Tag>;
    },
  };
}

/** How many. */
export function countColumn<Row>(head: Head, amount: (row: Row) => number): WholeColumn<Row> {
  return {
    ...headed(head),
    by: amount,
    cell: (row) => <span className="tabular-nums">{count(amount(row))}</span>,
  };
}

/** A moment as it's seen from `now`; `never` where there's none. */
export function momentColumn<Row>(
  head: Head,
  at: (row: Row) => string | null,
  now: number,
  never = '',
): WholeColumn<Row> {
  return textColumn(
    head,
    (row) => {
      const time = at(row);
      return time ? moment(time, now) : never;
    },
    (row) => at(row) ?? '',
  );
}

/** A day. */
export function dateColumn<Row>(head: Head, at: (row: Row) => string): WholeColumn<Row> {
  return textColumn(head, (row) => date(at(row)), at);
}

/** By whom a thing was made; what nobody else has seen yet is one's own. */
export const madeByColumn: WholeColumn<{ madeBy: string }> = textColumn(
  ['madeBy', 'Made by', 120],
  ({ madeBy }) => madeBy || 'You',
  ({ madeBy }) => madeBy,
);

/** The day on which a thing was made. */
export const madeColumn: WholeColumn<{ createdAt: string }> = dateColumn(
  ['made', 'Made', 100],
  ({ createdAt }) => createdAt,
);

/** What of a row isn't confirmed yet. */
export const waitingColumn: WholeColumn<{ pending: Pending }> = {
  ...headed(['waiting', 'Waiting', 136]),
  by: byWaiting,
  cell: ({ pending }) => <WaitingMark pending={pending} />,
};
