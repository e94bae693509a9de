import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../support/fixtures.ts';

type Site = { id: string; name: string; customerId: string };
type Probe = { id: string; siteId: string | null };

test.describe('A7: checked sites are deleted after a confirmation', () => {
  for (const offline of [false, true]) {
    test(`two go and free their probes, and Undo brings all back, ${offline ? 'offline and online again' : 'online'}`, async ({
      console,
      server,
    }) => {
      const door = await server.signIn();
      const customers = (await door.all('customers')) as unknown as {
        id: string;
        name: string;
        grants: string[];
      }[];
      const all = (await door.all('sites')) as unknown as Site[];
      const customer = customers.find(
        ({ id, grants }) => grants.length === 6 && all.filter((site) => site.customerId === id).length >= 2,
      );
      const sites = all.filter((site) => site.customerId === customer?.id).slice(0, 2);
      const places = async () =>
        ((await door.all('probes')) as unknown as Probe[]).map(({ id, siteId }) => `${id} ${siteId}`);
      const before = await places();
      const ids = sites.map(({ id }) => id);
      const freed = before.filter((place) => ids.some((id) => place.endsWith(id))).length;

      await console.connect(server);
      await console.go('Customers');
      await console.findInList(customer?.name ?? '');
      await console.row(customer?.name ?? '').click({ button: 'right' });
      await console.page.getByRole('menuitem', { name: 'View sites' }).click();
      if (offline) await console.workOffline();
      for (const { name } of sites) await console.check(name);
      await console.focusGrid();
      await console.page.keyboard.press('Delete');
      const dialog = console.dialog('Delete 2 sites');
      await expect(dialog).toContainText(new RegExp(`${freed} probes? become`));
      await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
      const found = await new AxeBuilder({ page: console.page }).analyze();
      expect(found.violations).toEqual([]);
      // Enter deletes nothing.
      await console.tabTo(dialog.getByRole('button', { name: 'Delete 2 sites' }));
      await console.page.keyboard.press('Enter');
      await expect(dialog).toContainText('Press Space to go ahead.');
      await console.page.keyboard.press('Space');
      for (const { name } of sites) await expect(console.row(name)).toHaveCount(0);
      await console.button('Undo').hover();
      const there = async () =>
        ((await door.all('sites')) as unknown as Site[]).filter(({ id }) => ids.includes(id)).length;
      if (offline) expect(await there()).toBe(2);
      else await expect.poll(there).toBe(0);
      await console.button('Undo').click();
      for (const { name } of sites) await expect(console.row(name)).toBeVisible();
      if (offline) await console.workOnline();
      await expect.poll(there).toBe(2);
      await expect.poll(places).toEqual(before);
    });
  }

  test('an Operator sees why not', async ({ console, server }) => {
    await console.connect(server, 'operator');
    await console.go('Sites');
    await console.grid.getByRole('row').nth(1).getByRole('checkbox').click();
    await expect(console.button('Delete…')).toHaveAttribute('aria-disabled', 'true');
    await expect(console.button('Delete…')).toHaveAccessibleDescription(/Only an Admin may delete sites/);
    await expect(console.button('Add site')).not.toHaveAttribute('aria-disabled', 'true');
  });
});
