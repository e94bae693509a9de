import { useRef } from 'react';
import { flushSync } from 'react-dom';
import { Plus, X } from 'lucide-react';
import {
  choicesOf,
  contentOf,
  mostColumnFilters,
  type ColumnFilter,
} from '../../../common/contract/column-filters.ts';
import type { ListKind } from '../../../common/contract/views.ts';
import { changeList } from '../../app/store.ts';
import { announce } from '../../ui/announce.ts';
import type { FilterableColumn } from './ColumnFilterDialog.tsx';
import { chipOff, chipOn, chipShape } from './FilterChips.tsx';
import { filterPhrase } from './filter-words.ts';

interface ColumnFilterChipsProps {
  kind: ListKind;
  columns: readonly FilterableColumn[];
  where: readonly ColumnFilter[];
  onEdit: (at: number) => void;
  onAdd: () => void;
}

/** The conditions on columns: each is edited or taken away; one more can be added. */
export function ColumnFilterChips({ kind, columns, where, onEdit, onAdd }: ColumnFilterChipsProps) {
  const add = useRef<HTMLButtonElement>(null);
  const remove = (at: number, phrase: string) => {
    // The chip that has the focus goes; where one more can be added is what stays.
    flushSync(() => changeList(kind, { where: where.filter((_, index) => index !== at) }));
    add.current?.focus();
    announce(`No longer filtered: ${phrase}`);
  };
  return (
    <>
      {where.map((filter, at) => {
        const title = columns.find(({ column }) => column === filter.column)?.title ?? filter.column;
        const content = contentOf(kind, filter.column) ?? 'text';
        const phrase = filterPhrase(title, content, filter, choicesOf(kind, filter.column));
        return (
          <span key={`${at} ${phrase}`} className={`flex max-w-80 items-center ${chipShape} ${chipOn}`}>
            <button
              type="button"
              title="Edit filter"
              onClick={() => onEdit(at)}
              className="min-w-0 truncate rounded-full py-0.5 pr-1 pl-2.5"
            >
              {phrase}
            </button>
            <button
              type="button"
              aria-label={`Remove filter: ${phrase}`}
              onClick={() => remove(at, phrase)}
              className="grid size-5 shrink-0 place-items-center rounded-full text-muted hover:text-text"
            >
              <X aria-hidden size={12} />
            </button>
          </span>
        );
      })}
      {where.length < mostColumnFilters ? (
        <button
          ref={add}
          type="button"
          onClick={onAdd}
          className={`inline-flex items-center gap-1 border-dashed px-2.5 ${chipShape} ${chipOff}`}
        >
          <Plus aria-hidden size={12} />
          Filter
        </button>
      ) : null}
    </>
  );
}
