import { scaleLinear, scaleTime } from 'd3-scale';
import { area, curveMonotoneX, line } from 'd3-shape';
import type { OverviewFigures } from '../../../common/contract/overview.ts';
import { go } from '../../app/navigate.ts';
import { everything } from '../../app/router.ts';
import { changeList } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { count, counted, useNow } from '../../ui/words.ts';
import { grownBy, type MonthTotal } from './growth-totals.ts';
import { Picture } from './Picture.tsx';

const width = 480;
const height = 168;
const margin = { top: 8, right: 28, bottom: 20, left: 52 };
const monthName = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });

interface GrowthProps {
  months: OverviewFigures['months'];
  of: 'customers' | 'sites';
  title: string;
}

/** How many there were at the end of each month, by when those that are here were added. */
export function Growth({ months, of, title }: GrowthProps) {
  const totals = grownBy(months, of, useNow(60_000));
  const last = totals.at(-1);
  const one = of === 'customers' ? 'customer' : 'site';
  return (
    <Picture
      title={title}
      says={
        last
          ? `${counted(last.total, one)}, ${last.added === 0 ? 'none' : count(last.added)} of them added in ${monthName.format(last.at)}.`
          : `No ${one} yet.`
      }
      heads={['Month', 'Added', 'In all']}
      lines={totals.toReversed().map(({ month, at, added, total }) => [
        <button
          key={month}
          type="button"
          aria-label={`Show ${of} added in ${monthName.format(at)}`}
          onClick={() => showMonth(one, month)}
          className="rounded-box text-accent-text hover:underline"
        >
          {monthName.format(at)}
        </button>,
        count(added),
        count(total),
      ])}
      action={
        <Button look="quiet" onPress={() => showNewest(one)}>
          Show {of}
        </Button>
      }
    >
      {totals.length > 0 ? <Curve totals={totals} one={one} /> : null}
    </Picture>
  );
}

function Curve({ totals, one }: { totals: readonly MonthTotal[]; one: 'customer' | 'site' }) {
  const [first, last] = [totals[0], totals.at(-1)];
  if (!first || !last) return null;
  const x = scaleTime([first.at, last.at], [margin.left, width - margin.right]);
  const y = scaleLinear([0, Math.max(1, last.total)], [height - margin.bottom, margin.top]).nice(4);
  const shape = area<MonthTotal>()
    .x(({ at }) => x(at))
    .y0(y(0))
    .y1(({ total }) => y(total))
    .curve(curveMonotoneX);
  const edge = line<MonthTotal>()
    .x(({ at }) => x(at))
    .y(({ total }) => y(total))
    .curve(curveMonotoneX);
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${counted(first.total, one)} in ${monthName.format(first.at)}, ${count(last.total)} in ${monthName.format(last.at)}; the table has every month`}
      className="block w-full"
    >
      {y
        .ticks(4)
        .filter(Number.isInteger)
        .map((tick) => (
          <g key={tick}>
            <line
              x1={margin.left}
              x2={width - margin.right}
              y1={y(tick)}
              y2={y(tick)}
              className="stroke-line-soft"
            />
            <text x={margin.left - 6} y={y(tick) + 4} textAnchor="end" className="fill-muted text-xs">
              {count(tick)}
            </text>
          </g>
        ))}
      {x.ticks(5).map((tick) => (
        <text
          key={tick.getTime()}
          x={x(tick)}
          y={height - 5}
          textAnchor="middle"
          className="fill-muted text-xs"
        >
          {monthName.format(tick)}
        </text>
      ))}
      <path d={shape(totals) ?? ''} className="fill-accent-soft" />
      <path d={edge(totals) ?? ''} className="fill-none stroke-accent stroke-2" />
      {totals.map((each) => (
        <circle
          key={each.month}
          cx={x(each.at)}
          cy={y(each.total)}
          r={5}
          onClick={() => showMonth(one, each.month)}
          className="fill-transparent hover:fill-accent"
        >
          <title>{`${monthName.format(each.at)}: ${count(each.added)} added, ${count(each.total)} in all`}</title>
        </circle>
      ))}
    </svg>
  );
}

function showNewest(one: 'customer' | 'site'): void {
  changeList(one, {
    filters: [],
    where: [],
    search: '',
    sort: { column: 'createdAt', direction: 'descending' },
  });
  go({ page: one, scope: everything, id: null });
}

/** What was added in a month, newest first. */
function showMonth(one: 'customer' | 'site', month: string): void {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const next = new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10);
  changeList(one, {
    filters: [],
    search: '',
    where: [
      { column: 'createdAt', operator: 'since', value: `${month}-01` },
      { column: 'createdAt', operator: 'before', value: next },
    ],
    sort: { column: 'createdAt', direction: 'descending' },
  });
  go({ page: one, scope: everything, id: null });
}
