import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** What a second start tells the first. */
export interface SecondStart {
  argv: string[];
  cwd: string;
}

/** One address per data folder. On Linux and Windows the system frees it with the process; on macOS it's a file. */
function addressOf(userData: string): string {
  const name = `switchyard-${createHash('sha256').update(path.resolve(userData)).digest('hex').slice(0, 24)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return process.platform === 'linux' ? `\0${name}` : path.join(os.tmpdir(), `${name}.sock`);
}

/** On macOS, a socket file that a killed process left behind keeps the address taken: its owner's id lies beside it. */
function freeStaleAddress(address: string): void {
  if (process.platform !== 'darwin' || !fs.existsSync(address)) return;
  try {
    process.kill(Number(fs.readFileSync(`${address}.pid`, 'utf8')), 0);
  } catch {
    fs.rmSync(address, { force: true });
  }
}

/** The lock that lets one app run per data folder. Taking it is synchronous, as in Electron. */
export class InstanceLock {
  readonly #address: string;
  readonly #onSecondStart: (start: SecondStart) => void;
  #server: net.Server | undefined;
  /** Settles once the first instance has heard of this one. */
  told: Promise<void> = Promise.resolve();

  constructor(userData: string, onSecondStart: (start: SecondStart) => void) {
    this.#address = addressOf(userData);
    this.#onSecondStart = onSecondStart;
  }

  /** True for the first; a second one tells the first its arguments and gets false. */
  take(): boolean {
    if (this.#server?.listening) return true;
    freeStaleAddress(this.#address);
    const server = net.createServer((socket) => this.#hear(socket));
    server.on('error', () => undefined);
    // Binding to a local address happens at once: `listening` already says whether it was free.
    server.listen(this.#address);
    if (!server.listening) {
      this.told = this.#tellFirst();
      return false;
    }
    server.unref();
    if (process.platform === 'darwin') fs.writeFileSync(`${this.#address}.pid`, String(process.pid));
    this.#server = server;
    return true;
  }

  has(): boolean {
    return this.#server?.listening ?? false;
  }

  release(): void {
    this.#server?.close();
    this.#server = undefined;
  }

  #hear(socket: net.Socket): void {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.on('error', () => undefined);
    socket.on('end', () => this.#onSecondStart(JSON.parse(text) as SecondStart));
  }

  #tellFirst(): Promise<void> {
    return new Promise((resolve) => {
      const socket = net.connect(this.#address);
      socket.on('error', () => resolve());
      socket.on('close', () => resolve());
      const start: SecondStart = { argv: process.argv, cwd: process.cwd() };
      socket.end(JSON.stringify(start));
      socket.resume();
    });
  }
}
