import { expect, test } from '../support/fixtures.ts';
import type { ConsolePage } from '../support/console-page.ts';

/** Titles of the columns on screen, in order. */
function titles(console: ConsolePage): Promise<string[]> {
  return console.grid
    .getByRole('columnheader')
    .evaluateAll((headers) => headers.map((header) => header.textContent).filter((title) => title !== ''));
}

function header(console: ConsolePage, name: string) {
  return console.grid.getByRole('columnheader', { name: new RegExp(`^${name}`) });
}

test.describe('F6: a list is looked at as one likes, and stays so', () => {
  test('columns are hidden, shown, moved, pinned and resized, by mouse and by keyboard, over a restart', async ({
    console,
    app,
    server,
  }) => {
    await console.connect(server);
    await console.go('Customers');
    await expect
      .poll(() => titles(console))
      .toEqual(expect.arrayContaining(['Customer', 'Partner', 'Sites']));
    await console.button('Columns').click();
    const menu = console.page.getByRole('dialog', { name: 'Columns' });
    await menu.getByRole('row', { name: 'Country' }).click();
    await menu.getByRole('row', { name: 'Probes' }).click();
    await menu.getByRole('row', { name: 'Customer', exact: true }).click();
    await menu.getByRole('button', { name: 'Pin Customer' }).first().click();
    await console.page.keyboard.press('Escape');
    await expect.poll(() => titles(console)).toContain('Country');
    expect(await titles(console)).not.toContain('Probes');
    expect(await titles(console), 'rows are known by it').toContain('Customer');

    // By mouse: the status goes in front of the partner.
    const from = await header(console, 'Status').boundingBox();
    const to = await header(console, 'Partner').boundingBox();
    if (!from || !to) throw new Error('The headers aren’t on screen');
    await console.page.mouse.move(from.x + from.width / 2, from.y + 10);
    await console.page.mouse.down();
    await console.page.mouse.move(to.x + 40, to.y + 10, { steps: 4 });
    await console.page.mouse.move(to.x + 5, to.y + 10);
    await console.page.mouse.up();
    await expect
      .poll(async () => (await titles(console)).slice(0, 3))
      .toEqual(['Customer', 'Status', 'Partner']);
    await expect(header(console, 'Status'), 'a move sorts nothing').not.toHaveAttribute('aria-sort');

    // By keyboard: the menu of a header.
    await header(console, 'Partner').getByRole('button').focus();
    await console.page.keyboard.press('Shift+F10');
    await console.page.getByRole('menuitem', { name: 'Move right' }).press('Enter');
    await expect
      .poll(async () => (await titles(console)).slice(0, 4))
      .toEqual(['Customer', 'Status', 'Sites', 'Partner']);
    const width = async () => (await header(console, 'Sites').boundingBox())?.width ?? 0;
    const before = await width();
    await header(console, 'Sites').getByRole('button').focus();
    await console.page.keyboard.press('Shift+ArrowRight');
    await expect.poll(width).toBe(before + 16);

    await console.page.setViewportSize({ width: 760, height: 800 });
    await console.grid.evaluate((grid) => (grid.scrollLeft = 400));
    const left = (await console.grid.boundingBox())?.x ?? 0;
    const pinned = await console.grid.getByRole('rowheader').first().boundingBox();
    expect(pinned?.x, 'it stays at the left').toBe(left + 38);
    await header(console, 'City').getByRole('button').focus();
    await console.page.keyboard.press('Shift+F10');
    await console.page.getByRole('menuitem', { name: 'Keep at the right' }).press('Enter');
    await expect.poll(async () => (await titles(console)).at(-1)).toBe('City');
    await console.grid.evaluate((grid) => (grid.scrollLeft = 0));
    await expect(header(console, 'City'), 'it stays at the right').toBeInViewport({ ratio: 1 });

    await app.restart();
    await console.go('Customers');
    await expect
      .poll(async () => (await titles(console)).slice(0, 4))
      .toEqual(['Customer', 'Status', 'Sites', 'Partner']);
    expect(await width()).toBe(before + 16);
    expect((await titles(console)).at(-1)).toBe('City');
    await console.button('Columns').click();
    await console.page.getByRole('button', { name: 'Reset columns' }).click();
    await console.page.keyboard.press('Escape');
    await expect.poll(() => titles(console)).toContain('Probes');
  });

  test('a list is filtered by any column, by keyboard too, and says by which', async ({
    console,
    server,
  }) => {
    await console.connect(server);
    await console.go('Customers');
    const shown = () =>
      console.grid.getByRole('row').evaluateAll((rows) =>
        rows
          .slice(1)
          .map((row) => row.textContent)
          .filter((text) => text !== ''),
      );
    await header(console, 'City').getByRole('button').focus();
    await console.page.keyboard.press('Shift+F10');
    await console.page.getByRole('menuitem', { name: /^Filter by \w+…/ }).press('Enter');
    await console.dialog().getByRole('button', { name: 'Add filter' }).click();
    await expect(console.dialog().getByText('Say what it’s compared with')).toBeVisible();
    await console.dialog().getByLabel('Text').fill('x'.repeat(201));
    await console.page.keyboard.press('Enter');
    await expect(console.dialog().getByText('At most 200 characters')).toBeVisible();
    await console.dialog().getByLabel('Text').fill('munchen');
    await console.page.keyboard.press('Enter');
    const chip = console.button('City contains “munchen”').first();
    await expect(chip).toBeVisible();
    await expect.poll(async () => (await shown()).length).toBeGreaterThan(1);
    expect((await shown()).every((text) => text.includes('München'))).toBe(true);

    await console.page.getByRole('button', { name: 'Filter', exact: true }).click();
    await console
      .dialog()
      .getByRole('button', { name: /Column/ })
      .click();
    await console.page.getByRole('option', { name: 'Sites' }).click();
    await console.dialog().getByLabel('Number').fill('many');
    await console.page.keyboard.press('Enter');
    await expect(console.dialog().getByText('A whole number is expected')).toBeVisible();
    await console.dialog().getByLabel('Number').fill('900');
    await console.page.keyboard.press('Enter');
    await expect(console.page.getByText('No customers match')).toBeVisible();
    await console.button('Remove filter: Sites is at least 900').press('Enter');
    await console.page.getByRole('button', { name: 'Filter', exact: true }).click();
    await console
      .dialog()
      .getByRole('button', { name: /Condition/ })
      .click();
    await console.page.getByRole('option', { name: 'is empty' }).click();
    await expect(console.dialog().getByLabel('Text')).toHaveCount(0);
    await console.dialog().getByRole('button', { name: 'Add filter' }).click();
    await console.button(/^Remove filter: .* is empty$/).press('Enter');
    await expect(console.page.getByRole('button', { name: 'Filter', exact: true })).toBeFocused();
    await expect.poll(async () => (await shown()).length).toBeGreaterThan(1);
    await header(console, 'Status').getByRole('button').focus();
    await console.page.keyboard.press('Shift+F10');
    await console.page.getByRole('menuitem', { name: 'Filter by status…' }).press('Enter');
    await console.dialog().getByRole('button', { name: /Value/ }).click();
    await console.page.getByRole('option', { name: 'Limited access' }).click();
    await console.dialog().getByRole('button', { name: 'Add filter' }).click();
    await expect(console.button('Status is Limited access').first()).toBeVisible();
    await expect
      .poll(async () => (await shown()).every((text) => text.includes('Limited access')))
      .toBe(true);
    await console.button('Remove filter: Status is Limited access').press('Enter');

    await chip.click();
    await console.dialog().getByLabel('Text').fill('lyon');
    await console.page.keyboard.press('Enter');
    await expect.poll(async () => (await shown()).every((text) => text.includes('Lyon'))).toBe(true);
  });

  test('all that match are selected as a predicate, which stays right while rows come and go', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    await console.connect(server);
    await console.go('Customers');
    await console.findInList('an');
    const bar = console.page.getByRole('region', { name: 'Selection' });
    const total = async () => Number(await console.grid.getAttribute('aria-rowcount')) - 1;
    await console.focusGrid();
    await console.page.keyboard.press('ControlOrMeta+A');
    const before = await total();
    await expect(bar).toContainText(`${before} selected`);
    await expect(console.grid.getByRole('row').nth(2)).toHaveAttribute('aria-selected', 'true');

    await console.page.keyboard.press('ArrowDown');
    await console.page.keyboard.press('Space');
    await expect(bar).toContainText(`${before - 1} selected`);
    await expect(bar.getByRole('button', { name: `Select all ${before} that match` })).toBeVisible();

    // Somebody else adds one: it matches, and is meant.
    const added = { name: 'Aardvark Animal Clinic', email: 'office@aardvark.example', partnerId: null };
    expect((await door.call('POST', '/v1/customers', added)).status).toBe(201);
    await expect(console.row(added.name)).toHaveAttribute('aria-selected', 'true');
    await expect(bar).toContainText(`${before} selected`);

    // What is listed changes: nothing is meant any more that isn't seen.
    await console.findInList('ani');
    await expect(bar).toBeHidden();
    await console.focusGrid();
    await console.page.keyboard.press('ControlOrMeta+A');
    await expect(bar).toContainText(`${await total()} selected`);
    await console.page.keyboard.press('Escape');
    await expect(bar).toBeHidden();

    // What is found is looked at from its top, wherever the list stood and the keyboard was.
    const first = console.grid.locator('[aria-rowindex="2"]');
    const busy = console.grid.locator('[aria-busy=true]');
    await console.findInList('a');
    await console.focusGrid();
    await console.page.keyboard.press('End');
    await expect(first).toHaveCount(0);
    await console.findInList('an');
    await expect(first).toBeInViewport();
    await expect(first).toHaveAttribute('data-current', 'true');
    await console.findInList('e');
    await expect(first).toBeInViewport();
    await expect(busy).toHaveCount(0);
    await console.grid.evaluate((grid) => grid.scrollTo(0, grid.scrollHeight));
    await expect(first).toHaveCount(0);
    await console.findInList('a');
    await expect(first).toBeInViewport();
    await expect(first).toHaveAttribute('data-current', 'true');
    await expect(busy).toHaveCount(0);

    // A range reaches rows that aren't here yet.
    await console.go('Probes');
    await expect.poll(total).toBeGreaterThan(300);
    await console.focusGrid();
    await console.page.keyboard.press('Home');
    await console.page.keyboard.press('Shift+End');
    await expect(bar).toContainText(`${await total()} selected`);
  });

  test('a view keeps what is listed, its order and its columns, and is opened from the menu and the palette', async ({
    console,
    app,
    server,
  }) => {
    await console.connect(server);
    await console.go('Customers');
    await console.button('Needs attention').click();
    await header(console, 'Sites').getByRole('button').click();
    await header(console, 'Sites').getByRole('button').click();
    await console.button(/^Views?: /).click();
    await console.page.getByRole('menuitem', { name: 'Save as a view…' }).click();
    await console.dialog().getByRole('button', { name: 'Save view' }).click();
    await expect(console.dialog().getByRole('alert')).toHaveText('Name the view');
    await console.dialog().getByRole('textbox', { name: 'Name' }).fill('Silent, largest first');
    await console.page.keyboard.press('Enter');
    await expect(console.button('View: Silent, largest first')).toBeVisible();

    await console.findInList('o');
    await expect(console.button('View: Silent, largest first, changed')).toBeVisible();
    await console.button(/^Views?: /).click();
    await console.page.getByRole('menuitem', { name: 'All customers' }).click();
    await expect(console.button('Needs attention')).toHaveAttribute('aria-pressed', 'false');

    // Some views come with the app.
    await console.button(/^Views?: /).click();
    await console.page.getByRole('menuitem', { name: 'Customers without sites' }).click();
    await expect(console.button('No sites')).toHaveAttribute('aria-pressed', 'true');
    await console.button(/^Views?: /).click();
    await expect(console.page.getByRole('menuitem', { name: 'Customers without sites' })).toContainText('✓');
    await console.page.getByRole('menuitem', { name: 'All customers' }).click();

    await app.restart();
    await console.page.keyboard.press('ControlOrMeta+K');
    await console.page.keyboard.type('silent, lar');
    await console.page.keyboard.press('Enter');
    await expect(console.heading('Customers')).toBeVisible();
    await expect(console.button('Needs attention')).toHaveAttribute('aria-pressed', 'true');
    await expect(header(console, 'Sites')).toHaveAttribute('aria-sort', 'descending');

    await console.button(/^Views?: /).click();
    await console.page.getByRole('menuitem', { name: 'Rename…' }).click();
    await console.dialog().getByRole('textbox', { name: 'Name' }).fill('Silent');
    await console.page.keyboard.press('Enter');
    await console.button('View: Silent').click();
    await console.page.getByRole('menuitem', { name: 'Delete view…' }).click();
    await console.dialog().getByRole('button', { name: 'Delete view' }).click();
    await expect(console.button('Views: All customers')).toBeVisible();
    await expect(console.button('Needs attention'), 'the list stays as it is').toHaveAttribute(
      'aria-pressed',
      'true',
    );
  });

  test('beside an open detail the buttons of a list keep their distance from the edge', async ({
    console,
    server,
  }) => {
    await console.connect(server);
    await console.page.setViewportSize({ width: 1280, height: 800 });
    await console.go('Customers');
    await console.grid.getByRole('row').nth(2).click();
    await console.page.keyboard.press('Enter');
    const detail = console.page.getByRole('complementary', { name: 'Detail' });
    await expect(detail).toBeVisible();
    const edge = async () => {
      const [pane, button] = await Promise.all([
        detail.boundingBox(),
        console.button('Add customer').first().boundingBox(),
      ]);
      return pane && button ? pane.x - (button.x + button.width) : 0;
    };
    await expect.poll(edge).toBeGreaterThanOrEqual(16);
  });

  test('a field is edited where it stands, by mouse and by keyboard, and nothing wrong gets away', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const customer = await door.openCustomer();
    await console.connect(server);
    await console.go('Customers');
    await console.findInList(customer.name);
    const row = console.row(customer.name);
    await row.click();
    await console.focusGrid();
    await console.page.keyboard.press('Shift+F2');
    const email = console.page.getByLabel(`E-mail of ${customer.name}`);
    await email.fill('nobody');
    await console.page.keyboard.press('Enter');
    await expect(row.getByRole('alert')).toBeVisible();
    await expect(email, 'what was typed stays').toHaveValue('nobody');
    await email.fill('desk@inline.example');
    await console.page.keyboard.press('Tab');
    await console.page.getByLabel(`City of ${customer.name}`).press('Escape');
    await expect(row).toContainText('desk@inline.example');
    await expect
      .poll(async () => (await door.customerNamed(customer.name))?.email)
      .toBe('desk@inline.example');

    // A name is a link: it has a pencil, and the keyboard comes to it from the cell beside it.
    await row.getByText(customer.name, { exact: true }).hover();
    await row.locator('[data-pencil]').click();
    await expect(console.page.getByLabel(`Name of ${customer.name}`)).toBeFocused();
    await console.page.keyboard.press('Escape');
    await console.focusGrid();
    await console.page.keyboard.press('Shift+F2');
    await email.press('Shift+Tab');
    await expect(console.page.getByLabel(`Name of ${customer.name}`)).toBeFocused();
    await console.page.keyboard.press('Escape');

    await row.getByText('desk@inline.example').dblclick();
    await email.fill('other@inline.example');
    await console.page.keyboard.press('Escape');
    await expect(row).toContainText('desk@inline.example');
    await console.page.keyboard.press('ControlOrMeta+Shift+Z');
    await expect(row).not.toContainText('desk@inline.example');

    // The first press opens the detail and moves the columns: the cell that was pressed is meant.
    await console.page.keyboard.press('Escape');
    await expect(console.page.getByRole('complementary')).toHaveCount(0);
    await row.locator('[data-column=email]').dblclick();
    await expect(email).toBeFocused();
    // What somebody else writes meanwhile isn't overwritten by an editor that nothing was typed into.
    const theirs = { email: 'theirs@inline.example' };
    const { status } = await door.call('PATCH', `/v1/customers/${customer.id}`, theirs, { 'if-match': '*' });
    expect(status).toBe(200);
    await expect(console.page.getByRole('complementary')).toContainText(theirs.email);
    await console.page.keyboard.press('Enter');
    await expect(row).toContainText(theirs.email);
    await console.isUpToDate();
    expect((await door.customerNamed(customer.name))?.email).toBe(theirs.email);

    // As in a spreadsheet: Enter goes on below, with Shift above; nothing typed changes nothing.
    await console.go('Partners');
    const names = console.grid.getByRole('rowheader');
    await expect(names.nth(1)).not.toBeEmpty();
    const [first = '', second = ''] = (await names.allTextContents()).slice(0, 2);
    await names.first().hover();
    await names.first().locator('[data-pencil]').click();
    await console.page.getByLabel(`Name of ${first}`).fill(`${first} HQ`);
    await console.page.keyboard.press('Enter');
    await expect(console.page.getByLabel(`Name of ${second}`)).toBeFocused();
    await console.page.keyboard.press('Shift+Enter');
    await expect(console.page.getByLabel(`Name of ${first} HQ`)).toBeFocused();
    await console.page.keyboard.press('Tab');
    await console.page.keyboard.press('Escape');
    await expect(names.first()).toHaveText(`${first} HQ`);
    await expect(console.grid).toBeFocused();
  });
});
