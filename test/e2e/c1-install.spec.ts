import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { CustomerBrowser } from '../support/customer-browser.ts';
import { expect, test } from '../support/fixtures.ts';
import { IdentityProviders } from '../support/identity-providers.ts';
import { PartnerApiServer } from '../support/partner-api-server.ts';

const withProviders = test.extend<{ providers: IdentityProviders; server: PartnerApiServer; customer: Page }>(
  {
    providers: async ({}, use) => {
      const providers = await IdentityProviders.start();
      await use(providers);
      await providers.close();
    },
    server: async ({ providers }, use) => {
      const server = await PartnerApiServer.start(['--seed', 'sample'], providers.environment);
      providers.register(server.url);
      await use(server);
      await server.remove();
    },
    customer: async ({}, use) => {
      const browser = await CustomerBrowser.start();
      await use(await browser.page({ javaScriptEnabled: true }));
      await browser.close();
    },
  },
);

withProviders(
  'C1: customers are installed on behalf by consent at Microsoft 365 and Google Workspace',
  async ({ app, console, server, providers, customer }) => {
    providers.addTenant({
      ...{ id: '0190a1b2-0000-4000-8000-00000000abcd', name: 'Contoso' },
      domains: ['contoso.example', 'xn--cntoso-xta.example'],
    });
    const workspace = {
      id: 'C1',
      name: 'Fabrikam',
      domains: [{ domainName: 'fabrikam.example', verified: true }],
    };
    providers.addAccount({ email: 'it@fabrikam.example', hd: 'fabrikam.example', isAdmin: true, workspace });
    const opened = () => [...app.output().matchAll(/^Would open (\S+)$/gm)].map(([, url = '']) => url);
    const openedNext = async (number: number) => {
      await expect.poll(() => opened().length).toBe(number);
      return opened().at(-1) ?? '';
    };
    // A tab for each, as the way back to the app leaves one behind that asks whether to open it.
    const tabAt = async (url: string) => {
      const tab = await customer.context().newPage();
      await tab.goto(url);
      return tab;
    };
    const line = (text: string) => console.page.getByRole('listitem').filter({ hasText: text }).first();

    await test.step('consent that’s denied is told, and makes nothing', async () => {
      await console.connect(server);
      await console.button(/^Customer$/).click();
      await console.dialog().getByRole('button', { name: 'Install on behalf' }).click();
      await console.page.getByLabel('Domain of the customer').fill('not a domain');
      await console.button('Open Microsoft 365').click();
      await expect(console.page.getByText(/is a host name alone/).first()).toBeVisible();
      await console.page.getByLabel('Domain of the customer').fill('');
      await console.button('Open Microsoft 365').click();
      const browser = await tabAt(await openedNext(1));
      await expect(line('Waiting at the provider')).toBeVisible();
      await browser.getByRole('button', { name: 'cancel' }).click();
      await expect(line('Failed')).toContainText('Consent was denied');
    });

    await test.step('Microsoft 365: the app is restarted meanwhile and comes back by the link', async () => {
      await console.button('Open Microsoft 365').click();
      const url = await openedNext(2);
      await app.restart();
      await console.isUpToDate();
      const browser = await tabAt(url);
      await browser.getByRole('button', { name: 'accept' }).click();
      await expect(browser.getByRole('heading', { level: 1 })).toHaveText('Contoso is installed');
      expect((await new AxeBuilder({ page: browser }).analyze()).violations).toEqual([]);
      const link =
        (await browser.getByRole('link', { name: 'Back to Switchyard' }).getAttribute('href')) ?? '';
      await app.startSecond([link]);
      await expect(line('Contoso')).toContainText('Installed');
      await expect(line('xn--')).toContainText('letters beside a to z');
      expect((await new AxeBuilder({ page: console.page }).analyze()).violations).toEqual([]);
      await console.button('Show the customer').click();
      const detail = console.page.getByRole('complementary', { name: 'Detail' });
      await expect(detail).toContainText('contoso.example');
      await expect(detail.getByText('Not granted')).toHaveCount(0);
    });

    await test.step('Google Workspace, for the domain that was meant', async () => {
      await console.page.evaluate('location.hash = "install"');
      await console.page.getByLabel('Domain of the customer').fill('fabrikam.example');
      await console.button('Open Google Workspace').click();
      const browser = await tabAt(await openedNext(3));
      await browser.getByRole('button', { name: 'accept' }).click();
      await expect(browser.getByRole('heading', { level: 1 })).toHaveText('Fabrikam is installed');
      await expect(line('Fabrikam')).toContainText('Installed');
      await console.go('Customers');
      await console.findInList('fabrikam');
      await expect(console.row('Fabrikam')).toBeVisible();
    });
  },
);

test('C1: a provider that isn’t configured is shown with the reason', async ({ console, server }) => {
  await console.connect(server);
  await console.page.evaluate('location.hash = "install"');
  await expect(console.page.getByText(/isn’t registered with Google Workspace/).first()).toBeVisible();
  await expect(console.button('Open Google Workspace')).toBeDisabled();
});
