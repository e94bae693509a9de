/** A column as it takes part in the sharing; widths in pixels. */
export interface Sharer {
  /** As it is at first, or as it was set by hand. */
  width: number;
  /** What its longest cell in sight needs. */
  need: number;
  /** It was set by hand: nothing changes it. */
  isSet: boolean;
  /** Rows are known by it: it isn't cut for the others' sake, and what nobody needs is its. */
  grows: boolean;
}

/** Widest that a column gets unasked, so that one long text doesn't push the others out of sight. */
const widest = { growing: 300, other: 420 };

/**
 * The widths of columns in a room: each has its own at least, the growing one what it needs. What is left goes to those that lack,
 * the same to each until it has what it needs, and the rest to the growing one.
 */
export function sharedWidths(columns: readonly Sharer[], room: number): number[] {
  const widths = columns.map(({ width, need, isSet, grows }) =>
    grows && !isSet ? Math.max(width, Math.min(need, widest.growing)) : width,
  );
  let left = room - widths.reduce((sum, width) => sum + width, 0);
  const lacking = columns
    .map(({ need, isSet }, at) => ({
      at,
      lack: isSet ? 0 : Math.min(need, widest.other) - (widths[at] ?? 0),
    }))
    .filter(({ lack }) => lack > 0)
    .sort((one, other) => one.lack - other.lack);
  lacking.forEach(({ at, lack }, served) => {
    const given = Math.max(0, Math.min(lack, Math.floor(left / (lacking.length - served))));
    widths[at] = (widths[at] ?? 0) + given;
    left -= given;
  });
  const growing = columns.findIndex(({ isSet, grows }) => grows && !isSet);
  return widths.map((width, at) => (at === growing && left > 0 ? width + left : width));
}

/** Room of a cell's own edges, and of what its text stands in. */
const edges = 34;

/** What the cells of each column that are drawn need, in pixels by its id. It makes the browser lay out: not for while one scrolls. */
export function neededWidths(grid: HTMLElement): Record<string, number> {
  const needs: Record<string, number> = {};
  const range = document.createRange();
  for (const cell of grid.querySelectorAll<HTMLElement>('[role="row"] [data-column]')) {
    const id = cell.dataset['column'] ?? '';
    needs[id] = Math.max(needs[id] ?? 0, contentWidth(cell, range) + edges);
  }
  return needs;
}

/** Text is as wide as it would be uncut; of pictures their own width. */
function contentWidth(cell: HTMLElement, range: Range): number {
  let left = Infinity;
  let right = -Infinity;
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const isPicture = node instanceof SVGElement || node instanceof HTMLImageElement;
    if (!isPicture && (!(node instanceof Text) || node.parentElement?.closest('.sr-only'))) continue;
    range.selectNode(node);
    const box = range.getBoundingClientRect();
    if (box.width === 0) continue;
    left = Math.min(left, box.left);
    right = Math.max(right, box.right);
  }
  return Math.max(0, Math.ceil(right - left));
}
