import AxeBuilder from '@axe-core/playwright';
import { CustomerBrowser } from '../support/customer-browser.ts';
import { expect, test } from '../support/fixtures.ts';

test.describe('C2, F7: onboarding links', () => {
  const withCustomer = test.extend<{ browserOf: CustomerBrowser }>({
    browserOf: async ({}, use) => {
      const browser = await CustomerBrowser.start();
      await use(browser);
      await browser.close();
    },
  });

  withCustomer(
    'a link is made offline, a customer signs up by it and is in the app by itself; replaced and revoked it’s dead',
    async ({ console, server, browserOf }) => {
      const customer = await browserOf.page();
      await console.connect(server);
      await console.workOffline();
      await console.button(/^Customer$/).click();
      await console.dialog('Add a customer').getByRole('button', { name: 'Show onboarding links' }).click();
      await console.button('Make onboarding link').click();
      const dialog = console.dialog('Make onboarding link');
      await expect(dialog).toContainText('gets its address once you’re back online');
      await dialog.getByRole('button', { name: 'Make link' }).click();
      await expect(dialog).toContainText('Link name is mandatory');
      await dialog.getByLabel('Link name').fill('Fair in Porto');
      await dialog.getByRole('button', { name: 'Make link' }).click();
      const row = console.row('Fair in Porto');
      const pane = console.page.getByRole('complementary', { name: 'Detail' });
      await expect(row).toContainText('No address yet');
      await expect(pane.getByRole('button', { name: 'Copy link' })).toBeDisabled();

      await console.workOnline();
      await expect(row).toContainText('Alive');
      const address = pane.getByText(`${server.url}/join/direct/`);
      await expect(address).toBeVisible();
      await expect(pane.getByRole('img', { name: 'QR code of Fair in Porto' })).toBeVisible();
      const first = (await address.textContent()) ?? '';

      await customer.goto(first);
      await customer.getByLabel('Company name').fill('Vinhos & <i>Filhos</i>');
      await customer.getByLabel('Your name').fill('Rui Prata');
      await customer.getByLabel('E-mail').fill('rui@vinhos.example');
      await customer.getByLabel('Password', { exact: true }).fill('four calm words here');
      await customer.getByLabel('Password again').fill('four calm words here');
      await customer.getByRole('button', { name: 'Sign up' }).click();
      await expect(customer.getByRole('heading', { level: 1 })).toHaveText(
        'Vinhos & <i>Filhos</i> is signed up',
      );
      await expect(pane).toContainText(/Sign-ups\s*1/);

      const looked = await browserOf.page({ javaScriptEnabled: true });
      for (const colorScheme of ['light', 'dark'] as const) {
        await looked.emulateMedia({ colorScheme });
        await looked.goto(first);
        expect((await new AxeBuilder({ page: looked }).analyze()).violations).toEqual([]);
      }

      await pane.getByRole('button', { name: 'Replace…' }).click();
      await console.dialog().getByRole('button', { name: 'Replace onboarding link' }).click();
      await expect(pane.getByText(first)).toHaveCount(0);
      const second = (await address.textContent()) ?? '';
      await customer.goto(first);
      await expect(customer.getByRole('heading', { level: 1 })).toHaveText('This link isn’t valid');
      await pane.getByRole('button', { name: 'Revoke…' }).click();
      await console.dialog().getByRole('button', { name: 'Revoke 1 onboarding link' }).click();
      await expect(row).toContainText('Revoked');
      await expect(async () => {
        await customer.goto(second);
        await expect(customer.getByRole('heading', { level: 1 })).toHaveText('This link was taken back');
      }).toPass();

      await console.go('Customers');
      await console.findInList('vinhos');
      await expect(console.row('Vinhos & <i>Filhos</i>')).toContainText('Limited access');
    },
  );
});
