import { z } from 'zod';
import { listKind, listSpec } from './views.ts';

/** Narrowest and widest that a column gets, in pixels. */
export const columnWidths = { least: 48, most: 900 } as const;

/** How one column stands in a list. Columns that a layout doesn't name follow, as they are by default. */
const columnPlace = z.object({
  id: z.string().min(1).max(40),
  /** In pixels; left out as long as nobody has drawn it. */
  width: z.int().min(columnWidths.least).max(columnWidths.most).optional(),
  hidden: z.boolean().optional(),
  /** Stays at the left, or at the right, while the others scroll. */
  pinned: z.union([z.boolean(), z.literal('right')]).optional(),
});
export type ColumnPlace = z.infer<typeof columnPlace>;

/** The columns of a list, in order. */
export const listLayout = z.array(columnPlace).max(60);
export type ListLayout = z.infer<typeof listLayout>;

/** Longest name of a view, in characters. */
export const viewNameLimit = 60;
/** Most views that are kept of one list. */
export const mostViews = 100;

/** A way to look at a list, kept under a name. */
export const savedView = z.object({
  id: z.string().min(1).max(60),
  name: z.string().trim().min(1, 'Name the view').max(viewNameLimit, `At most ${viewNameLimit} characters`),
  /** Whose rows; a view of one parent's rows is for that parent alone. */
  scope: listSpec.shape.scope,
  search: listSpec.shape.search,
  filters: listSpec.shape.filters,
  where: listSpec.shape.where,
  sort: listSpec.shape.sort,
  layout: listLayout,
});
export type SavedView = z.infer<typeof savedView>;

/** The layout of each list that isn't as it was at first. */
export const listLayouts = z.partialRecord(listKind, listLayout);
/** The views of each list, in the order in which they're shown. */
export const savedViews = z.partialRecord(listKind, z.array(savedView).max(mostViews));
