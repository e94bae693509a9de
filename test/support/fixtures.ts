import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test as base } from '@playwright/test';
import { ConsolePage } from './console-page.ts';
import { launchApp, type LaunchedApp } from './launch-app.ts';
import { PartnerApiServer } from './partner-api-server.ts';

export interface Fixtures {
  /** A real partner API with the sample data, of this test alone. */
  server: PartnerApiServer;
  /** The real app with a data folder of this test alone, first run. */
  app: LaunchedApp;
  /** The window, with the words of the product. */
  console: ConsolePage;
}

/** Every spec takes its app from here. No spec may leave a violation of the content security policy behind. */
export const test = base.extend<Fixtures>({
  server: async ({}, use) => {
    const server = await PartnerApiServer.start();
    await use(server);
    await server.remove();
  },
  app: async ({}, use, testInfo) => {
    const userDataFolder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-app-'));
    const app = await launchApp({ userDataFolder });
    testInfo.annotations.push({ type: 'runtime', description: app.runtime });
    await use(app);
    const violations = await app.cspViolations();
    await app.close();
    rmSync(userDataFolder, { recursive: true, force: true });
    expect(violations, 'violations of the content security policy').toEqual([]);
  },
  console: async ({ app }, use) => {
    await use(new ConsolePage(app));
  },
});

export { expect };
