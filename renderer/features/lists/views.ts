import type { ListLayout, SavedView } from '../../../common/contract/list-layouts.ts';
import type { ListKind } from '../../../common/contract/views.ts';
import { sameValue } from '../../../common/domain/fields.ts';
import { go } from '../../app/navigate.ts';
import { everything, firstSort, type Scope } from '../../app/router.ts';
import { changeSettings } from '../../app/session.ts';
import { changeList, noneChecked, unnarrowed, useView } from '../../app/store.ts';
import { announce } from '../../ui/announce.ts';

/** How a list is looked at now, as a view would keep it. */
export type Look = Omit<SavedView, 'id' | 'name'>;

/** The views that are kept of a list. */
export function viewsOf(kind: ListKind): readonly SavedView[] {
  return useView.getState().settings.views[kind] ?? [];
}

/** How a list is looked at now. */
export function lookAt(kind: ListKind, scope: Scope): Look {
  const { lists, settings } = useView.getState();
  const { search, filters, where, sort } = lists[kind];
  return { scope, search: search.trim(), filters, where, sort, layout: settings.layouts[kind] ?? [] };
}

/** Whether a list is looked at otherwise than a view keeps it. `sameLayout` compares what its columns look like. */
export function differs(
  look: Look,
  view: SavedView,
  sameLayout: (one: ListLayout, other: ListLayout) => boolean,
): boolean {
  return (
    !sameValue(look.scope, view.scope) ||
    look.search !== view.search ||
    !sameValue([...look.filters].sort(), [...view.filters].sort()) ||
    !sameValue(look.where, view.where) ||
    !sameValue(look.sort, view.sort) ||
    !sameLayout(look.layout, view.layout)
  );
}

/** Keeps the columns of a list as they are now. */
export function keepLayout(kind: ListKind, layout: ListLayout): void {
  const { layouts } = useView.getState().settings;
  void changeSettings({ layouts: { ...layouts, [kind]: layout } });
}

/** Looks at a list as a view keeps it. */
export function openView(kind: ListKind, view: SavedView): void {
  const { search, filters, where, sort, layout, scope, id, name } = view;
  changeList(kind, { search, filters, where, sort, view: id, ...noneChecked, current: null });
  keepLayout(kind, layout);
  go({ page: kind, scope, id: null });
  announce(`View ${name}`);
}

/** Looks at everything in a list again, in its first order. The columns stay. */
export function openEverything(kind: ListKind): void {
  changeList(kind, {
    ...{ ...unnarrowed, sort: firstSort(kind), view: null },
    ...{ ...noneChecked, current: null },
  });
  go({ page: kind, scope: everything, id: null });
}

/** Keeps how a list is looked at under a name. One of the same name is written over. */
export function saveView(kind: ListKind, id: string, name: string, look: Look): void {
  const others = viewsOf(kind).filter((view) => view.id !== id && !isCalled(view, name));
  keepViews(
    kind,
    [...others, { ...look, id, name }].sort((a, b) => a.name.localeCompare(b.name)),
  );
  changeList(kind, { view: id });
}

/** Gives a view another name. */
export function renameView(kind: ListKind, id: string, name: string): void {
  keepViews(
    kind,
    viewsOf(kind)
      .map((view) => (view.id === id ? { ...view, name } : view))
      .sort((a, b) => a.name.localeCompare(b.name)),
  );
}

/** Forgets a view; how the list is looked at stays. */
export function deleteView(kind: ListKind, id: string): void {
  keepViews(
    kind,
    viewsOf(kind).filter((view) => view.id !== id),
  );
  if (useView.getState().lists[kind].view === id) changeList(kind, { view: null });
}

/** Whether a view has this name, whatever its case. */
export function isCalled(view: SavedView, name: string): boolean {
  return view.name.localeCompare(name.trim(), undefined, { sensitivity: 'accent' }) === 0;
}

function keepViews(kind: ListKind, views: readonly SavedView[]): void {
  const kept = useView.getState().settings.views;
  void changeSettings({ views: { ...kept, [kind]: [...views] } });
}
