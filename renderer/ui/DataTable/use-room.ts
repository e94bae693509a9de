import { useEffect, useState, type RefObject } from 'react';
import { neededWidths } from './share-room.ts';

interface Room {
  /** Within the grid's edges, in pixels. */
  room: number;
  /** What each column's widest cell needs, of those that were looked at, in pixels by id. */
  needs: Readonly<Record<string, number>>;
}

/**
 * How much room the columns have, and what they need. Cells are looked at once the first rows of a source are drawn, before the
 * browser shows them, and not again while one scrolls; what a column is found to need it keeps, so that nothing jumps.
 */
export function useRoom(
  scroller: RefObject<HTMLDivElement | null>,
  hasRows: boolean,
  source: unknown,
  shown: string,
): Room {
  const [found, setFound] = useState<Room>({ room: 0, needs: {} });
  useEffect(() => {
    const grid = scroller.current;
    if (!grid) return;
    let looked = !hasRows;
    const observer = new ResizeObserver(() => {
      const seen = looked ? {} : neededWidths(grid);
      looked = true;
      setFound(({ needs }) => ({ room: grid.clientWidth, needs: widestOf(needs, seen) }));
    });
    observer.observe(grid);
    return () => observer.disconnect();
  }, [scroller, hasRows, source, shown]);
  return found;
}

/** The same needs where nothing needs more than before. */
function widestOf(
  known: Readonly<Record<string, number>>,
  seen: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const more = Object.entries(seen).filter(([id, need]) => need > (known[id] ?? 0));
  return more.length === 0 ? known : { ...known, ...Object.fromEntries(more) };
}
