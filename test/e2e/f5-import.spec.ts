import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { ConsolePage } from '../support/console-page.ts';
import { expect, test } from '../support/fixtures.ts';

const file = (text: string, name = 'customers.csv') => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(text),
});
const preview = (console: ConsolePage) => console.page.getByRole('grid', { name: 'Preview' });

async function openImport(
  console: ConsolePage,
  kind: 'customers' | 'sites' | 'probes' = 'customers',
): Promise<void> {
  await console.go(kind === 'customers' ? 'Customers' : kind === 'sites' ? 'Sites' : 'Probes');
  await console.button('Import…').click();
  await expect(console.heading(`Import ${kind}`)).toBeVisible();
}

async function choose(console: ConsolePage, chosen: ReturnType<typeof file>): Promise<void> {
  await console.page.getByLabel('File to import').setInputFiles(chosen);
}

test.describe('F5: import and export', () => {
  test('a file of customers is recognised, previewed, imported offline and taken back with one Undo', async ({
    console,
  }) => {
    await console.openSample();
    await console.workOffline();
    await openImport(console);
    const text =
      'Customer name;E-mail;City;External ID (ConnectWise)\r\nAurora Mills;it@aurora.example;Porto;1\r\nBoreal;nobody;Porto;2\r\nCirrus Mills;it@cirrus.example;"Vila ""Nova""";3\r\n';
    await choose(console, file(text));
    await expect(console.page.getByText('4 lines, UTF-8, separated by semicolons')).toBeVisible();
    await expect(console.page.getByLabel('City goes to')).toHaveValue('address.city');
    expect((await new AxeBuilder({ page: console.page }).analyze()).violations).toEqual([]);
    await console.button('Preview').click();
    await expect(preview(console)).toHaveAttribute('aria-rowcount', '4');
    await expect(
      console.page.getByText('Column 2 E-mail: An e-mail address needs an @', { exact: false }),
    ).toBeVisible();
    expect((await new AxeBuilder({ page: console.page }).analyze()).violations).toEqual([]);
    await console.button('Error 1').click();
    await expect(preview(console)).toHaveAttribute('aria-rowcount', '2');
    await console.button('Import 2 lines').click();
    await expect(console.heading('Customers')).toBeVisible();
    await console.findInList('Mills');
    await expect(console.row('Aurora Mills')).toBeVisible();
    await expect(console.row('Cirrus Mills')).toBeVisible();
    await expect(console.page.getByText('2 customers added, 1 line left as it was')).toBeVisible();
    await console.button('Undo').first().click();
    await expect(console.row('Aurora Mills')).toHaveCount(0);
  });

  test('what arrives at the partner API is what was imported; the same file again changes nothing', async ({
    console,
  }) => {
    await console.openSample();
    const text = 'Customer name,E-mail,External ID (ConnectWise)\nAurora Mills,it@aurora.example,1\n';
    for (const [button, action] of [
      ['Add 1', 'Import 1 line'],
      ['Unchanged 1', null],
    ] as const) {
      await openImport(console);
      await choose(console, file(text));
      await console.button('Preview').click();
      await expect(console.button(button)).toBeVisible();
      if (action === null) break;
      await console.button(action).click();
      await expect(console.heading('Customers')).toBeVisible();
      await console.isUpToDate();
    }
    await expect(console.button('Import 0 lines')).toHaveAttribute('aria-disabled', 'true');
  });

  test('a header mapped twice, a quote that never closes and a partner that isn’t here are each told where they are', async ({
    console,
  }) => {
    await console.openSample();
    await openImport(console);
    await choose(
      console,
      file(
        'Customer name,E-mail,Partner,More\nAurora,it@aurora.example,Nobody Ltd,\n"Boreal,it@boreal.example,,\n',
      ),
    );
    await console.page.getByLabel('More goes to').selectOption('name');
    await console.button('Preview').click();
    await expect(console.page.getByText('Customer name is taken from column 1 already')).toBeVisible();
    await console.page.getByLabel('More goes to').selectOption('');
    await console.button('Preview').click();
    await expect(console.page.getByText('There’s no partner “Nobody Ltd”', { exact: false })).toBeVisible();
    await expect(
      console.page.getByText('A quote that opens in line 3 never closes', { exact: false }),
    ).toBeVisible();
    await console.page.getByLabel('Instead of Nobody Ltd').selectOption({ index: 2 });
    await expect(console.button('Add 1')).toBeVisible();
  });

  test('pasted lines outlive the window, and the whole of it goes by keyboard', async ({ console }) => {
    await console.openSample();
    await openImport(console, 'sites');
    const { keyboard } = console.page;
    await console.tabTo(console.page.getByLabel('Or paste lines'));
    await keyboard.insertText('Site name\tCustomer\nNorth Dock\tNobody at all\n');
    await console.tabTo(console.button('Read pasted lines'));
    await keyboard.press('Enter');
    await console.tabTo(console.button('Preview'));
    await keyboard.press('Enter');
    await expect(
      console.page.getByText('There’s no customer “Nobody at all”', { exact: false }),
    ).toBeVisible();
    await console.page.reload();
    await expect(console.page.getByLabel('Or paste lines')).toHaveValue(/North Dock/);
  });

  test('who may not add customers sees why', async ({ console }) => {
    await console.openSample('Operator');
    await console.go('Customers');
    await expect(console.button('Import…')).toHaveAttribute('aria-disabled', 'true');
    await expect(console.button('Import…')).toHaveAccessibleDescription(/Only an Admin may create customers/);
  });

  test('a list is exported as it’s filtered, and says where to', async ({ console }) => {
    await console.openSample();
    await console.go('Customers');
    await console.findInList('a');
    await console.button('Export…').click();
    expect((await new AxeBuilder({ page: console.page }).analyze()).violations).toEqual([]);
    await console
      .dialog('Export customers')
      .getByRole('button', { name: /^Export \d+ customers…$/ })
      .click();
    const said = console.page.getByText(/customers? written to /);
    await expect(said).toBeVisible();
    const path = /written to (.+\.csv)/.exec((await said.textContent()) ?? '')?.[1] ?? '';
    expect(await readFile(path, 'utf8')).toContain('Customer name,Customer ID,Partner,E-mail');
  });
});
