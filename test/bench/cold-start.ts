import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { launchApp } from '../support/launch-app.ts';
import { launchConnected } from './app-world.ts';
import { measureOf, type Bench } from './measure.ts';
import { startWorld } from './world.ts';

const customers = 100_000;
const runs = 7;

/** A window of the same runtime with one line of text, and nothing behind it. */
const bareMain = `
import path from 'node:path';
import { app, BrowserWindow, protocol } from 'electron';
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
await app.whenReady();
const page = '<!doctype html><title>Bare</title><p>Bare</p><script src="mark.js"></script>';
const mark = 'requestAnimationFrame(() => setTimeout(() => performance.mark("first-rows")))';
protocol.handle('app', (request) =>
  request.url.endsWith('.js')
    ? new Response(mark, { headers: { 'content-type': 'text/javascript' } })
    : new Response(page, { headers: { 'content-type': 'text/html' } }));
const window = new BrowserWindow({ width: 1280, height: 800, show: true, webPreferences: { preload: path.join(import.meta.dirname, 'preload.cjs'), sandbox: true, contextIsolation: true } });
await window.loadURL('app://switchyard/index.html');
console.log('switchyard ready');
app.on('window-all-closed', () => app.quit());
`;

/** Milliseconds from starting the process to the mark \`first-rows\` in the window, by one clock. */
async function startUp(options: {
  userDataFolder: string;
  bundle?: string;
  args?: string[];
}): Promise<number> {
  const began = Date.now();
  const app = await launchApp(options);
  const at = await app.page.waitForFunction(() => {
    const [mark] = performance.getEntriesByName('first-rows');
    return mark && performance.timeOrigin + mark.startTime;
  });
  const shown = await at.jsonValue();
  await app.close();
  return Number(shown) - began;
}

export const coldStart: Bench = {
  name: 'cold-start',
  async run(say) {
    const server = await startWorld(customers);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
    const bareFolder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
    try {
      const bundle = path.join(bareFolder, 'bare.mjs');
      writeFileSync(bundle, bareMain);
      writeFileSync(path.join(bareFolder, 'preload.cjs'), '');
      const app = await launchConnected(server, folder);
      await app.close();
      const ours: number[] = [];
      const bare: number[] = [];
      for (let run = 0; run < runs; run++) {
        bare.push(await startUp({ userDataFolder: path.join(bareFolder, 'data'), bundle }));
        ours.push(await startUp({ userDataFolder: folder, args: ['switchyard://customers'] }));
        say(`bare ${bare.at(-1)?.toFixed(0)} ms, ours ${ours.at(-1)?.toFixed(0)} ms`);
      }
      return [
        measureOf({
          name: 'cold-start-100k',
          ours,
          reference: bare,
          aim: 1.5,
          note: 'process start to the first rows painted from a cache of 100,000 customers, beside a bare window of the same runtime',
        }),
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
      rmSync(bareFolder, { recursive: true, force: true });
      await server.remove();
    }
  },
};
