import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { AppActionId } from '../../../common/contract/actions.ts';
import type { AppError } from '../../../common/contract/errors.ts';
import type { LedgerExport } from '../../../common/contract/exchange.ts';
import { foldText } from '../../../common/domain/text.ts';
import { setListActions } from '../../app/actions.ts';
import type { Look } from '../../app/router.ts';
import { openDialog, useView, type ListView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DataTable } from '../../ui/DataTable/DataTable.tsx';
import { ContextMenu, type MenuEntry } from '../../ui/Menu.tsx';
import { EmptyState, ErrorState, isOutOfReach, OutOfReach, SlowState } from '../../ui/states.tsx';
import { count } from '../../ui/words.ts';
import { CheckBar } from './CheckBar.tsx';
import { Chip } from './FilterChips.tsx';
import { FindField } from './FindField.tsx';
import { sortedBy, type WholeColumn } from './sorted-by.ts';
import { SplitView } from './SplitView.tsx';
import { useRowChecks } from './use-row-checks.ts';

export interface WholeListProps<Row extends { id: string }> {
  title: string;
  noun: { one: string; many: string };
  answer: {
    rows: readonly Row[] | undefined;
    /** When they were answered, in milliseconds; of lists that the partner API alone keeps. */
    answeredAt?: number | undefined;
    error: AppError | undefined;
    slow: boolean;
    askAgain: () => void;
  };
  columns: readonly WholeColumn<Row>[];
  sort: ListView['sort'];
  nameOf: (row: Row) => string;
  /** What the find field looks into. */
  textOf: (row: Row) => string;
  /** Stands right below the heading: the lists that belong together. */
  scopes?: ReactNode;
  /** Of these at most one is on. */
  chips?: readonly { id: string; title: string; has: (row: Row) => boolean }[];
  buttons?: ReactNode;
  /** Stands between the heading and the rows. */
  above?: ReactNode;
  /** What the list says when nothing belongs into it. */
  empty: ReactNode;
  /** The row whose detail is open beside the list. */
  openId: string | null;
  /** How it's looked at from here on; each time that another one is given. */
  look?: Look | undefined;
  onOpenId: (id: string | null, replace: boolean) => void;
  detail: (id: string, close: () => void) => ReactNode;
  /** The menu of a row after Open; `rows` are those that are meant: all checked ones where the row is one of them. */
  menu: (row: Row, rows: readonly Row[]) => MenuEntry[];
  edit?: {
    run: (row: Row) => void;
    whyNot: string | undefined;
    /** Why one row alone can't be edited. */
    whyNotRow?: (row: Row) => string | undefined;
  };
  /** What the Delete key does, and why it can't be done. */
  remove: { run: (rows: readonly Row[]) => void; whyNot: string | undefined };
  /** Its kind where it can be exported. */
  exportAs?: LedgerExport['kind'];
  bulk: (rows: readonly Row[], clear: () => void) => ReactNode;
}

/** A list of hundreds or a few thousand rows, all of which are here: sorted, searched, filtered and checked in the window. */
export function WholeListPage<Row extends { id: string }>(props: WholeListProps<Row>) {
  const { noun, answer, columns, openId, edit, remove } = props;
  const [sort, setSort] = useState(props.sort);
  const [search, setSearch] = useState(props.look?.find ?? '');
  const [chip, setChip] = useState<string | null>(props.look?.show ?? null);
  const [look, setLook] = useState(props.look);
  if (props.look !== undefined && props.look !== look) {
    setLook(props.look);
    setSearch(props.look.find ?? '');
    setChip(props.look.show ?? null);
  }
  const [current, setCurrent] = useState<string | null>(openId);
  const [menu, setMenu] = useState<{ row: Row; at: { x: number; y: number } } | null>(null);
  const density = useView((view) => view.settings.density);
  const frame = useRef<HTMLDivElement>(null);
  const find = useRef<HTMLInputElement>(null);

  const all = answer.rows ?? [];
  // As in search: every word has to stand somewhere.
  const wanted = foldText(search).split(/\s+/).filter(Boolean);
  const isOn = props.chips?.find(({ id }) => id === chip);
  const rows = sortedBy(
    all.filter((row) => {
      if (isOn && !isOn.has(row)) return false;
      if (wanted.length === 0) return true;
      const text = foldText(props.textOf(row));
      return wanted.every((word) => text.includes(word));
    }),
    columns.find((column) => column.sort === sort?.column)?.by,
    sort?.direction,
  );
  const checks = useRowChecks(rows);
  const checked = rows.filter(({ id }) => checks.checked.has(id));
  const position = rows.findIndex(({ id }) => id === (current ?? openId));
  const index = position >= 0 || rows.length === 0 ? position : 0;
  const currentRow = rows[index];
  const narrowed = wanted.length > 0 || isOn !== undefined;

  const focusGrid = () =>
    frame.current?.querySelector<HTMLElement>('[data-grid]')?.focus({ preventScroll: true });
  const show = (id: string) => {
    setCurrent(id);
    props.onOpenId(id, openId !== null);
  };
  const close = () => {
    props.onOpenId(null, true);
    focusGrid();
  };
  const { exportAs } = props;
  const idsOf = (some: readonly Row[]) => some.map(({ id }) => id);
  const exportAll =
    exportAs &&
    (() =>
      openDialog({
        ...{ kind: 'export-ledger', of: exportAs, noun: noun.one },
        ...{ listed: idsOf(rows), checked: idsOf(checked) },
      }));
  const meant = checked.length > 0 ? checked : currentRow ? [currentRow] : [];
  useEffect(() => {
    setListActions({
      open: () => currentRow && show(currentRow.id),
      edit: () => currentRow && edit?.run(currentRow),
      remove: () => remove.run(meant),
      selectAll: checks.checkAll,
      find: () => find.current?.focus(),
      exportAll,
      whyNot: (action) => whyNot(action),
    });
    return () => setListActions(null);
  });
  const whyNot = (action: AppActionId): string | undefined => {
    if (action === 'edit.find') return undefined;
    if (rows.length === 0) return `There’s no ${noun.one} in the list.`;
    if (action === 'list.delete') return remove.whyNot;
    if (action === 'list.edit')
      return edit
        ? (edit.whyNot ?? (currentRow && edit.whyNotRow?.(currentRow)))
        : `A ${noun.one} isn’t edited.`;
    if (action === 'list.open' || action === 'list.selectAll' || action === 'export.list') return undefined;
    return 'That isn’t possible in this list.';
  };

  const body = () => {
    // None that is old isn't none.
    if (!answer.rows || (all.length === 0 && answer.error)) {
      if (answer.error && isOutOfReach(answer.error))
        return (
          <OutOfReach
            error={answer.error}
            what={`The ${noun.many}`}
            keeps="them"
            action={<Button onPress={answer.askAgain}>Try again</Button>}
          />
        );
      if (answer.error) return <ErrorState error={answer.error} onTryAgain={answer.askAgain} />;
      return answer.slow ? <SlowState what={`the ${noun.many}`} /> : null;
    }
    if (all.length === 0) return props.empty;
    if (rows.length === 0)
      return (
        <EmptyState
          title="Nothing found"
          action={
            <Button
              onPress={() => {
                setSearch('');
                setChip(null);
              }}
            >
              Show all {count(all.length)}
            </Button>
          }
        >
          None of the {noun.many} matches.
        </EmptyState>
      );
    return (
      <DataTable
        label={props.title}
        columns={columns}
        total={rows.length}
        nameOf={props.nameOf}
        source={null}
        rowAt={(at) => rows[at]}
        onVisible={() => undefined}
        rowHeight={density === 'compact' ? 26 : 32}
        sort={sort}
        onSort={setSort}
        current={index}
        onCurrent={(_at, row) => {
          if (!row) return;
          setCurrent(row.id);
          if (openId !== null && row.id !== openId) show(row.id);
        }}
        checked={checks.checked}
        checkedHere={checked.length}
        onCheck={(request) => checks.check(request, index)}
        onMoveOn={checks.beginRange}
        onCheckAll={checks.checkAll}
        onUncheckAll={checks.uncheckAll}
        openId={openId}
        onOpen={(row) => show(row.id)}
        onEscape={() => {
          if (openId !== null) close();
        }}
        onMenu={(row, at) => setMenu({ row, at })}
        footRoom={checked.length > 0 ? 64 : 0}
      />
    );
  };

  return (
    <SplitView detail={openId === null ? null : props.detail(openId, close)} onClose={close}>
      <div ref={frame} className="relative flex h-full min-h-0 min-w-0 flex-col">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-2 px-4 pt-3.5 pb-2.5">
          <h1 className="text-xl font-strong tracking-[-0.01em]">{props.title}</h1>
          {answer.rows ? (
            <span className="text-faint" role="status">
              {narrowed ? `${count(rows.length)} of ${count(all.length)}` : count(all.length)}
            </span>
          ) : null}
          <div className="ml-auto flex flex-wrap items-center gap-2">
            <FindField ref={find} noun={noun.many} value={search} onChange={setSearch} onLeave={focusGrid} />
            {exportAll ? (
              <Button look="quiet" whyNot={whyNot('export.list')} onPress={exportAll}>
                Export…
              </Button>
            ) : null}
            {props.buttons}
          </div>
        </div>
        {props.scopes}
        {props.chips ? (
          <div role="group" aria-label="Filters" className="flex flex-wrap items-center gap-1.5 px-4 pb-2.5">
            {props.chips.map(({ id, title }) => (
              <Chip key={id} on={chip === id} onPress={() => setChip(chip === id ? null : id)}>
                {title}
              </Chip>
            ))}
          </div>
        ) : null}
        {props.above}
        <div className="flex min-h-0 flex-1 flex-col border-t border-line">{body()}</div>
        {checked.length > 0 ? (
          <CheckBar
            checked={checked.length}
            hidden={0}
            total={rows.length}
            onAll={checks.checkAll}
            onNone={() => {
              checks.uncheckAll();
              focusGrid();
            }}
          >
            {exportAll ? <Button onPress={exportAll}>Export…</Button> : null}
            {props.bulk(checked, checks.uncheckAll)}
          </CheckBar>
        ) : null}
        {menu ? (
          <ContextMenu
            at={menu.at}
            label={`Actions for ${props.nameOf(menu.row)}`}
            entries={[
              { id: 'open', title: 'Open', shortcut: 'Enter', run: () => show(menu.row.id) },
              ...props.menu(menu.row, checks.checked.has(menu.row.id) ? checked : [menu.row]),
            ]}
            onClose={() => setMenu(null)}
          />
        ) : null}
      </div>
    </SplitView>
  );
}
