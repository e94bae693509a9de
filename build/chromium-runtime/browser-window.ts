import { EventEmitter } from 'node:events';
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle, WebContents } from 'electron';
import type { CdpSession } from './cdp.ts';
import { isHeadless } from './chromium.ts';
import { emitPreventable } from './emitter.ts';
import { chromium } from './runtime.ts';
import { refuseUnknown, strict, type PartOf } from './strict.ts';
import { WebContentsStandIn } from './web-contents.ts';

/** How much higher a window is than its page, in pixels, once Chromium has told the page; it counts zero until then. */
const toolbar = `new Promise((tell) => {
  const look = () => outerHeight > 0 ? tell(outerHeight - innerHeight) : setTimeout(look, 5);
  look();
})`;

const knownOptions = [
  'width',
  'height',
  'x',
  'y',
  'minWidth',
  'minHeight',
  'show',
  'title',
  'icon',
  'backgroundColor',
  'autoHideMenuBar',
  'webPreferences',
] as const satisfies (keyof BrowserWindowConstructorOptions)[];

const knownPreferences = [
  'preload',
  'sandbox',
  'contextIsolation',
  'nodeIntegration',
  'nodeIntegrationInSubFrames',
  'nodeIntegrationInWorker',
  'webviewTag',
  'webSecurity',
  'allowRunningInsecureContent',
  'experimentalFeatures',
  'navigateOnDragDrop',
  'spellcheck',
  'devTools',
  'safeDialogs',
  'enableWebSQL',
  'v8CacheOptions',
  'backgroundThrottling',
] as const;

type Supported =
  | 'id'
  | 'webContents'
  | 'loadURL'
  | 'getBounds'
  | 'getNormalBounds'
  | 'setBounds'
  | 'isMaximized'
  | 'isMinimized'
  | 'isFullScreen'
  | 'maximize'
  | 'minimize'
  | 'restore'
  | 'setFullScreen'
  | 'isVisible'
  | 'show'
  | 'focus'
  | 'getTitle'
  | 'setBackgroundColor'
  | 'isDestroyed'
  | 'close'
  | 'destroy';
type WindowState = 'normal' | 'minimized' | 'maximized' | 'fullscreen';

const opened = new Set<BrowserWindowStandIn>();
let lastId = 0;

/** Told of every new window and of the last one that closed; for the stand-in's app, menu and theme. */
export const windowEvents = new EventEmitter();

/** Every open window, as the stand-in itself sees them. */
export function openWindows(): BrowserWindowStandIn[] {
  return [...opened];
}

/** Electron's `BrowserWindow`: a window of the installed Chromium without tabs or address bar. */
export class BrowserWindowStandIn extends EventEmitter implements PartOf<BrowserWindow, Supported> {
  readonly id = ++lastId;
  readonly contents: WebContentsStandIn;
  readonly webContents: WebContents;
  /** The strict face of this object, which is what the app gets to see, always the same. */
  readonly face: BrowserWindowStandIn;
  readonly #session: Promise<CdpSession>;
  #targetId = '';
  #title = '';
  #toolbar = 0;
  #bounds: Rectangle;
  #state: WindowState = 'normal';
  #visible: boolean;
  #destroyed = false;

  static getAllWindows(): BrowserWindowStandIn[] {
    return openWindows().map((window) => window.face);
  }

  static getFocusedWindow(): BrowserWindowStandIn | null {
    return openWindows().at(-1)?.face ?? null;
  }

  static fromWebContents(contents: WebContents): BrowserWindowStandIn | null {
    return openWindows().find((window) => window.webContents === contents)?.face ?? null;
  }

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    refuseUnknown('BrowserWindow options', options, knownOptions);
    refuseUnknown('webPreferences', options.webPreferences ?? {}, knownPreferences);
    const { x = 0, y = 0, width = 800, height = 600, show = true, webPreferences } = options;
    if (webPreferences?.preload === undefined)
      throw new Error('A window without preload is not in the stand-in');
    this.#bounds = { x, y, width, height };
    this.#visible = show;
    this.#session = this.#open();
    this.#session.catch((error: unknown) => windowEvents.emit('failed', error));
    this.contents = new WebContentsStandIn(webPreferences.preload, this.#session);
    this.webContents = this.contents.face;
    this.contents.on('stand-in-bounds', ({ x, y, width, height }: Rectangle) => {
      if (this.#state === 'normal') this.#bounds = { x, y, width, height: height - this.#toolbar };
      this.emit('resize', {});
    });
    this.contents.once('dom-ready', () => this.emit('ready-to-show', {}));
    opened.add(this);
    this.face = strict('BrowserWindow', this);
    windowEvents.emit('opened', this);
    return this.face;
  }

  loadURL(url: string): Promise<void> {
    return this.contents.loadURL(url);
  }

  getBounds(): Rectangle {
    return { ...this.#bounds };
  }

  getNormalBounds(): Rectangle {
    return { ...this.#bounds };
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
    this.#placeNow();
  }

  isMaximized(): boolean {
    return this.#state === 'maximized';
  }

  isMinimized(): boolean {
    return this.#state === 'minimized';
  }

  isFullScreen(): boolean {
    return this.#state === 'fullscreen';
  }

  maximize(): void {
    this.#become('maximized');
  }

  minimize(): void {
    this.#become('minimized');
  }

  restore(): void {
    this.#become('normal');
  }

  setFullScreen(flag: boolean): void {
    this.#become(flag ? 'fullscreen' : 'normal');
  }

  isVisible(): boolean {
    return this.#visible;
  }

  show(): void {
    this.#visible = true;
    this.emit('show', {});
    this.focus();
  }

  focus(): void {
    this.contents.focus();
    this.emit('focus', {});
  }

  getTitle(): string {
    return this.#title;
  }

  /** Chromium paints the page's own background; the colour before that is out of reach. */
  setBackgroundColor(_color: string): void {}

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  close(): void {
    if (this.#destroyed || emitPreventable(this, 'close')) return;
    this.destroy();
  }

  destroy(): void {
    if (this.#destroyed) return;
    const id = this.#targetId;
    chromium()
      .then(({ browser }) => browser.send('Target.closeTarget', { targetId: id }))
      .catch(() => undefined);
    this.#gone();
  }

  /** The window has gone, whoever closed it. */
  #gone(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    opened.delete(this);
    this.contents.forget();
    this.emit('closed');
    if (opened.size === 0) windowEvents.emit('all-closed');
  }

  async #open(): Promise<CdpSession> {
    const running = await chromium();
    const target = await running.openTarget();
    this.#targetId = target.id;
    running.browser.on('Target.targetDestroyed', ({ targetId }) => {
      if (targetId === this.#targetId) this.#gone();
    });
    running.browser.on('Target.targetInfoChanged', ({ targetInfo }) => {
      if (targetInfo.targetId !== this.#targetId || targetInfo.title === this.#title) return;
      this.#title = targetInfo.title;
      this.emit('page-title-updated', {}, this.#title, true);
    });
    await this.#measureToolbar(target.session);
    this.#placeNow();
    return target.session;
  }

  /** Headless Chromium counts a toolbar that nobody sees into its windows; Electron's have none. */
  async #measureToolbar(session: CdpSession): Promise<void> {
    if (!isHeadless()) return;
    const { result } = await session.send('Runtime.evaluate', { expression: toolbar, awaitPromise: true });
    this.#toolbar = typeof result.value === 'number' ? result.value : 0;
  }

  #placeNow(): void {
    const { x, y, width, height } = this.#bounds;
    this.#place({
      left: Math.round(x),
      top: Math.round(y),
      width: Math.round(width),
      height: Math.round(height) + this.#toolbar,
    });
  }

  #become(state: WindowState): void {
    this.#state = state;
    this.#place({ windowState: state });
    this.emit(
      state === 'normal' ? 'restore' : state === 'fullscreen' ? 'enter-full-screen' : state.slice(0, -1),
      {},
    );
  }

  #place(bounds: object): void {
    chromium()
      .then(async ({ browser }) => {
        const { windowId } = await browser.send('Browser.getWindowForTarget', { targetId: this.#targetId });
        await browser.send('Browser.setWindowBounds', { windowId, bounds });
      })
      .catch(() => undefined);
  }
}
