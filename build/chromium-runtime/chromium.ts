import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { findChromium } from '../find-chromium.ts';
import { CdpConnection, type CdpSession, type Protocol } from './cdp.ts';

/** A page of the running Chromium. */
export interface Target {
  id: string;
  session: CdpSession;
}

/**
 * A folder of its own for each run, outside of the app's data: a dying Chromium can't hold the next one up, and nothing of
 * Chromium's mixes with what the app keeps. Folders of runs that were killed are removed.
 */
function freshProfile(): string {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const owner = /^switchyard-chromium-(\d+)-/.exec(name)?.[1];
    if (owner && !isRunning(Number(owner))) {
      fs.rmSync(path.join(os.tmpdir(), name), { recursive: true, force: true, maxRetries: 3 });
    }
  }
  return fs.mkdtempSync(path.join(os.tmpdir(), `switchyard-chromium-${process.pid}-`));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch {
    return false;
  }
}

/** Whether Chromium runs without windows: asked for, or no display is there. */
export function isHeadless(): boolean {
  if (process.env['SWITCHYARD_HEADLESS'] === '1') return true;
  const display = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
  return process.platform === 'linux' && !display;
}

const firstPage = 'data:text/html,<title>Switchyard</title>';

function chromiumArguments(profile: string, switches: readonly string[]): string[] {
  const port = process.env['SWITCHYARD_CDP_PORT'];
  return [
    `--user-data-dir=${profile}`,
    '--remote-debugging-pipe',
    ...(port ? [`--remote-debugging-port=${port}`] : []),
    ...(isHeadless() ? ['--headless=new', '--disable-gpu', '--hide-scrollbars=0'] : []),
    // As root there's no other way; Chromium's own sandbox stays on for everyone else.
    ...(process.getuid?.() === 0 ? ['--no-sandbox', '--test-type', '--disable-dev-shm-usage'] : []),
    '--no-first-run',
    '--no-default-browser-check',
    '--no-service-autorun',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-extensions',
    '--disable-sync',
    '--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication',
    '--disable-background-timer-throttling',
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
    '--password-store=basic',
    '--use-mock-keychain',
    ...switches,
    // In sight, the first window comes with Chromium: only so is it one without tabs and address bar.
    isHeadless() ? '--no-startup-window' : `--app=${firstPage}`,
  ];
}

/**
 * The running Chromium behind all windows. Pages that the app opened are handed out by {@link openTarget}; pages that a page
 * opened by itself are closed (their `window.open` was put before the app's window-open handler already).
 */
export class Chromium {
  readonly #process: ChildProcess;
  readonly #connection: CdpConnection;
  readonly #profile: string;
  readonly #attached = new Map<string, Target>();
  readonly #waiting = new Map<string, (target: Target) => void>();
  #first: Promise<Target> | undefined;
  #closing = false;

  private constructor(child: ChildProcess, connection: CdpConnection, profile: string) {
    this.#process = child;
    this.#connection = connection;
    this.#profile = profile;
  }

  /**
   * Starts Chromium with a fresh profile.
   *
   * @param switches the app's own Chromium switches, passed on as they are
   * @param onEnd called when Chromium ends without having been asked to
   */
  static async launch(switches: readonly string[], onEnd: () => void): Promise<Chromium> {
    const executable = await findChromium(isHeadless());
    const profile = freshProfile();
    const child = spawn(executable, chromiumArguments(profile, switches), {
      stdio: [
        'ignore',
        'ignore',
        process.env['SWITCHYARD_DEBUG'] === 'chromium' ? 'inherit' : 'ignore',
        'pipe',
        'pipe',
      ],
      // A Ctrl+C in the terminal is for the app, which then closes its windows in order.
      detached: process.platform !== 'win32',
    });
    const connection = new CdpConnection(child.stdio[3] as Writable, child.stdio[4] as Readable);
    const chromium = new Chromium(child, connection, profile);
    child.once('exit', () => {
      if (!chromium.#closing) onEnd();
    });
    await Promise.race([
      chromium.#attach(),
      new Promise<never>((_resolve, reject) => {
        child.once('error', reject);
        child.once('exit', (code) => reject(new Error(`${executable} ended at once with code ${code}`)));
      }),
    ]);
    return chromium;
  }

  get browser(): CdpSession {
    return this.#connection.browser;
  }

  /** A blank page in a window of its own. */
  async openTarget(): Promise<Target> {
    const first = this.#first;
    this.#first = undefined;
    if (first) return first;
    const { targetId } = await this.browser.send('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
    });
    return this.#whenAttached(targetId);
  }

  /** Ends Chromium and removes what it kept. */
  async close(): Promise<void> {
    this.#closing = true;
    const child = this.#process;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      const late = setTimeout(() => child.kill('SIGKILL'), 3_000);
      this.browser.send('Browser.close').catch(() => undefined);
      await ended;
      clearTimeout(late);
    }
    fs.rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }

  async #attach(): Promise<void> {
    this.browser.on('Target.attachedToTarget', (event) => this.#takeTarget(event));
    const firstId = new Promise<string>((resolve) => {
      this.browser.on('Target.targetCreated', ({ targetInfo }) => {
        if (targetInfo.type === 'page') resolve(targetInfo.targetId);
      });
    });
    await this.browser.send('Target.setDiscoverTargets', { discover: true });
    await this.browser.send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: false,
      flatten: true,
    });
    if (isHeadless()) return;
    this.#first = firstId.then((id) => this.#whenAttached(id));
    await this.#first;
  }

  #takeTarget({ sessionId, targetInfo }: Protocol.Events['Target.attachedToTarget']): void {
    if (targetInfo.type !== 'page') return;
    if (targetInfo.openerId !== undefined) {
      this.browser.send('Target.closeTarget', { targetId: targetInfo.targetId }).catch(() => undefined);
      return;
    }
    const target = { id: targetInfo.targetId, session: this.#connection.session(sessionId) };
    this.#attached.set(target.id, target);
    this.#waiting.get(target.id)?.(target);
    this.#waiting.delete(target.id);
  }

  #whenAttached(id: string): Promise<Target> {
    const attached = this.#attached.get(id);
    return attached ? Promise.resolve(attached) : new Promise((resolve) => this.#waiting.set(id, resolve));
  }
}
