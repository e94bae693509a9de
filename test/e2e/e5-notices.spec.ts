import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../support/fixtures.ts';
import { testWithMail } from '../support/mail-fixtures.ts';

test.describe('E5, D2: maintenance notices and notification options', () => {
  testWithMail(
    'a notice to checked customers is previewed, queued offline, sent, and told by recipient',
    async ({ console, server, mails }) => {
      const { page } = console;
      await console.connect(server);
      await page.getByRole('button', { name: /^Account: / }).click();
      await page.getByRole('menuitem', { name: 'My notifications' }).click();
      const options = console.dialog('My notifications');
      await options.getByLabel('Accepted invites').uncheck();
      await options.getByRole('button', { name: 'Save' }).click();
      await expect(console.dialog()).toHaveCount(0);

      await console.go('Customers');
      for (const at of [1, 2]) await console.grid.getByRole('row').nth(at).getByRole('checkbox').click();
      const send = page
        .getByRole('region', { name: 'Selection' })
        .getByRole('button', { name: 'Send notice…' });
      await send.click();
      const dialog = console.dialog('Send maintenance notice');
      await expect(dialog.getByText('2 technical contacts of 2 customers')).toBeVisible();
      await expect(dialog).not.toContainText('can’t be asked now');
      await dialog.getByRole('button', { name: 'Cancel' }).click();

      await console.workOffline();
      await send.click();
      await expect(dialog).toContainText('nothing is sent before you’re back online');
      const verb = dialog.getByRole('button', { name: 'Queue for 2 contacts' });
      await verb.click();
      await expect(dialog).toContainText('Subject is mandatory');
      await page.getByLabel('Subject').fill('Update of <b>probes</b>');
      await page.getByLabel('Text', { exact: true }).fill('They restart once.');
      await page.getByLabel('Planned from').fill('2027-03-01T20:00');
      await page.getByLabel('Planned until').fill('2027-03-01T19:00');
      await verb.click();
      await expect(dialog).toContainText('It’s over after it begins');
      await page.getByLabel('Planned until').fill('2027-03-01T22:00');
      const { violations } = await new AxeBuilder({ page }).include('[role=dialog]').analyze();
      expect(violations).toEqual([]);
      await verb.click();
      await expect(console.heading('Maintenance notices')).toBeVisible();
      await expect(console.row('Update of <b>probes</b>')).toContainText('Nothing sent yet');
      expect(mails.mails).toEqual([]);

      await console.workOnline();
      await expect(console.row('Update of <b>probes</b>')).toContainText('Sent');
      const delivered = page.getByRole('list', { name: 'Recipients' }).getByRole('listitem');
      await expect(delivered.filter({ hasText: 'Sent' }).first()).toBeVisible();
      const [first] = mails.mails;
      expect(first).toMatchObject({ subject: 'Update of <b>probes</b>' });
      expect(first?.html).toContain('They restart once.');
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    },
  );
});
