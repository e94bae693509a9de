import type { Customer, Probe } from '../../common/domain/entities.ts';
import { expect, test } from '../support/fixtures.ts';
import type { ResourceDoor } from '../support/partner-api-server.ts';

async function customersOf(door: ResourceDoor): Promise<Customer[]> {
  return (await door.all('customers')) as unknown as Customer[];
}

test.describe('F6: search over everything', () => {
  for (const offline of [false, true])
    test(`ids and serials given whole come first, and Enter opens what they belong to, ${offline ? 'offline' : 'online'}`, async ({
      console,
      server,
    }) => {
      const door = await server.signIn();
      const customer = (await customersOf(door)).find(({ customerId }) => customerId !== null);
      const site = (await door.all('sites'))[0];
      const probe = ((await door.all('probes')) as unknown as Probe[]).find(({ siteId }) => siteId !== null);
      if (!customer || !site || !probe) throw new Error('the sample data lacks a customer, site or probe');
      await console.connect(server);
      if (offline) await console.workOffline();
      const { page } = console;
      const heading = (name: string) => page.getByRole('complementary').getByRole('heading', { name });
      const findWhole = async (text: string, group: RegExp) => {
        await page.keyboard.press('ControlOrMeta+K');
        await page.getByRole('combobox', { name: /Search everything/ }).fill(text);
        await expect(page.getByRole('group', { name: group }).getByRole('option')).toHaveAttribute(
          'aria-selected',
          'true',
        );
        await page.keyboard.press('Enter');
      };
      await findWhole(` ${customer.customerId?.toLowerCase() ?? ''} `, /^Customer with this Customer ID/);
      await expect(heading(customer.name)).toBeVisible();
      await findWhole(probe.serial.toLowerCase(), /^Probe with this Serial/);
      await expect(page.getByRole('complementary').getByText(probe.serial).first()).toBeVisible();
      await findWhole(site.id.toUpperCase(), /^Site with this Id/);
      await expect(heading(site.name)).toBeVisible();
    });

  test('each of several words has to match, and the line says where it does', async ({ console, server }) => {
    const door = await server.signIn();
    const customer = (await customersOf(door)).find(({ address }) => address.street !== '');
    if (!customer) throw new Error('the sample data has no customer with a street');
    await console.connect(server);
    const { page } = console;
    await page.keyboard.press('ControlOrMeta+K');
    const field = page.getByRole('combobox', { name: /Search everything/ });
    await field.fill(`${customer.address.street} ${customer.name}`);
    const line = page.getByRole('option').filter({ hasText: customer.name }).first();
    await expect(line).toContainText(`Street: ${customer.address.street}`);
    await expect(line.locator('mark').first()).toBeVisible();
    await field.fill(`${customer.name} zzzz-nothing`);
    await expect(page.getByText('Nothing matches')).toBeVisible();
  });
});
