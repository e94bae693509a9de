import { useRef, useState } from 'react';
import { announce } from '../../ui/announce.ts';
import { toggled, withAll, type CheckRequest } from '../../ui/DataTable/selection.ts';
import { count } from '../../ui/words.ts';

interface RowChecks {
  /** Those of the checked rows that are still listed. */
  checked: ReadonlySet<string>;
  check: (request: CheckRequest, current: number) => void;
  beginRange: () => void;
  set: (ids: readonly string[]) => void;
  checkAll: () => void;
  uncheckAll: () => void;
  /** These are gone. */
  drop: (ids: readonly string[]) => void;
}

/** Checking the rows of a list that is here as a whole, one by one, by range and all. */
export function useRowChecks(rows: readonly { id: string }[]): RowChecks {
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<{ index: number; beside: ReadonlySet<string> } | null>(null);
  const checked = new Set(rows.map((row) => row.id).filter((id) => kept.has(id)));
  const set = (next: ReadonlySet<string>) => {
    setKept(next);
    announce(`Rows selected: ${count(next.size)}`);
  };
  return {
    checked,
    check: ({ id, index, how }, current) => {
      if (how === 'one') {
        const next = toggled(checked, id);
        anchor.current = { index, beside: next };
        set(next);
        return;
      }
      anchor.current ??= { index: Math.max(0, current), beside: checked };
      const { index: from, beside } = anchor.current;
      const range = rows.slice(Math.min(from, index), Math.max(from, index) + 1);
      set(
        withAll(
          beside,
          range.map((row) => row.id),
        ),
      );
    },
    beginRange: () => {
      anchor.current = null;
    },
    set: (ids) => set(new Set(ids)),
    checkAll: () => set(new Set(rows.map((row) => row.id))),
    uncheckAll: () => set(new Set()),
    drop: (ids) => {
      anchor.current = null;
      setKept(new Set([...kept].filter((id) => !ids.includes(id))));
    },
  };
}
