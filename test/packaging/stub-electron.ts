import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Marks the place of the fuses in Electron's binary (@electron/fuses). */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** Schema 1 with Electron's defaults, one character a fuse. */
const fuses = '101100011';
const otherFiles = [
  'chrome-sandbox',
  'chrome_crashpad_handler',
  'libffmpeg.so',
  'icudtl.dat',
  'resources.pak',
  'v8_context_snapshot.bin',
  'LICENSES.chromium.html',
  'LICENSE',
];

/**
 * Makes a folder that electron-builder takes for an unpacked Electron: it has the names and the fuse wire of the real one, and
 * nothing that runs. What goes into a package can so be seen where the real one can't be had.
 */
export function makeStubElectron(folder: string, version: string): void {
  mkdirSync(path.join(folder, 'locales'), { recursive: true });
  mkdirSync(path.join(folder, 'resources'), { recursive: true });
  const binary = Buffer.concat([
    Buffer.from('#!/bin/sh\nexit 0\n'),
    Buffer.alloc(64),
    Buffer.from(sentinel),
    Buffer.from([1, fuses.length]),
    Buffer.from(fuses),
    Buffer.alloc(64),
  ]);
  writeFileSync(path.join(folder, 'electron'), binary, { mode: 0o755 });
  for (const file of otherFiles) writeFileSync(path.join(folder, file), 'stub');
  writeFileSync(path.join(folder, 'version'), version);
}
