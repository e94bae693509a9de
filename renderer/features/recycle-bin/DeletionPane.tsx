import { useEffect, useRef, useState, type RefObject } from 'react';
import type { BinDeletion, BinItemsPage } from '../../../common/contract/recycle-bin.ts';
import type { BinItem, BinKind } from '../../../common/partner-api/recycle-bin.ts';
import { attempt } from '../../api/client.ts';
import { sayChanged, sayFailed } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DataTable } from '../../ui/DataTable/DataTable.tsx';
import { DetailHead } from '../../ui/detail.tsx';
import { Callout, ErrorState, EmptyState, SlowState, Tag } from '../../ui/states.tsx';
import { count, counted, moment, useNow } from '../../ui/words.ts';
import { useRowChecks } from '../lists/use-row-checks.ts';
import { CheckBar } from '../lists/CheckBar.tsx';
import { FindField } from '../lists/FindField.tsx';
import { Quiet } from '../lists/row-marks.tsx';
import type { WholeColumn } from '../lists/sorted-by.ts';
import { itemKeys } from './bin-order.ts';
import {
  alongWithIt,
  canComeBack,
  deletionTitle,
  isNameTaken,
  restoredWords,
  waitsForParent,
} from './bin-words.ts';
import { KeptNote } from './KeptNote.tsx';
import { RenameOffer } from './RenameOffer.tsx';
import { RestoreDialog } from './RestoreDialog.tsx';
import { usePages } from './use-pages.ts';
import { useSortedPages } from './use-sorted-pages.ts';

interface DeletionPaneProps {
  id: string;
  /** The deletion as listed; null where the list doesn't have it (any more, or yet). */
  deletion: BinDeletion | null;
  onClose: () => void;
  /** Is given what selects all that it took. */
  selectAll: RefObject<(() => void) | null>;
}

type Row = BinItem & { isRestoring: boolean };

const columns: WholeColumn<Row>[] = [
  {
    id: 'name',
    title: 'Name',
    width: 150,
    grows: true,
    sort: 'name',
    by: itemKeys.name,
    cell: (row) => (
      <span className="truncate font-strong" title={row.name}>
        {row.name}
      </span>
    ),
  },
  {
    id: 'parent',
    sort: 'parent',
    by: itemKeys.parent,
    title: 'Belongs to',
    width: 96,
    cell: (row) => <Quiet>{row.parent?.name ?? ''}</Quiet>,
  },
  {
    id: 'along',
    sort: 'along',
    by: itemKeys.along,
    title: 'Comes along',
    width: 142,
    cell: (row) => <Quiet>{alongWithIt(row)}</Quiet>,
  },
  {
    id: 'back',
    sort: 'back',
    by: itemKeys.back,
    title: 'Comes back',
    width: 118,
    cell: (row) => <ComesBack row={row} />,
  },
];

function ComesBack({ row }: { row: Row }) {
  const because = row.reasons.map((reason) => reason.because).join(' ');
  const said = () => {
    if (row.isRestoring) return <Tag tone="info">Restore waits</Tag>;
    if (waitsForParent(row)) return <Tag tone="warn">After its {row.parent?.kind}</Tag>;
    if (row.comesBack === 'no') return <Tag tone="bad">Can’t come back</Tag>;
    if (row.comesBack === 'partly') return <Tag tone="warn">In part</Tag>;
    return row.reasons.length > 0 ? <Tag tone="warn">Name in use</Tag> : <Tag tone="good">Whole</Tag>;
  };
  return (
    <span className="truncate" title={because || undefined}>
      {said()}
      {because ? <span className="sr-only"> {because}</span> : null}
    </span>
  );
}

/** What a deletion took, and restoring it: all of it, or what is selected. */
export function DeletionPane({ id, deletion, onClose, selectAll }: DeletionPaneProps) {
  const now = useNow(60_000);
  const density = useView((view) => view.settings.density);
  const [search, setSearch] = useState('');
  const frame = useRef<HTMLDivElement>(null);
  const list = usePages<BinItemsPage>(JSON.stringify([id, search]), (cursor) =>
    attempt('recycleBin.items', { deletion: id, search, cursor }),
  );
  const restoring = new Set(list.pages.flatMap((page) => page.restoring));
  const { rows, sort, setSort } = useSortedPages(
    list,
    list.pages
      .flatMap(({ items }) => items)
      .map((item): Row => ({ ...item, isRestoring: restoring.has(item.id) })),
    columns,
    { column: '', direction: 'ascending' },
  );
  const checks = useRowChecks(rows);
  const [current, setCurrent] = useState(0);
  const [busy, setBusy] = useState(false);
  const [alike, setAlike] = useState<readonly Row[]>([]);
  const [asked, setAsked] = useState<{ ids: string[] | null; waiting: Row[] } | null>(null);
  const kind: BinKind = rows[0]?.kind ?? deletion?.kind ?? 'customer';
  const forbidden = useWhyNot(`${kind}.restore`);
  const first = list.pages[0];

  const meantBy = (ids: string[] | null) => rows.filter((each) => ids === null || ids.includes(each.id));
  const restore = async (ids: string[] | null, parentsFirst: boolean) => {
    setBusy(true);
    const result = await attempt('recycleBin.restore', { kind, deletion: id, ids, parentsFirst });
    setBusy(false);
    setAsked(null);
    if (!result.ok) {
      sayFailed(result.error);
      return;
    }
    checks.uncheckAll();
    setAlike(meantBy(ids).filter(isNameTaken));
    sayChanged(restoredWords(kind, result.value), result.value.mutationIds);
    list.refresh();
  };
  const ask = (ids: string[] | null) => {
    const waiting = meantBy(ids).filter(waitsForParent);
    if (waiting.length > 0) setAsked({ ids, waiting });
    else void restore(ids, false);
  };

  const checkAll = async () => {
    const pages = await list.all();
    checks.set(pages.flatMap(({ items }) => items.map((item) => item.id)));
  };
  useEffect(() => {
    selectAll.current = () => void checkAll();
    return () => {
      selectAll.current = null;
    };
  });

  const isNarrowed = search.trim() !== '';
  const isWhole = list.pages.at(-1)?.next === null;
  const row = rows[current];
  const open = rows.filter((each) => !each.isRestoring);
  const able = open.filter(canComeBack);
  const whyNot =
    forbidden ??
    (rows.length > 0 && open.length === 0
      ? 'Its restore waits already.'
      : rows.length > 0 && able.length === 0
        ? 'None of it can come back; each says why.'
        : undefined);
  const chosen = rows.filter((each) => checks.checked.has(each.id) && !each.isRestoring);
  const total = Math.max(deletion?.count ?? 0, rows.length);

  return (
    <div className="relative flex h-full min-h-0 flex-col">
      <DetailHead
        title={deletion ? deletionTitle(deletion) : 'Deletion'}
        note={
          deletion
            ? `${counted(deletion.count, deletion.kind)} deleted${deletion.by ? ` by ${deletion.by}` : ''}, ${moment(deletion.at, now)}. ${deletion.until ? `Can be restored until ${moment(deletion.until, now)}.` : 'The partner API hasn’t confirmed it yet.'}`
            : null
        }
        onClose={onClose}
        actions={
          rows.length > 0 && !isNarrowed ? (
            <Button look="primary" busy={busy} whyNot={whyNot} onPress={() => ask(null)}>
              {total === 1 ? 'Restore' : `Restore all ${count(total)}`}
            </Button>
          ) : null
        }
      />
      <div className="pt-2.5">
        {first ? <KeptNote source={first} what="items" /> : null}
        {alike.length > 0 ? <RenameOffer items={alike} /> : null}
        {forbidden ? (
          <div className="px-4 pb-2">
            <Callout tone="info">{forbidden}</Callout>
          </div>
        ) : null}
      </div>
      {total > 10 ? (
        <div className="flex justify-end px-4 pb-2">
          <FindField
            ref={null}
            noun="deleted items"
            value={search}
            onChange={setSearch}
            onLeave={() => frame.current?.querySelector<HTMLElement>('[data-grid]')?.focus()}
          />
        </div>
      ) : null}
      <div ref={frame} className="flex min-h-0 flex-1 flex-col border-t border-line">
        {!first && list.error ? (
          list.error.code === 'not-found' ? (
            <EmptyState title="Nothing of it is left here">
              Everything of this deletion was restored, or its 30 days are over.
            </EmptyState>
          ) : (
            <ErrorState error={list.error} onTryAgain={list.refresh} />
          )
        ) : !first ? (
          list.busy ? (
            <SlowState what="what was deleted" />
          ) : null
        ) : rows.length === 0 ? (
          <EmptyState title="Nothing found" action={<Button onPress={() => setSearch('')}>Show all</Button>}>
            Nothing of this deletion matches.
          </EmptyState>
        ) : (
          <DataTable
            label="Deleted items"
            columns={columns}
            total={rows.length}
            nameOf={({ name }) => name}
            rowAt={(at) => rows[at]}
            source={null}
            onVisible={(_first, last) => {
              if (last >= rows.length - 1) list.more();
            }}
            rowHeight={density === 'compact' ? 26 : 32}
            sort={sort}
            onSort={(next) => {
              setSort(next);
              setCurrent(0);
            }}
            current={current}
            onCurrent={setCurrent}
            checked={checks.checked}
            checkedHere={checks.checked.size}
            onCheck={(request) => checks.check(request, current)}
            onMoveOn={checks.beginRange}
            onCheckAll={() => void checkAll()}
            onUncheckAll={checks.uncheckAll}
            openId={null}
            onOpen={() => undefined}
            onEscape={onClose}
            onMenu={() => undefined}
            footRoom={checks.checked.size > 0 ? 64 : 0}
          />
        )}
      </div>
      {row && row.reasons.length > 0 ? (
        <p className="border-t border-line px-4 py-2 text-muted">
          <span className="font-strong text-text">{row.name}.</span>{' '}
          {row.reasons.map(({ because }) => because).join(' ')}
        </p>
      ) : null}
      {checks.checked.size > 0 ? (
        <CheckBar
          checked={checks.checked.size}
          hidden={0}
          total={isWhole ? rows.length : isNarrowed ? null : total}
          onAll={() => void checkAll()}
          onNone={checks.uncheckAll}
        >
          <Button
            look="primary"
            busy={busy}
            whyNot={forbidden ?? (chosen.some(canComeBack) ? undefined : 'None of these can come back.')}
            onPress={() => ask(chosen.map((each) => each.id))}
          >
            Restore {count(chosen.length)} selected
          </Button>
        </CheckBar>
      ) : null}
      {asked ? (
        <RestoreDialog
          waiting={asked.waiting}
          onRestore={(parentsFirst) => void restore(asked.ids, parentsFirst)}
          others={asked.ids === null ? total - asked.waiting.length : asked.ids.length - asked.waiting.length}
          onClose={() => setAsked(null)}
        />
      ) : null}
    </div>
  );
}
