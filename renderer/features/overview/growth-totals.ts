import type { OverviewFigures } from '../../../common/contract/overview.ts';

/** How many there were at the end of a month. */
export interface MonthTotal {
  month: string;
  /** When the month began, in milliseconds. */
  at: number;
  added: number;
  total: number;
}

/** Every month from the first in which any was added to the one that it is at `now` (milliseconds), those without any included. */
export function grownBy(
  months: OverviewFigures['months'],
  of: 'customers' | 'sites',
  now: number,
): MonthTotal[] {
  const added = new Map(months.filter((each) => each[of] > 0).map((each) => [each.month, each[of]]));
  const [first] = added.keys();
  // A clock that was ahead may have dated some later.
  const last = [...added.keys(), new Date(now).toISOString().slice(0, 7)].toSorted().at(-1);
  const totals: MonthTotal[] = [];
  let total = 0;
  for (let month = first; month !== undefined && last !== undefined && month <= last; month = after(month)) {
    const more = added.get(month) ?? 0;
    total += more;
    totals.push({ month, at: Date.parse(`${month}-01T00:00:00Z`), added: more, total });
  }
  return totals;
}

function after(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7);
}
