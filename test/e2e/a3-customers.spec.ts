import { expect, test } from '../support/fixtures.ts';

test.describe('A3: customers of a partner, of all partners, and direct customers', () => {
  for (const offline of [false, true]) {
    test(`each list shows its customers and no others ${offline ? 'offline, after a restart without a server' : 'online'}`, async ({
      app,
      console,
      server,
    }) => {
      const door = await server.signIn();
      const customers = await door.all('customers');
      const partner = (await door.all('partners')).find((one) =>
        customers.some((customer) => customer.partnerId === one.id),
      );
      if (!partner) throw new Error('the sample data has no partner with customers');
      const direct = customers.filter((customer) => customer.partnerId === null);
      const theirs = customers.filter((customer) => customer.partnerId === partner.id);

      await console.connect(server);
      if (offline) {
        await server.stop('SIGKILL');
        await app.kill();
        await app.restart();
      }

      await console.go('Customers');
      await expect(console.grid).toHaveAttribute('aria-rowcount', String(customers.length + 1));

      await console.page
        .getByRole('radio', { name: /^Direct/ })
        .or(console.page.getByRole('tab', { name: /^Direct/ }))
        .click();
      await expect(console.grid).toHaveAttribute('aria-rowcount', String(direct.length + 1));
      for (const customer of direct.slice(0, 5)) await expect(console.row(customer.name)).toBeVisible();

      await console.go('Partners');
      await console.row(partner.name).getByRole('button', { name: 'View customers' }).click();
      await expect(console.grid).toHaveAttribute('aria-rowcount', String(theirs.length + 1));
      for (const customer of theirs.slice(0, 5)) await expect(console.row(customer.name)).toBeVisible();
    });
  }

  test('a list sorts, filters and selects by keyboard and by Shift', async ({ console, server }) => {
    const door = await server.signIn();
    const customers = await door.all('customers');
    await console.connect(server);
    await console.go('Customers');

    const header = console.grid.getByRole('columnheader', { name: /^Customer/ });
    await expect(header).toHaveAttribute('aria-sort', 'ascending');
    const firstName = () => console.grid.getByRole('row').nth(1).getByRole('link').first().innerText();
    const first = await firstName();
    await header.click();
    await expect(header).toHaveAttribute('aria-sort', 'descending');
    await expect.poll(firstName).not.toBe(first);
    await header.click();
    await expect.poll(firstName).toBe(first);

    await console.grid.getByRole('row').nth(1).getByRole('checkbox').click();
    await console.grid
      .getByRole('row')
      .nth(4)
      .getByRole('checkbox')
      .click({ modifiers: ['Shift'] });
    await expect(console.page.getByText('4 selected')).toBeVisible();
    await console.grid.getByRole('row').nth(2).click();
    await console.page.keyboard.press('ControlOrMeta+A');
    await expect(console.page.getByText(`${customers.length} selected`)).toBeVisible();
    await console.page.keyboard.press('Escape');

    await console.findInList('zzzz-nothing');
    await expect(console.page.getByText(/No customer/)).toBeVisible();
    await console.findInList('');
    await expect(console.grid).toHaveAttribute('aria-rowcount', String(customers.length + 1));
  });

  test('search finds a customer blind to accents and case, and opens it', async ({ console, server }) => {
    const door = await server.signIn();
    const accented = (await door.all('customers')).find((customer) =>
      /[áàâãäéèêíóôõöúüçñåø]/i.test(customer.name),
    );
    if (!accented) throw new Error('the sample data has no accented name');
    const plain = accented.name
      .normalize('NFKD')
      .replace(/\p{Mn}/gu, '')
      .replace(/[øØ]/g, 'o')
      .toLowerCase();
    await console.connect(server);
    await console.page.keyboard.press('ControlOrMeta+K');
    await console.page
      .getByRole('combobox')
      .or(console.page.getByRole('searchbox'))
      .last()
      .fill(plain.slice(0, 12));
    await console.page.getByRole('option', { name: accented.name }).first().click();
    await expect(
      console.page.getByRole('complementary').getByRole('heading', { name: accented.name }),
    ).toBeVisible();
  });

  test('the keyboard’s row is always one in sight: after another scope, a search, and a deletion', async ({
    console,
  }) => {
    await console.openSample();
    const { page } = console;
    const current = console.grid.locator('[data-current]');
    await console.go('Customers');
    await console.grid.focus();
    await page.keyboard.press('ArrowDown');
    await expect(current).toContainText('Bäckerei Größl');
    await page.getByRole('radio', { name: /^Direct/ }).click();
    await expect(current).toHaveAttribute('aria-rowindex', '2');
    await expect(current).not.toContainText('Bäckerei Größl');
    // A row that’s still being read has nothing to be selected.
    await expect(current).toContainText(/\p{L}/u);
    await console.grid.focus();
    await page.keyboard.press('Space');
    await expect(page.getByText('1 selected')).toBeVisible();
    await page.keyboard.press('Escape');

    await page.getByRole('radio', { name: /^All/ }).click();
    await console.findInList('koleji');
    await expect(current).toContainText('Çınar Koleji');
    await console.findInList('');
    await expect(console.grid).toHaveAttribute('aria-rowcount', '62');
    await expect(current).toContainText('Çınar Koleji');

    await page.evaluate(() =>
      window.switchyard.customer.create({ name: 'Aardvark', email: 'it@aardvark.example', partnerId: null }),
    );
    await expect(console.grid).toHaveAttribute('aria-rowcount', '63');
    await console.grid.focus();
    await page.keyboard.press('Home');
    await expect(current).toContainText('Aardvark');
    await page.keyboard.press('Delete');
    await console.dialog().getByRole('button', { name: 'Delete 1 customer' }).click();
    await expect(current).toContainText('Azulejos Simões');
    await expect(console.dialog()).toHaveCount(0);
    await expect(console.grid).toBeFocused();
    await page.keyboard.press('Space');
    await expect(page.getByText('1 selected')).toBeVisible();
  });

  test('every order is looked at from its top, worst status first', async ({ console }) => {
    await console.openSample();
    await console.go('Customers');
    const first = console.grid.getByRole('row').nth(1);
    await expect(first).toContainText('Azulejos Simões');
    const header = (name: string) =>
      console.page.getByRole('columnheader', { name }).getByRole('button', { name });
    await header('Customer').click();
    await expect(first).not.toContainText('Azulejos Simões');
    await expect(first).toBeInViewport();
    await header('Status').click();
    await expect(first).toContainText('2 probes silent');
    await header('Status').click();
    await expect(first).toContainText('Active');
  });
});
