import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react';

const pageRows = 100;
/** The most that an element may be high without browsers cutting it off, with room to spare. */
const mostHeight = 8_000_000;

interface WindowedRowsProps<T> {
  label: string;
  total: number;
  /** In pixels. */
  rowHeight: number;
  /** Where it's all that there is to see. */
  tall?: boolean;
  /** What the rows are of: another one reads those in sight again, and the place stays. */
  version?: string;
  /** Gives the rows of a stretch; what is asked for is what's on screen. */
  read: (offset: number, limit: number) => Promise<readonly T[]>;
  children: (row: T) => ReactNode;
}

/** A plain list of any length in a box that scrolls, also by keyboard: rows are asked for when they come into sight. */
export function WindowedRows<T extends { id: string }>({
  label,
  total,
  rowHeight,
  tall = false,
  version = '',
  read,
  children,
}: WindowedRowsProps<T>) {
  const [pages, setPages] = useState<ReadonlyMap<number, readonly T[]>>(new Map());
  const [first, setFirst] = useState(0);
  const shown = Math.min(total, Math.floor(mostHeight / rowHeight));
  const page = Math.floor(first / pageRows);
  const readAs = useRef(new Map<number, string>());
  const ask = useEffectEvent(async (wanted: number) => {
    if (readAs.current.get(wanted) === version || wanted * pageRows >= shown) return;
    readAs.current.set(wanted, version);
    const rows = await read(wanted * pageRows, pageRows);
    // Asked anew meanwhile.
    if (readAs.current.get(wanted) === version) setPages((known) => new Map(known).set(wanted, rows));
  });
  useEffect(() => {
    void ask(page);
    void ask(page + 1);
  }, [page, version]);
  const visible = [page, page + 1].flatMap((number) =>
    (pages.get(number) ?? []).map((row, index) => ({ row, index: number * pageRows + index })),
  );
  return (
    <div
      tabIndex={0}
      aria-label={label}
      role="group"
      className={`${tall ? 'max-h-[50vh]' : 'max-h-44'} overflow-auto rounded-box border border-line-soft bg-surface`}
      onScroll={(event) => setFirst(Math.floor(event.currentTarget.scrollTop / rowHeight))}
    >
      <ul className="relative" style={{ height: shown * rowHeight }}>
        {visible.map(({ row, index }) => (
          <li
            key={row.id}
            className="absolute inset-x-0 flex items-center gap-2 overflow-hidden px-2.5 whitespace-nowrap"
            style={{ top: index * rowHeight, height: rowHeight }}
          >
            {children(row)}
          </li>
        ))}
      </ul>
    </div>
  );
}
