import { useMemo, useState } from 'react';
import type { ListLayout } from '../../../common/contract/list-layouts.ts';
import type { ListKind } from '../../../common/contract/views.ts';
import type { RowsByKind } from '../../api/list-rows.ts';
import { say } from '../../app/notices.ts';
import type { GridColumn } from '../../ui/DataTable/columns.ts';
import { placesOf } from '../../ui/DataTable/layout.ts';
import { InlineEditor } from './InlineEditor.tsx';
import { inlineFields } from './inline-edits.ts';

interface InlineEditing<K extends ListKind> {
  /** The columns, with the editor in the cell that is edited. */
  columns: readonly GridColumn<RowsByKind[K]>[];
  /** Edits a row: in a column, or in the first one that can be edited. */
  begin: (id: string, column?: string) => void;
  /** Why nothing can be edited in the list; undefined where something can. */
  whyNot: string | undefined;
}

/** Editing a field of a row where it stands in the list. */
export function useInlineEditing<K extends ListKind>(parts: {
  kind: K;
  columns: readonly GridColumn<RowsByKind[K]>[];
  layout: ListLayout;
  nameOf: (row: RowsByKind[K]) => string;
  whyNot: string | undefined;
  onEnd: () => void;
}): InlineEditing<K> {
  const { kind, columns, layout, nameOf, onEnd } = parts;
  const [cell, setCell] = useState<{ id: string; column: string } | null>(null);
  const fields = inlineFields[kind];
  const shown = placesOf(columns, layout)
    .filter(({ place }) => !place.hidden && Object.hasOwn(fields, place.id))
    .map(({ place }) => place.id);
  const whyNot =
    parts.whyNot ?? (shown.length === 0 ? 'No column on screen can be edited in the list.' : undefined);
  const begin = (id: string, column = shown[0]) => {
    if (column === undefined || !shown.includes(column)) return;
    if (whyNot !== undefined) say(whyNot);
    else setCell({ id, column });
  };
  const end = (next: -1 | 0 | 1) => {
    const at = cell ? shown.indexOf(cell.column) + next : -1;
    const column = next === 0 ? undefined : shown[at];
    if (cell && column !== undefined) return setCell({ id: cell.id, column });
    setCell(null);
    onEnd();
  };
  const withEditor = useMemo(
    () =>
      columns.map((column): GridColumn<RowsByKind[K]> => {
        const field = cell?.column === column.id ? fields[column.id] : undefined;
        if (!cell || !field) return column;
        return {
          ...column,
          cell: (row) => {
            if (row.id !== cell.id) return column.cell(row);
            const value: unknown = Reflect.get(row, column.id);
            return (
              <InlineEditor
                key={`${row.id} ${column.id}`}
                kind={kind}
                id={row.id}
                name={nameOf(row)}
                field={field}
                shown={typeof value === 'string' ? value : ''}
                onDone={end}
              />
            );
          },
        };
      }),
    // The editor itself holds what is typed; only which cell is edited makes other columns.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- nameOf and end are made anew with every render and mean the same
    [columns, cell, fields, kind],
  );
  return { columns: withEditor, begin, whyNot };
}
