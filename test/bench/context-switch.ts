import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Page } from '@playwright/test';
import { PartnerApiServer } from '../support/partner-api-server.ts';
import { launchConnected } from './app-world.ts';
import { measureOf, timed, type Bench } from './measure.ts';

const runs = 12;
/** Milliseconds between two frames of a screen that shows sixty a second. */
const frame = 1000 / 60;

/** From the click on a button to the frame that shows what's asked for, by the browser's own clock, in milliseconds. */
function clickToRows(page: Page, button: string, shown: string): Promise<number> {
  return page.evaluate(
    ([name, rows]) =>
      new Promise<number>((resolve, reject) => {
        const pressed = [...document.querySelectorAll('button')].find(({ textContent, ariaLabel }) =>
          [textContent, ariaLabel].some((text) => text?.includes(name)),
        );
        if (!pressed) return reject(new Error(`there is no button ${name}`));
        const began = performance.now();
        const look = () => {
          if (document.querySelector(rows)) setTimeout(() => resolve(performance.now() - began));
          else if (performance.now() - began > 30_000) reject(new Error(`${rows} wasn’t shown`));
          else requestAnimationFrame(look);
        };
        pressed.click();
        requestAnimationFrame(look);
      }),
    [button, shown] as const,
  );
}

/** The cache file that holds one project alone: its context's. */
function contextFileIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /cache-\d+\.db$/.test(name))
    .map((name) => path.join(folder, name));
  const found = files.find((file) => {
    const db = new Database(file, { readonly: true });
    const projects = db.prepare('SELECT count(*) FROM project').pluck().get();
    db.close();
    return projects === 1;
  });
  if (!found) throw new Error('the context has no cache');
  return found;
}

/** What the window shows of the context, read from its bare file. */
function readBare(file: string): unknown[] {
  const db = new Database(file, { readonly: true });
  const read = [
    db.prepare('SELECT * FROM project').all(),
    db.prepare('SELECT * FROM license ORDER BY createdAt DESC LIMIT 50').all(),
  ];
  db.close();
  return read;
}

/** The least that a screen takes: the same rows as plain text in the page, from a task of its own to the frame that shows them, in milliseconds. */
function textToFrame(page: Page, rows: unknown[]): Promise<number> {
  return page.evaluate((text) => {
    const began = performance.now();
    const plain = document.createElement('pre');
    plain.textContent = text;
    document.body.append(plain);
    return new Promise<number>((resolve) =>
      requestAnimationFrame(() =>
        setTimeout(() => {
          resolve(performance.now() - began);
          plain.remove();
        }),
      ),
    );
  }, JSON.stringify(rows));
}

/** Switching to the context of a project that was visited before. */
export const contextSwitch: Bench = {
  name: 'context-switch',
  run: async (say) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
    const server = await PartnerApiServer.start();
    try {
      const app = await launchConnected(server, folder);
      const { page } = app;
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Projects' }).click();
      const row = page.getByRole('grid').getByRole('row').filter({ hasNotText: 'Blocked' }).nth(1);
      const ours: number[] = [];
      const bare: number[] = [];
      const drawn: number[] = [];
      for (let run = 0; run <= runs; run++) {
        await row.click();
        await page.getByRole('button', { name: 'Switch to Customer' }).waitFor();
        const took = await clickToRows(
          page,
          'Switch to Customer',
          'article:has(h1) [aria-label="Licenses"] li',
        );
        const file = contextFileIn(folder);
        let rows: unknown[] = [];
        const tookBare = await timed(() => (rows = readBare(file)));
        const tookText = await textToFrame(page, rows);
        await clickToRows(page, 'Switch to Partner', '[role=grid] [role=row][aria-rowindex="2"]');
        // The first visit fetches it.
        if (run === 0) continue;
        ours.push(took);
        bare.push(tookBare);
        drawn.push(tookBare + tookText);
        say(
          `${took.toFixed(1)} ms beside ${tookBare.toFixed(1)} ms, ${(tookBare + tookText).toFixed(1)} ms with a frame`,
        );
      }
      await app.close();
      const note =
        'switching to the context of a project that was visited before, from the click to the frame with its licenses, in the real app, beside opening the bare file and reading the same rows';
      return [
        measureOf({ name: 'context-switch', ours, reference: bare, aim: 3, note }),
        measureOf({
          ...{ name: 'context-switch-drawn', ours, reference: drawn, aim: 3 },
          note: `${note}, and a frame of the same page with them as plain text`,
        }),
        measureOf({
          ...{ name: 'context-switch-frames', ours, reference: ours.map(() => frame), aim: null },
          note: 'the same beside the time between two frames of a screen: what is asked for between the first and the second can’t be seen before the second',
        }),
      ];
    } finally {
      await server.remove();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
