import { enableCompileCache, registerHooks } from 'node:module';
import { isMainThread } from 'node:worker_threads';

/** Puts the Chromium stand-in in the place of Electron, for a main bundle that is run by Node: `node --import register.ts out/main/index.js`. */
const standIn = new URL('./electron.ts', import.meta.url).href;

// Electron keeps compiled code between starts; so does Node, when it's asked to.
enableCompileCache();

// Loaded by now, so that it's compiled from the cache. A failure is told once the app waits to be ready.
if (isMainThread) {
  const { startChromium } = await import('./runtime.ts');
  startChromium().catch(() => undefined);
}

registerHooks({
  resolve(specifier, context, next) {
    const isElectron = specifier === 'electron' || specifier === 'electron/main';
    return isElectron
      ? { url: standIn, shortCircuit: true, format: 'module-typescript' }
      : next(specifier, context);
  },
});
