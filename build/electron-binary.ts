import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { repository } from './folders.ts';

const electronFolder = path.join(repository, 'node_modules/electron');
/** A mirror that accepts and never answers would hang the download for ever. In milliseconds; a slow line gets a few minutes. */
const downloadLimit = 5 * 60_000;
/** How long the release server has to answer at all. In milliseconds. */
const answerLimit = 10_000;

/** What runs the main bundle. */
export type Runtime = { kind: 'electron'; binary: string } | { kind: 'chromium'; because: string };

/** Electron's program if it's on the disk. Never asks the package itself, which would begin to download. */
export function installedElectron(): string | undefined {
  const pathFile = path.join(electronFolder, 'path.txt');
  if (!fs.existsSync(pathFile)) return undefined;
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(electronFolder, 'dist');
  const binary = path.join(dist, fs.readFileSync(pathFile, 'utf8').trim());
  return fs.existsSync(binary) ? binary : undefined;
}

/** Whether whoever gives Electron away answers at all: an unreachable one is known in a moment. */
async function isReleaseServerInReach(): Promise<boolean> {
  const server =
    process.env['ELECTRON_MIRROR'] ?? process.env['npm_config_electron_mirror'] ?? 'https://github.com/';
  try {
    await fetch(server, { method: 'HEAD', signal: AbortSignal.timeout(answerLimit) });
    return true;
  } catch {
    return false;
  }
}

/** Runs Electron's own installer; true where it ended well in time. */
function download(): Promise<boolean> {
  const child = spawn(process.execPath, [path.join(electronFolder, 'install.js')], {
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: downloadLimit,
    killSignal: 'SIGKILL',
  });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

/**
 * Electron where it's there or can be fetched, else the Chromium stand-in and why. SWITCHYARD_RUNTIME=electron or =chromium
 * leaves no choice.
 *
 * @throws Error where Electron is demanded and can't be had
 */
export async function chooseRuntime(): Promise<Runtime> {
  const demanded = process.env['SWITCHYARD_RUNTIME'];
  if (demanded === 'chromium') return { kind: 'chromium', because: 'SWITCHYARD_RUNTIME asks for it' };
  const present = installedElectron();
  if (present) return { kind: 'electron', binary: present };
  const because = await fetchElectron();
  const fetched = installedElectron();
  if (fetched) return { kind: 'electron', binary: fetched };
  if (demanded === 'electron') throw new Error(`Electron is asked for, but ${because}.`);
  return { kind: 'chromium', because };
}

/** Tries to get the binary; what went wrong, as half a sentence. */
async function fetchElectron(): Promise<string> {
  if (!(await isReleaseServerInReach())) {
    return 'Electron’s binary isn’t installed and its release server can’t be reached';
  }
  console.log('Fetches Electron’s binary, once…');
  return (await download()) ? '' : 'Electron’s binary isn’t installed and couldn’t be downloaded';
}
