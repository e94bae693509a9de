import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { PartnerApiServer } from '../support/partner-api-server.ts';
import { launchConnected } from './app-world.ts';
import { measureOf, timed, type Bench } from './measure.ts';
import { onboardingLink } from './onboarding-link.ts';
import { openDoor } from './world.ts';

const runs = 12;

declare global {
  interface Window {
    shownAt: Promise<number>;
  }
}

/** Begins to look for a row by its text; the time of the frame that shows it comes to `window.shownAt`, by the computer's clock. */
async function lookFor(page: Page, text: string): Promise<void> {
  await page.evaluate((name) => {
    window.shownAt = new Promise((resolve, reject) => {
      const began = performance.now();
      const look = () => {
        if (document.querySelector('[role=grid]')?.textContent.includes(name))
          setTimeout(() => resolve(performance.timeOrigin + performance.now()));
        else if (performance.now() - began > 60_000) reject(new Error(`${name} wasn’t shown`));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  }, text);
}

/** Signs a company up on the page of a link. Gives when its answer was there, by the computer's clock. */
async function signUp(link: string, name: string, number: number): Promise<number> {
  const password = 'four calm words here';
  const body = new URLSearchParams({
    ...{ name, contactName: 'Ann Berg', email: `ann${number}@bench.example`, password, repeated: password },
  });
  const answer = await fetch(link, { method: 'POST', body });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`the sign-up answered ${answer.status}: ${text}`);
  return performance.timeOrigin + performance.now();
}

/** From a company's sign-up to its row in the list of an app that's open and connected. */
export const signupVisible: Bench = {
  name: 'signup-visible',
  run: async (say) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
    const server = await PartnerApiServer.start();
    try {
      const { door } = await openDoor(server);
      const link = await onboardingLink(server, door, null);
      const app = await launchConnected(server, folder);
      const { page } = app;
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Customers' }).click();
      await page.getByRole('grid').getByRole('row').nth(1).waitFor();
      const ours: number[] = [];
      const trips: number[] = [];
      for (let run = 0; run <= runs; run++) {
        const name = `AAA Bench ${String(runs - run).padStart(2, '0')}`;
        await lookFor(page, name);
        const done = await signUp(link, name, run);
        const took = (await page.evaluate(() => window.shownAt)) - done;
        const trip = await timed(() => door.epoch(new AbortController().signal));
        // The first one warms up.
        if (run === 0) continue;
        ours.push(took);
        trips.push(trip);
        say(`${took.toFixed(1)} ms beside ${trip.toFixed(1)} ms`);
      }
      await app.close();
      const note =
        'from the answer to a sign-up by an onboarding link to the frame with the customer’s row in an app that’s online with the list open, told by the event stream, beside one round trip to the same partner API';
      return [measureOf({ name: 'signup-visible', ours, reference: trips, aim: null, note })];
    } finally {
      await server.remove();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
