import { expect, test } from '../support/fixtures.ts';
import { launchApp } from '../support/launch-app.ts';

const secret = 'Quartz-Lantern-7-Meadow';

test.describe('B2, B4: the context of a project, and its own login', () => {
  test('one switches to a project, edits it offline, is told what is the partner’s, and switches back', async ({
    console,
    server,
  }) => {
    const { page } = console;
    await console.connect(server);
    await console.go('Projects');
    const project = 'Quayside cutover';
    await test.step('a project is created, and its context opened', async () => {
      await console.button('Create project').first().click();
      const dialog = console.dialog('Create project');
      await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(project);
      await dialog.getByLabel('Email').fill('office@quayside.example');
      await dialog.getByLabel('Country').fill('Germany');
      await dialog.getByLabel('Login name').fill('quayside-cutover');
      await dialog.getByRole('textbox', { name: 'Password' }).fill(secret);
      await dialog.getByRole('button', { name: 'Create project' }).click();
      await console.dialog(`${project} is created`).getByRole('button', { name: 'Done' }).click();
      await expect(page.locator('[data-sync-phase="up-to-date"]')).toBeVisible();
      const detail = page.getByRole('complementary', { name: 'Detail' });
      await detail.getByRole('button', { name: 'Assign licenses…' }).click();
      const assign = console.dialog('Assign licenses');
      await assign.getByLabel('Quantity').fill('4');
      await assign.getByRole('button', { name: 'Move 4 licenses' }).click();
      await console.isUpToDate();
      await detail.getByRole('button', { name: 'Switch to Customer' }).click();
      // The keyboard goes on there.
      await expect(console.heading(project)).toBeFocused();
      await expect(page).toHaveTitle(`${project} · Switchyard`);
    });
    await test.step('what is the partner’s isn’t there, and says so', async () => {
      const rail = page.getByRole('navigation', { name: 'Main' });
      await expect(rail.getByRole('link')).toHaveText(['Project', 'Synchronisation', 'Settings']);
      await page.getByRole('button', { name: /^Account: / }).click();
      await expect(page.getByText(`This menu is the partner account’s, not ${project}’s.`)).toBeVisible();
      await page.keyboard.press('Escape');
    });
    await test.step('whose project it is isn’t decided there', async () => {
      await console.button('Edit company information').click();
      const dialog = console.dialog('Edit project');
      await expect(dialog.getByLabel('Company')).toBeVisible();
      await expect(dialog.getByText('No customer')).toHaveCount(0);
      await dialog.getByRole('button', { name: 'Cancel' }).click();
    });
    await test.step('B6: licenses are reallocated from it to another project, in the partner interface', async () => {
      await console.button('Reallocate licenses…').click();
      const dialog = console.dialog('Reallocate licenses');
      await expect(dialog.getByText('License moves are the partner account’s')).toBeVisible();
      await dialog.getByRole('combobox', { name: 'To', exact: true }).click();
      await page.getByRole('option').nth(1).click();
      await dialog.getByLabel('Quantity').fill('1');
      await dialog.getByRole('button', { name: 'Move 1 license' }).click();
      await expect(page.getByRole('list', { name: 'Licenses', exact: true })).toContainText('3');
    });
    await test.step('a change made in it offline waits in it, and goes up after one has switched back', async () => {
      await console.workOffline();
      await console.button('Add connector…').click();
      const connector = console.dialog('Add connector');
      await connector.getByLabel('Address').fill('imap.quayside.example');
      await page.keyboard.press('Escape');
      await connector.getByRole('button', { name: 'Keep editing' }).click();
      await connector.getByRole('button', { name: 'Add connector' }).click();
      await expect(page.getByRole('list', { name: 'Connectors' })).toContainText('imap.quayside.example');
      await expect(page.getByRole('main')).toContainText(/Known .+ · complete/);
      await page.getByRole('button', { name: `Context: ${project}. Switch to Partner` }).click();
      await expect(console.heading('Projects')).toBeVisible();
      await expect(console.grid).toBeFocused();
      await expect(page).toHaveTitle('Switchyard');
      await console.workOnline();
      const door = await server.signIn();
      await expect
        .poll(async () => {
          const all = (await door.all('projects')) as unknown as { name: string; connectors: object[] }[];
          return all.find(({ name }) => name === project)?.connectors;
        })
        .toMatchObject([{ address: 'imap.quayside.example' }]);
    });
    await test.step('a project that is blocked can’t be switched to, and says why', async () => {
      await console.button('Blocked').click();
      await console.grid.getByRole('row').nth(1).click();
      const blocked = page.getByRole('complementary', { name: 'Detail' });
      await expect(blocked.getByRole('button', { name: 'Switch to Customer' })).toHaveAttribute(
        'aria-disabled',
        'true',
      );
    });
    await test.step('its own login opens the app in it, with no way up', async () => {
      await page.getByRole('button', { name: /^Account: / }).click();
      await page.getByRole('menuitem', { name: 'Sign out…' }).click();
      await console.dialog('Sign out').getByRole('button', { name: 'Sign out', exact: true }).click();
      await page.getByRole('button', { name: 'Sign in again', exact: true }).click();
      const dialog = console.dialog('Sign in again');
      await dialog.getByLabel('Login').fill('quayside-cutover');
      await dialog.getByLabel('Password').fill(secret);
      await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
      await expect(console.heading(project)).toBeVisible();
      await expect(page.getByText('You are signed in with this project’s own login.')).toBeVisible();
      await expect(page.getByRole('button', { name: /Switch to Partner/ })).toHaveCount(0);
      await expect(page.getByRole('list', { name: 'Connectors' })).toContainText('imap.quayside.example');
    });
  });

  test('a link opens the context of a project, in a window that’s there and at the start, or says why not', async ({
    app,
    console,
    server,
  }) => {
    const door = await server.signIn();
    const projects = (await door.all('projects')) as unknown as {
      id: string;
      name: string;
      status: string;
    }[];
    const [project, other] = projects.filter(({ status }) => status === 'active');
    const blocked = projects.find(({ status }) => status === 'blocked');
    if (!project || !other || !blocked) throw new Error('the sample has no such projects');
    await console.connect(server);
    await app.startSecond([`switchyard://context/${blocked.id}`]);
    await expect(console.page.getByText(`The project ${blocked.name} is blocked`)).toBeVisible();
    await expect(console.page).toHaveTitle('Switchyard');
    await app.startSecond([`switchyard://context/${project.id}`]);
    await expect(console.heading(project.name)).toBeVisible();
    await app.startSecond([`switchyard://context/${other.id}`]);
    await expect(console.heading(other.name)).toBeVisible();
    await expect(console.page).toHaveTitle(`${other.name} · Switchyard`);
    await app.kill();
    const linked = await launchApp({
      userDataFolder: app.userDataFolder,
      args: [`switchyard://context/${project.id}`],
    });
    try {
      await expect(linked.page.getByRole('heading', { level: 1, name: project.name })).toBeVisible();
      await expect(linked.page).toHaveTitle(`${project.name} · Switchyard`);
    } finally {
      await linked.close();
    }
  });
});
