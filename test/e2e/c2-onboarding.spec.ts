import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { CustomerBrowser } from '../support/customer-browser.ts';
import { expect, test } from '../support/fixtures.ts';

const withCustomer = test.extend<{ browserOf: CustomerBrowser }>({
  browserOf: async ({}, use) => {
    const browser = await CustomerBrowser.start();
    await use(browser);
    await browser.close();
  },
});

test.describe('C2, F7: onboarding links', () => {
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
      await pane.getByRole('button', { name: 'Save QR code…' }).click();
      const saved = console.page.getByText(/^QR code written to .*switchyard-fair-in-porto.*\.svg$/);
      const file = ((await saved.textContent()) ?? '').replace('QR code written to ', '');
      const shown = await pane
        .getByRole('img', { name: 'QR code of Fair in Porto' })
        .locator('path')
        .getAttribute('d');
      const svg = readFileSync(file, 'utf8');
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="60mm"/);
      expect(svg).toContain(`d="${shown ?? '?'}"`);
      const preview = pane.getByRole('figure', { name: /as a customer sees it/ });
      await expect(preview).toContainText('See your sites, the probes there, and whether they report');

      await customer.goto(first);
      for (const line of (await preview.innerText()).split('\n').filter(Boolean))
        await expect(customer.locator('body')).toContainText(line.trim());
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

test.describe('C3, C4: by Customer ID, and partner access', () => {
  withCustomer(
    'a customer is asked by its ID offline, consents on its page, is asked for more and grants it',
    async ({ console, server, browserOf }) => {
      const customer = await browserOf.page();
      await customer.goto(`${server.url}/sign-up`);
      await customer.getByLabel('Company name').fill('Fjord Bakery');
      await customer.getByLabel('Your name').fill('Liv Dahl');
      await customer.getByLabel('E-mail').fill('liv@fjord.example');
      await customer.getByLabel('Password', { exact: true }).fill('four calm words here');
      await customer.getByLabel('Password again').fill('four calm words here');
      await customer.getByRole('button', { name: 'Sign up' }).click();
      await customer.getByRole('link', { name: 'Sign in' }).click();
      await customer.getByLabel('E-mail').fill('liv@fjord.example');
      await customer.getByLabel('Password').fill('four calm words here');
      await customer.getByRole('button', { name: 'Sign in' }).click();
      await customer.getByRole('link', { name: 'Service' }).click();
      const code = (await customer.locator('.code').textContent()) ?? '';

      await console.connect(server);
      await console.workOffline();
      await console.button(/^Customer$/).click();
      await console.dialog('Add a customer').getByRole('button', { name: 'Add by Customer ID' }).click();
      const dialog = console.dialog('Add by Customer ID');
      await dialog.getByLabel('Customer ID').fill('CTSO');
      await expect(dialog).toContainText('A Customer ID has no “O” there');
      await dialog.getByLabel('Customer ID').fill('CTSX-7');
      await expect(dialog.getByText(/^A Customer ID (has no|is four)/)).toHaveCount(0);
      await dialog.getByLabel('Customer ID').fill(code.toLowerCase());
      await dialog.getByLabel('Reason').fill('We spoke on Monday');
      await dialog.getByRole('button', { name: 'Queue request' }).click();
      await expect(console.row(code)).toContainText('Not asked yet');
      await console.workOnline();
      await expect(console.row(code)).toContainText('Not answered yet');

      await customer.getByRole('link', { name: 'Partner access' }).click();
      await expect(customer.getByRole('main')).toContainText('We spoke on Monday');
      await customer.getByRole('button', { name: 'Grant' }).click();
      await expect(console.row(code)).toContainText('Granted');
      await console.button('Show the customer').click();
      const pane = console.page.getByRole('complementary', { name: 'Detail' });
      await expect(pane).toContainText('Liv Dahl');
      await pane.getByRole('button', { name: 'Ask for more…' }).click();
      const ask = console.dialog('Ask for more rights');
      await ask.getByRole('button', { name: 'Ask' }).click();
      await expect(ask).toContainText('At least one right is asked for');
      await ask.getByLabel(/Manage configuration/).check();
      await ask.getByLabel('Reason').fill('Your probes are replaced');
      await ask.getByRole('button', { name: 'Ask' }).click();
      await expect(pane).toContainText('Asked for Manage configuration');
      await expect(async () => {
        await customer.reload();
        await expect(customer.getByRole('main')).toContainText('Your probes are replaced');
      }).toPass();
      await customer.getByRole('button', { name: 'Grant' }).click();
      await expect(customer.getByRole('status')).toContainText('Granted');
      await expect(pane.getByText('Granted', { exact: true })).toHaveCount(3);

      await console.workOffline();
      await console.page.keyboard.press('ControlOrMeta+Shift+S');
      const site = console.dialog('Add site');
      await site.getByLabel('Site name').fill('Ovn');
      await site.getByRole('button', { name: 'Add site' }).click();
      await expect(pane).toContainText('Ovn');
      await customer.getByLabel('Manage configuration').uncheck();
      await customer.getByRole('button', { name: 'Save' }).click();
      await expect(customer.getByRole('status')).toHaveText('Saved.');
      await console.page.keyboard.press('ControlOrMeta+Shift+O');
      await expect(pane.getByText('Granted', { exact: true })).toHaveCount(2);
      await expect(pane).not.toContainText('Ovn');
      const conflict = await console.openConflict('Ovn');
      await expect(conflict).toContainText('The customer hasn’t granted Manage configuration');
      await console.go('Invites');
      await console.page.getByRole('radio', { name: 'Requests' }).click();
      await expect(console.row('Fjord Bakery')).toContainText('Manage configuration');
    },
  );
});
