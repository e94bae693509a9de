import type { ColumnPlace, ListLayout } from '../../../common/contract/list-layouts.ts';

/** What a layout needs to know of a column. */
interface Arrangeable {
  id: string;
  /** A column that every row is known by: it's always shown. */
  always?: boolean;
  /** Not shown until it's asked for. */
  extra?: boolean;
}

/**
 * Every column with its place: those that the layout names in its order, then the others as they are by default. What the layout
 * names and the list doesn't have (any more) is left out. Those pinned at the left stand first, those
 * at the right last.
 */
export function placesOf<C extends Arrangeable>(
  columns: readonly C[],
  layout: ListLayout,
): { column: C; place: ColumnPlace }[] {
  const known = new Map(columns.map((column) => [column.id, column]));
  const named = layout.flatMap((place) => {
    const column = known.get(place.id);
    return column && known.delete(place.id) ? [{ column, place }] : [];
  });
  const others = [...known.values()].map((column): { column: C; place: ColumnPlace } => ({
    column,
    place: { id: column.id, ...(column.extra ? { hidden: true } : {}) },
  }));
  const all = [...named, ...others].map((each) =>
    each.column.always && each.place.hidden ? { ...each, place: { ...each.place, hidden: false } } : each,
  );
  const at = (where: ColumnPlace['pinned']) => all.filter(({ place }) => (place.pinned ?? false) === where);
  return [...at(true), ...at(false), ...at('right')];
}

/** A layout with one column's place changed. */
export function withPlace<C extends Arrangeable>(
  columns: readonly C[],
  layout: ListLayout,
  id: string,
  change: Partial<ColumnPlace>,
): ListLayout {
  return placesOf(columns, layout).map(({ place }) => (place.id === id ? { ...place, ...change } : place));
}

/** A layout with a column put before or after another one; it's pinned where that one is. */
export function withMoved<C extends Arrangeable>(
  columns: readonly C[],
  layout: ListLayout,
  id: string,
  target: { id: string; side: 'before' | 'after' },
): ListLayout {
  const places = placesOf(columns, layout).map(({ place }) => place);
  const moving = places.find((place) => place.id === id);
  const beside = places.find((place) => place.id === target.id);
  if (!moving || !beside || id === target.id) return places;
  const rest = places.filter((place) => place.id !== id);
  const at = rest.indexOf(beside) + (target.side === 'after' ? 1 : 0);
  return rest.toSpliced(at, 0, { ...moving, pinned: beside.pinned ?? false });
}

/** A layout with a column moved one place among those that are shown; the same where it's at the end already. */
export function withStep<C extends Arrangeable>(
  columns: readonly C[],
  layout: ListLayout,
  id: string,
  step: -1 | 1,
): ListLayout {
  const shown = placesOf(columns, layout).filter(({ place }) => !place.hidden);
  const at = shown.findIndex(({ place }) => place.id === id);
  const beside = shown[at + step]?.place;
  if (at < 0 || !beside) return placesOf(columns, layout).map(({ place }) => place);
  return withMoved(columns, layout, id, { id: beside.id, side: step < 0 ? 'before' : 'after' });
}

/** Whether two layouts look the same on these columns. */
export function looksTheSame<C extends Arrangeable>(
  columns: readonly C[],
  one: ListLayout,
  other: ListLayout,
): boolean {
  const look = (layout: ListLayout) =>
    JSON.stringify(
      placesOf(columns, layout).map(({ place }) => [
        place.id,
        place.width ?? 0,
        place.hidden === true,
        place.pinned ?? false,
      ]),
    );
  return look(one) === look(other);
}
