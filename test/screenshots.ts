import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ConsolePage } from './support/console-page.ts';
import { meetConflicts } from './support/conflict-scene.ts';
import { launchApp } from './support/launch-app.ts';
import { PartnerApiServer } from './support/partner-api-server.ts';
import buildPrograms from './support/programs.ts';
import { takeSites } from './support/sites-scene.ts';

/**
 * Takes the pictures of README and docs anew, from the sample workspace: `npm run screenshots [-- FOLDER]`. Each screen in light and
 * dark at 1280 × 800; with `--all-sizes` at 1920 × 1080 and in a narrow window as well.
 */
const folder = path.resolve(
  process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? 'docs/screenshots',
);
const sizes: Record<string, { width: number; height: number }> = { '': { width: 1280, height: 800 } };
if (process.argv.includes('--all-sizes')) {
  sizes['-wide'] = { width: 1920, height: 1080 };
  sizes['-narrow'] = { width: 760, height: 900 };
}
mkdirSync(folder, { recursive: true });

await buildPrograms();
const app = await launchApp();
const console_ = new ConsolePage(app);
const { page } = console_;

/** The screen on show, in every size, light and dark. */
async function take(name: string, of = page): Promise<void> {
  for (const [suffix, size] of Object.entries(sizes)) {
    await of.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await of.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // Two frames: the list measures itself, then draws.
      await of.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
      );
      await of.screenshot({ path: path.join(folder, `${name}-${colorScheme}${suffix}.png`) });
    }
  }
  await of.setViewportSize({ width: 1280, height: 800 });
}

/** Clears the notifications away that would stand on the next picture. */
async function dismissToasts(): Promise<void> {
  const dismiss = console_.button('Dismiss');
  while ((await dismiss.count()) > 0) await dismiss.first().click();
}

const rowAt = (index: number) => console_.grid.getByRole('row').nth(index);

try {
  await page.setViewportSize({ width: 1280, height: 800 });
  await console_.button('Open sample workspace').waitFor();
  await take('first-run');
  await console_.openSample();
  await rowAt(0).waitFor({ state: 'detached' });
  await take('overview');
  await console_.go('Partners');
  await rowAt(3).getByRole('gridcell').nth(1).click();
  await page.getByRole('complementary').getByRole('heading').first().waitFor();
  await take('partners');
  await console_.go('Customers');
  await rowAt(3).click();
  await page.getByRole('complementary').getByRole('heading').first().waitFor();
  await take('customers');
  for (const index of [1, 2, 4]) await rowAt(index).getByRole('checkbox').click();
  await console_.button('Delete…').click();
  await console_
    .dialog()
    .getByText(/sites?/)
    .first()
    .waitFor();
  await take('delete');
  await console_
    .dialog()
    .getByRole('button', { name: /^Delete / })
    .click();
  await console_.dialog().waitFor({ state: 'detached' });
  await console_.go('Recycle bin');
  await page.getByRole('grid', { name: 'Deletions' }).getByRole('row').nth(1).click();
  const items = page.getByRole('grid', { name: 'Deleted items' });
  for (const index of [1, 2]) await items.getByRole('row').nth(index).getByRole('checkbox').click();
  await dismissToasts();
  await take('recycle-bin');
  await page
    .getByRole('complementary')
    .getByRole('button', { name: /^Restore all/ })
    .click();
  await console_.button('Undo').waitFor();
  await dismissToasts();
  await console_.go('Customers');
  await console_.focusGrid();
  await page.keyboard.press('ControlOrMeta+A');
  await page
    .getByRole('region', { name: 'Selection' })
    .getByText(/^\d+ selected/)
    .waitFor();
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: /^\d+ sites/ }).click();
  await page.getByRole('listitem').first().waitFor();
  await take('bulk-delete');
  await page.keyboard.press('Escape');
  await console_.button('Clear').click();
  await console_.go('Sites');
  await rowAt(2).click();
  await take('sites');
  await takeSites(console_, take);
  await console_.go('Probes');
  await rowAt(2).click();
  await take('probes');
  await console_.go('Visits');
  await rowAt(4).getByRole('gridcell').nth(3).click();
  await page.keyboard.press('Enter');
  await console_.button('Open visit').waitFor();
  await take('visits');
  await console_.button('Open visit').click();
  await page.getByRole('region', { name: 'Checklist' }).waitFor();
  await take('visit');
  await page.keyboard.press('ControlOrMeta+K');
  await page.keyboard.type('sao');
  await page.getByRole('option').first().waitFor();
  await take('search');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');

  await console_.workOffline();
  await console_.go('Partners');
  await rowAt(1).getByRole('button', { name: 'Add customer' }).click();
  await page.getByLabel('Customer name').fill('Riverside Nursery');
  await page.getByLabel('Email address').fill('office@riverside');
  await console_.button('Next').click();
  await take('wizard');
  await page.getByLabel('Email address').fill('office@riverside.example');
  await console_.button('Next').click();
  await take('rebrand');
  await console_.button('Next').click();
  await take('address');
  await console_.button('Next').click();
  await console_.button('Add site').click();
  await page.getByLabel('Site name').fill('Garden House');
  await page.keyboard.press('Enter');
  await console_.button('Add site').click();
  await page.getByLabel('Site name').fill('Glasshouse');
  await page.keyboard.press('Enter');
  await take('wizard-sites');
  await console_.button('Next').click();
  await page.getByRole('list', { name: 'Probes in the inventory' }).getByRole('checkbox').nth(1).check();
  await take('wizard-probes');
  await console_.button('Next').click();
  await take('review');
  await console_.button('Finish').click();
  await console_.handOver();
  await console_.row('Riverside Nursery').waitFor();
  await console_.row('Riverside Nursery').getByRole('link').first().click();
  await page.getByLabel('Customer name').waitFor();
  await take('edit');
  await page.getByLabel('Your reference').fill('CW-10294');
  await console_.button('Finish').click();
  await console_.go('Synchronisation');
  await take('sync');
  await rowAt(1).click();
  await page.getByRole('complementary').getByRole('heading').first().waitFor();
  await take('outbox');
  await console_.go('Projects');
  await rowAt(3).getByRole('gridcell').nth(1).click();
  await page.getByRole('list', { name: 'Moves of licenses' }).waitFor();
  await take('projects');
  await console_.button('Assign licenses…').first().click();
  await console_.dialog().getByLabel('Quantity').fill('25');
  await take('assign-licenses');
  await console_.dialog().getByRole('button', { name: 'Move 25 licenses' }).click();
  await dismissToasts();
  await console_.go('Licenses');
  await page.getByRole('group', { name: 'Licenses by project' }).waitFor();
  await take('licenses');
  await console_.go('Settings');
  await take('settings');
  await page.keyboard.press('?');
  await console_.dialog().waitFor();
  await take('shortcuts');
  await page.keyboard.press('Escape');
  await console_.workOnline();
  await app.page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menu').waitFor();
  await take('account');
  await page.getByRole('menuitem', { name: /Read-only/ }).click();
  await page.getByRole('button', { name: /^Account.*Read-only/ }).waitFor();
  await console_.isUpToDate();
  await console_.go('Customers');
  await rowAt(2).getByRole('checkbox').click();
  await console_.button('Delete…').focus();
  await take('why-not');
} finally {
  await app.close();
}

// Conflicts take somebody else: a server that both reach.
const server = await PartnerApiServer.start();
const second = await launchApp();
try {
  const other = new ConsolePage(second);
  await other.page.setViewportSize({ width: 1280, height: 800 });
  await other.connect(server);
  await meetConflicts(other, server);
  const detail = await other.openConflict('Kestrel');
  await take('conflicts', other.page);
  await detail.getByRole('button', { name: 'Keep theirs' }).click();
  await other.openConflict('Weser Clinic');
  await take('conflict-below', other.page);
  await other.openConflict('Harbour Dental');
  await take('conflict-twins', other.page);
  await other.go('Activity');
  await other.page.getByRole('grid', { name: 'Activity of the partner API' }).waitFor();
  await other.page.getByRole('grid', { name: 'Activity of the partner API' }).getByRole('row').nth(1).click();
  await other.page.getByRole('complementary').getByRole('heading').first().waitFor();
  await take('activity', other.page);
  await other.button('Settled here').click();
  await other.page.getByRole('list', { name: 'Settled on this computer' }).waitFor();
  await take('settled', other.page);
} finally {
  await second.close();
  await server.remove();
}
