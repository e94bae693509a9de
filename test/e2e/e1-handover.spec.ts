import { CustomerBrowser } from '../support/customer-browser.ts';
import { expect, test } from '../support/fixtures.ts';

test('E1 a customer’s login is made offline, shown once, and opens the customer’s own pages once synchronised', async ({
  console,
  server,
}) => {
  await console.connect(server);
  await console.workOffline();
  await console.go('Customers');
  await console.button('Add customer').first().click();
  await console.chooseDirect();
  await console.page.getByLabel('Customer name').fill('Harbour Textiles');
  await console.page.getByLabel('Email address').fill('ann@textiles.example');
  await console.button('Finish').click();
  await expect(console.dialog()).toContainText('it’s up to you to hand the login over');
  await expect(console.dialog()).toContainText(`${server.url}/account/sign-in`);
  await console.handOver();
  await console.row('Harbour Textiles').click();
  await console.button('New password…').click();
  await console.button('Make new password').click();
  await expect(console.dialog()).toContainText('Harbour Textiles has a new password');
  const password = await console.handOver();
  await console.workOnline();
  const door = await server.signIn();
  await expect.poll(() => door.customerNamed('Harbour Textiles')).toBeTruthy();
  await console.isUpToDate();

  const browser = await CustomerBrowser.start();
  try {
    const page = await browser.page();
    await page.goto(`${server.url}/account/sign-in`);
    await page.getByLabel('E-mail').fill('ann@textiles.example');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('main')).toContainText('Harbour Textiles');
    await page.getByRole('link', { name: 'Password' }).click();
    await page.getByLabel('Current password').fill(password);
    await page.getByLabel('New password', { exact: true }).fill('four calm words here');
    await page.getByLabel('New password again').fill('four calm words here');
    await page.getByRole('button', { name: 'Change password' }).click();
    await expect(page.getByRole('status')).toHaveText('Saved.');
  } finally {
    await browser.close();
  }
});
