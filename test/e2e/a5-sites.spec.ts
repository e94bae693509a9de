import AxeBuilder from '@axe-core/playwright';
import type { ConsolePage } from '../support/console-page.ts';
import { expect, test } from '../support/fixtures.ts';
import type { PartnerApiServer } from '../support/partner-api-server.ts';

type Site = { id: string; name: string; customerId: string; timeZone: string };

test.describe('A5: sites are added to a customer, one by one or by pasting lines', () => {
  for (const offline of [false, true]) {
    test(`one by one, and edited, ${offline ? 'offline and online again' : 'online'}`, async ({
      console,
      server,
    }) => {
      const door = await server.signIn();
      const customer = await customerWithSites(door);
      await console.connect(server);
      if (offline) await console.workOffline();
      await openSitesOf(console, customer.name);
      await console.button('Add site').first().click();
      const dialog = console.dialog('Add site');
      await expect(dialog).toContainText(`Site of ${customer.name}`);
      await dialog.getByRole('button', { name: 'Add site' }).click();
      await expect(dialog.getByText('Site name is mandatory')).toBeVisible();
      await expect(dialog.getByLabel('Site name')).toBeFocused();
      expect((await new AxeBuilder({ page: console.page }).analyze()).violations).toEqual([]);
      await dialog.getByLabel('Site name').fill('Quayside Annexe');
      await dialog.getByLabel('City').fill('Porto');
      await dialog.getByRole('combobox', { name: 'Time zone' }).fill('Lisbon');
      await console.page.getByRole('option', { name: 'Europe/Lisbon' }).click();
      await dialog.getByRole('button', { name: 'Add site' }).click();
      await expect(console.row('Quayside Annexe')).toBeVisible();
      const added = () => siteNamed(door, 'Quayside Annexe');
      if (offline) expect(await added()).toBeUndefined();
      else await expect.poll(added).toMatchObject({ customerId: customer.id, timeZone: 'Europe/Lisbon' });

      await console.row('Quayside Annexe').getByRole('link', { name: 'Quayside Annexe' }).click();
      const edit = console.dialog('Edit site');
      await edit.getByLabel('Site name').fill('Quayside Hall');
      await edit.getByRole('button', { name: 'Save site' }).click();
      await expect(console.row('Quayside Hall')).toBeVisible();
      if (offline) await console.workOnline();
      await expect
        .poll(() => siteNamed(door, 'Quayside Hall'))
        .toMatchObject({ customerId: customer.id, timeZone: 'Europe/Lisbon' });
    });
  }

  test('pasted lines show as columns, say what is wrong by line, and go in at once; one Undo takes them back', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const customer = await customerWithSites(door);
    const there = ((await door.all('sites')) as unknown as Site[]).find(
      (site) => site.customerId === customer.id,
    );
    await console.connect(server);
    await console.workOffline();
    await openSitesOf(console, customer.name);
    await console.button('Paste sites…').first().click();
    const dialog = console.dialog('Paste sites');
    await dialog
      .getByLabel('Lines')
      .fill(`North Mill\tRua A, 1\tPorto\n\n"Never closed\tx\nSouth Mill\nnorth mill\n${there?.name}`);
    await expect(dialog).toContainText('Line 3: The quotes of line 3 never close');
    await expect(dialog.getByRole('table', { name: 'Preview' })).toContainText('Rua A, 1');
    await expect(dialog).toContainText(
      'Leave out 2 lines: 1 whose name the customer has already, 1 with the name of a line before',
    );
    const preview = dialog.getByRole('table', { name: 'Preview' });
    await expect(preview.getByRole('cell', { name: 'Same as line 1', exact: true })).toBeVisible();
    await expect(preview.getByRole('cell', { name: 'There already', exact: true })).toBeVisible();
    const add = dialog.getByRole('button', { name: /^Add 2 sites/ });
    await expect(add).toHaveAttribute('aria-disabled', 'true');
    expect((await new AxeBuilder({ page: console.page }).analyze()).violations).toEqual([]);
    await dialog.getByRole('checkbox', { name: /can’t be used/ }).check();
    await add.click();
    await expect(console.row('North Mill')).toBeVisible();
    await expect(console.row('South Mill')).toBeVisible();
    await console.button('Undo').click();
    await expect(console.row('North Mill')).toHaveCount(0);
    await expect(console.row('South Mill')).toHaveCount(0);
    await console.workOnline();
    expect(await siteNamed(door, 'North Mill')).toBeUndefined();
  });

  test('what was typed for a site survives a closed window, and goes when it’s thrown away', async ({
    console,
    server,
  }) => {
    const customer = await customerWithSites(await server.signIn());
    await console.connect(server);
    await openSitesOf(console, customer.name);
    await console.button('Add site').first().click();
    await console.dialog('Add site').getByLabel('Site name').fill('Half typed');
    await expect.poll(() => draftName(console, `site.add:${customer.id}`)).toBe('Half typed');
    await console.page.reload();
    await console.button('Add site').first().click();
    const dialog = console.dialog('Add site');
    await expect(dialog.getByLabel('Site name')).toHaveValue('Half typed');
    await console.page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Discard' }).last().click();
    await console.button('Add site').first().click();
    await expect(console.dialog('Add site').getByLabel('Site name')).toHaveValue('');
  });

  test('by keyboard alone: add, edit with F2', async ({ console, server }) => {
    const door = await server.signIn();
    const customer = await customerWithSites(door);
    await console.connect(server);
    await openSitesOf(console, customer.name);
    const { page } = console;
    await page.keyboard.press('ControlOrMeta+Shift+S');
    await expect(console.dialog('Add site').getByLabel('Site name')).toBeFocused();
    await page.keyboard.type('Keyboard Hall');
    await page.keyboard.press('Enter');
    await expect(console.row('Keyboard Hall')).toBeVisible();
    await expect(console.dialog()).toHaveCount(0);
    await console.focusGrid();
    await page.keyboard.press('F2');
    await expect(console.dialog('Edit site').getByLabel('Site name')).toHaveValue('Keyboard Hall');
    await page.keyboard.press('End');
    await page.keyboard.type(' 2');
    await page.keyboard.press('Enter');
    await expect.poll(() => siteNamed(door, 'Keyboard Hall 2')).toMatchObject({ customerId: customer.id });
  });

  test('the wizard makes a customer with its sites and their probes as one change', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const free = (
      (await door.all('probes')) as unknown as { id: string; siteId: string | null; name: string }[]
    )
      .filter(({ siteId }) => siteId === null)
      .map(({ id }) => id);
    await console.connect(server);
    await console.workOffline();
    await console.go('Customers');
    await console.button('Add customer').first().click();
    await console.chooseDirect();
    const { page } = console;
    await page.getByLabel('Customer name').fill('Harbour Textiles');
    await page.getByLabel('Email address').fill('it@harbour.example');
    await page.getByRole('button', { name: /Sites$/ }).click();
    await console.button('Add site').click();
    await page.getByLabel('Site name').fill('Weaving Hall');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Weaving Hall', exact: true })).toBeFocused();
    await console.button('Paste sites…').click();
    await page.getByLabel('Lines').fill('Dye Works\nWarehouse');
    await console.button('Add 2 sites').click();
    await expect(page.getByRole('list', { name: 'New sites' }).getByRole('listitem')).toHaveCount(3);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await console.button('Next').click();
    await page.getByRole('list', { name: 'Probes in the inventory' }).getByRole('checkbox').first().check();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await console.button('Next').click();
    await expect(page.locator('section', { hasText: 'Sites and probes' })).toContainText('Weaving Hall');
    await console.button('Finish').click();
    await console.handOver();
    await expect(console.heading('Customers')).toBeVisible();
    await console.workOnline();
    const sites = async () => {
      const customer = await door.customerNamed('Harbour Textiles');
      return ((await door.all('sites')) as unknown as Site[]).filter(
        (site) => site.customerId === customer?.id,
      );
    };
    await expect
      .poll(async () => (await sites()).map(({ name }) => name).sort())
      .toEqual(['Dye Works', 'Warehouse', 'Weaving Hall']);
    const weaving = (await sites()).find(({ name }) => name === 'Weaving Hall');
    await expect
      .poll(async () =>
        ((await door.all('probes')) as unknown as { id: string; siteId: string | null }[]).filter(
          ({ id, siteId }) => free.includes(id) && siteId === weaving?.id,
        ),
      )
      .toHaveLength(1);

    await console.button('Undo').click();
    await expect.poll(() => door.customerNamed('Harbour Textiles')).toBeUndefined();
  });
});

type Door = Awaited<ReturnType<PartnerApiServer['signIn']>>;

async function siteNamed(door: Door, name: string): Promise<Site | undefined> {
  return ((await door.all('sites')) as unknown as Site[]).find((site) => site.name === name);
}

async function customerWithSites(door: Door): Promise<{ id: string; name: string }> {
  const sites = (await door.all('sites')) as unknown as Site[];
  const customers = (await door.all('customers')) as unknown as {
    id: string;
    name: string;
    grants: string[];
  }[];
  const customer = customers.find(
    ({ id, grants }) => grants.length === 6 && sites.some((site) => site.customerId === id),
  );
  if (!customer) throw new Error('no customer with all grants has sites');
  return customer;
}

async function openSitesOf(console: ConsolePage, name: string): Promise<void> {
  await console.go('Customers');
  await console.findInList(name);
  await console.row(name).click({ button: 'right' });
  await console.page.getByRole('menuitem', { name: 'View sites' }).click();
  await expect(console.heading('Sites')).toBeVisible();
}

async function draftName(console: ConsolePage, key: string): Promise<unknown> {
  return console.page.evaluate(async (asked) => {
    const answer = await window.switchyard.draft.load({ key: asked });
    return answer.ok ? answer.value.draft?.values['name'] : answer.error.message;
  }, key);
}
