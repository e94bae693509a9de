import { useMemo, useState } from 'react';
import { Pencil } from 'lucide-react';
import type { ListLayout } from '../../../common/contract/list-layouts.ts';
import type { ListKind } from '../../../common/contract/views.ts';
import type { RowsByKind } from '../../api/list-rows.ts';
import { say } from '../../app/notices.ts';
import type { GridColumn } from '../../ui/DataTable/columns.ts';
import { placesOf } from '../../ui/DataTable/layout.ts';
import { InlineEditor, type Cell, type CellStep } from './InlineEditor.tsx';
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
  /** Why nothing of one row can be edited. */
  whyNotRow: (row: RowsByKind[K] | undefined) => string | undefined;
  /** A row by its id; undefined where it isn't here. */
  rowOf: (id: string) => RowsByKind[K] | undefined;
  /** The row above or below one; undefined where there's none, or it isn't here yet. */
  rowBeside: (id: string, step: -1 | 1) => { row: RowsByKind[K]; index: number } | undefined;
  /** The editing went on to another row. */
  onRow: (index: number, id: string) => void;
  onEnd: () => void;
}): InlineEditing<K> {
  const { kind, columns, layout, nameOf, onEnd } = parts;
  const [cell, setCell] = useState<Cell | null>(null);
  const fields = inlineFields[kind];
  const shown = placesOf(columns, layout)
    .filter(({ place }) => !place.hidden && Object.hasOwn(fields, place.id))
    .map(({ place }) => place.id);
  const whyNot =
    parts.whyNot ?? (shown.length === 0 ? 'No column on screen can be edited in the list.' : undefined);
  // A name is a link, and has a pencil of its own; the keyboard begins with what else can be edited.
  const isLink = (id: string) => columns.some((column) => column.id === id && column.always);
  const begin = (id: string, column = shown.find((each) => !isLink(each)) ?? shown[0]) => {
    if (column === undefined || !shown.includes(column)) return;
    const because = whyNot ?? parts.whyNotRow(parts.rowOf(id));
    if (because !== undefined) say(because);
    else setCell({ id, column });
  };
  const beside = (way: CellStep): Cell | null => {
    if (!cell) return null;
    if (way === 'left' || way === 'right') {
      const column = shown[shown.indexOf(cell.column) + (way === 'left' ? -1 : 1)];
      return column === undefined ? null : { id: cell.id, column };
    }
    const next = parts.rowBeside(cell.id, way === 'up' ? -1 : 1);
    if (!next || parts.whyNotRow(next.row) !== undefined) return null;
    return { id: next.row.id, index: next.index, column: cell.column };
  };
  const done = (to: Cell | null) => {
    setCell(to);
    if (!to) onEnd();
    else if (to.index !== undefined) parts.onRow(to.index, to.id);
  };
  const withEditor = useMemo(
    () =>
      columns.map((column): GridColumn<RowsByKind[K]> => {
        const field = fields[column.id];
        const isEdited = cell?.column === column.id;
        const hasPencil = column.always && whyNot === undefined;
        if (!field || !(isEdited || hasPencil)) return column;
        const asItStands = (row: RowsByKind[K]) =>
          hasPencil && parts.whyNotRow(row) === undefined ? (
            <span className="group/name relative flex w-full min-w-0 items-center">
              {column.cell(row)}
              {/* The keyboard's way is Shift+F2, then Shift+Tab. */}
              <button
                type="button"
                tabIndex={-1}
                aria-hidden
                title={`Edit ${field.title.toLowerCase()} here`}
                data-pencil
                onClick={() => begin(row.id, column.id)}
                className="absolute right-0 grid size-5 place-items-center rounded-box border border-line bg-raised text-muted opacity-0 group-hover/name:opacity-100 hover:text-text"
              >
                <Pencil size={12} />
              </button>
            </span>
          ) : (
            column.cell(row)
          );
        return {
          ...column,
          cell: (row) => {
            if (!isEdited || row.id !== cell.id) return asItStands(row);
            const value: unknown = Reflect.get(row, column.id);
            return (
              <InlineEditor
                key={`${row.id} ${column.id}`}
                kind={kind}
                id={row.id}
                name={nameOf(row)}
                field={field}
                shown={typeof value === 'string' ? value : ''}
                beside={beside}
                onDone={done}
              />
            );
          },
        };
      }),
    // The editor itself holds what is typed; only which cell is edited makes other columns.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- nameOf, begin, beside and done are made anew with every render and mean the same
    [columns, cell, fields, kind, whyNot],
  );
  return { columns: withEditor, begin, whyNot };
}
