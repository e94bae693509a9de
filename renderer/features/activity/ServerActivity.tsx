import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { AppActionId } from '../../../common/contract/actions.ts';
import {
  actionWords,
  alongWith,
  changedWords,
  contextWords,
  titleOf,
} from '../../../common/contract/activity-words.ts';
import type { ActivityItem, ActivityPage } from '../../../common/contract/activity.ts';
import { attempt } from '../../api/client.ts';
import { setListActions } from '../../app/actions.ts';
import { go } from '../../app/navigate.ts';
import type { Route } from '../../app/router.ts';
import { useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import type { GridColumn } from '../../ui/DataTable/columns.ts';
import { DataTable } from '../../ui/DataTable/DataTable.tsx';
import {
  EmptyState,
  ErrorState,
  isOutOfReach,
  NoPermission,
  OutOfReach,
  SlowState,
} from '../../ui/states.tsx';
import { ago, moment, useNow } from '../../ui/words.ts';
import { FindField } from '../lists/FindField.tsx';
import { Quiet } from '../lists/row-marks.tsx';
import { SeenPart } from '../lists/SeenPart.tsx';
import { SplitView } from '../lists/SplitView.tsx';
import { usePages } from '../recycle-bin/use-pages.ts';
import { ActivityExport } from './ActivityExport.tsx';
import { ActivityFilters, OnlyOne } from './ActivityFilters.tsx';
import { filterOf, unnarrowedActivity, type Narrowed } from './activity-filters.ts';
import { EntryPane } from './EntryPane.tsx';
import { useSettled } from './use-settled.ts';
import { Verification } from './Verification.tsx';

type Row = ActivityItem & { id: string; names: Readonly<Record<string, string>> };
type ActivityRoute = Extract<Route, { page: 'activity' }>;

/** How long typing rests before it's looked for, in milliseconds. */
const typingRest = 250;

const columns: GridColumn<Row>[] = [
  { id: 'at', title: 'When', width: 168, cell: (row) => <When at={row.at} /> },
  { id: 'by', title: 'Who', width: 144, cell: (row) => <span className="truncate">{row.account.name}</span> },
  { id: 'what', title: 'What', width: 300, grows: true, cell: (row) => <What row={row} /> },
  {
    id: 'context',
    title: 'Acting as',
    width: 128,
    cell: (row) => <Quiet>{contextWords(row.context, row.names)}</Quiet>,
  },
  { id: 'client', title: 'From', width: 168, cell: (row) => <Quiet>{row.client}</Quiet> },
];

function When({ at }: { at: string }) {
  return <Quiet>{moment(at, useNow(60_000))}</Quiet>;
}

function What({ row }: { row: Row }) {
  const done = [actionWords(row), titleOf(row, row.names), alongWith(row)].filter(Boolean).join(' ');
  const changed = changedWords(row);
  const text = changed === '' ? done : `${done}: ${changed}`;
  return (
    <span className="truncate" title={text}>
      {actionWords(row)} <span className="font-strong">{titleOf(row, row.names)}</span>{' '}
      <span className="text-muted">
        {alongWith(row)}
        {changed === '' ? '' : ` · ${changed}`}
      </span>
    </span>
  );
}

/** What everyone did, as the partner API keeps it or as it was last read: newest first, with one entry beside the list. */
export function ServerActivity({ route, head }: { route: ActivityRoute; head: ReactNode }) {
  const { entityId } = route;
  const customerId = route.customerId ?? null;
  const [narrowed, setNarrowed] = useState<Narrowed>(unnarrowedActivity);
  const [current, setCurrent] = useState(0);
  const [openId, setOpenId] = useState<string | null>(null);
  const density = useView((view) => view.settings.density);
  const frame = useRef<HTMLDivElement>(null);
  const find = useRef<HTMLInputElement>(null);
  const filter = filterOf(useSettled(narrowed, typingRest), { entityId, customerId });
  const list = usePages<ActivityPage>(JSON.stringify(filter), (cursor) =>
    attempt('activity.list', { filter, cursor }),
  );
  const rows = list.pages.flatMap(({ items, names }) =>
    items.map((item): Row => ({ ...item, id: String(item.entry), names })),
  );
  const [first, last] = [list.pages[0], list.pages.at(-1)];
  const open = rows.find((row) => row.id === openId) ?? null;
  const index = Math.min(current, rows.length - 1);
  const contexts = [...new Set(['partner-account', ...rows.map((row) => row.context)])];

  const narrow = (change: Partial<Narrowed>) => {
    setCurrent(0);
    setNarrowed((former) => ({ ...former, ...change }));
  };
  const focusGrid = () =>
    frame.current?.querySelector<HTMLElement>('[data-grid]')?.focus({ preventScroll: true });
  const close = () => {
    setOpenId(null);
    focusGrid();
  };
  useEffect(() => {
    setListActions({
      open: () => setOpenId(rows[index]?.id ?? null),
      edit: () => undefined,
      remove: () => undefined,
      selectAll: () => undefined,
      find: () => find.current?.focus(),
      whyNot: (action) => whyNot(action, rows.length),
    });
    return () => setListActions(null);
  });

  const body = () => {
    if (!first) {
      if (list.error?.code === 'not-allowed')
        return <NoPermission title="Activity can’t be read" because={list.error.message} />;
      if (list.error && isOutOfReach(list.error))
        return (
          <OutOfReach
            error={list.error}
            what="Activity"
            keeps="it"
            action={
              <>
                <Button onPress={list.refresh}>Try again</Button>
                <Button onPress={() => go({ ...route, view: 'here' }, { replace: true })}>
                  Show what was settled here
                </Button>
              </>
            }
          />
        );
      if (list.error) return <ErrorState error={list.error} onTryAgain={list.refresh} />;
      return list.busy ? <SlowState what="Activity" /> : null;
    }
    if (rows.length === 0) return <NothingThere filtered={filter} last={last} list={list} onClear={clear} />;
    return (
      <DataTable
        label="Activity of the partner API"
        columns={columns}
        total={rows.length}
        nameOf={(row) => `${row.account.name} ${actionWords(row)} ${titleOf(row, row.names)}`}
        rowAt={(at) => rows[at]}
        source={null}
        onVisible={(_first, lastShown) => {
          if (lastShown >= rows.length - 1) list.more();
        }}
        rowHeight={density === 'compact' ? 26 : 32}
        sort={{ column: '', direction: 'ascending' }}
        onSort={() => undefined}
        current={index}
        onCurrent={(at, row) => {
          setCurrent(at);
          if (row && openId !== null) setOpenId(row.id);
        }}
        checked={null}
        checkedHere={0}
        onCheck={() => undefined}
        onMoveOn={() => undefined}
        onCheckAll={() => undefined}
        onUncheckAll={() => undefined}
        openId={openId}
        onOpen={(row) => setOpenId(row.id)}
        onEscape={() => {
          if (openId !== null) close();
        }}
        onMenu={() => undefined}
        footRoom={0}
      />
    );
  };
  const showAll = () => go({ page: 'activity', entityId: null, view: 'server' }, { replace: true });
  const clear = () => {
    setNarrowed(unnarrowedActivity);
    if (entityId || customerId) showAll();
  };

  return (
    <SplitView
      wide
      onClose={close}
      detail={
        open ? (
          <EntryPane
            key={open.id}
            item={open}
            names={open.names}
            onClose={close}
            onNarrow={narrow}
            onChanged={list.refresh}
          />
        ) : null
      }
    >
      <div ref={frame} className="relative flex h-full min-h-0 min-w-0 flex-col">
        <div className="flex flex-wrap items-center gap-2 px-4 pt-3.5 pb-2.5">
          {head}
          <FindField
            ref={find}
            noun="Activity"
            value={narrowed.text}
            onChange={(text) => narrow({ text })}
            onLeave={focusGrid}
          />
          {entityId !== null ? <OnlyOne id={entityId} isCustomer={false} onClear={showAll} /> : null}
          <span className="ml-auto flex gap-2">
            <ActivityExport filter={filter} customerId={customerId} />
            <Verification />
          </span>
        </div>
        <ActivityFilters
          value={narrowed}
          onChange={narrow}
          people={first?.people ?? []}
          customerId={customerId}
          onCustomer={(id) => {
            setCurrent(0);
            go({ page: 'activity', entityId: null, customerId: id, view: 'server' }, { replace: true });
          }}
          contexts={contexts}
          names={Object.assign({}, ...list.pages.map((page) => page.names))}
        />
        <SeenPart />
        {first?.kept ? <KeptSince kept={first.kept} /> : null}
        {first && list.error ? (
          <p role="alert" className="mx-4 mb-2 rounded-box bg-bad-soft px-3 py-1.5 text-bad">
            {list.error.message}
          </p>
        ) : null}
        <div className="flex min-h-0 flex-1 flex-col border-t border-line">{body()}</div>
      </div>
    </SplitView>
  );
}

function KeptSince({ kept }: { kept: NonNullable<ActivityPage['kept']> }) {
  const now = useNow(10_000);
  return (
    <p role="status" className="px-4 pb-2 text-sm text-muted">
      As read from the partner API {ago(kept.readAt, now)}, which can’t be asked now; the newest 2,000 entries
      that were read are kept here.
    </p>
  );
}

interface NothingThereProps {
  filtered: object;
  last: ActivityPage | undefined;
  list: { more: () => void; busy: boolean };
  onClear: () => void;
}

function NothingThere({ filtered, last, list, onClear }: NothingThereProps) {
  const now = useNow(60_000);
  if (Object.keys(filtered).length === 0)
    return (
      <EmptyState title="No activity yet">
        Every change of what you may see stands here, with who made it, when, and from where.
      </EmptyState>
    );
  const isOlder = last?.next !== null && last?.next !== undefined;
  return (
    <EmptyState
      title="Nothing found"
      action={
        <>
          {isOlder ? (
            <Button busy={list.busy} onPress={list.more}>
              Look further back
            </Button>
          ) : null}
          <Button onPress={onClear}>Show all</Button>
        </>
      }
    >
      {isOlder && last?.searchedTo
        ? `Nothing matches back to ${moment(last.searchedTo, now)}; there is older Activity.`
        : 'No entry matches.'}
    </EmptyState>
  );
}

function whyNot(action: AppActionId, entries: number): string | undefined {
  if (action === 'edit.find') return undefined;
  if (action === 'list.open') return entries === 0 ? 'There is no activity here.' : undefined;
  return 'What was done stays as it is; an entry can be undone in its detail.';
}
