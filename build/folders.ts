import path from 'node:path';

/** Absolute path of the repository. */
export const repository = path.resolve(import.meta.dirname, '..');
/** Absolute path of what the build makes. */
export const outFolder = path.join(repository, 'out');
/** The main bundle, which Electron or its stand-in runs. */
export const mainBundle = path.join(outFolder, 'main/index.js');
/** The module that puts the Chromium stand-in in the place of Electron; for `node --import`. */
export const standIn = path.join(repository, 'build/chromium-runtime/register.ts');
