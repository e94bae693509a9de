import { expect, test } from '../support/fixtures.ts';

test.describe('A8: checked customers are deleted after a confirmation, and undone', () => {
  for (const offline of [false, true]) {
    test(`two go with their sites, and Undo brings them back ${offline ? 'offline and online again' : 'online'}`, async ({
      console,
      server,
    }) => {
      const door = await server.signIn();
      await console.connect(server);
      await console.go('Customers');
      if (offline) await console.workOffline();
      const names = await Promise.all(
        [1, 2].map((at) => console.grid.getByRole('row').nth(at).getByRole('link').first().innerText()),
      );
      const [one = '', two = ''] = names;
      const sitesBefore = (await door.all('sites')).length;
      const probesBefore = (await door.all('probes')).map(
        (row) => `${row.id} ${(row as unknown as { siteId: string }).siteId}`,
      );

      await console.check(one);
      await console.check(two);
      await console.button('Delete…').click();
      const dialog = console.dialog();
      await expect(dialog).toContainText(/2 customers/);
      await expect(dialog).toContainText(/sites/);
      await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
      if (offline) await expect(dialog).toContainText(/offline/i);
      await dialog.getByRole('button', { name: 'Delete 2 customers' }).click();
      await expect(console.row(one)).toHaveCount(0);
      await expect(console.row(two)).toHaveCount(0);
      // Its notification stays while the pointer is on it, however long the server takes.
      await console.button('Undo').hover();

      if (offline) {
        expect(await door.customerNamed(one)).toBeTruthy();
      } else {
        await expect.poll(() => door.customerNamed(one)).toBeUndefined();
        await expect.poll(() => door.customerNamed(two)).toBeUndefined();
      }
      await console.button('Undo').click();
      await expect(console.row(one)).toBeVisible();
      await expect(console.row(two)).toBeVisible();
      if (offline) await console.workOnline();
      await expect.poll(() => door.customerNamed(one)).toBeTruthy();
      await expect.poll(() => door.customerNamed(two)).toBeTruthy();
      expect((await door.all('sites')).length).toBe(sitesBefore);
      expect(
        (await door.all('probes')).map((row) => `${row.id} ${(row as unknown as { siteId: string }).siteId}`),
      ).toEqual(probesBefore);
    });
  }

  test('a delete made offline reaches the server once back online, and frees the probes', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const sites = (await door.all('sites')) as unknown as { id: string; customerId: string }[];
    const customer = (await door.all('customers')).find((row) =>
      sites.some((site) => site.customerId === row.id),
    );
    if (!customer) throw new Error('no customer has sites');
    await console.connect(server);
    await console.workOffline();
    await console.go('Customers');
    await console.findInList(customer.name);
    await console.check(customer.name);
    await console.page.keyboard.press('Delete');
    await console.dialog().getByRole('button', { name: 'Delete 1 customer' }).click();
    await expect(console.row(customer.name)).toHaveCount(0);
    await console.workOnline();
    await expect
      .poll(async () => (await door.all('customers')).some((row) => row.id === customer.id))
      .toBe(false);
    const left = (await door.all('sites')) as unknown as { customerId: string }[];
    expect(left.some((site) => site.customerId === customer.id)).toBe(false);
    const probes = (await door.all('probes')) as unknown as { siteId: string | null }[];
    const gone = new Set(sites.filter((site) => site.customerId === customer.id).map((site) => site.id));
    expect(probes.some((probe) => probe.siteId !== null && gone.has(probe.siteId))).toBe(false);
  });

  test('the keyboard alone deletes and takes it back; Enter never deletes', async ({ console, server }) => {
    await console.connect(server);
    await console.go('Customers');
    const name = await console.grid.getByRole('row').nth(1).getByRole('link').first().innerText();
    const { keyboard } = console.page;
    await console.focusGrid();
    await keyboard.press('Home');
    await keyboard.press('Space');
    await expect(console.page.getByText('1 selected')).toBeVisible();
    await keyboard.press('Delete');
    await expect(console.dialog()).toBeVisible();
    await keyboard.press('Enter');
    await expect(console.dialog()).toHaveCount(0);
    await expect(console.row(name)).toBeVisible();

    await keyboard.press('Delete');
    await console.tabTo(console.dialog().getByRole('button', { name: 'Delete 1 customer' }));
    await keyboard.press('Space');
    await expect(console.row(name)).toHaveCount(0);
    await keyboard.press('ControlOrMeta+Shift+Z');
    await expect(console.row(name)).toBeVisible();
  });

  test('a range of rows grows and shrinks with the keyboard, and the row’s menu acts on all of it', async ({
    console,
  }) => {
    await console.openSample();
    await console.go('Customers');
    const { keyboard } = console.page;
    const bar = console.page.getByRole('region', { name: 'Selection' });
    await console.focusGrid();
    await keyboard.press('Home');
    for (let presses = 0; presses < 5; presses++) await keyboard.press('Shift+ArrowDown');
    await expect(bar).toContainText('6 selected');
    for (let presses = 0; presses < 3; presses++) await keyboard.press('Shift+ArrowUp');
    await expect(bar).toContainText('3 selected');

    // Moving on begins a new range beside what is checked, and leaves out what lies between.
    for (let presses = 0; presses < 4; presses++) await keyboard.press('ArrowDown');
    await keyboard.press('Shift+ArrowDown');
    await expect(bar).toContainText('5 selected');

    await keyboard.press('Shift+F10');
    await console.page.getByRole('menuitem', { name: 'Delete 5…' }).click();
    await expect(console.dialog().getByRole('button', { name: 'Delete 5 customers' })).toBeVisible();
  });

  test('what is checked and out of sight is said, and isn’t taken along to other customers', async ({
    console,
  }) => {
    await console.openSample();
    await console.go('Customers');
    const bar = console.page.getByRole('region', { name: 'Selection' });
    await console.check('Azulejos Simões');
    await console.check('Bäckerei Größl');
    await console.findInList('Azulejos');
    await expect(bar).toContainText('1 of them hidden by the filters');
    await console.findInList('');
    await expect(bar).toContainText('2 selected');
    await expect(bar).not.toContainText('hidden');
    await console.page.getByRole('radio', { name: 'Direct' }).click();
    await expect(bar).toHaveCount(0);
  });
});
