import type { MenuItemConstructorOptions } from 'electron';
import { appActions, type AppAction, type AppActionId } from '../../common/contract/actions.ts';

/** What the menu is made for. */
export interface MenuOptions {
  platform: NodeJS.Platform;
  /** Name of the app, for the first menu on macOS. */
  name: string;
  /** What a chosen action does. */
  run(id: AppActionId): void;
}

const separator: MenuItemConstructorOptions = { type: 'separator' };

/** The application menu as a template: each system's own roles, and between them the actions of the one registry. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const isMac = options.platform === 'darwin';
  const of = (menu: AppAction['menu']) => itemsOf(menu, options);
  const file = of('file').filter(
    (item) => !isMac || (item.id !== 'app.settings' && item.id !== 'session.signOut'),
  );
  return [
    ...(isMac ? [macAppMenu(options)] : []),
    {
      label: 'File',
      submenu: [...file, separator, isMac ? { role: 'close' } : { role: 'quit' }],
    },
    { label: 'Edit', submenu: [...editRoles(), separator, ...of('edit')] },
    { label: 'List', submenu: of('list') },
    {
      label: 'View',
      submenu: [
        ...of('view'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
      ],
    },
    { label: 'Go', submenu: of('go') },
    { label: 'Admin', submenu: of('admin') },
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
    { role: 'help', label: 'Help', submenu: [...of('help'), ...(isMac ? [] : [separator, aboutItem()])] },
  ];
}

function itemsOf(menu: AppAction['menu'], options: MenuOptions): MenuItemConstructorOptions[] {
  return appActions.filter((action) => action.menu === menu).map((action) => itemOf(action, options));
}

function itemOf(action: (typeof appActions)[number], options: MenuOptions): MenuItemConstructorOptions {
  const item = { id: action.id, label: action.title, click: () => options.run(action.id) };
  if (!('shortcut' in action)) return item;
  if (belongsToMenu(action.shortcut)) return { ...item, accelerator: action.shortcut };
  // Enter, Delete, Ctrl+A and the like belong to whatever has the focus: the menu only names them. macOS can't name a key
  // without taking it.
  return options.platform === 'darwin'
    ? item
    : { ...item, accelerator: action.shortcut, registerAccelerator: false };
}

function belongsToMenu(shortcut: string): boolean {
  return shortcut.includes('+') && shortcut !== 'CmdOrCtrl+A';
}

/** Redo gives Ctrl+Shift+Z up: it's the app's own undo of a change. */
function editRoles(): MenuItemConstructorOptions[] {
  return [
    { role: 'undo' },
    { role: 'redo', accelerator: 'CmdOrCtrl+Y' },
    separator,
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
  ];
}

function aboutItem(): MenuItemConstructorOptions {
  return { role: 'about' };
}

function macAppMenu(options: MenuOptions): MenuItemConstructorOptions {
  const own = itemsOf('file', options).filter(
    (item) => item.id === 'app.settings' || item.id === 'session.signOut',
  );
  return {
    label: options.name,
    submenu: [
      { role: 'about' },
      separator,
      ...own,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
}
