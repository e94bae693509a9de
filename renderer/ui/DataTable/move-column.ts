import type { PointerEvent } from 'react';

/** Beside which column another one is put. */
export interface ColumnTarget {
  id: string;
  side: 'before' | 'after';
}

/** How far the mouse goes before a press is taken for a move, in pixels. */
const slack = 6;

/**
 * Follows the mouse from a press on a column's header until it's let go: tells where the column would go, and in the end moves it.
 * A press that stays where it is remains a click.
 */
export function beginMove(
  event: PointerEvent<HTMLElement>,
  column: string,
  onTarget: (target: ColumnTarget | null) => void,
  onMove: (column: string, target: ColumnTarget) => void,
): void {
  if (event.button !== 0 || event.pointerType === 'touch' || isHandle(event.target)) return;
  const header = event.currentTarget;
  const from = event.clientX;
  let moves = false;
  let target: ColumnTarget | null = null;
  const follow = (move: globalThis.PointerEvent) => {
    if (!moves && Math.abs(move.clientX - from) < slack) return;
    moves = true;
    target = targetAt(header, move.clientX, column);
    onTarget(target);
  };
  const end = (last: globalThis.PointerEvent | KeyboardEvent) => {
    window.removeEventListener('pointermove', follow);
    window.removeEventListener('pointerup', end);
    window.removeEventListener('pointercancel', end);
    window.removeEventListener('keydown', giveUp, true);
    onTarget(null);
    if (!moves) return;
    // The click that follows means the move, not the sort.
    const swallow = (click: MouseEvent) => click.stopPropagation();
    window.addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => window.removeEventListener('click', swallow, { capture: true }));
    if (target && last.type === 'pointerup') onMove(column, target);
  };
  const giveUp = (key: KeyboardEvent) => {
    if (key.key !== 'Escape') return;
    key.stopPropagation();
    end(key);
  };
  window.addEventListener('pointermove', follow);
  window.addEventListener('pointerup', end);
  window.addEventListener('pointercancel', end);
  window.addEventListener('keydown', giveUp, true);
}

function isHandle(element: EventTarget): boolean {
  return element instanceof HTMLElement && element.dataset['resizes'] !== undefined;
}

function targetAt(header: HTMLElement, x: number, column: string): ColumnTarget | null {
  for (const cell of header.parentElement?.querySelectorAll<HTMLElement>('[data-column]') ?? []) {
    const { left, right } = cell.getBoundingClientRect();
    const id = cell.dataset['column'] ?? '';
    if (x >= left && x < right && id !== column)
      return { id, side: x < (left + right) / 2 ? 'before' : 'after' };
  }
  return null;
}
