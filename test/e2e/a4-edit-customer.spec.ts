import { expect, test } from '../support/fixtures.ts';

test.describe('A4: a customer is edited through the link on its name, in the same steps', () => {
  for (const offline of [false, true]) {
    test(`its name and city change ${offline ? 'offline, and are confirmed once back online' : 'online'}`, async ({
      console,
      server,
    }) => {
      const door = await server.signIn();
      const customer = await door.openCustomer();
      await console.connect(server);
      await console.go('Customers');
      if (offline) await console.workOffline();
      await console.findInList(customer.name);
      await console.row(customer.name).getByRole('link', { name: customer.name }).click();
      await expect(console.page.getByLabel('Customer name')).toHaveValue(customer.name);
      await console.page.getByLabel('Customer name').fill('Renamed By Hand');
      await console.button('Next').click();
      await console.button('Next').click();
      await expect(console.heading('Address and contacts')).toBeVisible();
      await console.page.getByLabel('City').fill('Viseu');
      await console.button('Finish').click();
      await console.findInList('Renamed');
      await expect(console.row('Renamed By Hand')).toBeVisible();
      if (offline) {
        expect(await door.customerNamed('Renamed By Hand')).toBeUndefined();
        await console.workOnline();
      }
      await expect
        .poll(() => door.customerNamed('Renamed By Hand'))
        .toMatchObject({ id: customer.id, address: { city: 'Viseu' } });
    });
  }

  test('what somebody else changed in another field stays', async ({ console, server }) => {
    const door = await server.signIn();
    const customer = await door.openCustomer();
    await console.connect(server);
    await console.workOffline();
    await console.go('Customers');
    await console.findInList(customer.name);
    await console.row(customer.name).getByRole('link', { name: customer.name }).click();
    await console.page.getByLabel('Customer name').fill('Mine Is The Name');
    await console.button('Finish').click();
    const theirs = await door.call(
      'PATCH',
      `/v1/customers/${customer.id}`,
      { email: 'theirs@changed.example' },
      { 'if-match': `"${customer.version}"` },
    );
    expect(theirs.status).toBe(200);
    await console.workOnline();
    await expect
      .poll(() => door.customerNamed('Mine Is The Name'))
      .toMatchObject({ id: customer.id, email: 'theirs@changed.example' });
  });

  test('a field that somebody else changed too is a conflict that stays visible, and either side can win', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const customer = await door.openCustomer();
    await console.connect(server);
    await console.workOffline();
    await console.go('Customers');
    await console.findInList(customer.name);
    await console.row(customer.name).getByRole('link', { name: customer.name }).click();
    await console.page.getByLabel('Customer name').fill('My Name For It');
    await console.button('Finish').click();
    await door.call(
      'PATCH',
      `/v1/customers/${customer.id}`,
      { name: 'Their Name For It' },
      { 'if-match': `"${customer.version}"` },
    );
    await console.page.keyboard.press('ControlOrMeta+Shift+O');

    const conflict = await console.openConflict('My Name For It');
    await expect(conflict).toContainText('Their Name For It');
    expect(await door.customerNamed('Their Name For It')).toBeTruthy();
    await conflict.getByRole('button', { name: 'Keep mine' }).click();
    await expect.poll(() => door.customerNamed('My Name For It')).toMatchObject({ id: customer.id });
    await console.isUpToDate();
  });

  test.describe('somebody else’s change that comes in while the form is open', () => {
    test('of the same field is shown as a conflict, and nothing is overwritten', async ({
      console,
      server,
    }) => {
      const door = await server.signIn();
      const customer = await door.openCustomer();
      await console.connect(server);
      await console.go('Customers');
      await console.findInList(customer.name);
      await console.row(customer.name).getByRole('link', { name: customer.name }).click();
      await console.page.getByLabel('Customer name').fill('Typed Before Theirs Came');
      await door.change('customers', customer, { name: 'Theirs Came In' });
      await expect.poll(() => console.nameInCache('customer', customer.id)).toBe('Theirs Came In');
      await console.button('Finish').click();

      const conflict = await console.openConflict('Typed Before Theirs Came');
      await expect(conflict).toContainText('Theirs Came In');
      expect(await door.customerNamed('Theirs Came In')).toMatchObject({ id: customer.id });
      await console.go('Customers');
      await console.findInList('Theirs Came In');
      await expect(console.row('Theirs Came In')).toBeVisible();
    });

    test('of another field merges', async ({ console, server }) => {
      const door = await server.signIn();
      const customer = await door.openCustomer();
      await console.connect(server);
      await console.go('Customers');
      await console.findInList(customer.name);
      await console.row(customer.name).getByRole('link', { name: customer.name }).click();
      await console.page.getByLabel('Email address').fill('mine@changed.example');
      await door.change('customers', customer, { name: 'Theirs Came In' });
      await expect.poll(() => console.nameInCache('customer', customer.id)).toBe('Theirs Came In');
      await console.button('Finish').click();
      await expect
        .poll(() => door.customerNamed('Theirs Came In'))
        .toMatchObject({ id: customer.id, email: 'mine@changed.example' });
      await console.isUpToDate();
    });

    test('before a draft is picked up again is a conflict too', async ({ app, console, server }) => {
      const door = await server.signIn();
      const customer = await door.openCustomer();
      await console.connect(server);
      await console.go('Customers');
      await console.findInList(customer.name);
      await console.row(customer.name).getByRole('link', { name: customer.name }).click();
      await console.page.getByLabel('Customer name').fill('Typed Before The Crash');
      await expect(console.page.getByText('Draft saved')).toBeVisible();
      await app.kill();
      await door.change('customers', customer, { name: 'Theirs Came In' });
      await app.restart();
      await console.isUpToDate();
      await expect(console.page.getByLabel('Customer name')).toHaveValue('Typed Before The Crash');
      await console.button('Finish').click();
      await expect(await console.openConflict('Typed Before The Crash')).toContainText('Theirs Came In');
      expect(await door.customerNamed('Theirs Came In')).toMatchObject({ id: customer.id });
    });
  });

  test('a customer that hasn’t granted account settings shows why it can’t be edited', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const closed = (await door.all('customers')).find(
      (row) => !(row as unknown as { grants: string[] }).grants.includes('account-settings'),
    );
    if (!closed) throw new Error('every customer grants account settings');
    await console.connect(server);
    await console.go('Customers');
    await console.findInList(closed.name);
    await console.row(closed.name).getByRole('link', { name: closed.name }).click();
    await expect(console.page.getByText(/hasn’t granted Account settings/).first()).toBeVisible();
  });

  test('who goes elsewhere while it’s being saved gets there, and isn’t asked about what was saved', async ({
    console,
  }) => {
    await console.openSample();
    await console.go('Customers');
    await console.row('Azulejos Simões').getByRole('link', { name: 'Azulejos Simões' }).click();
    await console.page.getByLabel('Customer name').fill('Azulejos Simões e Filhos');
    // Both in one turn, before the answer to the first can come.
    await console.page.evaluate(() => {
      const finish = [...document.querySelectorAll('button')].find(
        (button) => button.textContent === 'Finish',
      );
      finish?.click();
      document.querySelector<HTMLElement>('nav a[href="#overview"]')?.click();
    });
    await expect(console.heading('Overview')).toBeVisible();
    await expect(console.dialog()).toHaveCount(0);
    await console.go('Customers');
    await expect(console.row('Azulejos Simões e Filhos')).toBeVisible();
  });
});
