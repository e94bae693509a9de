import fs from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { outFolder } from './folders.ts';
import { launchApp, type LaunchedApp } from './launch-app.ts';

const folder = path.join(outFolder, 'tour');
/** How long one thing on screen may take to come. In milliseconds. */
const patience = 20_000;

/** What a step did, in figures, for the terminal. */
type Figures = string;

interface Step {
  /** What the step does, as a sentence. */
  title: string;
  /** Name of its picture. */
  picture: string;
  run(tour: Tour): Promise<Figures>;
}

/** The window in the hands of somebody who looks around. */
class Tour {
  readonly page: Page;

  constructor(app: LaunchedApp) {
    this.page = app.page;
    this.page.setDefaultTimeout(patience);
  }

  get grid(): Locator {
    return this.page.getByRole('grid');
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  row(name: string): Locator {
    return this.grid.getByRole('row').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Rows of the list on screen, by what it tells assistive technology: those out of sight count too. */
  async rows(): Promise<number> {
    return Number(await this.grid.getAttribute('aria-rowcount')) - 1;
  }

  async go(place: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: place }).click();
    await this.page.getByRole('heading', { level: 1, name: place }).waitFor();
  }

  /** Waits until the sync state in the top bar says so. */
  async syncSays(text: string | RegExp): Promise<void> {
    await this.page
      .getByRole('banner')
      .getByRole('button', { name: /^(Synchronisation|Sync)/ })
      .filter({ hasText: text })
      .waitFor();
  }

  async switchOffline(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+Shift+O');
  }

  async findInList(text: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: /Find in/ }).fill(text);
  }

  /**
   * A customer of the first partner, through the wizard's steps; ends on the list, with the customer found. Milliseconds from
   * Finish to the row.
   */
  async addCustomer(name: string, city: string): Promise<number> {
    await this.go('Partners');
    const partner = this.grid.getByRole('row').nth(1);
    await partner.getByRole('button', { name: 'Add customer' }).click();
    await this.page.getByLabel('Customer name').fill(name);
    await this.page
      .getByLabel('Email address')
      .fill(`office@${name.toLowerCase().replaceAll(' ', '-')}.example`);
    await this.button('Next').click();
    await this.page.getByRole('heading', { name: 'Rebrand information' }).waitFor();
    await this.button('Next').click();
    await this.page.getByLabel('City').fill(city);
    await this.button('Next').click();
    await this.page.getByRole('heading', { level: 1, name: 'Sites' }).waitFor();
    await this.button('Next').click();
    await this.page.getByRole('heading', { level: 1, name: 'Probes' }).waitFor();
    await this.button('Next').click();
    await this.page.getByRole('heading', { name: 'Review' }).waitFor();
    const began = performance.now();
    await this.button('Finish').click();
    // The login of the customer's admin is shown once.
    await this.page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
    await this.page.getByRole('heading', { level: 1, name: /Customers/ }).waitFor();
    await this.findInList(name);
    await this.row(name).waitFor();
    return performance.now() - began;
  }

  /** The Customer ID is made by the partner API: a row that has one was confirmed by it. */
  async customerId(name: string): Promise<string> {
    await this.row(name).click();
    const id = this.page.getByRole('complementary').getByText(/^[A-Z]{2,4}-[0-9A-Z]{4}-\d{2}$/);
    return (await id.innerText()).trim();
  }
}

const steps: Step[] = [
  {
    title: 'Opens the sample workspace: starts its partner API, signs in, takes the first snapshot',
    picture: 'first-sync',
    async run(tour) {
      await tour.page.getByRole('radio', { name: 'Admin' }).check({ force: true });
      await tour.button('Open sample workspace').click();
      await tour.syncSays('Up to date');
      await tour.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
      return 'signed in as Admin, up to date';
    },
  },
  {
    title: 'Looks at the partners',
    picture: 'partners',
    async run(tour) {
      await tour.go('Partners');
      await tour.grid.getByRole('row').nth(1).waitFor();
      return atLeast(await tour.rows(), 1, 'partners');
    },
  },
  {
    title: 'Makes a customer in the wizard',
    picture: 'customer-made',
    async run(tour) {
      const ms = await tour.addCustomer('Tour Bakery', 'Coimbra');
      return `in the list after ${Math.round(ms)} ms`;
    },
  },
  {
    title: 'Waits until the partner API has confirmed it',
    picture: 'customer-confirmed',
    async run(tour) {
      await tour.syncSays('Up to date');
      return `Customer ID ${await tour.customerId('Tour Bakery')}`;
    },
  },
  {
    title: 'Works offline and makes another one',
    picture: 'offline',
    async run(tour) {
      await tour.switchOffline();
      await tour.syncSays('Offline');
      const ms = await tour.addCustomer('Tour Boatyard', 'Viseu');
      await tour.row('Tour Boatyard').filter({ hasText: '1 change waiting' }).waitFor();
      return `in the list after ${Math.round(ms)} ms, 1 change waiting`;
    },
  },
  {
    title: 'Looks at what waits in the outbox',
    picture: 'outbox',
    async run(tour) {
      await tour.go('Synchronisation');
      await tour.page.getByRole('main').getByText('Tour Boatyard').first().waitFor();
      return 'the change is named';
    },
  },
  {
    title: 'Goes back online; the partner API confirms',
    picture: 'back-online',
    async run(tour) {
      await tour.go('Customers');
      await tour.findInList('Tour Boatyard');
      const began = performance.now();
      await tour.switchOffline();
      await tour.syncSays('Up to date');
      await tour.row('Tour Boatyard').filter({ hasNotText: 'waiting' }).waitFor();
      const ms = performance.now() - began;
      return `Customer ID ${await tour.customerId('Tour Boatyard')} after ${Math.round(ms)} ms`;
    },
  },
  {
    title: 'Deletes a customer, its impact first',
    picture: 'delete',
    async run(tour) {
      await tour.findInList('Tour Bakery');
      await tour.row('Tour Bakery').getByRole('checkbox').click();
      await tour.button('Delete…').click();
      const dialog = tour.page.getByRole('dialog').or(tour.page.getByRole('alertdialog'));
      const verb = dialog.getByRole('button', { name: 'Delete 1 customer' });
      await verb.waitFor();
      await picture(tour, 'delete-impact');
      const began = performance.now();
      await verb.click();
      await tour.row('Tour Bakery').waitFor({ state: 'detached' });
      return `gone from the list after ${Math.round(performance.now() - began)} ms`;
    },
  },
  {
    title: 'Takes the delete back',
    picture: 'undone',
    async run(tour) {
      const began = performance.now();
      // The latest message stands last; those of the customers that were added have an Undo of their own.
      await tour.button('Undo').last().click();
      await tour.row('Tour Bakery').waitFor();
      const ms = performance.now() - began;
      await tour.syncSays('Up to date');
      return `back in the list after ${Math.round(ms)} ms, confirmed`;
    },
  },
  {
    title: 'Finds it by searching everything',
    picture: 'search',
    async run(tour) {
      await tour.page.keyboard.press('ControlOrMeta+K');
      await tour.page.keyboard.type('tour bak');
      const hit = tour.page.getByRole('option', { name: /Tour Bakery/ }).first();
      await hit.waitFor();
      await picture(tour, 'palette');
      await tour.page.keyboard.press('Escape');
      return 'first letters are enough';
    },
  },
  {
    title: 'Turns the light down',
    picture: 'dark',
    async run(tour) {
      await tour.page.keyboard.press('ControlOrMeta+Shift+L');
      await tour.page.locator('html[data-theme="dark"]').waitFor();
      await tour.findInList('');
      await tour.grid.getByRole('row').nth(10).waitFor();
      return atLeast(await tour.rows(), 10, 'customers');
    },
  },
];

function atLeast(count: number, least: number, what: string): Figures {
  if (count < least) throw new Error(`${count} ${what} on screen, at least ${least} expected`);
  return `${count} ${what}`;
}

let pictures = 0;

async function picture(tour: Tour, name: string): Promise<void> {
  const file = `${String(++pictures).padStart(2, '0')}-${name}.png`;
  await tour.page.screenshot({ path: path.join(folder, file), animations: 'disabled' });
}

/** Walks through the steps until one fails; the title of that one. */
async function walk(tour: Tour): Promise<string | undefined> {
  for (const [index, step] of steps.entries()) {
    const began = performance.now();
    const done = await step.run(tour).then(
      (figures) => ({ figures }),
      (error: unknown) => ({ error }),
    );
    const ms = `${Math.round(performance.now() - began)} ms`.padStart(9);
    await picture(tour, 'error' in done ? 'failed' : step.picture).catch(() => undefined);
    const line = `${String(index + 1).padStart(2)}. ${ms}  ${step.title}`;
    if ('error' in done) {
      console.log(`${line}: FAILED`);
      console.log(done.error instanceof Error ? done.error.message : done.error);
      return step.title;
    }
    console.log(`${line}: ${done.figures}`);
  }
  return undefined;
}

/**
 * The headless tour: starts the app on a fresh data folder, does the main job in its window, prints each step with its figures
 * and leaves pictures in out/tour/.
 *
 * @returns whether every step succeeded
 */
export async function makeTour(): Promise<boolean> {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const began = performance.now();
  const app = await launchApp({ env: { SWITCHYARD_DEBUG: '1' } });
  console.log(`    ${Math.round(performance.now() - began)} ms  The window is there.`);
  try {
    const failed = await walk(new Tour(app));
    const violations = await app.cspViolations();
    for (const violation of violations) console.log(`Content security policy violated: ${violation}`);
    console.log(`Pictures: ${path.relative(process.cwd(), folder)}${path.sep}`);
    if (failed !== undefined) console.log(`The tour failed at: ${failed}. The app said:\n${app.output()}`);
    else console.log(`All ${steps.length} steps of the tour succeeded.`);
    return failed === undefined && violations.length === 0;
  } finally {
    await app.close();
  }
}
