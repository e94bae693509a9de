import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Bridge } from '../../common/contract/bridge.ts';
import { launchApp, type LaunchedApp } from '../support/launch-app.ts';
import { newestSchema } from '../../db/migrations/index.ts';
import { password, type PartnerApiServer } from '../support/partner-api-server.ts';
import { startWorld } from './world.ts';

declare global {
  interface Window {
    switchyard: Bridge;
  }
}

/** The real app, connected to `server`, with all of its rows in the cache. */
export async function launchConnected(
  server: PartnerApiServer,
  userDataFolder: string,
): Promise<LaunchedApp> {
  const app = await launchApp({ userDataFolder });
  const connected = await app.page.evaluate(
    ([url, secret]) => window.switchyard.workspace.connect({ url, login: 'admin', password: secret }),
    [server.url, password] as const,
  );
  if (!connected.ok) throw new Error(connected.error.message);
  await app.page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const stop = window.switchyard.on['sync.changed']((sync) => {
          if (!sync.complete || sync.phase !== 'up-to-date') return;
          stop();
          resolve();
        });
        void window.switchyard.app.start().then((started) => {
          if (started.ok && started.value.sync.complete) resolve();
        });
      }),
  );
  return app;
}

/** The cache file of the app's only workspace. */
export function cacheFileIn(userDataFolder: string): string {
  const [file] = readdirSync(userDataFolder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /cache-\d+\.db$/.test(name),
  );
  if (!file) throw new Error('the app made no cache');
  return path.join(userDataFolder, file);
}

/**
 * A data folder of the app with a world of so many sites, a tenth as many customers and probes, that the app has fetched by its own
 * first snapshot: made once in the system's folder for temporary files, and kept there for later runs, which must not change it. Its
 * partner API is gone, so that the app works offline on it.
 */
export async function connectedFolder(sites: number, say: (line: string) => void): Promise<string> {
  const worlds = path.join(os.tmpdir(), 'switchyard-bench-worlds');
  const folder = path.join(worlds, `app-${sites}-schema-${newestSchema}`);
  if (existsSync(folder)) return folder;
  const making = `${folder}-${process.pid}`;
  mkdirSync(making, { recursive: true });
  const server = await startWorld(Math.max(10, sites / 10), sites, sites / 10);
  say(`a partner API with ${sites} sites is there`);
  try {
    const began = performance.now();
    const app = await launchConnected(server, making);
    say(`the app has fetched it after ${((performance.now() - began) / 1000).toFixed(0)} s`);
    await app.close();
    renameSync(making, folder);
    return folder;
  } catch (thrown) {
    rmSync(making, { recursive: true, force: true });
    throw thrown;
  } finally {
    await server.remove();
  }
}
