/**
 * What `import … from 'electron'` finds when the app runs on an installed Chromium. A name that isn't here fails to import,
 * and a member that isn't there throws by name.
 */
import { app } from './app.ts';
import { BrowserWindowStandIn } from './browser-window.ts';
import { ipcMain } from './ipc-main.ts';
import { Menu } from './menu.ts';
import { nativeTheme } from './native-theme.ts';
import { protocol } from './protocol.ts';
import { safeStorage } from './safe-storage.ts';
import { session } from './session.ts';
import { clipboard, dialog, powerMonitor, screen, shell } from './small-apis.ts';
import { strict } from './strict.ts';

const BrowserWindow = strict('BrowserWindow', BrowserWindowStandIn);

export {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
};
/** Some packages take it as a whole: `import electron from 'electron'`. */
export default strict('electron', {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
});
