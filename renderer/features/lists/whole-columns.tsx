import { Tag } from '../../ui/states.tsx';
import { count, date, moment } from '../../ui/words.ts';
import { Quiet, WaitingMark, byWaiting, type Pending } from './row-marks.tsx';
import type { WholeColumn } from './sorted-by.ts';

/** Where a column stands: the id it's also sorted by, its title, and its width in pixels. */
type Head = readonly [id: string, title: string, width: number];
type Tone = Parameters<typeof Tag>[0]['tone'];

const headed = ([id, title, width]: Head) => ({ id, title, width, sort: id });

/** What rows are known by, in bold: it grows, and is never hidden. */
function bold<Row>(head: Head, words: (row: Row) => string): WholeColumn<Row> {
  return {
    ...{ ...headed(head), grows: true, always: true, by: words },
    cell: (row) => (
      <span className="truncate font-strong" title={words(row)}>
        <bdi>{words(row)}</bdi>
      </span>
    ),
  };
}

/** Quiet text, sorted as it reads unless by something else. */
function text<Row>(head: Head, words: (row: Row) => string, by = words): WholeColumn<Row> {
  return { ...headed(head), by, cell: (row) => <Quiet>{words(row)}</Quiet> };
}

/** A state as a word with a colour. */
function tag<Row>(head: Head, words: (row: Row) => { text: string; tone: Tone }): WholeColumn<Row> {
  return {
    ...headed(head),
    by: (row) => words(row).text,
    cell: (row) => <Tag tone={words(row).tone}>{words(row).text}</Tag>,
  };
}

/** How many. */
function amount<Row>(head: Head, of: (row: Row) => number): WholeColumn<Row> {
  return {
    ...headed(head),
    by: of,
    cell: (row) => <span className="tabular-nums">{count(of(row))}</span>,
  };
}

/** A moment as it's seen from `now`; `never` where there's none. */
function time<Row>(head: Head, at: (row: Row) => string | null, now: number, never = ''): WholeColumn<Row> {
  return text(
    head,
    (row) => {
      const then = at(row);
      return then ? moment(then, now) : never;
    },
    (row) => at(row) ?? '',
  );
}

/** A day. */
function day<Row>(head: Head, at: (row: Row) => string): WholeColumn<Row> {
  return text(head, (row) => date(at(row)), at);
}

/** By whom a thing was made; what nobody else has seen yet is one's own. */
const madeBy: WholeColumn<{ madeBy: string }> = text(
  ['madeBy', 'Made by', 140],
  ({ madeBy }) => madeBy || 'You',
  ({ madeBy }) => madeBy,
);

/** The day on which a thing was made. */
const made: WholeColumn<{ createdAt: string }> = day(['made', 'Made', 100], ({ createdAt }) => createdAt);

/** What of a row isn't confirmed yet. */
const waiting: WholeColumn<{ pending: Pending }> = {
  ...headed(['waiting', 'Waiting', 136]),
  by: byWaiting,
  cell: ({ pending }) => <WaitingMark pending={pending} />,
};

/** The columns of a list that is here as a whole. */
export const column = { bold, text, tag, amount, time, day, madeBy, made, waiting };
