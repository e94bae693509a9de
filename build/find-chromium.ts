import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const minute = 60_000;

function windowsPlaces(): string[] {
  const roots = ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].map((name) => process.env[name]);
  const programs = [
    'Google\\Chrome\\Application\\chrome.exe',
    'Microsoft\\Edge\\Application\\msedge.exe',
    'Chromium\\Application\\chrome.exe',
  ];
  return programs.flatMap((program) => roots.flatMap((root) => (root ? [path.join(root, program)] : [])));
}

function macPlaces(): string[] {
  const programs = [
    'Google Chrome.app/Contents/MacOS/Google Chrome',
    'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    'Chromium.app/Contents/MacOS/Chromium',
  ];
  return ['/Applications', path.join(os.homedir(), 'Applications')].flatMap((root) =>
    programs.map((program) => path.join(root, program)),
  );
}

function linuxPlaces(isHeadless: boolean): string[] {
  const names = [
    // The same engine without the browser around it: a start takes a fifth of the processor.
    ...(isHeadless ? ['chromium-headless-shell'] : []),
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    'microsoft-edge-stable',
    'microsoft-edge',
  ];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  return names.flatMap((name) =>
    [...folders, '/usr/bin', '/snap/bin'].map((folder) => path.join(folder, name)),
  );
}

/** Where Playwright keeps the Chromium that it downloaded; undefined where Playwright isn't installed. */
function playwrightPlace(): string | undefined {
  try {
    const playwright: { chromium: { executablePath(): string } } = createRequire(import.meta.url)(
      'playwright-core',
    );
    return playwright.chromium.executablePath();
  } catch {
    return undefined;
  }
}

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Finds an installed Chrome, Edge or Chromium: CHROME_PATH first, then the places where the platform's installers put them,
 * then Playwright's own download.
 *
 * @param isHeadless nothing is to be seen, so that Debian's headless shell will do, and is preferred
 * @throws Error where CHROME_PATH names something that can't be run
 */
export function installedChromium(isHeadless = false): string | undefined {
  const chosen = process.env['CHROME_PATH'];
  if (chosen) {
    if (isProgram(chosen)) return chosen;
    throw new Error(`CHROME_PATH is ${chosen}, which is no program that can be run.`);
  }
  const places =
    process.platform === 'win32'
      ? windowsPlaces()
      : process.platform === 'darwin'
        ? macPlaces()
        : linuxPlaces(isHeadless);
  const found = places.find(isProgram);
  if (found) return found;
  const downloaded = playwrightPlace();
  return downloaded && isProgram(downloaded) ? downloaded : undefined;
}

/** Runs an installer to its end, with its output on the terminal; true where it succeeded within the time. */
async function install(command: string, args: string[], limit: number): Promise<boolean> {
  console.log(`Runs: ${command} ${args.join(' ')}`);
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    detached: process.platform !== 'win32',
  });
  const ended = new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
  const stopped = new AbortController();
  const late = pause(limit, 'late' as const, { signal: stopped.signal }).catch(() => 'late' as const);
  const outcome = await Promise.race([ended, late]);
  stopped.abort();
  if (outcome !== 'late') return outcome;
  console.error(`It didn’t end within ${Math.round(limit / minute)} minutes and was stopped.`);
  if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  return false;
}

function isRootOnDebian(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && isProgram('/usr/bin/apt-get');
}

const fonts = ['fonts-noto-core', 'fonts-noto-cjk', 'fonts-noto-color-emoji'];

/** Chromium from Debian, with fonts for every script that the sample data has; where nothing is to be seen, its headless shell if there's one. */
async function installFromDebian(isHeadless: boolean): Promise<void> {
  const apt = [
    '-o',
    'Acquire::http::Timeout=30',
    '-o',
    'Acquire::Retries=2',
    '-o',
    'DPkg::Lock::Timeout=120',
  ];
  const add = (browser: string) =>
    install(
      'apt-get',
      [...apt, '-qq', '-y', '--no-install-recommends', 'install', browser, ...fonts],
      10 * minute,
    );
  await install('apt-get', [...apt, '-qq', 'update'], 3 * minute);
  if (isHeadless && (await add('chromium-headless-shell'))) return;
  await add('chromium');
}

async function downloadWithPlaywright(): Promise<void> {
  const playwright = createRequire(import.meta.url).resolve('playwright-core/package.json');
  const cli = path.join(path.dirname(playwright), 'cli.js');
  await install(process.execPath, [cli, 'install', 'chromium'], 8 * minute);
}

/**
 * A Chrome, Edge or Chromium to use as the window: an installed one, else one installed the way the platform does. Says what
 * it does on the terminal; every step has a time limit.
 *
 * @param isHeadless see {@link installedChromium}
 * @throws Error, with what to do, where none could be installed
 */
export async function findChromium(isHeadless = false): Promise<string> {
  const present = installedChromium(isHeadless);
  if (present) return present;
  console.log('No Chrome, Edge or Chromium is installed on this machine.');
  if (isRootOnDebian()) await installFromDebian(isHeadless);
  if (!installedChromium(isHeadless)) await downloadWithPlaywright();
  const found = installedChromium(isHeadless);
  if (found) {
    console.log(`Installed ${found}.`);
    return found;
  }
  throw new Error(
    'Chromium couldn’t be installed. Install Chrome, Edge or Chromium, or set CHROME_PATH to one, and start again.',
  );
}

if (import.meta.main) console.log(await findChromium());
