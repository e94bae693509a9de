import type { Locator } from '@playwright/test';
import type { ConsolePage } from '../support/console-page.ts';
import { expect, test } from '../support/fixtures.ts';
import type { PartnerApiServer } from '../support/partner-api-server.ts';

type Door = Awaited<ReturnType<PartnerApiServer['signIn']>>;

const deletions = (console: ConsolePage) => console.page.getByRole('grid', { name: 'Deletions' });
const items = (console: ConsolePage) => console.page.getByRole('grid', { name: 'Deleted items' });
const detail = (console: ConsolePage) => console.page.getByRole('complementary', { name: 'Detail' });
const rowOf = (grid: Locator, text: string | RegExp) => grid.getByRole('row').filter({ hasText: text });

/** Deletes the first customers of the list, and gives their names. */
async function deleteFirst(console: ConsolePage, many: number): Promise<string[]> {
  await console.go('Customers');
  const names: string[] = [];
  for (let at = 1; at <= many; at++) {
    const row = console.grid.getByRole('row').nth(at);
    names.push(await row.getByRole('link').first().innerText());
    await row.getByRole('checkbox').click();
  }
  await console.button('Delete…').click();
  await console
    .dialog()
    .getByRole('button', { name: /^Delete \d/ })
    .click();
  await expect(console.dialog()).toHaveCount(0);
  return names;
}

async function areGone(door: Door, names: string[]) {
  for (const name of names) await expect.poll(() => door.customerNamed(name)).toBeUndefined();
}

test.describe('F2: the recycle bin restores what was deleted, whole or in part', () => {
  test('part of a deletion comes back, the rest stays and comes back later; Undo takes a restore back', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    await console.connect(server);
    const names = await deleteFirst(console, 3);
    const [one = '', two = '', three = ''] = names;
    await areGone(door, names);
    await console.go('Recycle bin');
    await rowOf(deletions(console), one).first().click();
    await expect(items(console)).toHaveAttribute('aria-rowcount', '4');
    await rowOf(items(console), two).getByRole('checkbox').click();
    await detail(console).getByRole('button', { name: 'Restore 1 selected' }).click();
    await expect.poll(() => door.customerNamed(two)).toBeTruthy();
    await expect(rowOf(items(console), two)).toHaveCount(0);
    await expect(rowOf(items(console), three)).toHaveCount(1);
    expect(await door.customerNamed(one)).toBeUndefined();

    await detail(console).getByRole('button', { name: 'Restore all 2' }).click();
    await expect.poll(() => door.customerNamed(one)).toBeTruthy();
    await expect.poll(() => door.customerNamed(three)).toBeTruthy();
    await expect(detail(console)).toContainText('Nothing of it is left here');
    await console.page.keyboard.press('ControlOrMeta+Shift+Z');
    await areGone(door, [one, three]);
    expect(await door.customerNamed(two)).toBeTruthy();
  });

  test('of a large deletion, things are found, and all that match are restored though they weren’t all read', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const before = (await door.all('sites')).length;
    const left = async () => (await door.all('sites')).length;
    const bulk = async (body: object) =>
      (await door.call('POST', '/v1/bulk-deletes', body)).json() as Promise<{ token: string }>;
    const { token } = await bulk({ kind: 'site', select: { filter: {} }, dryRun: true });
    await bulk({ dryRun: false, token });
    await expect.poll(left).toBeLessThan(before - 100);
    await console.connect(server);
    await console.go('Recycle bin');
    await deletions(console).getByRole('row').nth(1).click();
    await expect(items(console)).toHaveAttribute('aria-rowcount', '101');
    // Sorting is of all, and reads the rest for it.
    const byName = items(console).getByRole('columnheader', { name: 'Name' });
    await byName.getByRole('button').first().click();
    await expect(items(console)).toHaveAttribute('aria-rowcount', String(before - (await left()) + 1));
    await expect(byName).toHaveAttribute('aria-sort', 'ascending');
    await detail(console).getByRole('button', { name: 'Close' }).click();
    await deletions(console).getByRole('row').nth(1).click();
    await expect(items(console)).toHaveAttribute('aria-rowcount', '101');
    const find = detail(console).getByRole('searchbox');
    await find.fill('nothing is called so');
    await expect(detail(console)).toContainText('Nothing of this deletion matches.');
    await detail(console).getByRole('button', { name: 'Show all' }).click();
    await console.tabTo(items(console));
    await console.page.keyboard.press('ControlOrMeta+A');
    await detail(console)
      .getByRole('button', { name: /^Restore 1\d\d selected/ })
      .click();
    await expect.poll(left).toBe(before);
    await expect(detail(console)).toContainText('Nothing of it is left here');
  });

  test('offline, the last known list is shown with its age, a restore waits, and is done once online', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    await console.connect(server);
    const [known = ''] = await deleteFirst(console, 1);
    await areGone(door, [known]);
    await console.go('Recycle bin');
    await rowOf(deletions(console), known).click();
    await expect(rowOf(items(console), known)).toContainText('Whole');
    await console.workOffline();
    const [unconfirmed = ''] = await deleteFirst(console, 1);
    await console.go('Recycle bin');
    await expect(console.page.getByRole('main')).toContainText(/As read from the partner API/);
    await expect(rowOf(deletions(console), unconfirmed)).toContainText('Not confirmed yet');
    await rowOf(deletions(console), known).click();
    await detail(console).getByRole('button', { name: 'Restore', exact: true }).click();
    await expect(rowOf(items(console), known)).toContainText('Restore waits');
    expect(await door.customerNamed(known)).toBeUndefined();
    await console.workOnline();
    await expect.poll(() => door.customerNamed(known)).toBeTruthy();
    await areGone(door, [unconfirmed]);
    await expect(rowOf(deletions(console), known)).toHaveCount(0);
    await expect(rowOf(deletions(console), unconfirmed)).toContainText('days');
  });

  test('a customer whose partner was deleted comes back with its partner, by keyboard alone', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const email = 'office@kestrel.example';
    const partner = await door.create('partners', { name: 'Kestrel Resale', email });
    const customer = await door.create('customers', { partnerId: partner.id, name: 'Kestrel Yard', email });
    await door.remove('customers', customer.id);
    await door.remove('partners', partner.id);
    await console.connect(server);
    await console.page.keyboard.press('ControlOrMeta+9');
    await expect(console.heading('Recycle bin')).toBeVisible();
    await console.findInList('Kestrel Yard');
    await expect(rowOf(deletions(console), 'Kestrel Yard')).toBeVisible();
    await expect(rowOf(deletions(console), 'Kestrel Resale')).toHaveCount(0);
    await console.tabTo(deletions(console));
    await console.page.keyboard.press('Enter');
    await expect(rowOf(items(console), 'Kestrel Yard')).toContainText('After its partner');
    await console.tabTo(items(console));
    await console.page.keyboard.press('Space');
    await console.tabTo(detail(console).getByRole('button', { name: 'Restore 1 selected' }));
    await console.page.keyboard.press('Enter');
    await console.tabTo(console.dialog().getByRole('button', { name: 'Restore with the partner' }));
    await console.page.keyboard.press('Enter');
    await expect.poll(() => door.customerNamed('Kestrel Yard')).toBeTruthy();
    expect((await door.all('partners')).map(({ name }) => name)).toContain('Kestrel Resale');
  });

  test('a name that another customer has by now is flagged, and renaming is offered after the restore', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const fields = { partnerId: null, name: 'Kestrel Yard', email: 'office@kestrel.example' };
    await door.remove('customers', (await door.create('customers', fields)).id);
    await door.create('customers', fields);
    await console.connect(server);
    await console.go('Recycle bin');
    await rowOf(deletions(console), 'Kestrel Yard').click();
    await expect(rowOf(items(console), 'Kestrel Yard')).toContainText('Name in use');
    await expect(detail(console)).toContainText('Both can exist');
    await detail(console).getByRole('button', { name: 'Restore', exact: true }).click();
    await expect
      .poll(async () => (await door.all('customers')).filter(({ name }) => name === 'Kestrel Yard').length)
      .toBe(2);
    await console.isUpToDate();
    await detail(console).getByRole('button', { name: 'Rename Kestrel Yard' }).click();
    await expect(console.page.getByLabel('Customer name')).toHaveValue('Kestrel Yard');
  });

  test('who may not restore sees what was deleted and why it can’t be restored by them', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const [customer] = await door.all('customers');
    await door.remove('customers', customer?.id ?? '');
    await console.connect(server, 'reader');
    await console.go('Recycle bin');
    await rowOf(deletions(console), customer?.name ?? '').click();
    await expect(detail(console)).toContainText('Only an Admin may restore customers');
    await expect(rowOf(items(console), customer?.name ?? '')).toContainText('Can’t come back');
  });
});
