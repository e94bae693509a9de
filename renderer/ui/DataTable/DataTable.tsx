import {
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
} from 'react';
import { useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { ColumnPlace, ListLayout } from '../../../common/contract/list-layouts.ts';
import type { ListView } from '../../app/store.ts';
import {
  checkWidth,
  columnDefs,
  gridFeatures,
  headerHeight,
  type GridColumn,
  type GridSlot,
  type PlacedColumn,
} from './columns.ts';
import { GridHeader } from './GridHeader.tsx';
import { GridRow } from './GridRow.tsx';
import { placesOf, withMoved, withPlace } from './layout.ts';
import { ScaledScroll, tallestElement } from './scaled-scroll.ts';
import { sharedWidths } from './share-room.ts';
import { movedIndex, type CheckRequest } from './selection.ts';
import { useRoom } from './use-room.ts';

export interface DataTableProps<Row extends { id: string }> {
  /** Name of the grid for a screen reader. */
  label: string;
  columns: readonly GridColumn<Row>[];
  /** How the columns are arranged, and what is told when a person arranges them; they stay as they are where it's left out. */
  layout?: { value: ListLayout; onChange: (layout: ListLayout) => void } | undefined;
  /** The menu of a column is wanted. */
  onColumnMenu?: ((column: string, at: { x: number; y: number }) => void) | undefined;
  total: number;
  /** What a row is called. */
  nameOf: (row: Row) => string;
  rowAt: (index: number) => Row | undefined;
  /** What gives the rows by window, null where all are here. Another one is told what is on screen, and its current row brought into sight. */
  source: unknown;
  onVisible: (first: number, last: number) => void;
  rowHeight: number;
  sort: ListView['sort'];
  onSort: (sort: ListView['sort']) => void;
  /** Position of the row that the keyboard is on; -1 when there's none. */
  current: number;
  onCurrent: (index: number, row: Row | undefined) => void;
  /** Checked rows; null where rows can't be checked. */
  checked: { has(id: string): boolean; readonly size: number } | null;
  /** How many of them stand in this list. */
  checkedHere: number;
  onCheck: (request: CheckRequest) => void;
  /** Moving on without checking: the next range begins there. */
  onMoveOn: () => void;
  onCheckAll: () => void;
  onUncheckAll: () => void;
  /** The row whose detail is open. */
  openId: string | null;
  onOpen: (row: Row) => void;
  /** Escape, with nothing checked. */
  onEscape: () => void;
  onMenu: (row: Row, at: { x: number; y: number }) => void;
  /** A cell was pressed twice: it's edited where it stands. */
  onEditCell?: ((row: Row, column: string) => void) | undefined;
  /** Room at the end, for what floats over the list, in pixels. */
  footRoom: number;
}

const overscan = 8;
const asTheyAre: ListLayout = [];

/** A grid of any number of rows: a constant number of elements, rows by window, the keyboard of a file manager. */
export function DataTable<Row extends { id: string }>(props: DataTableProps<Row>) {
  const { total, rowHeight, rowAt, source, onVisible, current, checked } = props;
  const all = props.columns;
  const layout = props.layout?.value ?? asTheyAre;
  const scroller = useRef<HTMLDivElement>(null);
  const [scroll] = useState(() => new ScaledScroll());
  const [gridId] = useState(() => `grid-${Math.random().toString(36).slice(2, 8)}`);
  const height = headerHeight + total * rowHeight + props.footRoom;
  const scaled = height > tallestElement;

  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    observeElementOffset: scroll.observe,
    scrollToFn: (offset) => scroll.scrollTo(offset),
  });
  useEffect(() => {
    scroll.resize(height);
    virtualizer.measure();
  }, [scroll, height, rowHeight, virtualizer]);

  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const visible = useEffectEvent(onVisible);
  useEffect(() => visible(first, last), [first, last, source]);

  const slots: GridSlot<Row>[] = items.map(({ index }) => ({ index, row: rowAt(index) }));
  const hasRows = slots.some(({ row }) => row !== undefined);
  useEffect(() => {
    if (hasRows) markFirstRows();
  }, [hasRows]);
  const arranged = useMemo(() => placesOf(all, layout).filter(({ place }) => !place.hidden), [all, layout]);
  const defs = useMemo(() => columnDefs(arranged.map(({ column }) => column)), [arranged]);
  const [drawn, setDrawn] = useState<Record<string, number>>({});
  const { room, needs } = useRoom(scroller, hasRows, source, arranged.map(({ place }) => place.id).join(' '));
  const growing = growingAt(arranged, drawn);
  const columnSizing = useMemo(() => {
    const sharers = arranged.map(({ column, place }, at) => {
      const set = drawn[place.id] ?? place.width;
      const width = set ?? column.width;
      return { width, need: needs[place.id] ?? 0, isSet: set !== undefined, grows: at === growing };
    });
    const widths = sharedWidths(sharers, room - (checked ? checkWidth : 0));
    return Object.fromEntries(arranged.map(({ place: { id } }, at) => [id, widths[at] ?? 0]));
  }, [arranged, drawn, needs, room, growing, checked]);
  const table = useTable({
    features: gridFeatures,
    columns: defs,
    data: slots,
    getRowId: (slot) => `${slot.index}`,
    columnResizeMode: 'onChange',
    state: { columnSizing },
    onColumnSizingChange: (next) => {
      const sizes = typeof next === 'function' ? next(columnSizing) : next;
      // The others' widths follow from the room: only what was drawn stays.
      const changed = Object.entries(sizes).filter(([id, width]) => width !== columnSizing[id]);
      setDrawn({ ...drawn, ...Object.fromEntries(changed) });
    },
  });
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const widths = arranged.map(({ column }) => table.getColumn(column.id)?.getSize() ?? column.width);
  const columns = stuck(arranged, widths, checked ? checkWidth : 0);
  const lead = checked ? `${checkWidth}px ` : '';
  const template =
    lead + widths.map((width, at) => (at === growing ? `minmax(${width}px, 1fr)` : `${width}px`)).join(' ');
  const [resizing, setResizing] = useState(false);
  const keepWidths = useEffectEvent(() => {
    setResizing(false);
    if (!props.layout) return;
    const kept = Object.entries(drawn).reduce(
      (places, [id, width]) => withPlace(all, places, id, { width: Math.round(width) }),
      layout,
    );
    props.layout.onChange(kept);
    setDrawn({});
  });
  useEffect(() => {
    if (!resizing) return;
    const end = () => keepWidths();
    window.addEventListener('pointerup', end);
    return () => window.removeEventListener('pointerup', end);
  }, [resizing]);
  const least = widths.reduce((sum, width) => sum + width, checked ? checkWidth : 0);

  const reveal = useEffectEvent((index: number) => {
    if (index >= 0 && index < total) {
      scroll.resize(height);
      scroll.reveal(index * rowHeight, (index + 1) * rowHeight + props.footRoom, headerHeight);
    }
  });
  const { column: sortColumn, direction } = props.sort;
  useEffect(() => reveal(current), [current, sortColumn, direction, source]);

  const move = (index: number, row = rowAt(index)) => {
    if (index !== current) props.onCurrent(index, row);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    const row = rowAt(current);
    const command = event.ctrlKey || event.metaKey;
    const page = Math.max(
      1,
      Math.floor(((scroller.current?.clientHeight ?? 0) - headerHeight) / rowHeight) - 1,
    );
    const to = movedIndex(event.key, current, total, page);
    if (to !== undefined && !event.altKey) {
      event.preventDefault();
      const target = rowAt(to);
      // The row may still be on its way; a range is by places.
      if (event.shiftKey && checked) props.onCheck({ id: target?.id ?? '', index: to, how: 'range' });
      else props.onMoveOn();
      move(to, target);
    } else if (event.key === ' ' && row && checked) {
      event.preventDefault();
      props.onCheck({ id: row.id, index: current, how: event.shiftKey ? 'range' : 'one' });
    } else if (event.key === 'a' && command && checked) {
      event.preventDefault();
      props.onCheckAll();
    } else if (event.key === 'Escape' && checked && checked.size > 0) {
      event.preventDefault();
      event.stopPropagation();
      props.onUncheckAll();
    } else if (event.key === 'Escape') {
      props.onEscape();
    } else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const place = scroller.current?.querySelector(`[id="${gridId}-${current}"]`)?.getBoundingClientRect();
      if (!row || !place) return;
      event.preventDefault();
      props.onMenu(row, { x: place.left + 48, y: place.bottom });
    }
  };

  const onRowClick = (event: MouseEvent, slot: GridSlot<Row>, onBox: boolean) => {
    const { row, index } = slot;
    scroller.current?.focus({ preventScroll: true });
    if (!row) return;
    const column = columnAt(event.target);
    // The detail that a first press opens moves the columns: the cell that was pressed first is meant, wherever the second press falls.
    if (column && props.onEditCell) onSecondPress(() => props.onEditCell?.(row, column));
    const command = event.ctrlKey || event.metaKey;
    if (checked && (event.shiftKey || command || onBox)) {
      props.onCheck({ id: row.id, index, how: event.shiftKey ? 'range' : 'one' });
      props.onCurrent(index, row);
      return;
    }
    props.onMoveOn();
    props.onCurrent(index, row);
    props.onOpen(row);
  };

  const allState = props.checkedHere === 0 ? 'none' : props.checkedHere >= total ? 'all' : 'some';
  const inSight = items.some((item) => item.index === current);
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={props.label}
      aria-rowcount={total + 1}
      aria-colcount={columns.length + (checked ? 1 : 0)}
      aria-multiselectable={checked ? true : undefined}
      aria-activedescendant={inSight ? `${gridId}-${current}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="group/grid relative min-h-0 flex-1 overflow-auto overscroll-contain outline-none"
      data-grid
    >
      <div role="presentation" style={{ minWidth: least }}>
        <div role="rowgroup" className="sticky top-0 z-10">
          <GridHeader
            columns={columns}
            headers={headers}
            template={template}
            sort={props.sort}
            onSort={props.onSort}
            onResize={(column, width) => {
              if (props.layout) props.layout.onChange(withPlace(all, layout, column, { width }));
              else setDrawn({ ...drawn, [column]: width });
            }}
            onResizeBegin={() => setResizing(true)}
            onMove={
              props.layout
                ? (column, target) => props.layout?.onChange(withMoved(all, layout, column, target))
                : undefined
            }
            onMenu={props.onColumnMenu}
            checks={
              checked
                ? { state: allState, onToggle: allState === 'none' ? props.onCheckAll : props.onUncheckAll }
                : null
            }
          />
        </div>
        <div
          role="rowgroup"
          style={{ height: Math.min(height, tallestElement) - headerHeight }}
          className="relative"
        >
          <div
            role="presentation"
            className={scaled ? 'sticky h-0' : ''}
            style={scaled ? { top: headerHeight } : {}}
          >
            {table.getRowModel().rows.map((row, at) => {
              const slot = row.original;
              const start = items[at]?.start ?? 0;
              return (
                <GridRow
                  key={row.id}
                  id={`${gridId}-${slot.index}`}
                  name={slot.row ? props.nameOf(slot.row) : ''}
                  row={row}
                  columns={columns}
                  template={template}
                  FlexRender={table.FlexRender}
                  top={start - (scaled ? (virtualizer.scrollOffset ?? 0) : 0)}
                  height={rowHeight}
                  isCurrent={slot.index === current}
                  isChecked={checked === null ? null : slot.row !== undefined && checked.has(slot.row.id)}
                  isSelected={
                    slot.row !== undefined &&
                    (checked?.has(slot.row.id) ||
                      ((checked?.size ?? 0) === 0 && slot.row.id === props.openId))
                  }
                  onClick={(event, onBox) => onRowClick(event, slot, onBox)}
                  onMenu={(event) => {
                    if (!slot.row) return;
                    event.preventDefault();
                    props.onCurrent(slot.index, slot.row);
                    props.onMenu(slot.row, { x: event.clientX, y: event.clientY });
                  }}
                />
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

/**
 * Which of the shown columns takes what is left: the one that's made for it, else the last; never one that was set by hand. What
 * sticks doesn't grow either, as what sticks beside it has to know where. -1 where there's none.
 */
function growingAt<Row>(
  arranged: readonly { column: GridColumn<Row>; place: ColumnPlace }[],
  drawn: Readonly<Record<string, number>>,
): number {
  const mayGrow = ({ place: { id, width, pinned } }: { place: ColumnPlace }) =>
    !pinned && width === undefined && drawn[id] === undefined;
  const made = arranged.findIndex((each) => each.column.grows && mayGrow(each));
  return made < 0 ? arranged.findLastIndex(mayGrow) : made;
}

/** The shown columns, those that are pinned with where they stick. */
function stuck<Row>(
  arranged: readonly { column: GridColumn<Row>; place: ColumnPlace }[],
  widths: readonly number[],
  lead: number,
): PlacedColumn<Row>[] {
  let left = lead;
  let right = widths.reduce(
    (sum, width, at) => sum + (arranged[at]?.place.pinned === 'right' ? width : 0),
    0,
  );
  return arranged.map(({ column, place }, at) => {
    if (!place.pinned) return column;
    if (place.pinned === 'right') {
      right -= widths[at] ?? column.width;
      return { ...column, stuckRight: right };
    }
    const stuckAt = left;
    left += widths[at] ?? column.width;
    return { ...column, stuckAt };
  });
}

/** Marks once, in the browser's own timeline, when the first rows of the window were drawn; the cold start is measured by it. */
function markFirstRows(): void {
  if (performance.getEntriesByName('first-rows').length === 0)
    requestAnimationFrame(() => setTimeout(() => performance.mark('first-rows')));
}

/** Id of the column whose cell something is in. */
function columnAt(target: EventTarget): string | undefined {
  return target instanceof Element
    ? target.closest<HTMLElement>('[data-column]')?.dataset['column']
    : undefined;
}

/** Longest between two presses of a double-click, in milliseconds, as slow as systems let it be set. */
const doubleClickMs = 900;

/** Does something where the next press is the second of a double-click, and keeps that press from anything else. */
function onSecondPress(then: () => void): void {
  const next = new AbortController();
  const once = { capture: true, once: true, signal: next.signal };
  const swallow = (event: globalThis.MouseEvent) => {
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener(
    'mousedown',
    (press) => {
      if (press.detail !== 2) return next.abort();
      swallow(press);
      window.addEventListener(
        'click',
        (click) => {
          swallow(click);
          then();
        },
        once,
      );
    },
    once,
  );
  setTimeout(() => next.abort(), doubleClickMs);
}
