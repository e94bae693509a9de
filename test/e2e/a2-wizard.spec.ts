import { expect, test } from '../support/fixtures.ts';

const family = '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466}';

test.describe('A2: the Customer/Partner wizard', () => {
  for (const offline of [false, true]) {
    test(`a customer is made in all steps ${offline ? 'offline, and confirmed once back online' : 'online'}`, async ({
      console,
      server,
    }) => {
      const door = await server.signIn();
      await console.connect(server);
      if (offline) await console.workOffline();
      await console.go('Partners');
      const row = console.grid.getByRole('row').nth(1);
      const partner = await row.getByRole('link').first().innerText();
      await row.getByRole('button', { name: 'Add customer' }).click();

      await expect(console.page.getByLabel('Partner name')).toHaveValue(partner);
      await console.page.getByLabel('Customer name').fill('Riverside Nursery');
      await console.page.getByLabel('Email address').fill('office@riverside.example');
      await console.button('Next').click();
      await expect(console.heading('Rebrand information')).toBeVisible();
      await console.page.getByLabel('Display name').fill('Riverside');
      await console.page.getByLabel('Service domain').fill('help.riverside.example');
      await console.button('Next').click();
      await expect(console.heading('Address and contacts')).toBeVisible();
      await console.page.getByLabel('City').fill('Coimbra');
      await console.button('Next').click();
      await expect(console.heading('Sites')).toBeVisible();
      await console.button('Next').click();
      await expect(console.heading('Probes')).toBeVisible();
      await console.button('Next').click();
      await expect(console.heading('Review')).toBeVisible();
      await expect(console.page.getByRole('main')).toContainText('Riverside Nursery');
      await console.button('Finish').click();
      await console.handOver();

      await expect(console.heading(/Customers/)).toBeVisible();
      await expect(console.row('Riverside Nursery')).toBeVisible();
      if (offline) {
        await expect(console.row('Riverside Nursery')).toContainText('1 change waiting');
        expect(await door.customerNamed('Riverside Nursery')).toBeUndefined();
        await console.workOnline();
      }
      await expect
        .poll(() => door.customerNamed('Riverside Nursery'))
        .toMatchObject({
          email: 'office@riverside.example',
          rebrand: { displayName: 'Riverside', serviceDomain: 'help.riverside.example' },
          address: { city: 'Coimbra' },
          origin: 'wizard',
        });
    });
  }

  test('Finish on the first step saves; Quit Wizard leaves without saving and asks only if something was typed', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    await console.connect(server);
    await console.go('Customers');
    await console.button('Add customer').first().click();
    await console.chooseDirect();
    await console.button('Quit Wizard').click();
    await expect(console.heading(/Customers/)).toBeVisible();

    await console.button('Add customer').first().click();
    await console.chooseDirect();
    await console.page.getByLabel('Customer name').fill('Never Saved Ltd');
    await console.button('Quit Wizard').click();
    await console.dialog().getByRole('button', { name: /Quit/ }).click();
    await expect(console.heading(/Customers/)).toBeVisible();

    await console.button('Add customer').first().click();
    await console.chooseDirect();
    await expect(console.page.getByLabel('Customer name')).toHaveValue('');
    await console.page.getByLabel('Customer name').fill('Quarry Lane Dental');
    await console.page.getByLabel('Email address').fill('it@quarrylane.example');
    await console.button('Finish').click();
    await console.handOver();
    await expect(console.row('Quarry Lane Dental')).toBeVisible();
    await expect.poll(() => door.customerNamed('Quarry Lane Dental')).toBeTruthy();
    expect(await door.customerNamed('Never Saved Ltd')).toBeUndefined();
  });

  test('bad input is named beside its field, and what was typed stays', async ({ console, server }) => {
    await console.connect(server);
    await console.go('Customers');
    await console.button('Add customer').first().click();
    await console.chooseDirect();
    const name = console.page.getByLabel('Customer name');
    const main = console.page.getByRole('main');

    await console.button('Finish').click();
    await expect(main).toContainText('Customer name is mandatory');
    await expect(main).toContainText('Email address is mandatory');
    await expect(name).toBeFocused();

    await name.fill('   ');
    await console.button('Finish').click();
    await expect(main).toContainText('Customer name is mandatory');

    await name.fill('x'.repeat(51));
    await console.page.getByLabel('Email address').fill('office@riverside');
    await console.button('Next').click();
    await expect(main).toContainText('Customer name has at most 50 characters; this one has 51');
    await expect(main).toContainText('An e-mail address needs a domain, such as riverside.example');
    await expect(console.page.getByLabel('Email address')).toHaveValue('office@riverside');

    await name.fill(family.repeat(50));
    await expect(main).toContainText('50 of 50');
    await console.page.getByLabel('Email address').fill('office@riverside.example');
    await console.button('Finish').click();
    await console.handOver();
    await expect(console.heading(/Customers/)).toBeVisible();
  });

  test('a name that another customer of the partner has is flagged, and allowed', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const direct = (await door.all('customers')).find((customer) => customer.partnerId === null);
    if (!direct) throw new Error('the sample data has no direct customer');
    await console.connect(server);
    await console.go('Customers');
    await console.button('Add customer').first().click();
    await console.chooseDirect();
    await console.page.getByLabel('Customer name').fill(direct.name.toUpperCase());
    await expect(console.page.getByText(/already/i)).toBeVisible();
    await console.page.getByLabel('Email address').fill('second@riverside.example');
    await console.button('Finish').click();
    await console.handOver();
    await expect
      .poll(
        async () =>
          (await door.all('customers')).filter((row) => row.email === 'second@riverside.example').length,
      )
      .toBe(1);
  });

  test('a draft survives a crash and a restart; Quit discards it', async ({ app, console, server }) => {
    await console.connect(server);
    await console.go('Customers');
    await console.button('Add customer').first().click();
    await console.chooseDirect();
    await console.page.getByLabel('Customer name').fill('Half Typed GmbH');
    await console.page.getByLabel('Email address').fill('half@typed.example');
    await expect(console.page.getByText(/Draft (saved|kept)/)).toBeVisible();

    await app.kill();
    await app.restart();
    await console.isUpToDate();
    await console.chooseDirect();
    await expect(console.page.getByLabel('Customer name')).toHaveValue('Half Typed GmbH');
    await expect(console.page.getByText(/Draft from/)).toBeVisible();
    await console.button('Quit Wizard').click();
    await console.dialog().getByRole('button', { name: /Quit/ }).click();
    await console.button('Add customer').first().click();
    await console.chooseDirect();
    await expect(console.page.getByLabel('Customer name')).toHaveValue('');
  });

  test('the keyboard alone makes a customer', async ({ console, server }) => {
    const door = await server.signIn();
    await console.connect(server);
    const { keyboard } = console.page;
    await keyboard.press('ControlOrMeta+N');
    await console.chooseDirectByKeyboard();
    await expect(console.page.getByLabel('Customer name')).toBeFocused();
    await keyboard.type('Keyboard Only Co');
    await console.tabTo(console.page.getByLabel('Email address'));
    await keyboard.type('keys@only.example');
    await console.tabTo(console.button('Next'));
    await keyboard.press('Enter');
    await expect(console.heading('Rebrand information')).toBeVisible();
    await console.tabTo(console.button('Finish'));
    await keyboard.press('Enter');
    await expect(console.dialog()).toContainText('Keyboard Only Co is added');
    await keyboard.press('Enter');
    await expect(console.row('Keyboard Only Co')).toBeVisible();
    await expect.poll(() => door.customerNamed('Keyboard Only Co')).toBeTruthy();
  });
});
