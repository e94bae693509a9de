import type { StartState } from '../common/contract/commands.ts';
import type { CacheClient } from '../db/client.ts';
import { Vault } from './credentials/vault.ts';
import { createHandlers } from './ipc/handlers/handlers.ts';
import type { Emit, Handlers } from './ipc/router.ts';
import type { CachePlace } from './partner/open-workspace.ts';
import { Sample } from './partner/sample-server.ts';
import { WorkspaceRegistry } from './partner/workspace-registry.ts';
import { Workspaces } from './partner/workspaces.ts';
import type {
  Cipher,
  Clock,
  Log,
  OpenFile,
  PrintPage,
  Random,
  SaveFile,
  StartSampleServer,
} from './ports.ts';
import type { SettingsKeeper } from './settings/settings.ts';
import { NoticeBoard } from './sync/notices.ts';
import { closedState } from './sync/state.ts';

export interface ConsoleOptions {
  /** Everything is kept below this folder. */
  userDataFolder: string;
  version: string;
  platform: StartState['platform'];
  runtime: StartState['runtime'];
  /** Opens the cache of one account; the shell binds the URLs of the worker scripts. */
  openCache(place: CachePlace): Promise<CacheClient>;
  /** Opened by the shell, which needs the theme and the window's place before anything else. */
  settings: SettingsKeeper;
  cipher: Cipher;
  startSampleServer: StartSampleServer;
  /** Opens an https or mailto address in the system's program. */
  openExternal(url: string): Promise<void>;
  openFile: OpenFile;
  copyText(text: string): void | Promise<void>;
  saveFile: SaveFile;
  printPage: PrintPage;
  /** Name of this computer, for Activity. */
  device: string;
  /** Bytes that are free where a folder is; asks the system unless given. */
  freeBytes?: (folder: string) => Promise<number>;
  emit: Emit;
  fetch: typeof fetch;
  clock: Clock;
  random: Random;
  log: Log;
}

/** The console behind its window: what the shell hands to the router, and what it tells of the system. */
export interface Console {
  /** For `connectRouter`. */
  handlers: Handlers;
  startState(): StartState;
  /** The network may be back: a hint to try, and no truth. */
  networkBack(): void;
  /** The computer was asleep. */
  woke(): void;
  /** Breaks off what's under way, closes the cache and stops the sample's partner API. */
  close(): Promise<void>;
}

/**
 * Builds the console and goes back to the workspace that was open. Waits for no network. The theme follows the event
 * `settings.changed`, which passes through `emit`.
 */
export async function createConsole(options: ConsoleOptions): Promise<Console> {
  const { userDataFolder, settings, cipher, clock, random, emit } = options;
  const notices = new NoticeBoard(clock);
  const vault = await Vault.open({
    folder: userDataFolder,
    cipher,
    clock,
    onNotice: (notice) => notices.add(notice),
  });
  const registry = await WorkspaceRegistry.open(userDataFolder, clock);
  for (const notice of [settings.notice, registry.notice]) if (notice) notices.add(notice);

  const sample = new Sample({ userDataFolder, vault, random, start: options.startSampleServer });
  const workspaces = new Workspaces({
    ...options,
    registry,
    vault,
    sample,
    notices,
    onState: (state) => emit('sync.changed', state),
    onJobs: (jobs) => emit('bulk.changed', { jobs }),
    onCacheChange: ({ revision, kinds }) => emit('cache.changed', { revision, kinds }),
    onFiles: (id) => emit('visit.filesChanged', { id }),
    onSession: () => emit('session.changed', startState()),
  });

  function startState(): StartState {
    const open = workspaces.current;
    return {
      version: options.version,
      platform: options.platform,
      runtime: options.runtime,
      settings: settings.current(),
      lastPage: settings.lastPage(),
      workspace: open?.workspace ?? null,
      account: open?.account ?? null,
      sync: open?.engine.state ?? closedState(notices.all),
      vault: vault.protection,
    };
  }

  await workspaces.resume();
  return {
    handlers: createHandlers({ ...options, workspaces, notices, startState }),
    startState,
    networkBack: () => workspaces.current?.engine.wake('now'),
    woke: () => workspaces.current?.engine.woke(),
    close: () => workspaces.close(),
  };
}
