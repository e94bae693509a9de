import type { ReactNode } from 'react';
import { DetailHead } from '../../ui/detail.tsx';
import { EmptyState, SlowState } from '../../ui/states.tsx';

/** What a row is called where it isn't there to say so itself. */
export interface RowWords {
  /** Heads its detail. */
  title: string;
  /** In a sentence, shorter where the title says more. */
  noun: string;
  /** Why it may be missing. */
  missing?: string;
}

interface OpenedRowProps<Row> extends RowWords {
  id: string;
  /** undefined while they haven't been read. */
  rows: readonly Row[] | undefined;
  onClose: () => void;
  /** Its detail. */
  children: (row: Row) => ReactNode;
}

/** The detail of the row that is open beside a list, found by its id; a row that isn't in the list is said to be missing. */
export function OpenedRow<Row extends { id: string }>(props: OpenedRowProps<Row>) {
  const { title, noun, missing = 'It hasn’t been synchronised yet.', rows } = props;
  if (!rows) return <SlowState what={`the ${title.toLowerCase()}`} />;
  const row = rows.find(({ id }) => id === props.id);
  if (row) return props.children(row);
  return (
    <>
      <DetailHead title={title} onClose={props.onClose} />
      <EmptyState title={`This ${noun} isn’t here`}>{missing}</EmptyState>
    </>
  );
}
