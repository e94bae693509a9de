import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { AppActionId } from '../../../common/contract/actions.ts';
import { contentOf } from '../../../common/contract/column-filters.ts';
import type { ListLayout } from '../../../common/contract/list-layouts.ts';
import type { ListSelection } from '../../../common/contract/selection.ts';
import type { ListKind, ListSpec } from '../../../common/contract/views.ts';
import { useListRows, type RowsByKind } from '../../api/list-rows.ts';
import { exportList, runAction, setListActions, whyNotAction } from '../../app/actions.ts';
import { takeFocus } from '../../app/lost-focus.ts';
import { go } from '../../app/navigate.ts';
import type { Route } from '../../app/router.ts';
import { changeList, listOf, openDialog, unnarrowed, useView, type Selected } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import type { GridColumn } from '../../ui/DataTable/columns.ts';
import { looksTheSame } from '../../ui/DataTable/layout.ts';
import { DataTable } from '../../ui/DataTable/DataTable.tsx';
import { ContextMenu, type MenuEntry } from '../../ui/Menu.tsx';
import { ErrorState, SlowState } from '../../ui/states.tsx';
import { count } from '../../ui/words.ts';
import { DataAge } from './DataAge.tsx';
import { CheckBar } from './CheckBar.tsx';
import { ColumnFilterChips } from './ColumnFilterChips.tsx';
import { columnEntries } from './column-entries.ts';
import { ColumnsMenu } from './ColumnsMenu.tsx';
import { FilterChips, type FilterChoice } from './FilterChips.tsx';
import { FindField } from './FindField.tsx';
import { MoreMenu } from './MoreMenu.tsx';
import { NothingFound } from './NothingFound.tsx';
import { theseRows } from './selected.ts';
import { SplitView } from './SplitView.tsx';
import { useChecks } from './use-checks.ts';
import { useInlineEditing } from './use-inline-editing.tsx';
import { useCurrentRow } from './use-current-row.ts';
import { keepLayout } from './views.ts';
import { ViewsMenu } from './ViewsMenu.tsx';

/** A page that shows a list with its detail beside it. */
export type ListRoute = Extract<Route, { page: ListKind }>;

export interface ListPageProps<K extends ListKind> {
  route: ListRoute & { page: K };
  /** The heading, as in the rail. */
  title: string;
  /** What the rows are called: `customer`, `customers`. */
  noun: { one: string; many: string };
  columns: readonly GridColumn<RowsByKind[K]>[];
  nameOf: (row: RowsByKind[K]) => string;
  filters?: readonly FilterChoice[];
  /** Switches of scope at the left of the filters. */
  scopes?: ReactNode;
  /** Buttons at the right of the heading. */
  buttons?: ReactNode;
  /** What the list says when there's nothing in its scope. */
  empty: ReactNode;
  detail: (id: string, close: () => void) => ReactNode;
  /** The menu of a row; `selected` are the rows that are meant: all checked ones where the row is one of them. */
  menu: (row: RowsByKind[K], selected: Selected) => MenuEntry[];
  /** `whyNotRow` says why one row alone can't be edited. */
  edit?: {
    run: (id: string) => void;
    whyNot: string | undefined;
    whyNotRow?: (row: RowsByKind[K]) => string | undefined;
  };
  /** Why an action that isn't every list's can't be done with a row. */
  whyNotAction?: (action: AppActionId, row: RowsByKind[K]) => string | undefined;
  remove?: { run: (selection: ListSelection) => void; whyNot: string | undefined };
  /** Actions on checked rows; rows can be checked only where it's given. */
  bulk?: (selected: Selected) => ReactNode;
}

const checkRoom = 64;
const asAtFirst: ListLayout = [];
/** What brings files of a kind in. */
const importActions: Partial<Record<ListKind, AppActionId>> = {
  customer: 'import.customers',
  site: 'import.sites',
  probe: 'import.probes',
};

/** What is done with whole lists of a kind, besides. */
const moreActions: Partial<Record<ListKind, readonly AppActionId[]>> = {
  customer: ['delete.byList', 'bulk.show'],
  site: ['delete.byList', 'bulk.show'],
};

/** Kinds that each list shows or counts. */
const kindsShown: Record<ListKind, readonly string[]> = {
  partner: ['partner', 'customer', 'site', 'probe'],
  customer: ['partner', 'customer', 'site', 'probe'],
  site: ['customer', 'site', 'probe', 'visit'],
  visit: ['customer', 'site', 'visit'],
  probe: ['customer', 'site', 'probe'],
  project: ['customer', 'project', 'license'],
};

/** A list as every kind has it: heading, filters, grid, what is checked, and the detail beside it. */
export function ListPage<K extends ListKind>(props: ListPageProps<K>) {
  const { route, noun, edit, remove } = props;
  const kind: K = route.page;
  const importAction = importActions[kind];
  const more = moreActions[kind];
  const view = useView((each) => each.lists[kind]);
  const density = useView((each) => each.settings.density);
  const spec = listOf(kind, route.scope, view);
  const { rows, state } = useListRows(spec);
  const total = state.total ?? 0;
  const current = useCurrentRow(kind, spec, rows, state, route.id);
  const checks = useChecks(kind, spec, rows, state, current.index);
  const layout = useView((each) => each.settings.layouts[kind]) ?? asAtFirst;
  const [columnMenu, setColumnMenu] = useState<{ column: string; at: { x: number; y: number } } | null>(null);
  const [menu, setMenu] = useState<{ row: RowsByKind[K]; at: { x: number; y: number } } | null>(null);
  const find = useRef<HTMLInputElement>(null);
  const frame = useRef<HTMLDivElement>(null);

  // A new order is looked at from its top, unless a row's detail is open: then from there.
  const sortBy = (sort: ListSpec['sort']) => {
    if (route.id) changeList(kind, { sort });
    else {
      changeList(kind, { sort, current: null });
      current.set(0, null);
    }
  };
  const open = (id: string) => go({ ...route, id }, { replace: route.id !== null });
  const close = () => {
    go({ ...route, id: null }, { replace: true });
    focusGrid(frame.current);
  };
  const moveTo = (index: number, id: string | null) => {
    current.set(index, id);
    if (id && route.id && route.id !== id) open(id);
  };
  const rowOf = (id: string | null) => {
    const index = id === null ? -1 : rows.indexHere(id);
    return index < 0 ? undefined : rows.rowAt(index);
  };
  const whyNotRow = (row: RowsByKind[K] | undefined) => row && edit?.whyNotRow?.(row);
  const inline = useInlineEditing({
    kind,
    columns: props.columns,
    layout,
    nameOf: props.nameOf,
    whyNot: edit ? edit.whyNot : `A ${noun.one} can’t be edited here yet.`,
    whyNotRow,
    rowOf,
    rowBeside: (id, step) => {
      const here = rows.indexHere(id);
      const index = here + step;
      const row = here < 0 || index < 0 || index >= total ? undefined : rows.rowAt(index);
      return row && { row, index };
    },
    onRow: (index, id) => moveTo(index, id),
    onEnd: () => focusGrid(frame.current),
  });
  const chosen = () => checks.selected ?? (view.current ? theseRows([view.current]) : null);
  const act = (id: AppActionId) => {
    if (id === 'list.open' && view.current) open(view.current);
    if (id === 'list.edit' && view.current) edit?.run(view.current);
    if (id === 'list.editCell' && view.current) inline.begin(view.current);
    const meant = chosen();
    if (id === 'list.delete' && meant) remove?.run(meant.selection);
    if (id === 'list.selectAll' && props.bulk) checks.checkAll();
    if (id === 'edit.find') find.current?.focus();
  };
  const whyNot = (id: AppActionId): string | undefined => {
    if (id === 'edit.find') return undefined;
    if (id === 'list.goToRow') return total > 0 ? undefined : `There’s no ${noun.one} in the list.`;
    if (id === 'list.editCell') return inline.whyNot;
    if (id === 'list.edit')
      return edit
        ? (edit.whyNot ?? whyNotRow(rowOf(view.current)))
        : `A ${noun.one} can’t be edited here yet.`;
    if (id === 'list.delete' && (!remove || remove.whyNot))
      return remove ? remove.whyNot : `A ${noun.one} can’t be deleted here yet.`;
    if (id === 'list.selectAll')
      return props.bulk ? undefined : `Nothing can be done with several ${noun.many} yet.`;
    if (!id.startsWith('list.')) {
      const row = rowOf(route.id ?? view.current);
      return row && props.whyNotAction?.(id, row);
    }
    return chosen() === null ? `Choose a ${noun.one} in the list first.` : undefined;
  };
  useEffect(() => {
    setListActions({
      open: () => act('list.open'),
      edit: () => act('list.edit'),
      editCell: () => act('list.editCell'),
      remove: () => act('list.delete'),
      selectAll: () => act('list.selectAll'),
      askRow: () => openDialog({ kind: 'go-to-row', total, noun: noun.one }),
      goToRow: (index) => {
        current.set(index, rows.rowAt(index)?.id ?? null);
        focusGrid(frame.current);
      },
      find: () => act('edit.find'),
      selected: () => checks.selected,
      whyNot,
    });
    return () => setListActions(null);
  });

  const isThere = state.total !== undefined;
  useEffect(() => {
    if (isThere) takeFocus(frame.current?.querySelector<HTMLElement>('[data-grid]'));
  }, [isThere]);

  const filterable = props.columns.flatMap(({ sort, title }) =>
    sort !== undefined && contentOf(kind, sort) ? [{ column: sort, title }] : [],
  );
  const filterBy = (at: number | null, column: string | null) =>
    openDialog({ kind: 'filter-column', list: kind, columns: filterable, at, column });
  const narrowed = view.search.trim() !== '' || view.filters.length + view.where.length > 0;
  const checkedCount = checks.checked.size;
  const body = () => {
    if (state.total === undefined) {
      if (state.error) return <ErrorState error={state.error} onTryAgain={() => rows.refresh()} />;
      return state.slow ? <SlowState what={`the ${noun.many}`} /> : null;
    }
    if (total === 0)
      return narrowed ? (
        <NothingFound
          noun={noun.many}
          unfiltered={state.unfiltered}
          onClear={() => changeList(kind, unnarrowed)}
        />
      ) : (
        props.empty
      );
    return (
      <DataTable
        label={props.title}
        columns={inline.columns}
        onEditCell={(row, column) => inline.begin(row.id, column)}
        total={total}
        nameOf={props.nameOf}
        rowAt={(index) => rows.rowAt(index)}
        source={rows}
        onVisible={(first, last) => rows.show(first, last)}
        rowHeight={density === 'compact' ? 26 : 32}
        layout={{ value: layout, onChange: (next) => keepLayout(kind, next) }}
        onColumnMenu={(column, at) => setColumnMenu({ column, at })}
        sort={view.sort}
        onSort={sortBy}
        current={current.index}
        onCurrent={(index, row) => moveTo(index, row?.id ?? null)}
        checked={props.bulk ? checks.checked : null}
        checkedHere={checkedCount - checks.hidden}
        onCheck={checks.check}
        onMoveOn={checks.beginRange}
        onCheckAll={checks.checkAll}
        onUncheckAll={checks.uncheckAll}
        openId={route.id}
        onOpen={(row) => open(row.id)}
        onEscape={() => {
          if (route.id) close();
        }}
        onMenu={(row, at) => setMenu({ row, at })}
        footRoom={checkedCount > 0 ? checkRoom : 0}
      />
    );
  };

  return (
    <SplitView detail={route.id ? props.detail(route.id, close) : null} onClose={close}>
      <div ref={frame} className="relative flex h-full min-h-0 min-w-0 flex-col">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-2 px-4 pt-3.5 pb-2.5">
          <h1 className="text-xl font-strong tracking-[-0.01em]">{props.title}</h1>
          {state.total === undefined ? null : (
            <span className="text-faint" role="status">
              {narrowed ? `${count(total)} of ${count(state.unfiltered)}` : count(total)}
            </span>
          )}
          <ViewsMenu
            kind={kind}
            scope={route.scope}
            noun={noun.many}
            sameLayout={(one, other) => looksTheSame(props.columns, one, other)}
          />
          <div className="ml-auto flex min-w-0 items-center gap-2">
            <FindField
              ref={find}
              noun={noun.many}
              value={view.search}
              onChange={(search) => changeList(kind, { search })}
              onLeave={() => focusGrid(frame.current)}
            />
            {importAction ? (
              <Button
                look="quiet"
                whyNot={whyNotAction(importAction)}
                onPress={() => runAction(importAction)}
              >
                Import…
              </Button>
            ) : null}
            <Button look="quiet" onPress={exportList}>
              Export…
            </Button>
            <ColumnsMenu
              columns={props.columns}
              layout={layout}
              onChange={(next) => keepLayout(kind, next)}
            />
            {more ? <MoreMenu noun={noun.many} actions={more} /> : null}
            {props.buttons}
          </div>
        </div>
        <FilterChips
          scopes={props.scopes}
          filters={props.filters ?? []}
          on={view.filters}
          onChange={(filters) => changeList(kind, { filters })}
        >
          <ColumnFilterChips
            kind={kind}
            columns={filterable}
            where={view.where}
            onEdit={(at) => filterBy(at, null)}
            onAdd={() => filterBy(null, null)}
          />
        </FilterChips>
        <DataAge kinds={kindsShown[kind]} />
        {state.error && state.total !== undefined ? (
          <p role="alert" className="mx-4 mb-2 rounded-box bg-bad-soft px-3 py-1.5 text-bad">
            {state.error.message}
          </p>
        ) : null}
        <div className="flex min-h-0 flex-1 flex-col border-t border-line">{body()}</div>
        {props.bulk && checks.selected && checkedCount > 0 ? (
          <CheckBar
            checked={checkedCount}
            hidden={checks.hidden}
            total={total}
            onAll={checks.checkAll}
            onNone={() => {
              checks.uncheckAll();
              focusGrid(frame.current);
            }}
          >
            <Button onPress={exportList}>Export…</Button>
            {props.bulk(checks.selected)}
          </CheckBar>
        ) : null}
        {columnMenu ? (
          <ContextMenu
            at={columnMenu.at}
            label={`Column ${props.columns.find(({ id }) => id === columnMenu.column)?.title ?? ''}`}
            entries={columnEntries({
              ...{ columns: props.columns, column: columnMenu.column, layout, sort: view.sort },
              onLayout: (next) => keepLayout(kind, next),
              onSort: sortBy,
              filter: {
                whyNot: (column) =>
                  contentOf(kind, column) ? undefined : 'The list can’t be filtered by it.',
                run: (column) => filterBy(null, column),
              },
            })}
            onClose={() => setColumnMenu(null)}
          />
        ) : null}
        {menu ? (
          <ContextMenu
            at={menu.at}
            label={`Actions for ${props.nameOf(menu.row)}`}
            entries={props.menu(
              menu.row,
              checks.selected && checks.checked.has(menu.row.id) ? checks.selected : theseRows([menu.row.id]),
            )}
            onClose={() => setMenu(null)}
          />
        ) : null}
      </div>
    </SplitView>
  );
}

function focusGrid(frame: HTMLDivElement | null): void {
  frame?.querySelector<HTMLElement>('[data-grid]')?.focus({ preventScroll: true });
}
