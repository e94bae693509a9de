import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import type {
  IpcMainInvokeEvent,
  PrintToPDFOptions,
  WebContents,
  WebFrameMain,
  WindowOpenHandlerResponse,
} from 'electron';
import { fromChromium, rememberHost, toChromium } from './addresses.ts';
import type { CdpSession, Protocol } from './cdp.ts';
import { emitPreventable } from './emitter.ts';
import { installInPage, type FromPage, type ToPage } from './in-page.ts';
import { registeredIpc } from './ipc-main.ts';
import { answerOf } from './protocol.ts';
import { chromium } from './runtime.ts';
import { settlePermissions } from './session.ts';
import { strict, type PartOf } from './strict.ts';
import { decodeClone, encodeClone } from './structured-clone.ts';

type Frame = PartOf<WebFrameMain, 'url' | 'parent' | 'isDestroyed'>;
type Supported =
  | 'id'
  | 'getURL'
  | 'isDestroyed'
  | 'setWindowOpenHandler'
  | 'send'
  | 'loadURL'
  | 'reload'
  | 'focus'
  | 'printToPDF';
type OpenHandler = (details: Electron.HandlerDetails) => WindowOpenHandlerResponse;

/** What Electron hands to a window-open handler, as far as Chromium tells. */
const nobody: Electron.Referrer = { url: '', policy: 'default' };
const binding = 'switchyardStandIn';
/** A4 upright, in inches. */
const a4 = { paperWidth: 210 / 25.4, paperHeight: 297 / 25.4 };

let lastId = 0;

/** One page: Electron's `webContents`, on a page of the installed Chromium. */
export class WebContentsStandIn extends EventEmitter implements PartOf<WebContents, Supported> {
  readonly id = ++lastId;
  /** The strict face of this object, which is what the app gets to see, always the same. */
  readonly face: WebContents;
  readonly mainFrame: Frame;
  readonly #door = `d${Math.random().toString(36).slice(2)}`;
  readonly #preload: string;
  readonly #cdp: Promise<CdpSession>;
  #session: CdpSession | undefined;
  #url = '';
  #mainFrameId = '';
  #mainContext: { id: number; receiver: Promise<string> } | undefined;
  #wanted: string | undefined;
  #openHandler: OpenHandler | undefined;
  #accelerators: string[] = [];
  #destroyed = false;

  constructor(preload: string, target: Promise<CdpSession>) {
    super();
    this.#preload = preload;
    this.face = strict('webContents', this) as unknown as WebContents;
    const urlNow = (): string => this.#url;
    this.mainFrame = strict('webFrameMain', {
      get url() {
        return urlNow();
      },
      parent: null,
      isDestroyed: () => this.#destroyed,
    });
    this.#cdp = target.then((session) => this.#prepare(session));
    this.#cdp.catch(() => undefined);
  }

  getURL(): string {
    return this.#url;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  send(channel: string, ...args: unknown[]): void {
    const encoded = encodeClone(args);
    if (this.#mainContext) this.#tell(this.#mainContext, { type: 'event', channel, args: encoded });
  }

  async loadURL(url: string): Promise<void> {
    rememberHost(url);
    const session = await this.#cdp;
    const { browser } = await chromium();
    const address = toChromium(url);
    await settlePermissions(browser, this.face, new URL(address).origin);
    this.#wanted = address;
    const loaded = new Promise<void>((resolve) => this.once('did-finish-load', () => resolve()));
    const { errorText } = await session.send('Page.navigate', { url: address });
    if (errorText) throw new Error(`${errorText} loading '${url}'`);
    await loaded;
  }

  reload(): void {
    this.#wanted = toChromium(this.#url);
    this.#whenThere((session) => session.send('Page.reload'));
  }

  focus(): void {
    this.#whenThere((session) => session.send('Page.bringToFront'));
  }

  /** The keys that the menu listens to; for the stand-in's menu. */
  listenToKeys(keys: string[]): void {
    this.#accelerators = keys;
    if (this.#mainContext) this.#tell(this.#mainContext, { type: 'accelerators', keys });
  }

  /** The colour scheme that pages see; for the stand-in's native theme. */
  async emulateColorScheme(scheme: 'light' | 'dark' | ''): Promise<void> {
    const session = await this.#cdp;
    await session.send('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-color-scheme', value: scheme }],
    });
  }

  async printToPDF(options: PrintToPDFOptions): Promise<Buffer> {
    const { margins, pageSize, ...same } = options;
    if (pageSize !== 'A4') throw new Error('Paper other than A4 is not in the Chromium stand-in');
    const session = await this.#cdp;
    const { data } = await session.send('Page.printToPDF', {
      ...same,
      ...a4,
      marginTop: margins?.top ?? 0,
      marginBottom: margins?.bottom ?? 0,
      marginLeft: margins?.left ?? 0,
      marginRight: margins?.right ?? 0,
    });
    return Buffer.from(data, 'base64');
  }

  /** The page has gone; for its window. */
  forget(): void {
    this.#destroyed = true;
    this.#mainContext = undefined;
    this.emit('destroyed');
  }

  #whenThere(act: (session: CdpSession) => Promise<unknown>): void {
    this.#cdp.then(act).catch(() => undefined);
  }

  async #prepare(session: CdpSession): Promise<CdpSession> {
    this.#session = session;
    this.#listen(session);
    const source = `(${installInPage.toString()})(${JSON.stringify(binding)}, ${JSON.stringify(this.#door)}, ${encodeClone.toString()}, ${decodeClone.toString()}, function (require, module, exports) {${fs.readFileSync(this.#preload, 'utf8')}\n})`;
    const [{ frameTree }] = await Promise.all([
      session.send('Page.getFrameTree'),
      session.send('Page.enable'),
      session.send('Runtime.enable'),
      session.send('Runtime.addBinding', { name: binding }),
      session.send('Page.addScriptToEvaluateOnNewDocument', { source }),
      session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
    ]);
    this.#mainFrameId = frameTree.frame.id;
    return session;
  }

  #listen(session: CdpSession): void {
    session.on('Runtime.bindingCalled', (event) => {
      if (event.name === binding) this.#hear(event.executionContextId, JSON.parse(event.payload) as FromPage);
    });
    session.on('Fetch.requestPaused', (event) => void this.#serve(session, event).catch(() => undefined));
    session.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId !== undefined) return;
      this.#url = fromChromium(frame.url);
      this.emit('did-navigate', {}, this.#url, 200, 'OK');
    });
    session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId === this.#mainFrameId) this.#url = fromChromium(url);
    });
    session.on('Runtime.executionContextsCleared', () => (this.#mainContext = undefined));
    session.on('Page.domContentEventFired', () => this.emit('dom-ready', {}));
    session.on('Page.loadEventFired', () => this.emit('did-finish-load', {}));
    session.on('Page.windowOpen', ({ url, windowName, windowFeatures }) =>
      this.#openWindow(url, windowName, windowFeatures.join(',')),
    );
    session.on('Page.javascriptDialogOpening', () => {
      session.send('Page.handleJavaScriptDialog', { accept: false }).catch(() => undefined);
    });
    session.on('Inspector.targetCrashed', () =>
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }),
    );
    this.#reportConsole(session);
  }

  #reportConsole(session: CdpSession): void {
    if (!process.env['SWITCHYARD_DEBUG']) return;
    session.on('Runtime.consoleAPICalled', ({ type, args }) => {
      console.error(
        `[page] ${type}`,
        ...args.map((arg): unknown => arg.value ?? arg.description ?? arg.type),
      );
    });
    session.on('Runtime.exceptionThrown', ({ exceptionDetails }) => {
      console.error('[page] error', exceptionDetails.exception?.description ?? exceptionDetails.text);
    });
  }

  #hear(contextId: number, message: FromPage): void {
    if (message.type === 'ready') {
      this.#meet(contextId);
      return;
    }
    const context = this.#mainContext;
    // A call from a document that has been left has nobody to answer to.
    if (context?.id !== contextId) return;
    if (message.type === 'accelerator') this.emit('stand-in-accelerator', message.keys);
    else if (message.type === 'bounds') this.emit('stand-in-bounds', message);
    else if (message.type === 'open') this.#openWindow(message.url, message.name, message.features);
    else if (message.type === 'send') {
      registeredIpc.emit(message.channel, this.#eventFrom(), ...(decodeClone(message.args) as unknown[]));
    } else {
      registeredIpc.call(this.#eventFrom(), message.channel, decodeClone(message.args) as unknown[]).then(
        (value) => this.#tell(context, this.#replyTo(message.id, value)),
        (error: Error) => this.#tell(context, { type: 'refusal', id: message.id, message: error.message }),
      );
    }
  }

  #replyTo(id: number, value: unknown): ToPage {
    try {
      return { type: 'reply', id, value: encodeClone(value) };
    } catch (thrown) {
      return { type: 'refusal', id, message: String(thrown) };
    }
  }

  #eventFrom(): IpcMainInvokeEvent {
    const event = { type: 'frame', frameId: 1, processId: 1, sender: this.face, senderFrame: this.mainFrame };
    return strict('ipcMainEvent', event) as unknown as IpcMainInvokeEvent;
  }

  #meet(contextId: number): void {
    const session = this.#session;
    if (!session) return;
    const receiver = session
      .send('Runtime.evaluate', {
        expression: `(() => { const receive = globalThis.${this.#door}; delete globalThis.${this.#door}; return receive; })()`,
        contextId,
      })
      .then(({ result }) => result.objectId ?? '');
    receiver.catch(() => undefined);
    this.#mainContext = { id: contextId, receiver };
    this.#tell(this.#mainContext, { type: 'accelerators', keys: this.#accelerators });
  }

  #tell(context: { receiver: Promise<string> }, message: ToPage): void {
    const text = JSON.stringify(message);
    context.receiver
      .then((objectId) =>
        this.#session?.send('Runtime.callFunctionOn', {
          objectId,
          functionDeclaration: 'function(text){this(text)}',
          arguments: [{ value: text }],
          silent: true,
        }),
      )
      // The document has been left meanwhile; Electron drops such messages too.
      .catch(() => undefined);
  }

  async #serve(session: CdpSession, event: Protocol.Events['Fetch.requestPaused']): Promise<void> {
    const { requestId, request, resourceType, frameId } = event;
    if (resourceType === 'Document' && frameId === this.#mainFrameId && !this.#mayNavigate(request.url)) {
      await session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      return;
    }
    const answer = await answerOf(request.url, request.method, request.headers);
    if (!answer) {
      await session.send('Fetch.continueRequest', { requestId });
      return;
    }
    await session.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: answer.status,
      responseHeaders: [...answer.headers].map(([name, value]) => ({ name, value })),
      body: Buffer.from(await answer.arrayBuffer()).toString('base64'),
    });
  }

  /** Navigation that the app asked for goes through; what the page wants is put before the app's `will-navigate` listeners. */
  #mayNavigate(url: string): boolean {
    const wanted = this.#wanted?.split('#')[0] === url.split('#')[0];
    this.#wanted = undefined;
    if (wanted) return true;
    const own = fromChromium(url);
    return !emitPreventable(
      this,
      'will-navigate',
      { url: own, isSameDocument: false, isMainFrame: true },
      own,
    );
  }

  #openWindow(url: string, frameName: string, features: string): void {
    const response = this.#openHandler?.({
      url: fromChromium(url),
      frameName,
      features,
      disposition: 'new-window',
      referrer: nobody,
    });
    if (response?.action !== 'deny')
      throw new Error('A window opened by a page is not in the Chromium stand-in');
  }
}
