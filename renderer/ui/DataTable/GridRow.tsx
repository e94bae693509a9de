import type { MouseEvent } from 'react';
import type { ReactTable, Row as TableRow } from '@tanstack/react-table';
import { isStuck, type GridSlot, type gridFeatures, type PlacedColumn } from './columns.ts';
import { CheckMark } from './CheckMark.tsx';

interface GridRowProps<Row extends { id: string }> {
  id: string;
  /** What the row is called, for its checkbox. */
  name: string;
  row: TableRow<typeof gridFeatures, GridSlot<Row>>;
  columns: readonly PlacedColumn<Row>[];
  template: string;
  FlexRender: ReactTable<typeof gridFeatures, GridSlot<Row>>['FlexRender'];
  /** Where it stands, in pixels from the first row or, in a scaled list, from the top of what is seen. */
  top: number;
  height: number;
  isCurrent: boolean;
  /** null where rows can't be checked. */
  isChecked: boolean | null;
  isSelected: boolean;
  onClick: (event: MouseEvent, onBox: boolean) => void;
  onMenu: (event: MouseEvent) => void;
}

/** One row of the grid, or the empty place of one that is on its way. */
export function GridRow<Row extends { id: string }>(props: GridRowProps<Row>) {
  const { row, columns, isCurrent, isChecked, isSelected, FlexRender } = props;
  const slot = row.original;
  const headed = (columns.find(({ always }) => always) ?? columns[0])?.id;
  const sticks = columns.some(isStuck);
  return (
    <div
      id={props.id}
      role="row"
      aria-rowindex={slot.index + 2}
      aria-selected={isSelected}
      aria-busy={slot.row === undefined || undefined}
      data-current={isCurrent || undefined}
      onClick={(event) => {
        if (!(event.target instanceof Element) || !event.target.closest('a, button, input'))
          props.onClick(event, false);
      }}
      onContextMenu={props.onMenu}
      style={{
        gridTemplateColumns: props.template,
        height: props.height,
        transform: `translateY(${props.top}px)`,
      }}
      className={`absolute inset-x-0 top-0 grid border-b border-line-soft select-none has-[[role=alert]]:z-[2] ${
        isSelected
          ? 'bg-selected forced-colors:outline forced-colors:outline-2 forced-colors:-outline-offset-2'
          : 'bg-surface hover:bg-hover'
      } ${isCurrent ? 'group-focus-visible/grid:shadow-[inset_0_0_0_2px_var(--accent)] group-focus/grid:shadow-[inset_0_1px_var(--accent),inset_0_-1px_var(--accent)]' : ''}`}
    >
      {isChecked === null ? null : (
        <div
          role="gridcell"
          className={`grid place-items-center ${sticks ? 'sticky left-0 z-[1] bg-inherit' : ''}`}
          onClick={(event) => {
            event.stopPropagation();
            props.onClick(event, true);
          }}
        >
          <span role="checkbox" aria-checked={isChecked} aria-label={`Select ${props.name}`} tabIndex={-1}>
            <CheckMark state={isChecked ? 'all' : 'none'} />
          </span>
        </div>
      )}
      {row.getAllCells().map((cell, at) => (
        <div
          key={cell.id}
          data-column={columns[at]?.id}
          role={columns[at]?.id === headed ? 'rowheader' : 'gridcell'}
          style={{ left: columns[at]?.stuckAt, right: columns[at]?.stuckRight }}
          className={`flex min-w-0 items-center overflow-hidden px-2.5 whitespace-nowrap ${columns[at]?.number ? 'justify-end' : ''} ${at === 0 && isChecked === null ? 'pl-4' : ''} ${isStuck(columns[at]) ? 'sticky z-[1] bg-inherit' : ''}`}
        >
          <FlexRender cell={cell} />
        </div>
      ))}
    </div>
  );
}
