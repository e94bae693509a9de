import { expect, test } from '../support/fixtures.ts';

test.describe('A1: partners are created, edited and deleted', () => {
  for (const offline of [false, true]) {
    const where = offline ? 'offline, and confirmed once back online' : 'online';

    test(`a partner is created, edited and deleted ${where}`, async ({ console, server }) => {
      const door = await server.signIn();
      await console.connect(server);
      await console.go('Partners');
      if (offline) await console.workOffline();

      await console.button('Add partner').first().click();
      await console.page.getByLabel('Partner name').fill('Lakeside Networks');
      await console.page.getByLabel('Email address').fill('noc@lakeside.example');
      await console.dialog('Add partner').getByRole('button', { name: 'Add partner' }).click();
      await console.findInList('lakeside');
      await expect(console.row('Lakeside Networks')).toBeVisible();
      if (offline) {
        await expect(console.row('Lakeside Networks')).toContainText('1 change waiting');
        expect(await door.partnerNamed('Lakeside Networks')).toBeUndefined();
        await console.workOnline();
      }
      await expect.poll(() => door.partnerNamed('Lakeside Networks')).toBeTruthy();

      if (offline) await console.workOffline();
      await console.row('Lakeside Networks').getByRole('link', { name: 'Lakeside Networks' }).click();
      await console.page.getByLabel('Partner name').fill('Lakeside Group');
      await console.button('Save partner').click();
      await expect(console.row('Lakeside Group')).toBeVisible();
      if (offline) await console.workOnline();
      await expect.poll(() => door.partnerNamed('Lakeside Group')).toBeTruthy();

      if (offline) await console.workOffline();
      await console.check('Lakeside Group');
      await console.button('Delete…').click();
      await console.dialog().getByRole('button', { name: 'Delete 1 partner' }).click();
      await expect(console.row('Lakeside Group')).toHaveCount(0);
      if (offline) {
        expect(await door.partnerNamed('Lakeside Group')).toBeTruthy();
        await console.workOnline();
      }
      await expect.poll(() => door.partnerNamed('Lakeside Group')).toBeUndefined();
    });
  }

  test('an edit saved after somebody else’s edit of the same field came in is a conflict', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const [partner] = await door.all('partners');
    if (!partner) throw new Error('there is no partner');
    await console.connect(server);
    await console.go('Partners');
    await console.row(partner.name).getByRole('link', { name: partner.name }).click();
    await console.page.getByLabel('Partner name').fill('Typed Before Theirs Came');
    await door.change('partners', partner, { name: 'Theirs Came In' });
    await expect.poll(() => console.nameInCache('partner', partner.id)).toBe('Theirs Came In');
    await console.button('Save partner').click();
    await expect(await console.openConflict('Typed Before Theirs Came')).toContainText('Theirs Came In');
    expect(await door.partnerNamed('Theirs Came In')).toMatchObject({ id: partner.id });
  });

  test('each row adds a customer and views its customers', async ({ console, server }) => {
    await console.connect(server);
    await console.go('Partners');
    const row = console.grid.getByRole('row').nth(1);
    const name = await row.getByRole('link').first().innerText();
    await row.getByRole('button', { name: 'View customers' }).click();
    await expect(console.page.getByRole('navigation', { name: 'Breadcrumb' })).toContainText(name);
    await expect(console.grid).toBeVisible();

    await console.go('Partners');
    await console.row(name).getByRole('button', { name: 'Add customer' }).click();
    await expect(console.page.getByLabel('Partner name')).toHaveValue(name);
    await expect(console.page.getByLabel('Partner name')).not.toBeEditable();
  });

  test('a partner that has customers can’t be deleted: moving them is offered, and then it goes', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const customers = await door.all('customers');
    const partner = (await door.all('partners')).find((one) =>
      customers.some((customer) => customer.partnerId === one.id),
    );
    if (!partner) throw new Error('the sample data has no partner with customers');
    const theirs = customers.filter((customer) => customer.partnerId === partner.id);

    await console.connect(server);
    await console.go('Partners');
    await console.check(partner.name);
    await console.button('Delete…').click();
    await expect(console.dialog()).toContainText(`${theirs.length} customers`);
    await console
      .dialog()
      .getByRole('button', { name: /^Move .* and delete/ })
      .click();
    await expect.poll(() => door.partnerNamed(partner.name)).toBeUndefined();
    const moved = await door.all('customers');
    for (const customer of theirs) {
      const now = moved.find((row) => row.id === customer.id);
      expect(now, `${customer.name} is still there`).toBeTruthy();
      expect(now?.partnerId).not.toBe(partner.id);
    }
  });

  test('with no partner yet, the empty state says that a partner comes first and offers to create it', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    for (const customer of await door.all('customers'))
      await door.call('DELETE', `/v1/customers/${customer.id}`, undefined, {
        'if-match': `"${customer.version}"`,
      });
    for (const partner of await door.all('partners'))
      await door.call('DELETE', `/v1/partners/${partner.id}`, undefined, {
        'if-match': `"${partner.version}"`,
      });
    await console.connect(server);
    await console.go('Partners');
    await expect(console.page.getByText(/partner comes first/i)).toBeVisible();
    await console.page.getByRole('main').getByRole('button', { name: 'Add partner' }).last().click();
    await expect(console.dialog('Add partner')).toBeVisible();
  });

  test('what was typed isn’t thrown away without asking', async ({ console }) => {
    await console.openSample();
    await console.go('Partners');
    await console.button('Add partner').click();
    await console.page.keyboard.press('Escape');
    await expect(console.dialog()).toHaveCount(0);

    await console.button('Add partner').click();
    const name = console.page.getByLabel('Partner name');
    await name.fill('Typed With Care');
    await console.page.keyboard.press('Escape');
    await expect(console.dialog()).toContainText('What you typed is discarded.');
    await console.button('Keep editing').click();
    await expect(name).toHaveValue('Typed With Care');
    await expect(name).toBeFocused();
    await console.page.getByLabel('Country').fill('Portugal');
    await console.page.getByLabel('Second address line').focus();
    await expect(console.page.getByLabel('Country')).toHaveValue('PT');

    await console.button('Cancel').click();
    await console.button('Discard').click();
    await expect(console.dialog()).toHaveCount(0);
    await expect(console.row('Typed With Care')).toHaveCount(0);
  });

  test('what a field says when it’s left doesn’t move the button that it was left for', async ({
    console,
  }) => {
    await console.openSample();
    await console.go('Partners');
    await console.button('Add partner').click();
    const { mouse } = console.page;
    const email = console.page.getByLabel('Email address');
    const cancel = console.dialog('Add partner').getByRole('button', { name: 'Cancel' });
    await email.fill('noc at lakeside');
    const box = await cancel.boundingBox();
    if (!box) throw new Error('there is no Cancel');
    await mouse.move(box.x + box.width / 2, box.y + 3);
    await mouse.down();
    await expect(email).not.toBeFocused();
    await expect(email).not.toHaveAttribute('aria-invalid', 'true');
    expect(await cancel.boundingBox()).toEqual(box);
    await mouse.up();
    await expect(console.dialog()).toContainText('What you typed is discarded.');
    await console.button('Keep editing').click();
    // By keyboard it's said at once.
    await email.focus();
    await console.page.keyboard.press('Tab');
    await expect(email).toHaveAttribute('aria-invalid', 'true');
    expect(await cancel.boundingBox()).not.toEqual(box);
  });
});
