import path from 'node:path';
import { app, BrowserWindow, ipcMain, Menu, protocol, safeStorage, session } from 'electron';

/** As small an app as shows what the stand-in has to do. `seen` tells the test what the main process saw. */
const seen = {
  navigations: [],
  windows: [],
  keys: [],
  second: [],
  permissions: [],
  version: app.getVersion(),
};
const page = `<!doctype html><title>Small</title><meta charset="utf-8"><h1>Small</h1><script src="page.js"></script>`;
const policy =
  "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'";

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
app.on('web-contents-created', (_event, contents) => {
  contents.setWindowOpenHandler(({ url }) => {
    seen.windows.push(url);
    return { action: 'deny' };
  });
  contents.on('will-navigate', (event) => {
    seen.navigations.push(event.url);
    event.preventDefault();
  });
});
app.on('second-instance', (_event, argv) => seen.second.push(argv.at(-1)));
ipcMain.handle('echo', (event, value) => ({
  value,
  from: event.senderFrame.url,
  isMap: value instanceof Map,
}));
ipcMain.handle('fail', () => Promise.reject(new TypeError('it broke')));
ipcMain.handle('seen', async () => ({
  ...seen,
  hasKeychain: await safeStorage.isAsyncEncryptionAvailable(),
  sealed: await safeStorage.encryptStringAsync('a secret').catch((error) => error.message),
}));

app.setPath('userData', app.commandLine.getSwitchValue('user-data-dir'));
if (!app.requestSingleInstanceLock()) app.quit();
await app.whenReady();
session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => {
  seen.permissions.push(permission);
  answer(false);
});
protocol.handle('app', (request) => {
  const isScript = request.url.endsWith('.js');
  return new Response(isScript ? 'document.title = "ran " + typeof require' : page, {
    headers: {
      'content-type': isScript ? 'text/javascript' : 'text/html',
      'content-security-policy': policy,
    },
  });
});
Menu.setApplicationMenu(
  Menu.buildFromTemplate([
    {
      label: 'Go',
      submenu: [{ label: 'Go', accelerator: 'CmdOrCtrl+G', click: () => seen.keys.push('go') }],
    },
  ]),
);
const window = new BrowserWindow({
  width: 700,
  height: 500,
  webPreferences: { preload: path.join(import.meta.dirname, 'preload.cjs') },
});
await window.loadURL('app://small/index.html');
window.webContents.send('told', new Map([['a', undefined]]), 7n);
process.stdout.write('switchyard ready\n');
