import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import type {
  BaseWindow,
  Clipboard,
  Dialog,
  Display,
  PowerMonitor,
  SaveDialogOptions,
  Screen,
  Shell,
} from 'electron';
import { strict, type PartOf } from './strict.ts';

/** Electron's `shell`. */
export const shell = strict('shell', {
  openExternal: (url) => openWithSystem(url),
  openPath: (path) => openWithSystem(path).then(() => ''),
} satisfies PartOf<Shell, 'openExternal' | 'openPath'>);

/** Opens something in the system's own program; without a display there's none, and it's only said. */
function openWithSystem(target: string): Promise<void> {
  if (
    process.platform === 'linux' &&
    (!process.env['DISPLAY'] || process.env['SWITCHYARD_HEADLESS'] === '1')
  ) {
    console.log(`Would open ${target}`);
    return Promise.resolve();
  }
  const openers: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
    darwin: ['open', target],
    win32: ['rundll32', 'url.dll,FileProtocolHandler', target],
  };
  const [command, ...args] = openers[process.platform] ?? ['xdg-open', target];
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
  return Promise.resolve();
}

let clipboardText = '';

/** Electron's `clipboard`, kept in memory: Chromium's is the page's alone. */
export const clipboard = strict('clipboard', {
  writeText(text) {
    clipboardText = text;
    return Promise.resolve();
  },
  readText: () => Promise.resolve(clipboardText),
} satisfies PartOf<Clipboard, 'writeText' | 'readText'>);

/** Electron's `dialog`: messages go to the terminal, and a file is saved where it was suggested, over nothing that is there. */
export const dialog = strict('dialog', {
  showErrorBox(title, content) {
    console.error(`${title}\n${content}`);
  },
  showSaveDialog(...args: [...window: BaseWindow[], options: SaveDialogOptions]) {
    const { defaultPath } = args.at(-1) as SaveDialogOptions;
    if (!defaultPath)
      throw new Error('dialog.showSaveDialog without defaultPath is not in the Chromium stand-in');
    fs.mkdirSync(path.dirname(defaultPath), { recursive: true });
    return Promise.resolve({ canceled: false, filePath: freePath(defaultPath) });
  },
} satisfies PartOf<Dialog, 'showErrorBox' | 'showSaveDialog'>);

/** The path, with a number before its ending where something is there already. */
function freePath(wanted: string): string {
  const { dir, name, ext } = path.parse(wanted);
  for (let number = 1; ; number++) {
    const free = path.join(dir, number === 1 ? `${name}${ext}` : `${name} (${number})${ext}`);
    if (!fs.existsSync(free)) return free;
  }
}

const area = { x: 0, y: 0, width: 1920, height: 1080 };
const display = strict('display', { id: 1, bounds: area, workArea: area, scaleFactor: 1 }) as Display;

/** Electron's `screen`: one display, of a size that is always the same. */
export const screen = strict(
  'screen',
  Object.assign(new EventEmitter(), {
    getAllDisplays: () => [display],
    getPrimaryDisplay: () => display,
  } satisfies PartOf<Screen, 'getAllDisplays' | 'getPrimaryDisplay'>),
);

/** Electron's `powerMonitor`. Nothing tells Node of the computer's sleep; of its own (Ctrl+Z, SIGSTOP) it's told on waking. */
export const powerMonitor = strict('powerMonitor', new EventEmitter()) as EventEmitter &
  PartOf<PowerMonitor, never>;
if (process.platform !== 'win32') process.on('SIGCONT', () => powerMonitor.emit('resume'));
