import { useRef, useState, type FormEvent } from 'react';
import {
  choicesOf,
  columnFilter,
  comparesValue,
  contentOf,
  faultOfFilter,
  filterOperators,
  type ColumnFilter,
} from '../../../common/contract/column-filters.ts';
import type { ListKind } from '../../../common/contract/views.ts';
import { changeList, closeDialog, useView } from '../../app/store.ts';
import { announce } from '../../ui/announce.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { ChoiceField, TextField } from '../../ui/fields.tsx';
import { filterPhrase, operatorTitles } from './filter-words.ts';

/** Columns that a list can be filtered by. */
export type FilterableColumn = { column: string; title: string };

interface ColumnFilterDialogProps {
  list: ListKind;
  columns: readonly FilterableColumn[];
  /** Position of the filter that is edited; null adds one. */
  at: number | null;
  /** The column that is meant at first. */
  column: string | null;
}

/** Adds a condition on a column of a list, or edits one. */
export function ColumnFilterDialog({ list, columns, at, column }: ColumnFilterDialogProps) {
  const where = useView((view) => view.lists[list].where);
  const [filter, setFilter] = useState<ColumnFilter>(() => {
    const edited = at === null ? undefined : where[at];
    return edited ?? fresh(list, column ?? columns[0]?.column ?? 'name');
  });
  const [fault, setFault] = useState<string | undefined>();
  const form = useRef<HTMLFormElement>(null);
  const content = contentOf(list, filter.column) ?? 'text';
  const save = (event?: FormEvent) => {
    event?.preventDefault();
    const parsed = columnFilter.shape.value.safeParse(comparesValue(filter.operator) ? filter.value : '');
    const wrong = parsed.success
      ? faultOfFilter(list, { ...filter, value: parsed.data })?.message
      : (parsed.error.issues[0]?.message ?? 'Say what it’s compared with');
    setFault(wrong);
    if (wrong !== undefined || !parsed.success) {
      form.current?.querySelector('input')?.focus();
      return;
    }
    const next = { ...filter, value: parsed.data };
    closeDialog();
    changeList(list, {
      where: at === null ? [...where, next] : where.map((each, index) => (index === at ? next : each)),
    });
    const title = columns.find((each) => each.column === next.column)?.title ?? next.column;
    announce(`Filtered: ${filterPhrase(title, content, next, choicesOf(list, next.column))}`);
  };
  return (
    <Dialog title={at === null ? 'Add a filter' : 'Edit filter'} onClose={closeDialog}>
      <form ref={form} noValidate onSubmit={save} className="mt-4 flex flex-col gap-3">
        <div className="grid grid-cols-2 gap-3">
          <ChoiceField
            label="Column"
            value={filter.column}
            choices={columns.map((each) => ({ id: each.column, name: each.title }))}
            onChange={(chosen) => {
              const isAlike = content !== 'choice' && contentOf(list, chosen) === content;
              setFilter(isAlike ? { ...filter, column: chosen } : fresh(list, chosen));
              setFault(undefined);
            }}
          />
          <ChoiceField
            label="Condition"
            value={filter.operator}
            choices={filterOperators[content].map((id) => ({ id, name: operatorTitles[content][id] ?? id }))}
            onChange={(id) => {
              const operator = filterOperators[content].find((each) => each === id);
              if (operator) setFilter({ ...filter, operator });
            }}
          />
        </div>
        {content === 'choice' ? (
          <ChoiceField
            label="Value"
            value={filter.value}
            choices={choicesOf(list, filter.column).map(({ id, title }) => ({ id, name: title }))}
            onChange={(value) => setFilter({ ...filter, value })}
          />
        ) : comparesValue(filter.operator) ? (
          <TextField
            label={content === 'date' ? 'Day' : content === 'number' ? 'Number' : 'Text'}
            type={content === 'date' ? 'date' : 'text'}
            value={filter.value}
            onChange={(value) => {
              setFilter({ ...filter, value });
              setFault(undefined);
            }}
            hint={content === 'text' ? 'Accents and case make no difference.' : undefined}
            fault={fault}
            autoFocus
          />
        ) : null}
        <DialogActions
          verb={
            <Button look="primary" type="submit">
              {at === null ? 'Add filter' : 'Save filter'}
            </Button>
          }
        />
      </form>
    </Dialog>
  );
}

function fresh(list: ListKind, column: string): ColumnFilter {
  const [operator] = filterOperators[contentOf(list, column) ?? 'text'];
  return { column, operator, value: choicesOf(list, column)[0]?.id ?? '' };
}
