import type { encodeClone, decodeClone } from './structured-clone.ts';

/** One message from the page to the main process. */
export type FromPage =
  | { type: 'ready' }
  | { type: 'invoke'; id: number; channel: string; args: string }
  | { type: 'send'; channel: string; args: string }
  | { type: 'accelerator'; keys: string }
  | { type: 'open'; url: string; name: string; features: string }
  | { type: 'bounds'; x: number; y: number; width: number; height: number };

/** One message from the main process to the page. Errors cross as text: Electron hands a rejected invoke on as a message too. */
export type ToPage =
  | { type: 'reply'; id: number; value: string }
  | { type: 'refusal'; id: number; message: string }
  | { type: 'event'; channel: string; args: string }
  | { type: 'accelerators'; keys: string[] };

interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  metaKey: boolean;
  defaultPrevented: boolean;
  preventDefault(): void;
}

/** What of a window is used here. The build has no DOM types, and this much is easily said. */
interface PageWindow {
  readonly top: unknown;
  readonly location: { href: string };
  readonly screenX: number;
  readonly screenY: number;
  readonly outerWidth: number;
  readonly outerHeight: number;
  addEventListener(type: 'resize', listener: () => void): void;
  addEventListener(
    type: 'keydown',
    listener: (event: KeyPress) => void,
    options?: { capture?: boolean; once?: boolean },
  ): void;
  setTimeout(callback: () => void, delay: number): void;
}

type Preload = (require: (name: string) => unknown, module: { exports: object }, exports: object) => void;

/**
 * Runs in every new document before any of its scripts: gives the preload an `electron` of its own, and takes the way to the
 * main process out of the page's reach. It stands alone: its source is sent to the page.
 *
 * @param binding name of the function that Chromium put on the window
 * @param door name under which the main process finds the way back, once
 */
export function installInPage(
  binding: string,
  door: string,
  encode: typeof encodeClone,
  decode: typeof decodeClone,
  preload: Preload,
): void {
  const page = globalThis as unknown as PageWindow & Record<string, unknown>;
  const post = page[binding] as ((payload: string) => void) | undefined;
  delete page[binding];
  if (page.top !== globalThis || !post) return;
  const { parse, stringify } = JSON;
  const tell = (message: FromPage): void => post(stringify(message));

  const calls = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const listeners = new Map<string, Set<(...args: unknown[]) => void>>();
  const accelerators = new Set<string>();
  let lastId = 0;

  function receive(text: string): void {
    const message = parse(text) as ToPage;
    if (message.type === 'accelerators') {
      accelerators.clear();
      for (const keys of message.keys) accelerators.add(keys);
    } else if (message.type === 'event') {
      const args = decode(message.args) as unknown[];
      for (const listener of listeners.get(message.channel) ?? []) listener({}, ...args);
    } else {
      const call = calls.get(message.id);
      calls.delete(message.id);
      if (message.type === 'reply') call?.resolve(decode(message.value));
      else call?.reject(new Error(message.message));
    }
  }

  function listenersOf(channel: string): Set<(...args: unknown[]) => void> {
    const known = listeners.get(channel) ?? new Set();
    listeners.set(channel, known);
    return known;
  }

  function closed<T extends object>(owner: string, api: T): T {
    return new Proxy(api, {
      get(target, name) {
        if (typeof name === 'symbol' || name in target) return Reflect.get(target, name);
        throw new Error(`${owner}.${name} is not in the Chromium stand-in`);
      },
    });
  }

  const ipcRenderer = closed('ipcRenderer', {
    invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      return new Promise((resolve, reject) => {
        const id = ++lastId;
        const encoded = encode(args);
        calls.set(id, { resolve, reject });
        tell({ type: 'invoke', id, channel, args: encoded });
      });
    },
    send(channel: string, ...args: unknown[]): void {
      tell({ type: 'send', channel, args: encode(args) });
    },
    on(channel: string, listener: (...args: unknown[]) => void): void {
      listenersOf(channel).add(listener);
    },
    off(channel: string, listener: (...args: unknown[]) => void): void {
      listenersOf(channel).delete(listener);
    },
    removeListener(channel: string, listener: (...args: unknown[]) => void): void {
      listenersOf(channel).delete(listener);
    },
  });

  /** A frozen copy with the same functions: what the page does to it can't reach the preload's own objects. */
  function exposed(value: unknown, name: string): unknown {
    if (typeof value === 'function') return (...args: unknown[]) => value(...args) as unknown;
    if (typeof value === 'symbol') throw new TypeError(`${name} can't be exposed to the page`);
    if (typeof value !== 'object' || value === null) return value;
    const copy: Record<string, unknown> = {};
    for (const [key, part] of Object.entries(value)) copy[key] = exposed(part, `${name}.${key}`);
    return Object.freeze(copy);
  }

  const contextBridge = closed('contextBridge', {
    exposeInMainWorld(name: string, api: unknown): void {
      if (name in page) throw new Error(`Cannot bind an API on top of an existing property: ${name}`);
      Object.defineProperty(page, name, { value: exposed(api, name), enumerable: true });
    },
  });

  function keysOf(event: KeyPress): string {
    const key = /^Digit\d$/.test(event.code) ? event.code.slice(5) : event.key.toLowerCase();
    return [
      event.ctrlKey ? 'ctrl' : '',
      event.altKey ? 'alt' : '',
      event.shiftKey ? 'shift' : '',
      event.metaKey ? 'meta' : '',
      key === ' ' ? 'space' : key,
    ]
      .filter(Boolean)
      .join('+');
  }

  // The page comes first, as in Electron: a key that it dealt with isn't an accelerator. The inner listener is added while
  // the event is on its way, so that it's the last to hear of it.
  page.addEventListener(
    'keydown',
    (event) => {
      const keys = keysOf(event);
      if (!accelerators.has(keys)) return;
      page.addEventListener(
        'keydown',
        (late) => {
          if (late.defaultPrevented) return;
          late.preventDefault();
          tell({ type: 'accelerator', keys });
        },
        { once: true },
      );
    },
    { capture: true },
  );

  // Asked here and not of Chromium: a window that another debugger has paused can't be closed without hanging its opener.
  function open(url: unknown = '', name: unknown = '', features: unknown = ''): null {
    const address = url === '' ? 'about:blank' : new URL(String(url), page.location.href).href;
    tell({ type: 'open', url: address, name: String(name), features: String(features) });
    return null;
  }
  Object.defineProperty(page, 'open', { value: open });

  page.addEventListener('resize', () => {
    const { screenX: x, screenY: y, outerWidth: width, outerHeight: height } = page;
    tell({ type: 'bounds', x, y, width, height });
  });

  Object.defineProperty(page, door, { value: receive, configurable: true });
  const electron = closed('electron', { contextBridge, ipcRenderer });
  const module = { exports: {} };
  preload(
    (name) => {
      if (name === 'electron') return electron;
      throw new Error(`module not found: ${name}`);
    },
    module,
    module.exports,
  );
  tell({ type: 'ready' });
}
