import type { ListLayout } from '../../../common/contract/list-layouts.ts';
import type { ListView } from '../../app/store.ts';
import type { GridColumn } from '../../ui/DataTable/columns.ts';
import { placesOf, withPlace, withStep } from '../../ui/DataTable/layout.ts';
import type { MenuEntry } from '../../ui/Menu.tsx';

interface ColumnEntriesParts<Row> {
  columns: readonly GridColumn<Row>[];
  column: string;
  layout: ListLayout;
  sort: ListView['sort'];
  onLayout: (layout: ListLayout) => void;
  onSort: (sort: ListView['sort']) => void;
  /** By the name that the list is sorted by. */
  filter: { whyNot: (column: string) => string | undefined; run: (column: string) => void };
}

/** The menu of a column's header. */
export function columnEntries<Row>(parts: ColumnEntriesParts<Row>): MenuEntry[] {
  const { columns, layout, sort, onLayout, onSort } = parts;
  const shown = placesOf(columns, layout).filter(({ place }) => !place.hidden);
  const at = shown.findIndex(({ column }) => column.id === parts.column);
  const found = shown[at];
  if (!found) return [];
  const { column, place } = found;
  const sorting = (direction: ListView['sort']['direction'], title: string): MenuEntry => ({
    id: direction,
    title,
    checked: column.sort === sort.column && direction === sort.direction,
    whyNot: column.sort === undefined ? 'The list can’t be sorted by it.' : undefined,
    run: () => onSort({ column: column.sort ?? '', direction }),
  });
  const stepping = (step: -1 | 1, title: string): MenuEntry => ({
    id: title,
    title,
    whyNot: shown[at + step] ? undefined : `It’s the ${step < 0 ? 'first' : 'last'} one.`,
    run: () => onLayout(withStep(columns, layout, column.id, step)),
  });
  return [
    sorting('ascending', 'Sort ascending'),
    sorting('descending', 'Sort descending'),
    {
      id: 'filter',
      title: `Filter by ${column.title.charAt(0).toLowerCase()}${column.title.slice(1)}…`,
      whyNot: parts.filter.whyNot(column.sort ?? ''),
      run: () => parts.filter.run(column.sort ?? ''),
    },
    {
      id: 'pin',
      title: 'Keep at the left',
      checked: place.pinned === true,
      apart: true,
      run: () => onLayout(withPlace(columns, layout, column.id, { pinned: place.pinned !== true })),
    },
    {
      id: 'pin-right',
      title: 'Keep at the right',
      checked: place.pinned === 'right',
      run: () =>
        onLayout(
          withPlace(columns, layout, column.id, { pinned: place.pinned === 'right' ? false : 'right' }),
        ),
    },
    stepping(-1, 'Move left'),
    stepping(1, 'Move right'),
    {
      id: 'hide',
      title: 'Hide column',
      apart: true,
      whyNot: column.always ? 'Rows are known by it.' : undefined,
      run: () => onLayout(withPlace(columns, layout, column.id, { hidden: true })),
    },
  ];
}
