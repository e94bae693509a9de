import { expect, test } from '../support/fixtures.ts';

test.describe('A9: only an Admin reaches the wizard and the deletes; other roles see why not', () => {
  for (const [login, title] of [
    ['operator', 'Operator'],
    ['reader', 'Read-only'],
  ] as const)
    for (const offline of [false, true]) {
      test(`${title} sees why not ${offline ? 'offline' : 'online'}`, async ({ console, server }) => {
        await console.connect(server, login);
        if (offline) await console.workOffline();
        await console.go('Customers');
        const add = console.button('Add customer').first();
        await expect(add).toHaveAttribute('aria-disabled', 'true');
        await add.focus();
        await expect(console.page.getByText(`you are signed in as ${title}`).first()).toBeVisible();
        await console.page.keyboard.press('Enter');
        await expect(console.page.getByLabel('Customer name')).toHaveCount(0);

        await console.grid.getByRole('row').nth(1).getByRole('checkbox').click();
        await expect(console.button('Delete…')).toHaveAttribute('aria-disabled', 'true');
        await console.focusGrid();
        await console.page.keyboard.press('Delete');
        await expect(console.dialog().getByRole('button', { name: /^Delete/ })).toHaveCount(0);

        await console.page
          .getByRole('navigation', { name: 'Main' })
          .getByRole('link', { name: 'Customer / Partner' })
          .click();
        await expect(console.page.getByRole('main')).toContainText(
          'Only an Admin may open the Customer/Partner wizard',
        );

        // Who reads alone sees where licenses are, and why it moves none.
        if (login === 'operator') return;
        await console.go('Licenses');
        await expect(console.page.getByRole('rowheader', { name: 'Partner account' })).toBeVisible();
        const assign = console.button('Assign licenses…');
        await expect(assign).toHaveAttribute('aria-disabled', 'true');
        await expect(assign).toHaveAccessibleDescription(/Only an Admin or Operator may move licenses/);
      });
    }

  test('an Admin reaches both', async ({ console, server }) => {
    await console.connect(server);
    await console.page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: 'Customer / Partner' })
      .click();
    await console.chooseDirect();
    await expect(console.page.getByLabel('Customer name')).toBeVisible();
    await console.go('Customers');
    await console.grid.getByRole('row').nth(1).getByRole('checkbox').click();
    await expect(console.button('Delete…')).not.toHaveAttribute('aria-disabled', 'true');
  });

  test('the server refuses what the app would not offer', async ({ server }) => {
    for (const login of ['operator', 'reader']) {
      const door = await server.signIn(login);
      const [customer] = await door.all('customers');
      const answer = await door.call('DELETE', `/v1/customers/${customer?.id}`, undefined, {
        'if-match': `"${customer?.version}"`,
      });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ kind: 'forbidden' });
    }
  });
});
