import type { ReactNode } from 'react';
import { go } from '../../app/navigate.ts';
import type { Look } from '../../app/router.ts';
import { AsLastAsked } from '../lists/AsLastAsked.tsx';
import { DataAge } from '../lists/DataAge.tsx';
import { OpenedRow, type RowWords } from '../lists/OpenedRow.tsx';
import { WholeListPage, type WholeListProps } from '../lists/WholeListPage.tsx';
import { LedgerTabs, type LedgerPart } from './LedgerTabs.tsx';

/** What of a part of the ledger its address names. */
export interface LedgerPlace {
  id: string | null;
  look: Look | undefined;
}

interface LedgerPageProps<Row extends { id: string; name: string }> extends Omit<
  WholeListProps<Row>,
  'nameOf' | 'scopes' | 'onOpenId' | 'detail'
> {
  at: LedgerPart;
  /** The kinds of rows whose age is said; none where they're asked of the partner API each time. */
  kinds: readonly string[];
  row: RowWords;
  detail: (row: Row, close: () => void) => ReactNode;
}

/** A part of the ledger: its list below the tabs of all parts, with the row that is open found in it. */
export function LedgerPage<Row extends { id: string; name: string }>({
  at,
  kinds,
  row,
  detail,
  above,
  ...list
}: LedgerPageProps<Row>) {
  const { rows, answeredAt, error } = list.answer;
  return (
    <WholeListPage
      {...list}
      nameOf={({ name }) => name}
      scopes={<LedgerTabs at={at} />}
      above={
        <>
          {kinds.length > 0 ? <DataAge kinds={kinds} /> : null}
          {kinds.length === 0 && rows?.length ? <AsLastAsked answeredAt={answeredAt} error={error} /> : null}
          {above}
        </>
      }
      onOpenId={(id, replace) => go({ page: at, id }, { replace })}
      detail={(id, close) => (
        <OpenedRow key={id} {...row} id={id} rows={list.answer.rows} onClose={close}>
          {(opened) => detail(opened, close)}
        </OpenedRow>
      )}
    />
  );
}
