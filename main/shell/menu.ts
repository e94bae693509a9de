import { Menu } from 'electron';
import { menuTemplate, type MenuOptions } from './menu-template.ts';

/** Makes the template the application's menu. */
export function showMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}
