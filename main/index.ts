import os from 'node:os';
import path from 'node:path';
import { app, clipboard, dialog, nativeTheme, powerMonitor, shell, type BrowserWindow } from 'electron';
import { toAppError } from '../common/contract/errors.ts';
import { createConsole, type Console } from './console.ts';
import { connectRouter, createEmit } from './ipc/router.ts';
import type { Network } from './partner/system-network.ts';
import { systemClock, systemRandom, type Log } from './ports.ts';
import { SettingsKeeper } from './settings/settings.ts';
import { announceAppScheme, serveApp } from './shell/app-protocol.ts';
import { openCacheInWorkers } from './shell/cache-workers.ts';
import { openChannel } from './shell/channel.ts';
import { keychainCipher } from './shell/cipher.ts';
import { catchCrashes } from './shell/crash-guard.ts';
import { deepLinkScheme, pageOfArguments, pageOfDeepLink } from './shell/deep-link.ts';
import { limitPermissions, guardPages } from './shell/guards.ts';
import { openLog } from './shell/log.ts';
import { showMenu } from './shell/menu.ts';
import { openSystemNetwork } from './shell/network.ts';
import { openFile } from './shell/open-file.ts';
import { printPage } from './shell/print-page.ts';
import { platformOf, runtimeOf } from './shell/runtime.ts';
import { startSampleWorker } from './shell/sample-worker.ts';
import { saveFile } from './shell/save-file.ts';
import { openSettingsStore } from './shell/settings-store.ts';
import { Visits } from './shell/visits.ts';
import { bringToFront, loadPage, openWindow } from './shell/window.ts';

/** The composition root: builds the console and the shell around it, and wires the two. It decides nothing itself. */
let window: BrowserWindow | undefined;
const isDeveloping = !app.isPackaged;
const channel = openChannel(() => window);
const emit = createEmit((name, payload) => channel.send(name, payload), isDeveloping);
const visits = new Visits(emit);
/** Opens a window where there's none, once the app is up: on macOS it stays when its last one was closed. */
let openAgain = (): void => undefined;

function buildConsole(settings: SettingsKeeper, network: Network, log: Log): Promise<Console> {
  return createConsole({
    userDataFolder: app.getPath('userData'),
    version: app.getVersion(),
    platform: platformOf(),
    runtime: runtimeOf(),
    openCache: openCacheInWorkers,
    settings,
    cipher: keychainCipher(process.platform, app.getPath('userData')),
    startSampleServer: startSampleWorker,
    openExternal: (url) => shell.openExternal(url),
    openFile,
    copyText: (text) => clipboard.writeText(text),
    saveFile: (suggested, pieces) => saveFile(window, suggested, pieces),
    printPage: () => printPage(window),
    device: os.hostname(),
    emit: (name, payload) => {
      if (name === 'settings.changed') followTheme(payload as { theme: typeof nativeTheme.themeSource });
      emit(name, payload);
    },
    fetch: network.fetch,
    clock: systemClock,
    random: systemRandom,
    log,
  });
}

function followTheme({ theme }: { theme: typeof nativeTheme.themeSource }): void {
  nativeTheme.themeSource = theme;
}

function connect(handlers: Promise<Console['handlers']>, log: Log): void {
  connectRouter({
    handlers,
    isTrusted: channel.isTrusted,
    handle(name, listener) {
      channel.handle(name, async (event, ...args) => {
        const answer = await listener(event, ...args);
        if (name === 'app.start') setImmediate(() => visits.begin());
        return answer;
      });
    },
    checkOutput: isDeveloping,
    log,
  });
}

function makeWindow(settings: SettingsKeeper): BrowserWindow {
  visits.end();
  const opened = openWindow(settings);
  window = opened;
  opened.on('closed', () => {
    if (window !== opened) return;
    window = undefined;
    visits.end();
  });
  return opened;
}

function followSystem(consoleOfApp: Console, settings: SettingsKeeper, network: Network): void {
  powerMonitor.on('resume', () => {
    network.renew();
    consoleOfApp.woke();
  });
  powerMonitor.on('unlock-screen', () => consoleOfApp.networkBack());
  // Quitting waits for the console to close, however often it's asked for meanwhile.
  let state: 'open' | 'closing' | 'closed' = 'open';
  openAgain = () => {
    if (!window && state === 'open') void loadPage(makeWindow(settings), visits.takeFirst());
  };
  app.on('activate', openAgain);
  app.on('will-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    void consoleOfApp.close().finally(() => {
      state = 'closed';
      app.quit();
    });
  });
}

function followLinks(): void {
  const come = (page: string | undefined): void => {
    visits.go(page);
    if (window) bringToFront(window);
    else openAgain();
  };
  app.on('second-instance', (_event, argv) => come(pageOfArguments(argv)));
  app.on('open-url', (event, url) => {
    event.preventDefault();
    come(pageOfDeepLink(url));
  });
  come(pageOfArguments(process.argv));
  if (app.isPackaged) app.setAsDefaultProtocolClient(deepLinkScheme);
}

async function run(): Promise<void> {
  const log = openLog(app.getPath('userData'), isDeveloping);
  catchCrashes(log);
  guardPages(log);
  followLinks();
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  const settings = await SettingsKeeper.open({
    folder: app.getPath('userData'),
    openStore: openSettingsStore,
    clock: systemClock,
  });
  followTheme(settings.current());
  await app.whenReady();
  limitPermissions();
  serveApp(path.join(import.meta.dirname, '../renderer'));
  showMenu({ platform: process.platform, name: app.getName(), run: (id) => emit('app.action', { id }) });
  const opened = makeWindow(settings);
  // The console goes back to its workspace while the page loads; the page's first calls wait for it.
  const network = openSystemNetwork(log);
  const building = buildConsole(settings, network, log);
  building.catch(() => undefined);
  connect(
    building.then(({ handlers }) => handlers),
    log,
  );
  const loading = loadPage(opened, visits.takeFirst());
  loading.catch(() => undefined);
  followSystem(await building, settings, network);
  await loading.catch((thrown: unknown) => {
    // A window that somebody closed before its page was there is no failure.
    if (!opened.isDestroyed()) throw thrown;
  });
  process.stdout.write('switchyard ready\n');
}

// A data folder of one's own choice; everything that is kept lies below it, the lock of the one instance included.
const chosenFolder = app.commandLine.getSwitchValue('user-data-dir');
if (chosenFolder !== '') app.setPath('userData', path.resolve(chosenFolder));
app.enableSandbox();
announceAppScheme();
if (app.requestSingleInstanceLock()) {
  void run().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    // An installed app has no terminal: without this it would just not come up.
    dialog.showErrorBox('Switchyard can’t start', toAppError(error).message);
    app.exit(1);
  });
} else {
  app.quit();
}
