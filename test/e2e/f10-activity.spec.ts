import { readFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { ConsolePage } from '../support/console-page.ts';
import { expect, test } from '../support/fixtures.ts';

const entries = (console: ConsolePage) =>
  console.page.getByRole('grid', { name: 'Activity of the partner API' });
const detail = (console: ConsolePage) => console.page.getByRole('complementary', { name: 'Detail' });
/** The file that the app says it wrote, by the ending of its name. */
async function savedFile(console: ConsolePage, ending: string): Promise<Buffer> {
  const said = console.page.getByText(new RegExp(`entr(y|ies) written to .+\\.${ending}$`));
  await expect(said).toBeVisible();
  return readFileSync((await said.innerText()).replace(/^.* written to /, ''));
}
const entry = (console: ConsolePage, text: string | RegExp) =>
  entries(console).getByRole('row').filter({ hasText: text });

test.describe('F10: what was done, by whom, from where, before and after, and whether that is whole', () => {
  test('an edit is found, read, undone by keyboard, and the whole verified', async ({ console, server }) => {
    const door = await server.signIn();
    const customer = await door.openCustomer();
    await door.change('customers', customer, { notes: 'Ring twice' });
    await console.connect(server);
    await console.go('Activity');
    await expect(entry(console, `changed the customer ${customer.name}`).first()).toBeVisible();
    await console.findInList('ring TWICE');
    await expect(entries(console)).toHaveAttribute('aria-rowcount', '2');
    await console.tabTo(entries(console));
    await console.page.keyboard.press('Enter');
    await expect(detail(console)).toContainText('Ring twice');
    await expect(detail(console)).toContainText('Ingrid Halvorsen');
    await expect(detail(console)).toContainText('Partner account');
    await console.tabTo(detail(console).getByRole('button', { name: 'Undo' }));
    await console.page.keyboard.press('Enter');
    await expect
      .poll(async () => (await door.all('customers')).find(({ id }) => id === customer.id))
      .not.toMatchObject({
        notes: 'Ring twice',
      });
    await expect(detail(console)).toContainText('It was changed to something else since.');
    await console.page.keyboard.press('Escape');
    await console.findInList('');
    await console.page.getByLabel('Kind of thing').selectOption({ label: 'Sites' });
    await expect(entry(console, 'the customer')).toHaveCount(0);
    await console.page.getByLabel('Person').selectOption({ label: 'Mateus Carvalho' });
    await expect(entry(console, 'Ingrid Halvorsen')).toHaveCount(0);
    await console.page.getByLabel('To', { exact: true }).fill('2020-01-01');
    await expect(console.page.getByText('No entry matches.')).toBeVisible();
    await console.button('Show all').click();
    await console.button('Verify').click();
    const sound = console.dialog('Activity is sound');
    await expect(sound).toContainText('agree with the signed checkpoint');
    await sound.getByRole('button', { name: 'Close' }).click();

    const file = new Database(path.join(server.folder, 'partner-api.db'));
    file.exec('DROP TRIGGER activity_is_never_changed; DROP TRIGGER activity_is_never_deleted');
    // As far as it was signed at the last start; it's signed anew each minute.
    const { entry: signed } = JSON.parse(readFileSync(`${file.name}-audit.json`, 'utf8')) as {
      entry: number;
    };
    const kept = 'CREATE TEMP TABLE kept AS SELECT * FROM activity';
    const putBack = 'DELETE FROM activity; INSERT INTO activity SELECT * FROM kept; DROP TABLE kept';
    // Each by somebody who holds the file; what was there is put back after it.
    for (const [what, said] of [
      ["UPDATE activity SET account_name = 'Nobody' WHERE entry = 2", /Entry 2 isn’t as it was written/],
      ['DELETE FROM activity WHERE entry = 2', /Entry 2 is missing/],
      [
        `DELETE FROM activity WHERE entry >= ${signed}`,
        new RegExp(`Entr(y ${signed} is|ies ${signed} to \\d+ are) missing at the end`),
      ],
    ] as const) {
      file.exec(`${kept}; ${what}`);
      await console.button('Verify').click();
      const unsound = console.dialog('Activity isn’t sound');
      await expect(unsound).toContainText(said);
      await unsound.getByRole('button', { name: 'Close' }).click();
      file.exec(putBack);
    }
    file.close();
    await console.button('Verify').click();
    await expect(sound).toBeVisible();
  });

  test('one customer’s Activity goes to CSV and PDF, and stays readable offline with its age', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const customer = await door.openCustomer();
    await door.change('customers', customer, { notes: '=HYPERLINK("x")' });
    await console.connect(server);
    await console.go('Activity');
    await entry(console, customer.name).first().click();
    await detail(console)
      .getByRole('button', { name: `All of ${customer.name}` })
      .click();
    await expect(console.button(`Only ${customer.name} with its sites`)).toBeVisible();
    await console.button(`Only ${customer.name} with its sites`).click();
    await console.page.getByRole('combobox', { name: 'Customer' }).fill(customer.name);
    await console.page.getByRole('option', { name: customer.name }).click();
    await expect(console.button(`Only ${customer.name} with its sites`)).toBeVisible();
    await expect(entry(console, customer.name).first()).toBeVisible();
    await console.button('Export CSV').click();
    const saved = await savedFile(console, 'csv');
    expect(saved.toString()).toContain(`'=HYPERLINK`);
    expect(saved.toString()).toContain('Ingrid Halvorsen changed the customer');
    await console.button('Export PDF').click();
    expect((await savedFile(console, 'pdf')).subarray(0, 5).toString()).toBe('%PDF-');
    await console.workOffline();
    await expect(
      console.page.getByRole('status').filter({ hasText: 'As read from the partner API' }),
    ).toBeVisible();
    await expect(entry(console, customer.name).first()).toBeVisible();
  });
});
