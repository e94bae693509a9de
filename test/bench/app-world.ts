import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Bridge } from '../../common/contract/bridge.ts';
import { launchApp, type LaunchedApp } from '../support/launch-app.ts';
import { password, type PartnerApiServer } from '../support/partner-api-server.ts';

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
