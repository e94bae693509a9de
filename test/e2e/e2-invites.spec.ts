import { expect, test } from '../support/fixtures.ts';

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
