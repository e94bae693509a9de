import AxeBuilder from '@axe-core/playwright';
import type { ConsolePage } from '../support/console-page.ts';
import type { PartnerApiServer } from '../support/partner-api-server.ts';
import { expect, test } from '../support/fixtures.ts';

const bar = (console: ConsolePage) => console.page.getByRole('region', { name: 'Bulk deletes' });
const total = async (server: PartnerApiServer) => (await (await server.signIn()).all('customers')).length;

/** Opens the dry run of every customer by keyboard alone; gives how many it is. */
async function openDryRun(console: ConsolePage): Promise<string> {
  await console.go('Customers');
  await console.focusGrid();
  await console.page.keyboard.press('ControlOrMeta+A');
  await expect(console.page.getByRole('region', { name: 'Selection' })).toContainText('selected');
  await console.page.keyboard.press('Delete');
  // The title has the number once the dry run has counted.
  await expect(console.dialog()).toContainText('become unassociated');
  const title = await console.dialog().getByRole('heading').innerText();
  await expect(console.dialog().getByRole('button', { name: 'Cancel' })).toBeFocused();
  return title.replace(/\D/g, '');
}

async function deleteAll(console: ConsolePage): Promise<string> {
  const many = await openDryRun(console);
  await console.page.getByLabel(`Type ${many} to confirm`).fill(many);
  await console.tabTo(console.dialog().getByRole('button', { name: `Delete ${many} customers` }));
  await console.page.keyboard.press('Space');
  await expect(bar(console)).toBeVisible();
  return many;
}

async function axeFinds(console: ConsolePage): Promise<unknown[]> {
  return (await new AxeBuilder({ page: console.page }).analyze()).violations;
}

test.describe('F2: bulk delete', () => {
  test('by keyboard: what goes can be opened, a wrong confirmation deletes nothing, and Undo in the hold takes it back untouched', async ({
    console,
    server,
  }) => {
    await console.connect(server);
    const many = await openDryRun(console);
    const dialog = console.dialog();
    const { keyboard } = console.page;
    const sites = dialog.getByRole('button', { name: /^\d+ sites/ });
    await console.tabTo(sites);
    await keyboard.press('Enter');
    await expect(sites).toHaveAttribute('aria-expanded', 'true');
    await expect(dialog.getByRole('listitem').first()).toBeVisible();
    const typed = console.page.getByLabel(`Type ${many} to confirm`);
    await typed.fill('٦١');
    await expect(dialog).toContainText('These are digits of another script.');
    const verb = dialog.getByRole('button', { name: `Delete ${many} customers` });
    await expect(verb).toHaveAttribute('aria-disabled', 'true');
    expect(await axeFinds(console)).toEqual([]);
    await typed.fill(many);
    await typed.press('Enter');
    await expect(dialog).toBeVisible();
    await console.tabTo(verb);
    await keyboard.press('Space');
    await expect(bar(console)).toContainText(`${many} customers are deleted in`);
    await expect(bar(console).getByRole('button', { name: 'Undo' })).toBeFocused();
    await expect(console.heading('Customers')).toBeVisible();
    await expect(console.grid).toHaveCount(0);
    await expect(console.page.getByRole('main')).toContainText(`${many} customers are being deleted.`);
    expect(await axeFinds(console)).toEqual([]);
    await bar(console).getByRole('button', { name: 'Show items' }).press('Enter');
    await expect(console.dialog('Bulk delete')).toContainText(`${many} customers are deleted in`);
    await keyboard.press('Escape');
    await console.tabTo(bar(console).getByRole('button', { name: 'Undo' }));
    await keyboard.press('Enter');
    await expect(bar(console)).toContainText(`Nothing deleted, ${many} taken back`);
    await expect(console.grid.getByRole('row').nth(1)).toBeVisible();
    await expect(console.grid).toBeFocused();
    expect(await total(server)).toBe(Number(many));
  });

  test('offline it’s held; what appears meanwhile is left and told; a partner API that dies half-way is gone on with', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    await console.connect(server);
    const [kept] = await door.all('customers');
    if (!kept) throw new Error('the sample has no customers');
    await console.workOffline();
    const many = await deleteAll(console);
    await expect(bar(console)).toContainText('the countdown begins when you’re back online');
    const added = await door.call('POST', '/v1/sites', { customerId: kept.id, name: 'Added Meanwhile' });
    expect(added.ok).toBe(true);
    await console.page.keyboard.press('ControlOrMeta+Shift+O');
    await expect(bar(console)).toContainText('are deleted in');
    await bar(console).getByRole('button', { name: 'Pause' }).click();
    await expect(bar(console)).toContainText('Paused');
    await server.stop('SIGKILL');
    await bar(console).getByRole('button', { name: 'Resume' }).click();
    await console.isOffline();
    await server.run();
    await console.page.keyboard.press('ControlOrMeta+R');
    await expect(bar(console)).toContainText('1 left', { timeout: 30_000 });
    await expect(bar(console)).toContainText(`${Number(many) - 1} customers deleted`);
    await expect(console.row(kept.name)).toBeVisible();
    expect(await total(server)).toBe(1);
    await bar(console).getByRole('button', { name: 'Show result' }).click();
    const result = console.dialog('Bulk delete');
    await expect(result).toContainText('The site Added Meanwhile is there, and the dry run didn’t show it.');
    expect(await axeFinds(console)).toEqual([]);
    await result.getByRole('button', { name: 'Close' }).click();
    await bar(console).getByRole('button', { name: 'Dismiss' }).click();
    await expect(bar(console)).toHaveCount(0);
  });

  test('by a pasted list: what isn’t found and what is ambiguous is listed; paused in its hold, Undo brings all back', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    await console.connect(server);
    const customers = await door.all('customers');
    const lines = [
      ...customers.slice(0, 30).map(({ name }) => `"${name}"\tmore`),
      'Nobody',
      customers[31]?.id,
    ];
    await console.go('Customers');
    await console.button('More for customers').press('Enter');
    await console.page.getByRole('menuitem', { name: 'Delete by list…' }).press('Enter');
    await console.page.getByLabel('Lines').fill(lines.join('\n'));
    // Escape closes the dialog and loses nothing.
    await console.page.keyboard.press('Escape');
    await expect(console.dialog()).toHaveCount(0);
    await console.page.keyboard.press('ControlOrMeta+K');
    await console.page.keyboard.type('Delete by list');
    await expect(console.page.getByRole('option', { name: /Delete by list/ })).toBeVisible();
    await console.page.keyboard.press('Enter');
    await expect(console.page.getByLabel('Lines')).toHaveValue(lines.join('\n'));
    await console.button('Find').click();
    await expect(console.dialog()).toContainText('31 customers found');
    await expect(console.dialog()).toContainText('Nobody');
    expect(await axeFinds(console)).toEqual([]);
    await console.button('Show what goes…').click();
    await console.page.getByLabel('Type 31 to confirm').fill('31');
    await console.dialog().getByRole('button', { name: 'Delete 31 customers' }).click();
    await bar(console).getByRole('button', { name: 'Pause' }).click();
    await bar(console).getByRole('button', { name: 'Undo' }).click();
    await expect(bar(console)).toContainText('31 taken back');
    await expect(console.row(customers[0]?.name ?? '')).toBeVisible();
    expect(await total(server)).toBe(customers.length);

    // Of all sites, those of customers that don’t allow it are left out in one step; the rest goes on.
    await console.go('Sites');
    await console.focusGrid();
    await console.page.keyboard.press('ControlOrMeta+A');
    await console.page.keyboard.press('Delete');
    await expect(console.dialog()).toContainText('hasn’t granted Manage configuration');
    const before = await console.dialog().getByRole('heading').innerText();
    await console
      .dialog()
      .getByRole('button', { name: /^Leave these \d+ sites out$/ })
      .click();
    await expect(console.dialog()).toContainText(/Sites of \d+ customers? that don?’?.*t allow it stay/);
    await expect(console.dialog().getByRole('heading')).not.toHaveText(before);
    await expect(console.dialog()).not.toContainText('hasn’t granted Manage configuration');
    expect(await axeFinds(console)).toEqual([]);
  });
});
