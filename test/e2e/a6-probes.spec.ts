import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../support/fixtures.ts';
import type { ConsolePage } from '../support/console-page.ts';
import type { PartnerApiServer } from '../support/partner-api-server.ts';

type Door = Awaited<ReturnType<PartnerApiServer['signIn']>>;
type Probe = { id: string; siteId: string | null; serial: string };
type Site = { id: string; name: string; customerId: string };

test.describe('A6: probes are associated with sites, moved, and taken off', () => {
  for (const offline of [false, true]) {
    test(`several from the inventory at once, ${offline ? 'offline and online again' : 'online'}, and undone`, async ({
      console,
      server,
    }) => {
      const door = await server.signIn();
      const [site] = await sitesOfGranting(door);
      await console.connect(server);
      if (offline) await console.workOffline();
      await openInventory(console);
      const total = Number(await console.grid.getAttribute('aria-rowcount')) - 1;
      await console.focusGrid();
      // Shift checks from the first row to the third.
      await console.page.keyboard.press('Home');
      await console.page.keyboard.press('Space');
      await console.page.keyboard.press('Shift+ArrowDown');
      await console.page.keyboard.press('Shift+ArrowDown');
      await console.button('Associate with site…').click();
      await chooseSite(console, site);
      const dialog = console.dialog('Associate 3 probes');
      await expect(dialog).toContainText('3 from the inventory');
      await expect(dialog).toContainText(`To ${site.name} of ${await customerName(door, site)}`);
      await dialog.getByRole('button', { name: 'Associate 3 probes' }).click();
      await expect(console.grid).toHaveAttribute('aria-rowcount', String(total - 3 + 1));
      const atSite = async () => (await probesOf(door)).filter(({ siteId }) => siteId === site.id).length;
      const before = await atSite();
      if (offline) await console.workOnline();
      await expect.poll(atSite).toBeGreaterThanOrEqual(Math.max(3, before));

      await console.button('Undo').click();
      await expect(console.grid).toHaveAttribute('aria-rowcount', String(total + 1));
      await expect
        .poll(async () => (await probesOf(door)).filter(({ siteId }) => siteId === null).length)
        .toBe(total);
    });
  }

  test('a move to another customer says what it implies before it’s done; Disassociate puts it back into the inventory', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const [from, to] = await sitesOfGranting(door);
    const customers = (await door.all('customers')) as unknown as { id: string; name: string }[];
    const nameOf = (site: Site) => customers.find(({ id }) => id === site.customerId)?.name ?? '';
    const probe = (await probesOf(door)).find(({ siteId }) => siteId === from.id);
    if (!probe) throw new Error('no probe is at the site');
    await console.connect(server);
    await console.workOffline();
    await console.go('Probes');
    await console.findInList(probe.serial);
    // From the list it's a move as well.
    await console.focusGrid();
    await console.page.keyboard.press('Home');
    await console.page.keyboard.press('Space');
    await console.button('Move to site…').click();
    await chooseSite(console, to);
    await console.dialog('Move 1 probe').getByRole('button', { name: 'Cancel' }).click();
    await console.row(probe.serial).click();
    await console.page.getByRole('complementary').getByRole('button', { name: 'Move to site…' }).click();
    await chooseSite(console, to);
    const dialog = console.dialog('Move 1 probe');
    await expect(dialog).toContainText(`1 leaves ${from.name} of ${nameOf(from)}`);
    await expect(dialog).toContainText(`from then on reports count for ${nameOf(to)}`);
    const found = await new AxeBuilder({ page: console.page }).analyze();
    expect(found.violations).toEqual([]);
    await dialog.getByRole('button', { name: 'Move 1 probe' }).click();
    await expect(console.row(probe.serial)).toContainText(to.name);
    await console.workOnline();
    const now = async () => (await probesOf(door)).find(({ id }) => id === probe.id)?.siteId;
    await expect.poll(now).toBe(to.id);

    await console.page.getByRole('complementary').getByRole('button', { name: 'Disassociate…' }).click();
    await console
      .dialog('Disassociate 1 probe')
      .getByRole('button', { name: 'Disassociate 1 probe' })
      .click();
    await expect(console.row(probe.serial)).toContainText('Unassociated');
    await expect.poll(now).toBeNull();
  });

  test('from a site’s detail probes are added by keyboard alone', async ({ console, server }) => {
    const door = await server.signIn();
    const [site] = await sitesOfGranting(door);
    const before = (await probesOf(door)).filter(({ siteId }) => siteId === site.id).length;
    await console.connect(server);
    await console.go('Sites');
    await console.findInList(site.name);
    await console.page.keyboard.press('Escape');
    await console
      .row(site.name)
      .filter({ hasText: await customerName(door, site) })
      .click();
    const { page } = console;
    await console.tabTo(page.getByRole('complementary').getByRole('button', { name: 'Add probes…' }));
    await page.keyboard.press('Enter');
    await expect(console.dialog(/Add probes to/)).toBeVisible();
    await console.tabTo(
      page.getByRole('list', { name: 'Probes in the inventory' }).getByRole('checkbox').first(),
    );
    await page.keyboard.press('Space');
    await console.tabTo(console.button('Add 1 probe'));
    await page.keyboard.press('Enter');
    await expect(console.dialog()).toHaveCount(0);
    await expect
      .poll(async () => (await probesOf(door)).filter(({ siteId }) => siteId === site.id).length)
      .toBe(before + 1);
  });

  test('where a customer hasn’t granted it, the reason stands in the dialog and nothing can be done', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const customers = (await door.all('customers')) as unknown as {
      id: string;
      name: string;
      grants: string[];
    }[];
    const sites = (await door.all('sites')) as unknown as Site[];
    const site = sites.find(({ customerId }) => {
      const customer = customers.find(({ id }) => id === customerId);
      return customer && !customer.grants.includes('manage-configuration');
    });
    if (!site) throw new Error('every customer with sites has granted it');
    await console.connect(server);
    await openInventory(console);
    await console.focusGrid();
    await console.page.keyboard.press('Home');
    await console.page.keyboard.press('Space');
    await console.button('Associate with site…').click();
    await chooseSite(console, site, await customerName(door, site));
    const dialog = console.dialog('Associate 1 probe');
    await expect(dialog).toContainText('hasn’t granted Manage configuration');
    await expect(dialog.getByRole('button', { name: 'Associate 1 probe' })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
  });

  test('a Read-only account sees why not', async ({ console, server }) => {
    await console.connect(server, 'reader');
    await openInventory(console);
    await console.focusGrid();
    await console.page.keyboard.press('Home');
    await console.page.keyboard.press('Space');
    const button = console.button('Associate with site…');
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await expect(button).toHaveAccessibleDescription(/Only an Admin or Operator may associate probes/);
  });
});

async function probesOf(door: Door): Promise<Probe[]> {
  return (await door.all('probes')) as unknown as Probe[];
}

async function customerName(door: Door, site: Site): Promise<string> {
  const customers = (await door.all('customers')) as unknown as { id: string; name: string }[];
  return customers.find(({ id }) => id === site.customerId)?.name ?? '';
}

/** Sites of two customers that have granted everything, each with probes. */
async function sitesOfGranting(door: Door): Promise<[Site, Site]> {
  const customers = (await door.all('customers')) as unknown as { id: string; grants: string[] }[];
  const granting = new Set(customers.filter(({ grants }) => grants.length === 6).map(({ id }) => id));
  const probes = await probesOf(door);
  const sites = ((await door.all('sites')) as unknown as Site[]).filter(
    ({ id, customerId }) => granting.has(customerId) && probes.some(({ siteId }) => siteId === id),
  );
  const [first] = sites;
  const second = sites.find(({ customerId }) => customerId !== first?.customerId);
  if (!first || !second) throw new Error('too few sites of customers that have granted everything');
  return [first, second];
}

async function openInventory(console: ConsolePage): Promise<void> {
  await console.go('Probes');
  await console.page.getByRole('radio', { name: 'Inventory' }).click();
  await expect(console.grid.getByRole('row').nth(1)).toBeVisible();
}

/** Chooses a site in the dialog that is open, by its name and its customer's. */
async function chooseSite(console: ConsolePage, site: Site, customer = ''): Promise<void> {
  await console.page.getByRole('combobox', { name: 'Site' }).fill(`${site.name} ${customer}`.trim());
  const option = console.page.locator(`[role=option][data-key="${site.id}"]`);
  await option.click();
}
