import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { buildAll } from './build.ts';
import { chooseRuntime, type Runtime } from './electron-binary.ts';
import { findChromium } from './find-chromium.ts';
import { mainBundle, repository, standIn } from './folders.ts';

/**
 * `npm start`: builds what's stale, then runs the app in Electron or, where that can't be had, on an installed Chromium. With no
 * display, or with `--tour`, it makes the headless tour instead. Other arguments go on to the app.
 */
function hasDisplay(): boolean {
  if (process.env['SWITCHYARD_HEADLESS'] === '1') return false;
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

function commandOf(runtime: Runtime, args: string[]): [string, string[]] {
  if (runtime.kind === 'chromium') {
    return [process.execPath, ['--import', pathToFileURL(standIn).href, mainBundle, ...args]];
  }
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  return [runtime.binary, [...(isRoot ? ['--no-sandbox'] : []), repository, ...args]];
}

/** Runs the app until it ends; its exit code. A Ctrl+C goes to the app, which closes in order. */
function runApp(runtime: Runtime, args: string[]): Promise<number> {
  const [command, all] = commandOf(runtime, args);
  const note = runtime.kind === 'chromium' ? `${runtime.because}.` : '';
  const child = spawn(command, all, {
    stdio: 'inherit',
    env: { ...process.env, SWITCHYARD_RUNTIME_NOTE: note },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function start(): Promise<number> {
  const args = process.argv.slice(2).filter((argument) => argument !== '--tour');
  await buildAll({ ifStale: true });
  const runtime = await chooseRuntime();
  if (runtime.kind === 'chromium') {
    console.log(`Runs on an installed Chromium in the place of Electron: ${runtime.because}.`);
    await findChromium(!hasDisplay());
  } else {
    console.log('Runs in Electron.');
  }
  if (hasDisplay() && !process.argv.includes('--tour')) return runApp(runtime, args);
  console.log('No display: makes the headless tour.');
  const { makeTour } = await import('./tour.ts');
  return (await makeTour()) ? 0 : 1;
}

process.exitCode = await start().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});
