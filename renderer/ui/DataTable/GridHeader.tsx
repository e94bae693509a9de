import { useState, type KeyboardEvent } from 'react';
import type { Header, RowData } from '@tanstack/react-table';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ListView } from '../../app/store.ts';
import { announce } from '../announce.ts';
import { headerHeight, isStuck, type GridColumn, type gridFeatures, type PlacedColumn } from './columns.ts';
import { beginMove, type ColumnTarget } from './move-column.ts';
import { CheckMark } from './CheckMark.tsx';

interface GridHeaderProps<Row, Slot extends RowData> {
  columns: readonly PlacedColumn<Row>[];
  headers: readonly Header<typeof gridFeatures, Slot>[];
  template: string;
  sort: ListView['sort'];
  onSort: (sort: ListView['sort']) => void;
  onResize: (column: string, width: number) => void;
  /** A width is being drawn by mouse. */
  onResizeBegin: () => void;
  /** A column was drawn to another place; left out where they stay. */
  onMove?: ((column: string, target: ColumnTarget) => void) | undefined;
  onMenu?: ((column: string, at: { x: number; y: number }) => void) | undefined;
  /** The box over all rows; null where rows aren't checked. */
  checks: { state: 'none' | 'some' | 'all'; onToggle: () => void } | null;
}

/**
 * The sticky header row. One tab stop; arrows move between columns, Shift and an arrow resizes one, the context menu key opens its
 * menu. By mouse a column is drawn to another place.
 */
export function GridHeader<Row, Slot extends RowData>(props: GridHeaderProps<Row, Slot>) {
  const { columns, headers, template, sort, onSort, onMove, onMenu, checks } = props;
  const [target, setTarget] = useState<ColumnTarget | null>(null);
  const sticks = columns.some(isStuck);
  const stop = columns.find((column) => column.sort === sort.column)?.id ?? columns[0]?.id;
  return (
    <div
      role="row"
      aria-rowindex={1}
      style={{ gridTemplateColumns: template, height: headerHeight }}
      className="sticky top-0 z-10 grid border-b border-line bg-bg text-sm font-strong text-muted"
    >
      {checks ? (
        <div
          role="columnheader"
          className={`grid place-items-center ${sticks ? 'sticky left-0 z-20 bg-bg' : ''}`}
          onClick={checks.onToggle}
        >
          <span
            role="checkbox"
            aria-checked={checks.state === 'some' ? 'mixed' : checks.state === 'all'}
            aria-label="Select all"
            tabIndex={-1}
          >
            <CheckMark state={checks.state} />
          </span>
        </div>
      ) : null}
      {columns.map((column, at) => {
        const header = headers.find((each) => each.id === column.id);
        const lead = at === 0 && !checks ? 'pl-4 pr-2.5' : 'px-2.5';
        const sorted = column.sort !== undefined && column.sort === sort.column;
        return (
          <div
            key={column.id}
            role="columnheader"
            aria-sort={sorted ? sort.direction : undefined}
            data-column={column.id}
            onPointerDown={(event) => {
              if (onMove) beginMove(event, column.id, setTarget, onMove);
            }}
            onContextMenu={(event) => {
              if (!onMenu) return;
              event.preventDefault();
              onMenu(column.id, { x: event.clientX, y: event.clientY });
            }}
            style={{ left: column.stuckAt, right: column.stuckRight }}
            className={`flex min-w-0 items-center ${isStuck(column) ? 'sticky z-20 bg-bg' : 'relative'} ${target?.id === column.id ? (target.side === 'before' ? 'shadow-[inset_2px_0_var(--accent)]' : 'shadow-[inset_-2px_0_var(--accent)]') : ''}`}
          >
            {column.sort === undefined ? (
              <span className={`truncate ${lead} ${column.number ? 'ml-auto' : ''}`}>{column.title}</span>
            ) : (
              <button
                type="button"
                tabIndex={column.id === stop ? 0 : -1}
                onClick={() => onSort(nextSort(column, sort))}
                onKeyDown={(event) => {
                  if (onMenu && isMenuKey(event)) {
                    const { left, bottom } = event.currentTarget.getBoundingClientRect();
                    event.preventDefault();
                    onMenu(column.id, { x: left, y: bottom });
                  } else moveOrResize(event, header?.getSize() ?? column.width, column, props.onResize);
                }}
                className={`flex h-full w-full min-w-0 items-center gap-1 ${lead} hover:text-text focus-visible:-outline-offset-2 ${column.number ? 'justify-end' : ''} ${sorted ? 'text-text' : ''}`}
              >
                <span className="truncate">{column.title}</span>
                {sorted ? (
                  sort.direction === 'ascending' ? (
                    <ArrowUp aria-hidden size={12} className="shrink-0" />
                  ) : (
                    <ArrowDown aria-hidden size={12} className="shrink-0" />
                  )
                ) : null}
              </button>
            )}
            {header ? (
              <span
                aria-hidden
                data-resizes
                onPointerDown={props.onResizeBegin}
                onMouseDown={header.getResizeHandler()}
                onTouchStart={header.getResizeHandler()}
                className="absolute inset-y-1 -right-[3px] z-10 w-[7px] cursor-col-resize after:absolute after:inset-y-0 after:left-[3px] after:w-px after:bg-line hover:after:bg-accent"
              />
            ) : null}
          </div>
        );
      })}
    </div>
  );
}

function isMenuKey(event: KeyboardEvent): boolean {
  return event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
}

function nextSort<Row>(column: GridColumn<Row>, sort: ListView['sort']): ListView['sort'] {
  const turned = column.sort === sort.column && sort.direction === 'ascending';
  const next = {
    column: column.sort ?? '',
    direction: turned ? ('descending' as const) : ('ascending' as const),
  };
  announce(`Sorted by ${column.title}, ${next.direction}`);
  return next;
}

function moveOrResize<Row>(
  event: KeyboardEvent<HTMLButtonElement>,
  width: number,
  column: GridColumn<Row>,
  onResize: (column: string, width: number) => void,
): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.shiftKey) {
    onResize(column.id, Math.min(900, Math.max(48, width + step * 16)));
    return;
  }
  const buttons = [...(event.currentTarget.closest('[role=row]')?.querySelectorAll('button') ?? [])];
  buttons[buttons.indexOf(event.currentTarget) + step]?.focus();
}
