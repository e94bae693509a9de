import { Button, MenuTrigger, Popover } from 'react-aria-components';
import { ChevronDown } from 'lucide-react';
import { mostViews, type ListLayout } from '../../../common/contract/list-layouts.ts';
import type { ListKind } from '../../../common/contract/views.ts';
import type { Scope } from '../../app/router.ts';
import { openDialog, useView } from '../../app/store.ts';
import { MenuEntries, menuPopover, type MenuEntry } from '../../ui/Menu.tsx';
import { say } from '../../app/notices.ts';
import { isLookedAtAs, offeredViews, openOfferedView } from './offered-views.ts';
import { differs, lookAt, openEverything, openView, saveView } from './views.ts';

interface ViewsMenuProps {
  kind: ListKind;
  scope: Scope;
  /** What the rows are called: `customers`. */
  noun: string;
  sameLayout: (one: ListLayout, other: ListLayout) => boolean;
}

/** The views of a list: opens one, keeps how the list is looked at now. */
export function ViewsMenu({ kind, scope, noun, sameLayout }: ViewsMenuProps) {
  const views = useView((view) => view.settings.views[kind]) ?? [];
  // Both are read again below; here they say when.
  const list = useView((view) => view.lists[kind]);
  useView((view) => view.settings.layouts[kind]);
  const shown = useView((view) => view.lists[kind].view);
  const look = lookAt(kind, scope);
  const open = views.find((view) => view.id === shown);
  const changed = open !== undefined && differs(look, open, sameLayout);
  const named = { kind: 'name-view', list: kind } as const;
  const offered = open ? undefined : offeredViews[kind].find((each) => isLookedAtAs(kind, each, list, scope));
  const entries: MenuEntry[] = [
    { id: 'everything', title: `All ${noun}`, checked: !open && !offered, run: () => openEverything(kind) },
    ...offeredViews[kind].map((view): MenuEntry => ({
      id: `offered ${view.name}`,
      title: view.name,
      checked: view === offered,
      run: () => openOfferedView(kind, view),
    })),
    ...views.map((view, at): MenuEntry => ({
      id: view.id,
      title: view.name,
      checked: view === open,
      apart: at === 0,
      run: () => openView(kind, view),
    })),
    {
      id: 'save',
      title: 'Save as a view…',
      apart: true,
      whyNot:
        views.length >= mostViews
          ? `There are ${mostViews} views of this list already; delete one first.`
          : undefined,
      run: () => openDialog({ ...named, view: null, scope }),
    },
    ...(open
      ? [
          {
            id: 'update',
            title: `Save changes to “${open.name}”`,
            whyNot: changed ? undefined : 'The list is as the view keeps it.',
            run: () => {
              saveView(kind, open.id, open.name, look);
              say(`“${open.name}” keeps the list as it is now`);
            },
          },
          { id: 'rename', title: 'Rename…', run: () => openDialog({ ...named, view: open.id, scope }) },
          {
            id: 'delete',
            title: 'Delete view…',
            danger: true,
            run: () => openDialog({ kind: 'delete-view', list: kind, view: open.id }),
          },
        ]
      : []),
  ];
  const name = open?.name ?? `All ${noun}`;
  return (
    <MenuTrigger>
      <Button
        aria-label={`${open ? 'View' : 'Views'}: ${name}${changed ? ', changed' : ''}`}
        className="inline-flex h-7 max-w-56 items-center gap-1 rounded-box px-2 text-muted outline-offset-0 hover:bg-hover hover:text-text"
      >
        <span className="truncate">{open ? open.name : 'Views'}</span>
        {changed ? <span aria-hidden className="size-1.5 shrink-0 rounded-full bg-warn" /> : null}
        <ChevronDown aria-hidden size={13} className="shrink-0" />
      </Button>
      <Popover placement="bottom start" className={menuPopover}>
        <MenuEntries label="Views" entries={entries} />
      </Popover>
    </MenuTrigger>
  );
}
