import type { MenuItem, MenuItemConstructorOptions } from 'electron';
import { keysOfAccelerator } from './accelerators.ts';
import { app } from './app.ts';
import { openWindows, windowEvents, type BrowserWindowStandIn } from './browser-window.ts';
import { refuseUnknown, strict } from './strict.ts';

const knownFields = [
  'id',
  'label',
  'role',
  'type',
  'accelerator',
  'registerAccelerator',
  'submenu',
  'click',
  'enabled',
  'visible',
  'checked',
] as const satisfies (keyof MenuItemConstructorOptions)[];

/** Roles whose work Chromium does by itself, or which only a system's menu bar has. */
const silentRoles = new Set<MenuItemConstructorOptions['role']>([
  'undo',
  'redo',
  'cut',
  'copy',
  'paste',
  'pasteAndMatchStyle',
  'delete',
  'selectAll',
  'about',
  'services',
  'hide',
  'hideOthers',
  'unhide',
  'minimize',
  'zoom',
  'front',
  'window',
  'help',
  'appMenu',
  'fileMenu',
  'editMenu',
  'viewMenu',
  'windowMenu',
  'resetZoom',
  'zoomIn',
  'zoomOut',
  'toggleDevTools',
  'togglefullscreen',
]);

/** An accelerator of the menu and what it does. */
export interface Entry {
  keys: string;
  run(window: BrowserWindowStandIn): void;
}

/** Electron's `Menu`. There's no menu bar: its items can be looked at, and their accelerators work. */
class MenuStandIn {
  static #application: MenuStandIn | null = null;
  readonly items: MenuItemConstructorOptions[];

  static buildFromTemplate(template: MenuItemConstructorOptions[]): MenuStandIn {
    return new MenuStandIn(template);
  }

  static setApplicationMenu(menu: MenuStandIn | null): void {
    MenuStandIn.#application = menu;
    for (const window of openWindows()) MenuStandIn.listen(window);
  }

  static getApplicationMenu(): MenuStandIn | null {
    return MenuStandIn.#application;
  }

  /** Makes a window's page tell of the keys that the menu has. */
  static listen(window: BrowserWindowStandIn): void {
    window.contents.listenToKeys(MenuStandIn.#application?.entries().map(({ keys }) => keys) ?? []);
  }

  static run(keys: string, window: BrowserWindowStandIn): void {
    MenuStandIn.#application
      ?.entries()
      .find((entry) => entry.keys === keys)
      ?.run(window);
  }

  private constructor(items: MenuItemConstructorOptions[]) {
    for (const item of items) checkItem(item);
    this.items = items;
  }

  entries(): Entry[] {
    return entriesOf(this.items);
  }
}

function checkItem(item: MenuItemConstructorOptions): void {
  refuseUnknown('MenuItem', item, knownFields);
  if (item.role && item.role !== 'quit' && item.role !== 'close' && !silentRoles.has(item.role)) {
    throw new Error(`The menu role ${item.role} is not in the Chromium stand-in`);
  }
  if (Array.isArray(item.submenu)) item.submenu.forEach(checkItem);
}

function entriesOf(items: readonly MenuItemConstructorOptions[]): Entry[] {
  return items.flatMap((item) => {
    if (Array.isArray(item.submenu)) return entriesOf(item.submenu);
    const accelerator = item.accelerator ?? (item.role === 'quit' ? 'CmdOrCtrl+Q' : undefined);
    const isOff = item.enabled === false || item.visible === false || item.registerAccelerator === false;
    if (typeof accelerator !== 'string' || isOff) return [];
    const keys = keysOfAccelerator(accelerator, process.platform);
    if (item.role === 'quit') return [{ keys, run: () => app.quit() }];
    if (item.role === 'close') return [{ keys, run: (window: BrowserWindowStandIn) => window.close() }];
    const { click } = item;
    if (!click) return [];
    return [
      {
        keys,
        run: (window: BrowserWindowStandIn) =>
          click(item as unknown as MenuItem, window.face as never, { triggeredByAccelerator: true }),
      },
    ];
  });
}

windowEvents.on('opened', (window: BrowserWindowStandIn) => {
  MenuStandIn.listen(window);
  window.contents.on('stand-in-accelerator', (keys: string) => MenuStandIn.run(keys, window));
});

/** Electron's `Menu`. */
export const Menu = strict('Menu', MenuStandIn);
