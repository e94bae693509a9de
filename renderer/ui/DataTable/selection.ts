/** What a click or a key means for the checked rows. */
export interface CheckRequest {
  id: string;
  index: number;
  /** `one` toggles a row, `range` checks from the anchor to it. */
  how: 'one' | 'range';
}

/** The checked rows with one row toggled. */
export function toggled(checked: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(checked);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** The checked rows with more added. */
export function withAll(checked: ReadonlySet<string>, ids: Iterable<string>): ReadonlySet<string> {
  const next = new Set(checked);
  for (const id of ids) next.add(id);
  return next;
}

/** Where a key moves the current row in a list of `total` rows, of which `page` fit on screen; undefined for other keys. */
export function movedIndex(key: string, from: number, total: number, page: number): number | undefined {
  const last = total - 1;
  if (last < 0) return undefined;
  const bound = (index: number) => Math.min(last, Math.max(0, index));
  switch (key) {
    case 'ArrowDown':
      return bound(from + 1);
    case 'ArrowUp':
      return bound(from - 1);
    case 'PageDown':
      return bound(from + page);
    case 'PageUp':
      return bound(from - page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
