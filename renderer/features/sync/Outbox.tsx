import { useEffect, useId, useRef, useState } from 'react';
import type { AppActionId } from '../../../common/contract/actions.ts';
import type { OutboxLine, OutboxWindow } from '../../../common/contract/outbox.ts';
import { outboxStates } from '../../../common/contract/views.ts';
import { setListActions } from '../../app/actions.ts';
import { go } from '../../app/navigate.ts';
import { openDialog, useView } from '../../app/store.ts';
import { DataTable } from '../../ui/DataTable/DataTable.tsx';
import { ContextMenu, type MenuEntry } from '../../ui/Menu.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import { count } from '../../ui/words.ts';
import { Chip } from '../lists/FilterChips.tsx';
import { FindField } from '../lists/FindField.tsx';
import { NothingFound } from '../lists/NothingFound.tsx';
import {
  editChange,
  exportChanges,
  retryChanges,
  whyNotDiscard,
  whyNotEdit,
  whyNotRetry,
} from './change-actions.ts';
import { stateWords } from './change-words.ts';
import { outboxColumns } from './outbox-columns.tsx';
import { OutboxMenu } from './OutboxMenu.tsx';
import { useOutboxView } from './outbox-view.ts';
import { SelectionBar } from './SelectionBar.tsx';
import { useChangeChecks, useCurrentChange, useOutboxRows } from './use-outbox-rows.ts';

const barRoom = 64;
/** The grid sorts nothing: the order of sending is the order. */
const asSent = { column: '', direction: 'ascending' } as const;

interface OutboxProps {
  /** The change whose detail is open. */
  openId: string | null;
  onOpen: (id: string) => void;
  onClose: () => void;
}

/** Every change that the partner API hasn’t confirmed, in the order of sending. */
export function Outbox({ openId, onOpen, onClose }: OutboxProps) {
  const heading = useId();
  const density = useView((view) => view.settings.density);
  const { states, search, checked, current: currentId } = useOutboxView();
  const query = { states: [...states], search: search.trim() };
  const { rows, state } = useOutboxRows(query);
  const current = useCurrentChange(query, rows, state, openId);
  const checks = useChangeChecks(query, state, current.index);
  const [menu, setMenu] = useState<{ row: OutboxLine; at: { x: number; y: number } } | null>(null);
  const find = useRef<HTMLInputElement>(null);
  const frame = useRef<HTMLElement>(null);
  const total = state.total ?? 0;
  const narrowed = query.search !== '' || states.length > 0;

  const currentRow = () => rows.rowAt(current.index);
  const meant = () => (checked.size > 0 ? [...checked] : currentId ? [currentId] : []);
  const discard = (ids: readonly string[]) => openDialog({ kind: 'discard-changes', ids: [...ids] });
  const whyNot = (id: AppActionId): string | undefined => {
    if (id === 'edit.find' || id === 'list.selectAll') return undefined;
    if (meant().length === 0) return 'Choose a change in the outbox first.';
    const row = currentRow();
    return id === 'list.edit' && row ? whyNotEdit(row) : undefined;
  };
  useEffect(() => {
    setListActions({
      open: () => currentId && onOpen(currentId),
      edit: () => {
        const row = currentRow();
        if (row) editChange(row);
      },
      remove: () => discard(meant()),
      selectAll: checks.checkAll,
      find: () => find.current?.focus(),
      whyNot,
    });
    return () => setListActions(null);
  });

  const body = () => {
    if (state.total === undefined) {
      if (state.error) return <ErrorState error={state.error} onTryAgain={() => rows.refresh()} />;
      return state.slow ? <SlowState what="the outbox" /> : null;
    }
    if (total === 0)
      return narrowed && state.unfiltered > 0 ? (
        <NothingFound
          noun="changes"
          unfiltered={state.unfiltered}
          onClear={() => useOutboxView.setState({ states: [], search: '' })}
        />
      ) : (
        <EmptyState title="Nothing waits">
          Changes made here stand in this list until the partner API has confirmed them.
        </EmptyState>
      );
    return (
      <DataTable
        label="Outbox"
        columns={outboxColumns}
        total={total}
        nameOf={(row) => `${row.title}, ${stateWords[row.state].title.toLowerCase()}`}
        rowAt={(index) => rows.rowAt(index)}
        source={rows}
        onVisible={(first, last) => rows.show(first, last)}
        rowHeight={density === 'compact' ? 26 : 32}
        sort={asSent}
        onSort={() => undefined}
        current={current.index}
        onCurrent={(index, row) => {
          current.set(index, row?.id ?? null);
          if (row && openId && openId !== row.id) onOpen(row.id);
        }}
        checked={checked}
        checkedHere={checked.size - checks.hidden}
        onCheck={checks.check}
        onMoveOn={checks.beginRange}
        onCheckAll={checks.checkAll}
        onUncheckAll={checks.uncheckAll}
        openId={openId}
        onOpen={(row) => onOpen(row.id)}
        onEscape={() => {
          if (openId) onClose();
        }}
        onMenu={(row, at) => setMenu({ row, at })}
        footRoom={checked.size > 0 ? barRoom : 0}
      />
    );
  };

  return (
    <section
      ref={frame}
      aria-labelledby={heading}
      className="relative mt-4 flex min-h-[340px] flex-1 flex-col border-t border-line"
    >
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-2 px-4 pt-3 pb-2.5">
        <h2 id={heading} className="text-lg font-strong">
          Outbox
        </h2>
        {state.total === undefined ? null : (
          <span className="text-faint" role="status">
            {narrowed ? `${count(total)} of ${count(state.unfiltered)}` : count(total)}
          </span>
        )}
        <div className="ml-auto flex items-center gap-2">
          <FindField
            ref={find}
            noun="changes"
            value={search}
            onChange={(text) => useOutboxView.setState({ search: text })}
            onLeave={() => focusGrid(frame.current)}
          />
          <OutboxMenu counts={state.answer?.counts} />
        </div>
      </div>
      <StateChips counts={state.answer?.counts} />
      <div className="flex min-h-0 flex-1 flex-col border-t border-line">{body()}</div>
      {checked.size > 0 ? (
        <SelectionBar
          ids={[...checked]}
          hidden={checks.hidden}
          total={total}
          onAll={checks.checkAll}
          onNone={() => {
            checks.uncheckAll();
            focusGrid(frame.current);
          }}
        />
      ) : null}
      {menu ? (
        <ContextMenu
          at={menu.at}
          label={`Actions for ${menu.row.title}`}
          entries={rowMenu(menu.row, checked, onOpen, discard)}
          onClose={() => setMenu(null)}
        />
      ) : null}
    </section>
  );
}

function rowMenu(
  row: OutboxLine,
  checked: ReadonlySet<string>,
  open: (id: string) => void,
  discard: (ids: readonly string[]) => void,
): MenuEntry[] {
  const ids = checked.has(row.id) ? [...checked] : [row.id];
  const several = ids.length > 1;
  return [
    { id: 'open', title: 'Open', shortcut: 'Enter', run: () => open(row.id) },
    ...(row.state === 'conflict'
      ? [
          {
            id: 'settle',
            title: 'Settle conflict…',
            run: () => go({ page: 'conflict', id: row.id }),
          },
        ]
      : []),
    {
      id: 'retry',
      title: several ? `Retry ${count(ids.length)} now` : 'Retry now',
      whyNot: several ? undefined : whyNotRetry(row),
      run: () => void retryChanges(ids),
    },
    {
      id: 'edit',
      title: 'Edit and retry…',
      shortcut: 'F2',
      whyNot: whyNotEdit(row),
      run: () => editChange(row),
    },
    { id: 'export', title: 'Export…', run: () => void exportChanges(ids, 'file') },
    {
      id: 'discard',
      title: several ? `Discard ${count(ids.length)}…` : 'Discard…',
      shortcut: 'Delete',
      danger: true,
      apart: true,
      whyNot: several ? undefined : whyNotDiscard(row),
      run: () => discard(ids),
    },
  ];
}

function StateChips({ counts }: { counts: OutboxWindow['counts'] | undefined }) {
  const on = useOutboxView((view) => view.states);
  const shown = outboxStates.filter((each) => on.includes(each) || (counts?.[each] ?? 0) > 0);
  if (shown.length === 0) return null;
  return (
    <div role="group" aria-label="States" className="flex flex-wrap items-center gap-1.5 px-4 pb-2.5">
      {shown.map((each) => (
        <Chip
          key={each}
          on={on.includes(each)}
          onPress={() =>
            useOutboxView.setState({
              states: on.includes(each) ? on.filter((other) => other !== each) : [...on, each],
            })
          }
        >
          {stateWords[each].many} <span className="text-muted">{count(counts?.[each] ?? 0)}</span>
        </Chip>
      ))}
    </div>
  );
}

function focusGrid(frame: HTMLElement | null): void {
  frame?.querySelector<HTMLElement>('[data-grid]')?.focus({ preventScroll: true });
}
