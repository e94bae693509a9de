import { useEffect, useState } from 'react';
import type { ListView } from '../../app/store.ts';
import { sortedBy, type WholeColumn } from '../lists/sorted-by.ts';
import type { usePages } from './use-pages.ts';

/**
 * The rows of a list that's read page by page, in the order of a column. They're sorted once all are here, for which the rest is
 * read; until then, and until somebody sorts, they stand as they came.
 */
export function useSortedPages<Row, P extends { next: string | null }>(
  list: ReturnType<typeof usePages<P>>,
  rows: readonly Row[],
  columns: readonly WholeColumn<Row>[],
  first: ListView['sort'],
) {
  const [sort, setSort] = useState<ListView['sort'] | null>(null);
  const isWhole = list.pages.at(-1)?.next === null;
  useEffect(() => {
    if (sort && list.pages.length > 0 && !isWhole && !list.error) list.more();
  });
  return {
    rows:
      sort && isWhole
        ? sortedBy(rows, columns.find((column) => column.sort === sort.column)?.by, sort.direction)
        : rows,
    sort: sort ?? first,
    setSort,
  };
}
