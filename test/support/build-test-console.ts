import { join } from 'node:path';
import type { CommandName, EventName } from '../../common/contract/commands.ts';
import type { Result } from '../../common/contract/errors.ts';
import { openCache } from '../../db/client.ts';
import { createConsole, type Console } from '../../main/console.ts';
import { connectRouter, createEmit } from '../../main/ipc/router.ts';
import { systemRandom, type Cipher, type Clock, type Log, type SampleServer } from '../../main/ports.ts';
import { writeWhole } from '../../main/storage/written-file.ts';
import { SettingsKeeper } from '../../main/settings/settings.ts';
import { bundledWorkers } from './program-files.ts';

/** A cipher that hides nothing; what a keychain does isn't what is tested with it. */
const cipher: Cipher = {
  available: () => Promise.resolve({ protection: 'stand-in', note: 'in a test' }),
  encrypt: (text) => Promise.resolve(Buffer.from(text)),
  decrypt: (encrypted) => Promise.resolve(encrypted.toString()),
};

export interface BuiltConsole {
  console: Console;
  /** Paths that were opened in the system's programs. */
  openedFiles: string[];
  /** What it has logged: level, text, detail. */
  logged: Parameters<Log>[];
  /** Gives a command through the real router. */
  give(name: CommandName, input: unknown): Promise<Result<unknown>>;
}

/** The whole console but for its window, on a data folder: real cache files, a real network, answers checked. */
export async function buildTestConsole(
  folder: string,
  clock: Clock,
  onEvent: (name: EventName, payload: unknown) => void,
  freeBytes?: () => Promise<number>,
): Promise<BuiltConsole> {
  const openedFiles: string[] = [];
  const logged: Parameters<Log>[] = [];
  const settings = await SettingsKeeper.open({ folder, openStore: () => ({ store: {} }), clock });
  const console = await createConsole({
    userDataFolder: folder,
    version: '0.0.0-test',
    platform: 'linux',
    runtime: { name: 'node', note: 'in a test' },
    openCache: (place) => openCache({ ...place, workers: bundledWorkers }),
    settings,
    cipher,
    startSampleServer,
    openExternal: () => Promise.resolve(),
    openFile: (path) => Promise.resolve(void openedFiles.push(path)),
    copyText: () => undefined,
    saveFile: async ({ name }, pieces) => {
      const path = join(folder, name);
      await writeWhole(path, pieces);
      return path;
    },
    printPage: () => Promise.resolve(new TextEncoder().encode('%PDF-of-a-test')),
    device: 'TEST-DESK',
    ...(freeBytes ? { freeBytes } : {}),
    emit: createEmit(onEvent, true),
    fetch,
    clock,
    random: systemRandom,
    log: (...line) => logged.push(line),
  });
  const channels = new Map<CommandName, (event: null, ...args: unknown[]) => Promise<Result<unknown>>>();
  connectRouter<null>({
    handlers: console.handlers,
    isTrusted: () => true,
    handle: (channel, listener) => channels.set(channel, listener),
    checkOutput: true,
    log: () => undefined,
  });
  return {
    console,
    openedFiles,
    logged,
    give(name, input) {
      const listener = channels.get(name);
      if (!listener) throw new Error(`${name} isn't registered`);
      return input === undefined ? listener(null) : listener(null, input);
    },
  };
}

async function startSampleServer(options: { dataDir: string; password: string }): Promise<SampleServer> {
  // Only where it's asked for: most consoles of the tests never start one, and it's long to load.
  const { startPartnerApi } = await import('../../partner-api/start.ts');
  const { sampleSeed } = await import('../../partner-api/seed/sample.ts');
  const api = await startPartnerApi({ ...options, seed: sampleSeed, passwordCost: 10 });
  return { url: api.url, stop: () => api.close() };
}
