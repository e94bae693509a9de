import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from '../support/fixtures.ts';
import { testWithMail as test } from '../support/mail-fixtures.ts';
import { linkIn, type MailServer } from '../support/mail-server.ts';

test.describe('C5: partner sign-up', () => {
  test('a partner signs up on the page, confirms by its mail, and is verified or refused in the app', async ({
    console,
    server,
    mails,
    customer,
    browserOf,
  }) => {
    const looked = await browserOf.page({ javaScriptEnabled: true });
    for (const colorScheme of ['light', 'dark'] as const) {
      await looked.emulateMedia({ colorScheme });
      await looked.goto(`${server.url}/partner-sign-up`);
      await looked.getByRole('button', { name: 'Sign up' }).click();
      await expect(looked.getByRole('alert')).toBeVisible();
      expect((await new AxeBuilder({ page: looked }).analyze()).violations).toEqual([]);
    }
    await signUp(customer, server.url, 'Fjord & <b>Sønner</b>', 'ann@fjord.example');
    await confirm(customer, mails, 'ann@fjord.example');
    await signUp(customer, server.url, 'Quick Cash', 'rob@quick.example');
    await confirm(customer, mails, 'rob@quick.example');

    await console.connect(server);
    await console.go('Overview');
    await console.page.getByRole('button', { name: '2 partners signed up' }).click();
    const detail = console.page.getByRole('complementary', { name: 'Detail' });
    await console.row('Fjord & <b>Sønner</b>').click();
    await expect(detail).toContainText('ann@fjord.example');
    await expect(detail).toContainText('Norway');
    await detail.getByRole('button', { name: 'Verify' }).click();
    await expect(console.row('Fjord & <b>Sønner</b>')).toContainText('Verified');
    expect((await mails.mailTo('ann@fjord.example', 2)).subject).toBe('Fjord & <b>Sønner</b> is verified');

    await console.row('Quick Cash').click();
    const refuse = detail.getByRole('button', { name: 'Refuse' });
    await expect(refuse).toBeDisabled();
    await detail.getByLabel('Reason to refuse').fill('No company of that name');
    await refuse.click();
    await expect(console.row('Quick Cash')).toContainText('Refused');
    await expect(detail).toContainText('No company of that name');
    await expect(detail).toContainText('Ingrid Halvorsen');

    await console.row('Fjord & <b>Sønner</b>').click();
    await detail.getByRole('button', { name: 'Show the partner' }).click();
    await expect(console.heading('Partners')).toBeVisible();
    await expect(console.row('Fjord & <b>Sønner</b>')).toBeVisible();
    await console.findInList('Quick Cash');
    await expect(console.row('Quick Cash')).toHaveCount(0);
    expect(mails.mails.filter(({ to }) => to?.[0]?.address === 'rob@quick.example')).toHaveLength(1);
  });
});

test('C5: what can’t be asked isn’t told as none, and who confirms while the list is open is in it', async ({
  console,
  server,
  mails,
  customer,
}) => {
  await console.connect(server);
  await console.go('Invites');
  await console.workOffline();
  await console.page.getByRole('radio', { name: 'Partner sign-ups' }).click();
  await expect(console.page.getByText(/You work offline/)).toBeVisible();
  await expect(console.page.getByText('No partner has signed up')).toHaveCount(0);
  await console.workOnline();
  await expect(console.page.getByText(`${server.url}/partner-sign-up`)).toBeVisible();
  await signUp(customer, server.url, 'Fjord', 'ann@fjord.example');
  await confirm(customer, mails, 'ann@fjord.example');
  await expect(console.row('Fjord')).toBeVisible();
  await console.workOffline();
  await expect(console.page.getByText(/^As they were when last asked/)).toBeVisible();
  await expect(console.row('Fjord')).toBeVisible();
});

test('C5: who isn’t an Admin hears why, and finds back', async ({ console, server }) => {
  await console.connect(server, 'reader');
  await console.go('Invites');
  await console.page.getByRole('radio', { name: 'Partner sign-ups' }).click();
  await expect(console.page.getByRole('main')).toContainText('Only an Admin may verify partners');
  await console.page.getByRole('radio', { name: 'By e-mail' }).click();
  await expect(console.heading('Invites')).toBeVisible();
});

async function signUp(page: Page, url: string, name: string, email: string): Promise<void> {
  await page.goto(`${url}/partner-sign-up`);
  await page.getByLabel('Company name').fill(name);
  await page.getByLabel('Your name').fill('Ann Berg');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Country').selectOption('Norway');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Look into your mailbox');
}

async function confirm(page: Page, mails: MailServer, email: string): Promise<void> {
  await page.goto(linkIn(await mails.mailTo(email), '/partner-sign-up/confirm?'));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your address is confirmed');
}
