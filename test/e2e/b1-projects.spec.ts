import { expect, test } from '../support/fixtures.ts';
import type { PartnerApiServer } from '../support/partner-api-server.ts';

type Project = { id: string; name: string; login: string };
type Entry = { projectId: string | null; type: string; quantity: number; reason: string };
type Door = Awaited<ReturnType<PartnerApiServer['signIn']>>;

test.describe('B1, B3, B5, B6, B8: projects and their licenses', () => {
  test('a project is created with a generated password, offline, and its licenses are assigned and taken back', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    await console.connect(server);
    await console.workOffline();
    await console.go('Projects');
    await console.button('Create project').first().click();
    const dialog = console.dialog('Create project');
    await dialog.getByRole('button', { name: 'Create project' }).click();
    await expect(dialog.getByText('Project name is mandatory')).toBeVisible();
    await expect(dialog.getByText('Country is mandatory: it decides the data centre')).toBeVisible();
    await expect(dialog.getByText('Password is mandatory')).toBeVisible();
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Quayside cutover');
    await dialog.getByLabel('Email').fill('office@quayside.example');
    await dialog.getByLabel('Company').fill('Quayside Rigging');
    await dialog.getByLabel('Country').fill('Germ');
    await expect(dialog.getByText('Germany · Data centre: Frankfurt'), 'while it’s typed').toBeVisible();
    await expect(dialog.getByLabel('Country')).toHaveValue('Germ');
    await dialog.getByLabel('Phone number').click();
    await expect(dialog.getByLabel('Country')).toHaveValue('DE');
    await dialog.getByLabel('Login name').fill('Quay Side');
    await dialog.getByRole('button', { name: 'Generate' }).click();
    await expect(dialog.getByText(/20 characters out of \d+, \d+ bits/)).toBeVisible();
    await dialog.getByRole('button', { name: 'Create project' }).click();
    await expect(dialog.getByText('A login name has lower-case letters')).toBeVisible();
    await dialog.getByLabel('Login name').fill('');
    await dialog.getByRole('button', { name: 'Use quayside-rigging' }).click();
    const made = await dialog.getByRole('textbox', { name: 'Password' }).inputValue();
    await dialog.getByRole('button', { name: 'Create project' }).click();
    const handOver = console.dialog('Quayside cutover is created');
    await expect(handOver.getByText(made, { exact: true })).toBeVisible();
    await handOver.getByRole('button', { name: 'Done' }).click();
    await expect(console.page.getByText(made)).toHaveCount(0);

    const detail = console.page.getByRole('complementary', { name: 'Detail' });
    await detail.getByRole('button', { name: 'Assign licenses…' }).click();
    const assign = console.dialog('Assign licenses');
    const has = assign.getByRole('table').getByRole('row').nth(1).getByRole('cell').first();
    await expect(has, 'the balance is there').toHaveText(/[1-9]/);
    const before = await has.innerText();
    await assign.getByLabel('Quantity').fill('99999999999');
    await expect(assign.getByText('Quantity is at most 1,000,000')).toBeVisible();
    await assign.getByLabel('Quantity').fill('1000000');
    await expect(assign.getByText(/^The partner account has .* Mailbox licenses left/)).toBeVisible();
    await assign.getByLabel('Quantity').fill('30');
    await assign.getByLabel('Reason').fill('First people');
    const [from, to] = [1, 2].map((row) => assign.getByRole('table').getByRole('row').nth(row));
    const left = Number(before.replace(/\D/g, '')) - 30;
    await expect(from?.getByRole('cell').last() ?? assign).toHaveText(left.toLocaleString('en'));
    await expect(to?.getByRole('cell') ?? assign).toHaveText(['0', '30']);
    await assign.getByRole('button', { name: 'Move 30 licenses' }).click();
    const moves = detail.getByRole('list', { name: 'Moves of licenses' });
    await expect(moves).toContainText('+30 Mailbox from the partner account');
    await expect(moves).toContainText('Provisional, made here');
    expect(await projectBy(door, 'quayside-rigging')).toBeUndefined();

    await detail.getByRole('button', { name: 'Add connector…' }).click();
    const connector = console.dialog('Add connector');
    await connector.getByLabel('Address').fill('imap.quayside.example');
    await connector.getByLabel('Admin password').fill('Harbour-Lantern-42');
    await connector.getByRole('button', { name: 'Add connector' }).click();
    await expect(detail.getByRole('list', { name: 'Connectors' })).toContainText('imap.quayside.example');
    await expect(detail.getByRole('list', { name: 'Connectors' })).toContainText('password set');
    await console.workOnline();
    await expect(moves).toContainText('Ingrid Halvorsen');
    const project = await projectBy(door, 'quayside-rigging');
    expect(await entriesOf(door, project?.id ?? '')).toMatchObject([
      { type: 'Mailbox', quantity: 30, reason: 'First people' },
    ]);
    await moves.getByRole('button', { name: /^Take back/ }).click();
    await expect(moves.getByRole('listitem')).toHaveCount(2);
    await expect
      .poll(async () => (await entriesOf(door, project?.id ?? '')).map(({ quantity }) => quantity))
      .toEqual([30, -30]);
  });

  test('who comes second for the last licenses reads the numbers among the conflicts; all are in one picture', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const projects = (await door.all('projects')) as unknown as Project[];
    const [mine, theirs] = projects;
    await console.connect(server, 'operator');
    await console.go('Projects');
    await console.page.getByRole('columnheader', { name: 'Days left' }).click();
    await expect(console.grid.getByRole('row').nth(1)).toContainText(/\d+ days?/);
    await console.go('Licenses');
    const holders = console.page.getByRole('group', { name: 'Licenses by project' });
    await expect(holders.getByRole('row', { name: /^Partner account/ })).toBeVisible();
    const moves = console.page.getByRole('list', { name: 'Moves of licenses' });
    await console.button('Team site: moves of this type').click();
    await expect(moves.getByRole('listitem')).toHaveCount(1);
    await expect(moves).toContainText('120 Team site');
    await holders.getByTitle('Moves of Mailbox of Mailbox move 1', { exact: true }).click();
    await expect(console.button('Mailbox · Mailbox move 1; show all')).toBeVisible();
    await expect(moves.getByRole('listitem').filter({ hasText: 'Drive' })).toHaveCount(0);
    await expect(moves).toContainText(/\+\d+ Mailbox from the partner account/);
    await console.page.getByRole('button', { name: 'All', exact: true }).click();
    await expect(moves).toContainText('Drive');
    await console.workOffline();
    await console.button('Assign licenses…').click();
    const assign = console.dialog('Assign licenses');
    await assign.getByRole('combobox', { name: 'To' }).fill(mine?.name ?? '');
    await console.page
      .getByRole('option', { name: mine?.name ?? '' })
      .first()
      .click();
    await assign.getByRole('button', { name: /License type/ }).click();
    await console.page.getByRole('option', { name: /^Team site/ }).click();
    await assign.getByLabel('Quantity').fill('100');
    await assign.getByRole('button', { name: 'Move 100 licenses' }).click();
    const cell = holders
      .getByRole('row', { name: /^Partner account/ })
      .getByRole('cell')
      .last();
    await expect(cell).toContainText('20');
    await expect(cell).toContainText('not confirmed yet');
    await door.create('license-moves', { from: null, to: theirs?.id, type: 'Team site', quantity: 110 });
    await expect(console.dialog()).toHaveCount(0);
    await console.page.keyboard.press('ControlOrMeta+Shift+O');
    const conflict = await console.openConflict('Team site');
    await expect(conflict).toContainText(
      'The partner account has 10 Team site licenses left; this moves 100.',
    );
    await conflict.getByRole('button', { name: 'Withdraw mine' }).click();
    await console.go('Licenses');
    await expect(cell).toHaveText('10');
  });
});

async function projectBy(door: Door, login: string): Promise<Project | undefined> {
  return ((await door.all('projects')) as unknown as Project[]).find((project) => project.login === login);
}

async function entriesOf(door: Door, projectId: string): Promise<Entry[]> {
  const all = (await door.all('license-moves')) as unknown as Entry[];
  return all.filter((entry) => entry.projectId === projectId);
}
