import type { Rectangle } from 'electron';
import type { WindowPlace } from '../settings/settings.ts';

const firstSize = { width: 1280, height: 820 };
export const smallestSize = { width: 880, height: 560 };
/** How much of the title bar has to be in sight for a person to take hold of the window, in pixels. */
const grip = { width: 120, height: 40 };

/** Size and, where it was moved and is still in sight, place of a new window. */
export type FirstBounds = Pick<WindowPlace, 'x' | 'y' | 'width' | 'height'>;

/**
 * Where to open the window: where it was, unless that's out of sight (a display that's gone), and no larger than a display.
 *
 * @param kept where it was; null on a first start
 * @param displays work areas of the displays that are connected
 */
export function placeWindow(kept: WindowPlace | null, displays: readonly Rectangle[]): FirstBounds {
  if (!kept) return shrinkToFit(firstSize, displays[0]);
  const { x, y, width, height } = kept;
  if (x === undefined || y === undefined) return shrinkToFit({ width, height }, displays[0]);
  const display = displays.find((area) => isTitleBarWithin({ x, y, width }, area));
  if (!display) return shrinkToFit({ width, height }, displays[0]);
  return { x, y, ...shrinkToFit({ width, height }, display) };
}

function shrinkToFit(
  size: { width: number; height: number },
  area: Rectangle | undefined,
): { width: number; height: number } {
  const wanted = {
    width: Math.max(size.width, smallestSize.width),
    height: Math.max(size.height, smallestSize.height),
  };
  if (!area) return wanted;
  return { width: Math.min(wanted.width, area.width), height: Math.min(wanted.height, area.height) };
}

function isTitleBarWithin(
  { x, y, width }: { x: number; y: number; width: number },
  area: Rectangle,
): boolean {
  const seen = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return seen >= grip.width && y >= area.y - 10 && y <= area.y + area.height - grip.height;
}
