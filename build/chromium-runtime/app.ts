import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { App } from 'electron';
import { openWindows, windowEvents } from './browser-window.ts';
import { commandLine } from './command-line.ts';
import { emitPreventable } from './emitter.ts';
import { InstanceLock, type SecondStart } from './instance-lock.ts';
import { onChromiumEnd, startChromium, stopChromium } from './runtime.ts';
import { strict, type PartOf } from './strict.ts';

type Supported =
  | 'isPackaged'
  | 'name'
  | 'getName'
  | 'getVersion'
  | 'getAppPath'
  | 'getPath'
  | 'setPath'
  | 'getLocale'
  | 'isReady'
  | 'whenReady'
  | 'quit'
  | 'exit'
  | 'requestSingleInstanceLock'
  | 'hasSingleInstanceLock'
  | 'releaseSingleInstanceLock'
  | 'setAsDefaultProtocolClient'
  | 'setAppUserModelId'
  | 'setAboutPanelOptions'
  | 'enableSandbox'
  | 'focus';

/** The folder of the nearest package.json above the main bundle, and what it says. */
function ownPackage(): { folder: string; name: string; version: string } {
  let folder = path.dirname(path.resolve(process.argv[1] ?? '.'));
  while (!fs.existsSync(path.join(folder, 'package.json'))) {
    const above = path.dirname(folder);
    if (above === folder) return { folder: process.cwd(), name: 'Electron', version: '0.0.0' };
    folder = above;
  }
  const { name, productName, version } = JSON.parse(
    fs.readFileSync(path.join(folder, 'package.json'), 'utf8'),
  ) as { name: string; productName?: string; version: string };
  return { folder, name: productName ?? name, version };
}

function appDataFolder(): string {
  if (process.platform === 'win32')
    return process.env['APPDATA'] ?? path.join(os.homedir(), 'AppData/Roaming');
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library/Application Support');
  return process.env['XDG_CONFIG_HOME'] ?? path.join(os.homedir(), '.config');
}

class AppStandIn extends EventEmitter implements PartOf<App, Supported> {
  readonly isPackaged = false;
  readonly name: string;
  readonly commandLine = commandLine;
  readonly #package = ownPackage();
  #userData: string;
  #lock: InstanceLock | undefined;
  #ready: Promise<void> | undefined;
  #isReady = false;
  #isQuitting = false;
  #isExiting = false;

  constructor() {
    super();
    this.name = this.#package.name;
    this.#userData = path.join(appDataFolder(), this.name);
    windowEvents.on('all-closed', () => this.#allClosed());
    windowEvents.on('failed', (error: unknown) => {
      if (!this.#isExiting) console.error('A window could not be opened:', error);
    });
    windowEvents.on('opened', (window: { face: object; webContents: object }) => {
      this.emit('web-contents-created', {}, window.webContents);
      this.emit('browser-window-created', {}, window.face);
    });
    onChromiumEnd(() => this.#chromiumEnded());
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => this.quit());
    // As in Electron, the app becomes ready whether anyone waits for it or not.
    setImmediate(() => void this.whenReady().catch((error: unknown) => this.#failToStart(error)));
  }

  getName(): string {
    return this.name;
  }

  getVersion(): string {
    return this.#package.version;
  }

  getAppPath(): string {
    return this.#package.folder;
  }

  getLocale(): string {
    return Intl.DateTimeFormat().resolvedOptions().locale;
  }

  getPath(name: Parameters<App['getPath']>[0]): string {
    const home = os.homedir();
    const places: Partial<Record<typeof name, string>> = {
      userData: this.#userData,
      sessionData: this.#userData,
      appData: appDataFolder(),
      temp: os.tmpdir(),
      home,
      logs: path.join(this.#userData, 'logs'),
      downloads: process.env['XDG_DOWNLOAD_DIR'] ?? path.join(home, 'Downloads'),
      documents: path.join(home, 'Documents'),
      exe: process.execPath,
    };
    const place = places[name];
    if (place === undefined) throw new Error(`app.getPath('${name}') is not in the Chromium stand-in`);
    return place;
  }

  setPath(name: string, place: string): void {
    if (name !== 'userData') throw new Error(`app.setPath('${name}') is not in the Chromium stand-in`);
    fs.mkdirSync(place, { recursive: true });
    this.#userData = place;
  }

  isReady(): boolean {
    return this.#isReady;
  }

  whenReady(): Promise<void> {
    // An instance that is on its way out doesn't start Chromium; nothing that waits for it comes to run.
    if (this.#isQuitting) return new Promise(() => undefined);
    this.#ready ??= startChromium().then(() => {
      this.#isReady = true;
      this.emit('ready', {}, {});
    });
    return this.#ready;
  }

  quit(): void {
    if (this.#isExiting || emitPreventable(this, 'before-quit')) return;
    this.#isQuitting = true;
    for (const window of openWindows()) window.close();
    if (openWindows().length > 0) this.#isQuitting = false;
    else this.#leave();
  }

  exit(exitCode = 0): void {
    if (this.#isExiting) return;
    this.#isExiting = true;
    this.#isQuitting = true;
    this.emit('quit', {}, exitCode);
    this.#lock?.release();
    Promise.all([stopChromium(), this.#lock?.told]).then(
      () => process.exit(exitCode),
      () => process.exit(exitCode),
    );
  }

  requestSingleInstanceLock(): boolean {
    this.#lock ??= new InstanceLock(this.#userData, (start) => this.#secondInstance(start));
    return this.#lock.take();
  }

  hasSingleInstanceLock(): boolean {
    return this.#lock?.has() ?? false;
  }

  releaseSingleInstanceLock(): void {
    this.#lock?.release();
  }

  /** The system isn't told: `switchyard://` stays with the installed app. Links still arrive as arguments. */
  setAsDefaultProtocolClient(_scheme: string): boolean {
    return false;
  }

  setAppUserModelId(_id: string): void {}

  setAboutPanelOptions(_options: object): void {}

  /** Chromium's pages are always sandboxed here. */
  enableSandbox(): void {}

  focus(): void {
    openWindows().at(-1)?.focus();
  }

  #leave(): void {
    if (emitPreventable(this, 'will-quit')) {
      this.#isQuitting = false;
      return;
    }
    this.exit(0);
  }

  #allClosed(): void {
    if (this.#isQuitting || this.#isExiting) return;
    if (this.listenerCount('window-all-closed') === 0) this.quit();
    else this.emit('window-all-closed');
  }

  /** In a real window the person ends Chromium by closing its last window. */
  #chromiumEnded(): void {
    for (const window of openWindows()) window.destroy();
    this.quit();
  }

  #secondInstance({ argv, cwd }: SecondStart): void {
    this.whenReady().then(
      () => this.emit('second-instance', {}, argv, cwd, null),
      () => undefined,
    );
  }

  #failToStart(error: unknown): void {
    console.error(error instanceof Error ? error.message : error);
    this.exit(1);
  }
}

/** Electron's `app`. */
export const app = strict('app', new AppStandIn());
