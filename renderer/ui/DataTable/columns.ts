import {
  columnResizingFeature,
  columnSizingFeature,
  tableFeatures,
  type ColumnDef,
} from '@tanstack/react-table';
import type { ReactNode } from 'react';
import { columnWidths } from '../../../common/contract/list-layouts.ts';

/** What the tables use of the table library: columns and their widths. Rows are sorted and filtered in the database. */
export const gridFeatures = tableFeatures({ columnSizingFeature, columnResizingFeature });

/** A column of a list. */
export interface GridColumn<Row> {
  id: string;
  title: string;
  /** Width in pixels at least, until it's set by hand; more where it needs more and there's room. The one with `grows` takes what is left. */
  width: number;
  grows?: boolean;
  /** Numbers stand at the right. */
  number?: boolean;
  /** The column that the database sorts by; left out where it can't. */
  sort?: string;
  /** Every row is known by it: it can't be hidden. */
  always?: boolean;
  /** Not shown until it's asked for. */
  extra?: boolean;
  cell: (row: Row) => ReactNode;
}

/** A column as it stands in the grid. */
export interface PlacedColumn<Row> extends GridColumn<Row> {
  /** Where it sticks, in pixels from the left; undefined where it scrolls with the others. */
  stuckAt?: number | undefined;
  /** The same from the right. */
  stuckRight?: number | undefined;
}

/** Whether a column stays where it is while others scroll. */
export function isStuck(column: Pick<PlacedColumn<unknown>, 'stuckAt' | 'stuckRight'> | undefined): boolean {
  return column?.stuckAt !== undefined || column?.stuckRight !== undefined;
}

/** A row, or the place of one that is on its way. */
export interface GridSlot<Row> {
  index: number;
  row: Row | undefined;
}

export const checkWidth = 38;
export const headerHeight = 31;

/** The columns as the table library wants them. */
export function columnDefs<Row extends { id: string }>(
  columns: readonly GridColumn<Row>[],
): ColumnDef<typeof gridFeatures, GridSlot<Row>>[] {
  return columns.map((column) => ({
    id: column.id,
    header: column.title,
    size: column.width,
    minSize: columnWidths.least,
    maxSize: columnWidths.most,
    cell: ({ row }) => (row.original.row ? column.cell(row.original.row) : null),
  }));
}
