import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { appActions } from '../../../../common/contract/actions.ts';
import { menuTemplate } from '../../../../main/shell/menu-template.ts';

function itemsBelow(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsBelow(item.submenu) : [])]);
}

function menuOn(platform: NodeJS.Platform, run: (id: string) => void = () => undefined) {
  return itemsBelow(menuTemplate({ platform, name: 'Switchyard', run }));
}

describe.each(['win32', 'darwin', 'linux'] as const)('the menu on %s', (platform) => {
  test('has every action of the registry once, by its own name', () => {
    const titles = menuOn(platform).flatMap((item) => (item.id ? [item.label] : []));
    expect(titles.toSorted()).toEqual(appActions.map((action) => action.title as string).toSorted());
  });

  test('takes no key from a text field or a list', () => {
    const taken = menuOn(platform)
      .filter((item) => item.registerAccelerator !== false)
      .map((item) => item.accelerator);
    for (const key of ['Enter', 'Delete', 'F2', '?', 'CmdOrCtrl+A']) expect(taken).not.toContain(key);
  });

  test('gives no accelerator twice', () => {
    const taken = menuOn(platform).flatMap((item) => (item.accelerator ? [item.accelerator] : []));
    expect(new Set(taken).size).toBe(taken.length);
  });

  test('can quit, and runs the action that is chosen', () => {
    const chosen: string[] = [];
    const items = menuOn(platform, (id) => chosen.push(id));
    expect(items.some((item) => item.role === 'quit')).toBe(true);
    const add = items.find((item) => item.id === 'customer.add');
    (add?.click as unknown as () => void)();
    expect(chosen).toEqual(['customer.add']);
  });
});

test('Settings stands in the app’s own menu on macOS and under File elsewhere', () => {
  const menuOf = (platform: NodeJS.Platform) =>
    menuTemplate({ platform, name: 'Switchyard', run: () => undefined }).find(
      (menu) => Array.isArray(menu.submenu) && menu.submenu.some((item) => item.id === 'app.settings'),
    )?.label;
  expect([menuOf('darwin'), menuOf('win32')]).toEqual(['Switchyard', 'File']);
});
