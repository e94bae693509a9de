import { expect, test } from '../support/fixtures.ts';

test.describe('D1, D2, D3: accounts of other people’s tools', () => {
  test('one is created with what is suggested, works, is narrowed, gets a new password and is revoked', async ({
    console,
    server,
  }) => {
    const signIn = (password: string) =>
      fetch(`${server.url}/v1/auth/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ login: 'nordlys-managed-it-api', password }),
      });
    const detail = console.page.getByRole('complementary', { name: 'Detail' });
    const shownPassword = async (title: string) => {
      const shown = console.dialog(title);
      const text = await shown.getByRole('definition').nth(1).innerText();
      await shown.getByRole('button', { name: 'Done' }).click();
      await expect(console.page.getByText(text)).toHaveCount(0);
      return text;
    };
    await console.connect(server);

    await test.step('offline and never read before, the list says so, and is there once the partner API is', async () => {
      await console.workOffline();
      await console.go('Accounts');
      await expect(console.page.getByText('The accounts can’t be read now')).toBeVisible();
      await expect(console.page.getByRole('alert')).toHaveCount(0);
      await console.workOnline();
      await expect(console.row('import-2024')).toBeVisible();
      await console.go('Customers');
    });

    await test.step('created below the primary account, with a random password shown once', async () => {
      await console.go('Accounts');
      await expect(console.row('import-2024')).toContainText('Revoked');
      await console.button('Create account').click();
      const dialog = console.dialog('Create account');
      await expect(dialog.getByLabel('User name')).toHaveValue('nordlys-managed-it-api');
      await expect(dialog.getByRole('button', { name: /Parent account/ })).toContainText('admin');
      await expect(
        dialog.getByText('May create, edit and invite customers; add and edit sites'),
      ).toBeVisible();
      await dialog.getByText('What it may not').click();
      await expect(dialog.getByText(/May not .*delete and restore sites/)).toBeVisible();
      await expect(dialog.getByRole('button', { name: 'Create account' })).toBeInViewport({ ratio: 1 });
      await dialog.getByRole('button', { name: 'Create account' }).click();
      await expect(dialog.getByText('Name is mandatory')).toBeVisible();
      await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Dispatch board');
      await dialog.getByLabel('E-mail').fill('board@nordlys.example');
      await dialog.getByRole('checkbox', { name: /^Maintenance notices/ }).uncheck();
      await dialog.getByRole('button', { name: 'Create account' }).click();
    });
    const first = await shownPassword('nordlys-managed-it-api is created');
    expect((await signIn(first)).status).toBe(200);
    await expect(detail).toContainText('Partner API · Dispatch board');
    await expect(detail.getByRole('listitem').filter({ hasText: 'Maintenance notices' })).toContainText(
      'Off',
    );

    await test.step('narrowed to a brand, with all of its mails off', async () => {
      await detail.getByRole('button', { name: 'Edit account' }).click();
      const dialog = console.dialog('Edit account');
      await dialog.getByRole('button', { name: /Brand/ }).click();
      await console.page.getByRole('option', { name: 'Nordlys Iberia' }).click();
      await dialog.getByRole('checkbox', { name: 'All of them' }).click();
      await dialog.getByRole('checkbox', { name: 'All of them' }).uncheck();
      await dialog.getByRole('button', { name: 'Save account' }).click();
      await expect(console.row('nordlys-managed-it-api')).toContainText('Nordlys Iberia and below');
      await expect(detail).toContainText('All off');
    });

    await test.step('given a new password: the former one is dead', async () => {
      await detail.getByRole('button', { name: 'New password…' }).click();
      await console.dialog().getByRole('button', { name: 'Set new password' }).click();
      const next = await shownPassword('nordlys-managed-it-api has a new password');
      expect([(await signIn(first)).status, (await signIn(next)).status]).toEqual([401, 200]);
    });

    await test.step('the primary account isn’t revoked, and says why', async () => {
      await console.row('admin').getByText('Ingrid Halvorsen').click();
      await console.page.keyboard.press('Enter');
      const revoke = detail.getByRole('button', { name: 'Revoke…' });
      await expect(revoke).toHaveAccessibleDescription('The primary account isn’t revoked.');
    });

    await test.step('offline, what was typed stays in the form with the reason', async () => {
      await console.workOffline();
      await console.row('nordlys-managed-it-api').getByText('Dispatch board').click();
      await console.page.keyboard.press('F2');
      const dialog = console.dialog('Edit account');
      await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Dispatch wall');
      await dialog.getByRole('button', { name: 'Save account' }).click();
      await expect(dialog.getByRole('alert')).toContainText('You work offline');
      await expect(dialog.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Dispatch wall');
      await console.page.keyboard.press('Escape');
      await dialog.getByRole('button', { name: 'Discard' }).click();
      await console.workOnline();
    });

    await test.step('F9: the simulator says whether it may, by which rule and why', async () => {
      await console.row('nordlys-managed-it-api').getByText('Dispatch board').click();
      await console.page.keyboard.press('Enter');
      await detail.getByRole('button', { name: 'May it…?' }).click();
      const decision = console.page.getByRole('region', { name: 'Decision' });
      await expect(decision).toContainText(
        'Only an Admin may delete sites; nordlys-managed-it-api is Partner API.',
      );
      await expect(decision).toContainText('Decided by: The role');
      const choose = async (label: string, text: string, option: string | RegExp) => {
        await console.page.getByRole('combobox', { name: label }).fill(text);
        await console.page.getByRole('option', { name: option }).first().click();
      };
      await choose('Action', 'Edit customers', 'Edit customers');
      await expect(decision).toContainText('Allowed');
      const thing = console.page.getByRole('combobox', { name: 'Thing' });
      await thing.fill('Lone');
      await expect(console.page.getByRole('option').first()).toBeVisible();
      await console.page.keyboard.press('Escape');
      await expect(console.page.getByRole('listbox')).toHaveCount(0);
      await expect(thing, 'nothing is chosen').toHaveValue('');
      await choose('Thing', 'Lone Star', /Lone Star/);
      await expect(decision).toContainText('is out of its sight: nordlys-managed-it-api sees Nordlys Iberia');
      await console.go('Accounts');
    });

    await test.step('revoked for good', async () => {
      await console.row('nordlys-managed-it-api').getByText('Dispatch board').click();
      await console.focusGrid();
      await console.page.keyboard.press('Delete');
      await console.dialog().getByRole('button', { name: 'Revoke nordlys-managed-it-api' }).click();
      await expect(console.row('nordlys-managed-it-api')).toContainText('Revoked');
    });
  });

  test('D2: an Admin acts as an account under both names, sees what it sees, and stops', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    await console.connect(server);
    await console.go('Accounts');
    const detail = console.page.getByRole('complementary', { name: 'Detail' });
    const impersonate = detail.getByRole('button', { name: 'Impersonate' });
    await console.row('admin').getByText('Ingrid Halvorsen').click();
    await console.page.keyboard.press('Enter');
    await expect(impersonate).toHaveAccessibleDescription('This is your own account.');
    await console.row('europe').getByText('Katrin Baumgärtner').click();
    await console.page.keyboard.press('Enter');
    await impersonate.click();
    const bar = console.page.getByRole('region', { name: 'Impersonation' });
    await expect(bar).toContainText('Acting as europe');
    await expect(console.page).toHaveTitle('Acting as europe · Switchyard');
    await console.isUpToDate();
    await expect(console.page.getByText('1 customer without', { exact: true })).toBeVisible();
    await console.go('Customers');
    await expect(console.grid).toHaveAttribute('aria-rowcount', '28');
    await console.page.keyboard.press('ControlOrMeta+Shift+O');
    await expect(console.page.getByText('You act as europe, which works online alone')).toBeVisible();
    await console.go('Projects');
    await console.grid.getByRole('row').nth(1).click();
    await expect(detail.getByRole('button', { name: 'Switch to Customer' })).toHaveAccessibleDescription(
      'You act as europe, which works online alone. Stop impersonating to switch to a project.',
    );
    await test.step('the partner account’s licenses are out of its sight, not none', async () => {
      await console.go('Licenses');
      const holders = console.page.getByRole('group', { name: 'Licenses by project' });
      await expect(holders.getByRole('row').nth(1)).toBeVisible();
      await expect(holders.getByRole('row', { name: /^Partner account/ })).toHaveCount(0);
      await expect(console.page.getByText('Not in sight').first()).toBeVisible();
    });
    await console.go('Customers');
    await bar.getByRole('button', { name: 'Stop impersonating' }).click();
    await expect(bar).toHaveCount(0);
    await expect(console.row('europe')).toBeVisible();
    await console.isUpToDate();
    await console.go('Customers');
    await expect(console.grid).toHaveAttribute('aria-rowcount', '62');
    const answer = await door.call('GET', '/v1/activity?limit=2&kind=account');
    const [title, account] = ['europe', { name: 'Ingrid Halvorsen' }];
    expect(await answer.json()).toMatchObject({
      items: [
        { action: 'account.stopImpersonating', title, account },
        { action: 'account.impersonate', title, account },
      ],
    });
  });

  test('an Operator reads that accounts are for Admins', async ({ console, server }) => {
    await console.connect(server, 'operator');
    const link = console.page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: 'Accounts', exact: true });
    await link.click();
    await expect(console.page.getByText('Only an Admin may see accounts')).toHaveCount(2);
    await expect(console.grid).toHaveCount(0);
  });
});
