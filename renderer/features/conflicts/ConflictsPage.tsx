import { useEffect, useRef, useState } from 'react';
import { GitCompareArrows } from 'lucide-react';
import type { ConflictRow } from '../../../common/contract/conflicts.ts';
import type { AppActionId } from '../../../common/contract/actions.ts';
import { fieldTitle } from '../../../common/domain/field-titles.ts';
import { setListActions } from '../../app/actions.ts';
import { go } from '../../app/navigate.ts';
import { useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import type { GridColumn } from '../../ui/DataTable/columns.ts';
import { DataTable } from '../../ui/DataTable/DataTable.tsx';
import { EmptyState, ErrorState, SlowState, Tag } from '../../ui/states.tsx';
import { ago, count, useNow } from '../../ui/words.ts';
import { CheckBar } from '../lists/CheckBar.tsx';
import { DataAge } from '../lists/DataAge.tsx';
import { Quiet } from '../lists/row-marks.tsx';
import { SplitView } from '../lists/SplitView.tsx';
import { useRowChecks } from '../lists/use-row-checks.ts';
import { ConflictDetailPane } from './ConflictDetailPane.tsx';
import { choiceTitle, commonChoices, isAlike, kindTitles, type PlainChoice } from './conflict-words.ts';
import { choiceOf, settle } from './settle.ts';
import { useConflicts } from './use-conflicts.ts';

const columns: GridColumn<ConflictRow>[] = [
  {
    id: 'title',
    title: 'Your change',
    width: 180,
    grows: true,
    cell: (row) => (
      <span className="truncate font-strong" title={row.title}>
        {row.title}
      </span>
    ),
  },
  {
    id: 'kind',
    title: 'Conflict',
    width: 142,
    cell: (row) => <Tag tone={row.kind === 'same-name' ? 'info' : 'bad'}>{kindTitles[row.kind]}</Tag>,
  },
  {
    id: 'fields',
    title: 'Fields',
    width: 92,
    cell: (row) => <Quiet>{row.fields.map(fieldTitle).join(', ')}</Quiet>,
  },
  { id: 'at', title: 'Made', width: 84, cell: (row) => <Made at={row.at} /> },
];

/** Kinds of what others have in a conflict. */
const kindsMeant = ['partner', 'customer', 'site', 'probe', 'project', 'visit', 'visitTemplate'] as const;

function Made({ at }: { at: string }) {
  const now = useNow(60_000);
  return <span className="truncate text-muted">{ago(at, now)}</span>;
}

/** Conflicts beside the one that is open; `id` is the conflict's, or that of the thing it's about. */
export function ConflictsPage({ id }: { id: string | null }) {
  const { value, error, slow, askAgain } = useConflicts();
  const density = useView((view) => view.settings.density);
  const frame = useRef<HTMLDivElement>(null);
  const rows = value?.rows ?? [];
  const open = rows.find((row) => row.id === id || (id !== null && row.entity?.id === id));
  const [current, setCurrent] = useState<string | null>(open?.id ?? null);
  const checks = useRowChecks(rows);
  const position = rows.findIndex((row) => row.id === (current ?? open?.id));
  const index = position >= 0 || rows.length === 0 ? position : 0;

  const show = (row: ConflictRow) => {
    setCurrent(row.id);
    go({ page: 'conflict', id: row.id }, { replace: id !== null });
  };
  const focusGrid = () =>
    frame.current?.querySelector<HTMLElement>('[data-grid]')?.focus({ preventScroll: true });
  const close = () => {
    go({ page: 'conflict', id: null }, { replace: true });
    focusGrid();
  };
  // What is settled leaves the list: the next one takes its place beside it, and the keyboard goes on from there.
  const onSettled = (gone: readonly string[]) => {
    const at = rows.findIndex((row) => gone.includes(row.id));
    const rest = rows.filter((row) => !gone.includes(row.id));
    const next = rest[Math.min(Math.max(at, 0), rest.length - 1)];
    checks.drop(gone);
    setCurrent(next?.id ?? null);
    // Whoever went elsewhere while it was settled stays there.
    if (id !== null && useView.getState().route.page === 'conflict')
      go({ page: 'conflict', id: next?.id ?? null }, { replace: true });
    focusGrid();
  };

  const act = (action: AppActionId) => {
    const row = rows[index];
    if (action === 'list.open' && row) show(row);
    if (action === 'list.selectAll') checks.checkAll();
  };
  useEffect(() => {
    setListActions({
      open: () => act('list.open'),
      edit: () => undefined,
      remove: () => undefined,
      selectAll: () => act('list.selectAll'),
      find: () => undefined,
      whyNot: (action) => whyNot(action, rows.length),
    });
    return () => setListActions(null);
  });

  const body = () => {
    if (!value) {
      if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
      return slow ? <SlowState what="the conflicts" /> : null;
    }
    if (rows.length === 0)
      return (
        <EmptyState icon={<GitCompareArrows aria-hidden size={22} />} title="No conflicts">
          Where somebody else changed the same thing as you, it waits here for your decision. Everything else
          merges by itself.
        </EmptyState>
      );
    return (
      <DataTable
        label="Conflicts"
        columns={columns}
        total={rows.length}
        nameOf={(row) => row.title}
        rowAt={(at) => rows[at]}
        source={null}
        onVisible={() => undefined}
        rowHeight={density === 'compact' ? 26 : 32}
        sort={{ column: '', direction: 'ascending' }}
        onSort={() => undefined}
        current={index}
        onCurrent={(_at, row) => {
          if (!row) return;
          setCurrent(row.id);
          if (open && open.id !== row.id) show(row);
        }}
        checked={checks.checked}
        checkedHere={checks.checked.size}
        onCheck={(request) => checks.check(request, index)}
        onMoveOn={checks.beginRange}
        onCheckAll={checks.checkAll}
        onUncheckAll={checks.uncheckAll}
        openId={open?.id ?? null}
        onOpen={show}
        onEscape={() => {
          if (id !== null) close();
        }}
        onMenu={() => undefined}
        footRoom={checks.checked.size > 0 ? 64 : 0}
      />
    );
  };

  const alike = open ? rows.filter((row) => isAlike(row, open)) : [];
  return (
    <SplitView
      wide
      onClose={close}
      detail={
        id !== null && value ? (
          <ConflictDetailPane
            key={open?.id ?? id}
            id={open?.id ?? id}
            alike={alike.length}
            onAlike={() => checks.set(alike.map((row) => row.id))}
            onSettled={onSettled}
            onClose={close}
          />
        ) : null
      }
    >
      <div ref={frame} className="relative flex h-full min-h-0 min-w-0 flex-col">
        <div className="flex flex-wrap items-baseline gap-x-2.5 px-4 pt-3.5 pb-2.5">
          <h1 className="text-xl font-strong tracking-[-0.01em]">Conflicts</h1>
          {value ? (
            <span className="text-faint" role="status">
              {value.total > rows.length
                ? `${count(rows.length)} of ${count(value.total)}`
                : count(value.total)}
            </span>
          ) : null}
        </div>
        {rows.length > 0 ? <DataAge kinds={kindsMeant} /> : null}
        <div className="flex min-h-0 flex-1 flex-col border-t border-line">{body()}</div>
        {checks.checked.size > 0 ? (
          <CheckBar
            checked={checks.checked.size}
            hidden={0}
            total={rows.length}
            onAll={checks.checkAll}
            onNone={() => {
              checks.uncheckAll();
              focusGrid();
            }}
          >
            <BulkChoices rows={rows.filter((row) => checks.checked.has(row.id))} onSettled={onSettled} />
          </CheckBar>
        ) : null}
      </div>
    </SplitView>
  );
}

function whyNot(action: AppActionId, conflicts: number): string | undefined {
  if (action === 'list.open' || action === 'list.selectAll')
    return conflicts === 0 ? 'There are no conflicts.' : undefined;
  return action === 'edit.find' ? 'Conflicts can’t be searched.' : 'A conflict is settled in its detail.';
}

interface BulkChoicesProps {
  rows: readonly ConflictRow[];
  onSettled: (ids: readonly string[]) => void;
}

function BulkChoices({ rows, onSettled }: BulkChoicesProps) {
  const [busy, setBusy] = useState(false);
  const choices = commonChoices(rows);
  const kinds = new Set(rows.map((row) => row.kind));
  const decide = async (choice: PlainChoice) => {
    setBusy(true);
    const error = await settle(rows.map(({ id }) => ({ id, choice: choiceOf(choice) })));
    setBusy(false);
    if (!error) onSettled(rows.map(({ id }) => id));
  };
  if (choices.length === 0)
    return <p className="self-center text-muted">These have no decision in common.</p>;
  return choices.map((choice) => (
    <Button key={choice} busy={busy} onPress={() => void decide(choice)}>
      {choiceTitle(choice, kinds)}
    </Button>
  ));
}
