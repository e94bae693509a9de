import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../support/fixtures.ts';
import { testWithMail } from '../support/mail-fixtures.ts';
import { linkIn } from '../support/mail-server.ts';

test.describe('E4: billing accounts', () => {
  test('one is set up offline, pays for a customer by the wizard’s step, and isn’t deleted while it does', async ({
    console,
    server,
  }) => {
    await console.connect(server);
    await console.go('Billing accounts');
    await console.workOffline();
    await console.button('Add billing account').click();
    await console.dialog().getByRole('button', { name: 'Add billing account' }).click();
    await expect(console.dialog()).toContainText('Billing e-mail is mandatory');
    await console.page.getByLabel('Billing account name').fill('Harbour Finance');
    await console.page.getByLabel('Billing e-mail').fill('billing@harbour.example');
    await console.page.getByLabel('Billing phone').fill('+47 555 0123');
    await console.dialog().getByRole('button', { name: 'Add billing account' }).click();
    await expect(console.row('Harbour Finance')).toContainText('1 change waiting');

    await console.go('Customers');
    await console.button('Add customer').first().click();
    await console.chooseDirect();
    await console.page.getByLabel('Customer name').fill('Paid For');
    await console.page.getByLabel('Email address').fill('office@paidfor.example');
    await console.button('Next').click();
    await console.button('Next').click();
    await console.page.getByRole('combobox', { name: 'Billing account' }).fill('harb');
    await console.page.getByRole('option', { name: /Harbour Finance/ }).click();
    await expect(console.page.getByLabel('Billing contact: E-mail')).toHaveValue('billing@harbour.example');
    await expect(console.page.getByLabel('Billing contact: Phone')).toHaveValue('+47 555 0123');
    await console.button('Finish').click();
    await console.handOver();
    await console.workOnline();
    const door = await server.signIn();
    await expect
      .poll(() => door.customerNamed('Paid For'))
      .toMatchObject({
        billingContact: { email: 'billing@harbour.example' },
      });

    await console.go('Billing accounts');
    await console.row('Harbour Finance').click();
    await expect(console.page.getByRole('complementary', { name: 'Detail' })).toContainText('Paid For');
    await console.page.keyboard.press('Delete');
    await expect(console.dialog()).toContainText('Paid For');
    await expect(console.dialog().getByRole('button', { name: /^Delete/ })).toBeDisabled();
    await console.button('Cancel').click();
  });
});

test.describe('E2, E3, F7: invites', () => {
  testWithMail(
    'a customer is invited offline, registers from the mail in its own browser, and is in the app by itself',
    async ({ console, server, mails, customer: page, browserOf }) => {
      await console.connect(server);
      await console.workOffline();
      await console.button('Invite customer').click();
      const dialog = console.dialog('Invite customer');
      await expect(dialog).toContainText('nothing is sent yet');
      await dialog.getByRole('button', { name: 'Queue invite' }).click();
      await expect(dialog).toContainText('Billing account is mandatory');
      await console.page.getByLabel('Company name').fill('Harbour & <b>Sons</b>');
      await console.page.getByLabel('Contact name').fill('Ann Berg');
      await console.page.getByLabel('Contact e-mail').fill('ann@harbour.example');
      await console.page.getByRole('combobox', { name: 'Billing account' }).fill('isar');
      await console.page.getByRole('option', { name: /Isar/ }).click();
      await dialog.getByRole('button', { name: 'Queue invite' }).click();
      await console.go('Invites');
      await expect(console.row('Harbour & <b>Sons</b>')).toContainText('Nothing sent yet');
      expect(mails.mails).toEqual([]);

      await console.workOnline();
      const mail = await mails.mailTo('ann@harbour.example');
      await expect(console.row('Harbour & <b>Sons</b>')).toContainText('Alive');

      await console.row('Harbour & <b>Sons</b>').click();
      await console.page
        .getByRole('complementary', { name: 'Detail' })
        .getByRole('button', { name: 'Resend' })
        .click();
      const second = await mails.mailTo('ann@harbour.example', 2);
      await page.goto(linkIn(mail));
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is a newer link');

      await page.goto(linkIn(second));
      await expect(page.getByLabel('Company name')).toHaveValue('Harbour & <b>Sons</b>');
      await page.getByLabel('Password', { exact: true }).fill('four calm words here');
      await page.getByLabel('Password again').fill('other words');
      await page.getByRole('button', { name: 'Finish' }).click();
      await expect(page.getByRole('alert')).toContainText('The two passwords differ');
      const looked = await browserOf.page({ javaScriptEnabled: true });
      for (const colorScheme of ['light', 'dark'] as const) {
        await looked.emulateMedia({ colorScheme });
        await looked.goto(linkIn(second));
        await looked.getByRole('button', { name: 'Finish' }).click();
        await expect(looked.getByRole('alert')).toBeVisible();
        expect((await new AxeBuilder({ page: looked }).analyze()).violations).toEqual([]);
      }
      await page.getByLabel('Company name').fill('Harbour & Sons');
      await page.getByLabel('Password', { exact: true }).fill('four calm words here');
      await page.getByLabel('Password again').fill('four calm words here');
      await page.getByRole('button', { name: 'Finish' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toContainText('Harbour & Sons is set up');
      await expect(console.row('Harbour & <b>Sons</b>')).toContainText('Accepted');
      await console.button('Show the customer').click();
      await expect(console.page.getByRole('complementary', { name: 'Detail' })).toContainText(
        'Harbour & Sons',
      );
      await page.getByRole('link', { name: 'Sign in' }).click();
      await page.getByLabel('E-mail').fill('ann@harbour.example');
      await page.getByLabel('Password').fill('four calm words here');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByLabel('City').fill('Bergen');
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByRole('status')).toHaveText('Saved.');
      await page.getByRole('link', { name: 'Partner access' }).click();
      await expect(page.getByLabel('Manage configuration')).not.toBeChecked();
      for (const right of await page.getByRole('checkbox').all()) await right.check();
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByRole('status')).toHaveText('Saved.');
      await expect(console.page.getByRole('complementary', { name: 'Detail' })).toContainText('Bergen');
      await console.go('Customers');
      await console.findInList('harbour');
      await expect(console.row('Harbour & Sons')).not.toContainText('Limited access');
    },
  );

  testWithMail(
    'a mailbox isn’t flooded: the fourth mail within an hour is refused, and it’s said when the next can go',
    async ({ console, server, mails }) => {
      await console.connect(server);
      await console.go('Invites');
      await console.row('Quinta da Foz').click();
      const pane = console.page.getByRole('complementary', { name: 'Detail' });
      for (const number of [1, 2, 3]) {
        await pane.getByRole('button', { name: 'Resend' }).click();
        await mails.mailTo('office@quintadafoz.example', number);
      }
      await expect(console.page.getByText('the old link dies with the new mail').first()).toBeVisible();
      await pane.getByRole('button', { name: 'Resend' }).click();
      await expect(pane).toContainText('A change of this needs a decision');
      await pane.getByRole('button', { name: 'Settle it' }).click();
      await expect(pane).toContainText(
        /gets at most 3 invites within an hour, so that nobody is flooded\. The next can be sent at (\d+ \w+ \d+, )?\d\d:\d\d/,
      );
      expect(mails.mails).toHaveLength(3);
    },
  );

  test('invites that want attention are on Overview, and several are revoked at once', async ({
    console,
    server,
  }) => {
    await console.connect(server);
    await console.button('Mühlbach Orgelbau').click();
    await expect(console.heading('Invites')).toBeVisible();
    await console.button('Pending').click();
    await expect(console.row('Bäckerei Größl')).toHaveCount(0);
    await console.check('Mühlbach Orgelbau');
    await console.check('Pecan Creek Dental');
    await console.page
      .getByRole('region', { name: 'Selection' })
      .getByRole('button', { name: 'Revoke…' })
      .click();
    await console.dialog().getByRole('button', { name: 'Revoke 2 invites' }).click();
    for (const name of ['Mühlbach Orgelbau', 'Pecan Creek Dental'])
      await expect(console.row(name)).toContainText('Revoked');
    await console.page.evaluate(() => (location.hash = 'invites?show=revoked'));
    await console.button('Export…').first().click();
    await console.dialog('Export invites').getByRole('button', { name: 'Export 2 invites…' }).click();
    await expect(console.page.getByText(/^2 invites written to .*switchyard-invites-.*\.csv$/)).toBeVisible();
    await expect(console.row('Quinta da Foz')).toHaveCount(0);
    await expect(console.row('Mühlbach Orgelbau')).toBeVisible();
    await console.go('Overview');
    await console.page.keyboard.press('ControlOrMeta+K');
    await console.page.getByRole('combobox', { name: /Search everything/ }).fill('foz tiago');
    const found = console.page.getByRole('group', { name: /^Invites/ }).getByRole('option');
    await expect(found).toContainText('Contact: Tiago Lopes');
    await console.page.keyboard.press('Enter');
    await expect(console.row('Quinta da Foz')).toBeVisible();
    await expect(console.page.getByRole('complementary', { name: 'Detail' })).toContainText('Tiago Lopes');
  });

  test('the ways to a customer stand side by side, and who may not use one hears why', async ({
    console,
    server,
  }) => {
    await console.connect(server, 'operator');
    await console.button(/^Customer$/).click();
    const ways = console.dialog('Add a customer');
    await expect(ways.getByRole('button', { name: 'Add customer' })).toBeDisabled();
    await ways.getByRole('button', { name: 'Invite customer' }).click();
    await expect(console.dialog('Invite customer')).toBeVisible();
  });
});
