import AxeBuilder from '@axe-core/playwright';
import type { Project } from '../../common/domain/entities.ts';
import { expect } from '../support/fixtures.ts';
import { testWithMail as test } from '../support/mail-fixtures.ts';
import { linkIn } from '../support/mail-server.ts';

test.describe('B7: closing a project', () => {
  test('its closing is queued offline, cancelled, asked for again, confirmed by the mail’s link, and its stages are shown up to the end', async ({
    console,
    server,
    mails,
    customer,
    browserOf,
  }) => {
    const door = await server.signIn();
    const projects = (await door.all('projects')) as unknown as Project[];
    const project = projects.find(({ status, connectors }) => status === 'active' && connectors.length > 0);
    if (!project) throw new Error('no project has a connector');
    const { name, email, login, connectors } = project;
    await console.connect(server);
    await console.go('Projects');
    await console.findInList(name);
    await console.row(name).click();
    const detail = console.page.getByRole('complementary', { name: 'Detail' });
    const licenses = detail.getByRole('list', { name: 'Licenses', exact: true });
    const stages = detail.getByRole('list', { name: 'Stages of closing' });
    const reached = stages.locator('[aria-current=step]');
    await expect(licenses).toContainText('Mailbox');

    await console.workOffline();
    await detail.getByRole('button', { name: 'Close project…' }).click();
    const dialog = console.dialog(`Close ${name}`);
    await expect(dialog).toContainText(`The login ${login} is blocked`);
    await expect(dialog).toContainText(`${email} gets a mail`);
    await expect(dialog).toContainText(
      `erased for good: company information, ${connectors.length} connector configuration`,
    );
    await expect(dialog).toContainText(/Its licenses return to the partner account: .*Mailbox \d+/);
    await expect(dialog.getByRole('button', { name: 'Keep project' })).toBeFocused();
    await dialog.getByRole('button', { name: 'Close project' }).click();
    await expect(console.row(name)).toContainText('Closing');
    await expect(console.row(name)).toContainText('1 change waiting');
    await expect(reached).toContainText('blocked once the partner API has it');
    expect(mails.mails).toEqual([]);

    await console.workOnline();
    const first = await mails.mailTo(email);
    await expect(reached).toContainText('Asked for by Ingrid Halvorsen');
    await expect(stages).toContainText('Mail sent');
    await expect(detail.getByRole('button', { name: 'Switch to Customer' })).toBeDisabled();
    await detail.getByRole('button', { name: 'Cancel closing' }).click();
    await expect(stages).toHaveCount(0);
    await expect(console.row(name)).toContainText('Active');
    await expect(async () => {
      await customer.goto(linkIn(first, '/close-project?'));
      await expect(customer.getByRole('heading', { level: 1 })).toHaveText('This link doesn’t work');
    }).toPass();

    await detail.getByRole('button', { name: 'Close project…' }).click();
    await dialog.getByRole('button', { name: 'Close project' }).click();
    const link = linkIn(await mails.mailTo(email, 2), '/close-project?');
    const looked = await browserOf.page({ javaScriptEnabled: true });
    await looked.goto(link);
    expect((await new AxeBuilder({ page: looked }).analyze()).violations).toEqual([]);
    await expect(stages).toContainText('Mail sent');
    await customer.goto(link);
    await expect(customer.getByRole('heading', { level: 1 })).toHaveText(`Close the project ${name}`);
    await customer.getByRole('button', { name: 'Erase and close' }).click();
    await expect(customer.getByRole('heading', { level: 1 })).toHaveText('The closing is confirmed');

    await expect(reached).toContainText('Licenses returned');
    await expect(console.row(name)).toContainText('Closed');
    await expect(detail).toContainText('No licenses.');
    await expect(detail).toContainText('No connectors.');
    await expect(detail).not.toContainText(email);
    await expect(detail.getByRole('list', { name: 'Moves of licenses' })).toContainText(`${name} was closed`);
    for (const refused of ['Assign licenses…', 'Edit project', 'Add connector…', 'Close project…'])
      await expect(detail.getByRole('button', { name: refused })).toBeDisabled();
    await console.row(name).click();
    await console.page.keyboard.press('F2');
    const why = console.page.getByText(`The project ${name} is closed; what it held is erased.`);
    await expect(why.filter({ visible: true }).first()).toBeVisible();
    await expect(console.dialog()).toHaveCount(0);
    await expect(console.row(name).locator('[data-pencil]')).toHaveCount(0);
    await console.page.keyboard.press('Shift+F10');
    for (const refused of ['Edit project', 'Switch to Customer', 'Assign licenses…', 'Close project…']) {
      const entry = console.page.getByRole('menuitem', { name: refused });
      await expect(entry).toBeDisabled();
      await expect(entry).toContainText('is closed');
    }
    await console.page.keyboard.press('Escape');
    await console.page.keyboard.press('ControlOrMeta+K');
    await console.page.getByRole('combobox').fill('Switch to Customer');
    const action = console.page.getByRole('option', { name: 'Switch to Customer' });
    await expect(action).toBeDisabled();
    await expect(action).toContainText('is closed');
  });
});
