import { randomBytes } from 'node:crypto';
import type { SyncState } from '../common/contract/views.ts';

/**
 * What the console needs from the outside. The shell injects Electron's side of it, tests inject their own; nothing else in
 * main/ reaches for a clock, for randomness, for the network or for Electron.
 */

/** Time in milliseconds since the epoch, and timers that go by it. */
export interface Clock {
  now(): number;
  /** Runs `run` once after `ms`; what comes back cancels it. */
  after(ms: number, run: () => void): () => void;
}

export interface Random {
  /** Cryptographically random bytes. */
  bytes(count: number): Uint8Array;
  /** From 0 to just below 1; for jitter. */
  fraction(): number;
}

/** The system's way of protecting secrets (Electron's safeStorage by its asynchronous API), or a stand-in that says so. */
export interface Cipher {
  /** How secrets are kept. `note` is a sentence for the settings screen; empty when there's nothing to say. */
  available(): Promise<{ protection: 'keychain' | 'stand-in'; note: string }>;
  encrypt(text: string): Promise<Buffer>;
  /** Rejects when the text was encrypted by another machine or user. */
  decrypt(encrypted: Buffer): Promise<string>;
}

/** The part of electron-store that is used: everything it holds, read and replaced as one. */
export interface SettingsStore {
  store: Record<string, unknown>;
}

export interface SampleServer {
  /** `http://127.0.0.1:PORT` */
  url: string;
  stop(): Promise<void>;
}

/** Starts the embedded partner API on `dataDir` (made when missing), seeded as `sample` with this password for every login. */
export type StartSampleServer = (options: { dataDir: string; password: string }) => Promise<SampleServer>;

/** What a file that is saved is suggested to be. */
export interface SuggestedFile {
  /** Of the system's dialog. */
  title: string;
  name: string;
  /** What such files are called: `CSV`. */
  format: string;
}

/**
 * Writes pieces of text, or bytes, to a file that the person chooses, beginning with a suggested name. They're asked for once it's chosen.
 * Gives its path; null when they changed their mind.
 */
export type SaveFile = (
  suggested: SuggestedFile,
  pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
) => Promise<string | null>;

/** Opens a file of this computer in the system's program for such files. @throws Failure where it has none */
export type OpenFile = (path: string) => Promise<void>;

/** What the window shows for printing, as the bytes of a PDF. */
export type PrintPage = () => Promise<Uint8Array>;

/** What the system knows of the way to the network: Electron's side of it is Chromium's. */
export interface SystemNetwork {
  /** The proxies for an address, as a PAC script answers: `PROXY proxy.example:3128; DIRECT`. */
  proxiesFor(url: string): Promise<string>;
  /** Certificates in PEM that the system trusts besides the public ones, such as a company's own. */
  trusted(): string[];
}

/** One line for the log. `detail` never holds a secret. */
export type Log = (level: 'info' | 'warn' | 'error', text: string, detail?: string) => void;

/** Something that happened and that the operator should know once. */
export type Notice = SyncState['notices'][number];

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export const systemRandom: Random = {
  bytes: (count) => randomBytes(count),
  fraction: () => Math.random(),
};

/** The clock's time as ISO 8601. */
export function isoNow(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
