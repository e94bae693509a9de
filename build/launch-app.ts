import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { _electron, chromium, type Browser, type ElectronApplication, type Page } from 'playwright-core';
import { installedElectron } from './electron-binary.ts';
import { mainBundle, repository, standIn } from './folders.ts';

/** What the main process prints once the window has its page. */
const readyLine = 'switchyard ready';
/** How long the app has to come up, on a machine that does other things too. In milliseconds. */
const startLimit = 90_000;
/** How long anything that's done in the window may have to wait for what it's done to. In milliseconds. */
const actionLimit = 60_000;
/** How long it has to leave when asked to; it's killed after. In milliseconds. */
const closeLimit = 10_000;

export interface LaunchOptions {
  /** The app's data folder; a fresh one, removed on `close`, where it's left out. */
  userDataFolder?: string;
  /** Further arguments, such as a deep link or a Chromium switch. */
  args?: string[];
  env?: Record<string, string>;
  /** Main bundle to run; that of `out/` where it's left out. */
  bundle?: string;
}

interface Running {
  page: Page;
  process: ChildProcess;
  disconnect(): Promise<void>;
}

/**
 * The real app, as its users start it: in Electron where its binary is there, else on the Chromium stand-in. Both run the same
 * bundles; `runtime` says which it is.
 */
export class LaunchedApp {
  readonly runtime: 'electron' | 'chromium';
  readonly userDataFolder: string;
  readonly #options: LaunchOptions;
  readonly #isFolderOurs: boolean;
  readonly #violations: string[] = [];
  #output = '';
  #running: Running | undefined;

  private constructor(options: LaunchOptions) {
    this.#options = options;
    this.runtime = electronBinary() ? 'electron' : 'chromium';
    this.#isFolderOurs = options.userDataFolder === undefined;
    this.userDataFolder = options.userDataFolder ?? mkdtempSync(path.join(os.tmpdir(), 'switchyard-app-'));
  }

  static async launch(options: LaunchOptions = {}): Promise<LaunchedApp> {
    const app = new LaunchedApp(options);
    await app.#start();
    return app;
  }

  /** The window. Another one after `restart`. */
  get page(): Page {
    return this.#now().page;
  }

  /** The process of the app, for signals. */
  get process(): ChildProcess {
    return this.#now().process;
  }

  /** All that the app printed so far, over all its starts. */
  output(): string {
    return this.#output;
  }

  /** Violations of the content security policy since the first start, one sentence each. */
  async cspViolations(): Promise<string[]> {
    // What the page reported before this call has arrived once the page has answered something else.
    if (this.#running) await this.#running.page.evaluate('0').catch(() => undefined);
    return [...this.#violations];
  }

  /** Ends the app if it runs, and starts it again on the same data folder. */
  async restart(): Promise<void> {
    await this.#stop('SIGTERM');
    await this.#start();
  }

  /** Pulls the plug. `restart` starts it again. */
  async kill(): Promise<void> {
    await this.#stop('SIGKILL');
  }

  /** Ends the app as its user would; removes the data folder if it was made here. */
  async close(): Promise<void> {
    await this.#stop('SIGTERM');
    if (this.#isFolderOurs) rmSync(this.userDataFolder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Starts the app a second time on the same data folder and waits until that one has ended. */
  async startSecond(args: string[] = []): Promise<{ exitCode: number | null }> {
    const child = spawn(...this.#command(args), { env: this.#environment(), stdio: 'ignore' });
    const late = setTimeout(() => child.kill('SIGKILL'), startLimit);
    const [exitCode] = (await once(child, 'exit')) as [number | null];
    clearTimeout(late);
    return { exitCode };
  }

  #now(): Running {
    if (!this.#running) throw new Error('the app isn’t running');
    return this.#running;
  }

  #command(args: string[]): [string, string[]] {
    const own = [`--user-data-dir=${this.userDataFolder}`, ...(this.#options.args ?? []), ...args];
    const electron = electronBinary();
    const bundle = this.#options.bundle ?? mainBundle;
    if (electron) return [electron, [...electronArguments(bundle), ...own]];
    return [process.execPath, ['--import', pathToModule(standIn), bundle, ...own]];
  }

  #environment(more: Record<string, string> = {}): Record<string, string> {
    const { NODE_OPTIONS: _options, ...inherited } = process.env;
    return {
      ...(inherited as Record<string, string>),
      SWITCHYARD_HEADLESS: '1',
      // What it's told to save doesn't land among somebody's own files.
      XDG_DOWNLOAD_DIR: path.join(this.userDataFolder, 'downloads'),
      ...this.#options.env,
      ...more,
    };
  }

  async #start(): Promise<void> {
    if (!existsSync(this.#options.bundle ?? mainBundle)) {
      throw new Error('out/ isn’t built: node build/build.ts --if-stale');
    }
    this.#running = this.runtime === 'electron' ? await this.#startElectron() : await this.#startStandIn();
    this.#running.page.setDefaultTimeout(actionLimit);
    await this.#watchPolicy(this.#running.page);
  }

  async #startElectron(): Promise<Running> {
    const [executablePath, args] = this.#command([]);
    const app: ElectronApplication = await _electron.launch({
      executablePath,
      args,
      cwd: repository,
      env: this.#environment(),
      timeout: startLimit,
    });
    const child = app.process();
    this.#record(child);
    const page = await app.firstWindow();
    await page.emulateMedia({ colorScheme: null });
    await page.waitForLoadState('load');
    return { page, process: child, disconnect: () => Promise.resolve() };
  }

  async #startStandIn(): Promise<Running> {
    const port = await freePort();
    const child = spawn(...this.#command([]), {
      cwd: repository,
      env: this.#environment({ SWITCHYARD_CDP_PORT: String(port) }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#record(child);
    await this.#ready(child);
    const browser: Browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    const page = browser.contexts()[0]?.pages()[0];
    if (!page) throw new Error('the app has no window');
    await page.emulateMedia({ colorScheme: null });
    return { page, process: child, disconnect: () => browser.close() };
  }

  #record(child: ChildProcess): void {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (text: string) => (this.#output += text));
    }
  }

  /** Waits for the line that says that the window is there. */
  #ready(child: ChildProcess): Promise<void> {
    const from = this.#output.length;
    return new Promise((resolve, reject) => {
      const fail = (because: string) => {
        clearTimeout(late);
        child.kill('SIGKILL');
        reject(new Error(`The app didn’t start: ${because}\n${this.#output.slice(from)}`));
      };
      const late = setTimeout(() => fail(`no window within ${startLimit / 1000} s`), startLimit);
      const look = () => {
        if (!this.#output.slice(from).includes(readyLine)) return;
        clearTimeout(late);
        child.stdout?.off('data', look);
        resolve();
      };
      child.stdout?.on('data', look);
      child.once('exit', (code, signal) => fail(`it ended with ${signal ?? code}`));
    });
  }

  /** Chromium keeps the violations of a page from its very start, and tells them all to whoever asks. */
  async #watchPolicy(page: Page): Promise<void> {
    const session = await page.context().newCDPSession(page);
    session.on('Audits.issueAdded', ({ issue }) => {
      const { contentSecurityPolicyIssueDetails: details } = issue.details;
      if (!details) return;
      const { violatedDirective, blockedURL, sourceCodeLocation: at } = details;
      const place = at ? ` (${at.url}:${at.lineNumber + 1}:${at.columnNumber})` : '';
      this.#violations.push(`${violatedDirective} ${blockedURL ?? 'inline'}${place}`);
    });
    await session.send('Audits.enable');
  }

  async #stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (!running) return;
    const child = running.process;
    const gone =
      child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve();
    await running.disconnect().catch(() => undefined);
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), closeLimit);
    await gone;
    clearTimeout(late);
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port is free');
  return address.port;
}

let isToldWhich = false;

/** Starts the app; the first call of a run prints what runs it. */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  if (!isToldWhich) {
    isToldWhich = true;
    // Beside the output, which may be somebody's JSON.
    console.error(
      electronBinary()
        ? 'The app runs in Electron.'
        : 'The app runs on the Chromium stand-in: Electron’s binary isn’t installed.',
    );
  }
  return LaunchedApp.launch(options);
}

function electronBinary(): string | undefined {
  return process.env['SWITCHYARD_RUNTIME'] === 'chromium' ? undefined : installedElectron();
}

/** Electron takes the folder of package.json, which names the main bundle. */
function electronArguments(bundle: string): string[] {
  const folder = path.resolve(bundle, '../../..');
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox', folder] : [folder];
}

/** `--import` takes an address on Windows, where a path would read as a scheme. */
function pathToModule(file: string): string {
  return process.platform === 'win32' ? `file:///${file.replaceAll('\\', '/')}` : file;
}
