import { expect, test } from '../support/fixtures.ts';

test.describe('D5, D6: brands, and who sees what', () => {
  test('a sub-brand is made with a preview, customers are re-aligned to it offline after saying who loses sight, and one Undo takes it back', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    await console.connect(server);
    await console.go('Brands');
    const tree = console.page.getByRole('treegrid', { name: 'Brands' });
    await test.step('the tree goes by keyboard', async () => {
      await expect(tree.getByRole('row')).toHaveCount(6);
      await tree.getByRole('row', { name: 'Nordlys Managed IT' }).focus();
      await console.page.keyboard.press('ArrowLeft');
      await expect(tree.getByRole('row')).toHaveCount(1);
      await console.page.keyboard.press('ArrowRight');
      await expect(tree.getByRole('row')).toHaveCount(6);
      await tree.getByRole('row', { name: 'Nordlys Europe' }).focus();
      await console.page.keyboard.press('Enter');
    });
    const detail = console.page.getByRole('complementary', { name: 'Detail' });
    await expect(detail.getByText(/This brand and 1 brand below it: .* customers/)).toBeVisible();
    await expect(detail.getByText('Bound to it:')).toBeVisible();

    await console.workOffline();
    await test.step('a sub-brand', async () => {
      await detail.getByRole('button', { name: 'Add sub-brand' }).click();
      const dialog = console.dialog('Add sub-brand');
      await dialog.getByRole('button', { name: 'Add brand' }).click();
      await expect(dialog.getByText('Brand name is mandatory')).toBeVisible();
      await dialog.getByLabel('Brand name').fill('Nordlys Baltics');
      await dialog.getByLabel('Primary colour', { exact: true }).fill('blue');
      await dialog.getByLabel('Reply-to address').click();
      await expect(dialog.getByText('A colour is written as #')).toBeVisible();
      await dialog.getByLabel('Primary colour', { exact: true }).fill('#7a1f5c');
      await dialog.getByLabel('Reply-to address').fill('help@baltics.example');
      await expect(dialog.getByText('Answers go to help@baltics.example')).toBeVisible();
      await dialog.getByRole('button', { name: 'Add brand' }).click();
      await expect(tree.getByRole('row', { name: 'Nordlys Baltics' })).toHaveAttribute('aria-level', '3');
    });
    await test.step('re-align', async () => {
      await console.go('Customers');
      for (const row of [1, 2]) await console.grid.getByRole('row').nth(row).getByRole('checkbox').click();
      await console.button('Re-align…').click();
      const dialog = console.dialog('Re-align 2 customers');
      await dialog.getByRole('combobox', { name: 'Brand' }).fill('Nordlys Baltics');
      await console.page.getByRole('option', { name: 'Nordlys Baltics' }).click();
      await expect(dialog.getByRole('row', { name: /^Nordlys Baltics/ })).toContainText('2 customers');
      await expect(dialog.getByText('can’t be asked now')).toBeVisible();
      await dialog.getByRole('button', { name: 'Re-align 2 customers' }).click();
      await expect(console.page.getByText('2 customers re-aligned to Nordlys Baltics')).toBeVisible();
    });
    await console.workOnline();
    const of = async () => {
      const [brands, customers] = await Promise.all([
        door.all('brands'),
        door.all('customers') as Promise<unknown> as Promise<{ brandId: string | null }[]>,
      ]);
      const made = brands.find(({ name }) => name === 'Nordlys Baltics');
      return made ? customers.filter(({ brandId }) => brandId === made.id).length : null;
    };
    await expect.poll(of).toBe(2);
    await console.go('Brands');
    await test.step('a brand in use isn’t deleted', async () => {
      await tree.getByRole('row', { name: 'Nordlys Baltics' }).focus();
      await console.page.keyboard.press('Delete');
      const dialog = console.dialog('Delete 1 brand');
      await expect(dialog.getByText('still has 2 customers')).toBeVisible();
      await dialog.getByRole('button', { name: 'Cancel' }).click();
    });
    await console.page.keyboard.press('ControlOrMeta+Shift+Z');
    await expect.poll(of).toBe(0);
  });
});
