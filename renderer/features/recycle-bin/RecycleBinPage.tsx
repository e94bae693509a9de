import { useEffect, useRef, useState } from 'react';
import { Trash2 } from 'lucide-react';
import type { AppActionId } from '../../../common/contract/actions.ts';
import type { BinDeletion, BinPage } from '../../../common/contract/recycle-bin.ts';
import { binKinds, type BinKind } from '../../../common/partner-api/recycle-bin.ts';
import { attempt } from '../../api/client.ts';
import { setListActions } from '../../app/actions.ts';
import { go } from '../../app/navigate.ts';
import { useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DataTable } from '../../ui/DataTable/DataTable.tsx';
import { EmptyState, ErrorState, isOutOfReach, OutOfReach, SlowState } from '../../ui/states.tsx';
import { moment, useNow } from '../../ui/words.ts';
import { ScopeChips } from '../lists/FilterChips.tsx';
import { FindField } from '../lists/FindField.tsx';
import { Quiet } from '../lists/row-marks.tsx';
import type { WholeColumn } from '../lists/sorted-by.ts';
import { SeenPart } from '../lists/SeenPart.tsx';
import { SplitView } from '../lists/SplitView.tsx';
import { deletionKeys } from './bin-order.ts';
import { deletionTitle, timeLeft } from './bin-words.ts';
import { DeletionPane } from './DeletionPane.tsx';
import { KeptNote } from './KeptNote.tsx';
import { usePages } from './use-pages.ts';
import { useSortedPages } from './use-sorted-pages.ts';

const kindTitles: Record<BinKind, string> = {
  brand: 'Brands',
  billingAccount: 'Billing accounts',
  partner: 'Partners',
  customer: 'Customers',
  site: 'Sites',
  visitTemplate: 'Templates',
  visit: 'Visits',
};

const columns: WholeColumn<BinDeletion>[] = [
  {
    id: 'what',
    title: 'Deleted',
    width: 180,
    grows: true,
    sort: 'what',
    by: deletionKeys.what,
    cell: (row) => (
      <span className="truncate font-strong" title={deletionTitle(row)}>
        {deletionTitle(row)}
      </span>
    ),
  },
  {
    id: 'until',
    sort: 'until',
    by: deletionKeys.until,
    title: 'Time left',
    width: 136,
    cell: (row) => <TimeLeft until={row.until} />,
  },
  {
    id: 'kind',
    sort: 'kind',
    by: deletionKeys.kind,
    title: 'Kind',
    width: 100,
    cell: (row) => <Quiet>{kindTitles[row.kind]}</Quiet>,
  },
  {
    id: 'at',
    sort: 'at',
    by: deletionKeys.at,
    title: 'When',
    width: 128,
    cell: (row) => <When at={row.at} />,
  },
  {
    id: 'by',
    sort: 'by',
    by: deletionKeys.by,
    title: 'By',
    width: 140,
    cell: (row) => <Quiet>{row.by}</Quiet>,
  },
];

function When({ at }: { at: string }) {
  return <Quiet>{moment(at, useNow(60_000))}</Quiet>;
}

function TimeLeft({ until }: { until: string | null }) {
  return <Quiet>{timeLeft(until, useNow(60_000))}</Quiet>;
}

/** Deleted things that can be restored, with what one deletion took beside the list. */
export function RecycleBinPage({ id }: { id: string | null }) {
  const [kind, setKind] = useState<BinKind | null>(null);
  const [search, setSearch] = useState('');
  const [current, setCurrent] = useState<string | null>(id);
  const density = useView((view) => view.settings.density);
  const frame = useRef<HTMLDivElement>(null);
  const find = useRef<HTMLInputElement>(null);
  const selectItems = useRef<(() => void) | null>(null);
  const list = usePages<BinPage>(JSON.stringify([kind, search]), (cursor) =>
    attempt('recycleBin.list', { kind, search, cursor }),
  );
  const { rows, sort, setSort } = useSortedPages(
    list,
    list.pages.flatMap(({ unconfirmed, deletions }) => [...unconfirmed, ...deletions]),
    columns,
    { column: 'at', direction: 'descending' },
  );
  const first = list.pages[0];
  const open = rows.find((row) => row.id === id) ?? null;
  const position = rows.findIndex((row) => row.id === (current ?? id));
  const index = position >= 0 || rows.length === 0 ? position : 0;

  const show = (row: BinDeletion) => {
    setCurrent(row.id);
    go({ page: 'recycle-bin', deletion: row.id }, { replace: id !== null });
  };
  const focusGrid = () =>
    frame.current?.querySelector<HTMLElement>('[data-grid]')?.focus({ preventScroll: true });
  const close = () => {
    go({ page: 'recycle-bin', deletion: null }, { replace: true });
    focusGrid();
  };
  useEffect(() => {
    setListActions({
      open: () => {
        const row = rows[index];
        if (row) show(row);
      },
      edit: () => undefined,
      remove: () => undefined,
      selectAll: () => selectItems.current?.(),
      find: () => find.current?.focus(),
      whyNot: (action) => whyNot(action, rows.length, id !== null),
    });
    return () => setListActions(null);
  });

  const isNarrowed = kind !== null || search.trim() !== '';
  const body = () => {
    if (!first) {
      if (list.error && isOutOfReach(list.error))
        return (
          <OutOfReach
            error={list.error}
            what="The recycle bin"
            keeps="it"
            action={<Button onPress={list.refresh}>Try again</Button>}
          />
        );
      if (list.error) return <ErrorState error={list.error} onTryAgain={list.refresh} />;
      return list.busy ? <SlowState what="the recycle bin" /> : null;
    }
    if (!first.supported && rows.length === 0)
      return (
        <EmptyState icon={<Trash2 aria-hidden size={22} />} title="No recycle bin list on this server">
          This partner API is older and can’t list what was deleted. What you delete can be taken back with
          Undo; the list appears here once the partner API is updated.
        </EmptyState>
      );
    if (rows.length === 0)
      return isNarrowed ? (
        <EmptyState
          title="Nothing found"
          action={
            <Button
              onPress={() => {
                setKind(null);
                setSearch('');
              }}
            >
              Show all
            </Button>
          }
        >
          No deletion of the last 30 days matches.
        </EmptyState>
      ) : (
        <EmptyState icon={<Trash2 aria-hidden size={22} />} title="The recycle bin is empty">
          Deleted partners, customers, sites and visits stay here for 30 days and can be restored, whole or in
          part.
        </EmptyState>
      );
    return (
      <DataTable
        label="Deletions"
        columns={columns}
        total={rows.length}
        nameOf={deletionTitle}
        rowAt={(at) => rows[at]}
        source={null}
        onVisible={(_first, last) => {
          if (last >= rows.length - 1) list.more();
        }}
        rowHeight={density === 'compact' ? 26 : 32}
        sort={sort}
        onSort={setSort}
        current={index}
        onCurrent={(_at, row) => {
          if (!row) return;
          setCurrent(row.id);
          if (id !== null && row.id !== id) show(row);
        }}
        checked={null}
        checkedHere={0}
        onCheck={() => undefined}
        onMoveOn={() => undefined}
        onCheckAll={() => undefined}
        onUncheckAll={() => undefined}
        openId={id}
        onOpen={show}
        onEscape={() => {
          if (id !== null) close();
        }}
        onMenu={() => undefined}
        footRoom={0}
      />
    );
  };

  return (
    <SplitView
      wide={600}
      onClose={close}
      detail={
        id !== null ? (
          <DeletionPane selectAll={selectItems} key={id} id={id} deletion={open} onClose={close} />
        ) : null
      }
    >
      <div ref={frame} className="relative flex h-full min-h-0 min-w-0 flex-col">
        <div className="flex flex-wrap items-center gap-2 px-4 pt-3.5 pb-2.5">
          <h1 className="mr-auto text-xl font-strong tracking-[-0.01em]">Recycle bin</h1>
          <FindField ref={find} noun="deletions" value={search} onChange={setSearch} onLeave={focusGrid} />
        </div>
        <div className="px-4 pb-2.5">
          <ScopeChips
            label="Kind"
            choices={[null, ...binKinds].map((each) => ({
              id: each ?? 'all',
              title: each ? kindTitles[each] : 'All',
              run: () => setKind(each),
            }))}
            value={kind ?? 'all'}
          />
        </div>
        <SeenPart />
        {first ? <KeptNote source={first} what="deletions" /> : null}
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

function whyNot(action: AppActionId, deletions: number, isOpen: boolean): string | undefined {
  if (action === 'edit.find') return undefined;
  if (action === 'list.selectAll') return isOpen ? undefined : 'Open a deletion to select what it took.';
  if (action === 'list.open') return deletions === 0 ? 'The recycle bin is empty.' : undefined;
  return 'Deletions are restored in their detail.';
}
