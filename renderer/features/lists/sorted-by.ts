import type { GridColumn } from '../../ui/DataTable/columns.ts';

/** A column of a list that is here as a whole; it's sorted by `by` where that's given. */
export type WholeColumn<Row> = GridColumn<Row> & { by?: (row: Row) => string | number };

const inOrder = new Intl.Collator('en', { numeric: true });

/** The rows in the order of a column; those that are alike stay as they come. */
export function sortedBy<Row>(
  rows: readonly Row[],
  by: ((row: Row) => string | number) | undefined,
  direction: 'ascending' | 'descending' | undefined,
): readonly Row[] {
  if (!by) return rows;
  const sign = direction === 'descending' ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [by(one), by(other)];
    return (
      sign * (typeof a === 'number' && typeof b === 'number' ? a - b : inOrder.compare(String(a), String(b)))
    );
  });
}
