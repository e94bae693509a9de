import type { ConsolePage } from './console-page.ts';

const lines = [
  'Site name\tStreet\tCity\tRegion\tPostal code\tCountry\tExternal id',
  'Quayside Office\tRua do Ouro 12\tPorto\t\t4150-552\tPortugal\tPSA: S-82110',
  'Cold Store\tRua da Estação 4\tPorto\t\t4300-171\tPortugal\tPSA: S-82111',
  'Bakery School\tAv. Central 88\tBraga\t\t4710-229\tPortugal\tPSA: S-82112',
  'cold store',
  'Depot\tRua Nova 1\tBraga\t\t4710-300\tAtlantis',
].join('\n');

/** Takes the pictures of adding, pasting and deleting sites and of placing probes; leaves the list of probes on screen. */
export async function takeSites(console: ConsolePage, take: (name: string) => Promise<void>): Promise<void> {
  const { page } = console;
  await console.go('Sites');
  await console.button('Paste sites…').first().click();
  await page.getByRole('combobox', { name: 'Customer' }).fill('padaria');
  await page.getByRole('option').filter({ hasText: 'Padaria' }).first().click();
  await page.getByLabel('Lines').fill(lines);
  await page.getByText(/^Line 6/).waitFor();
  await take('paste-sites');
  await page.keyboard.press('Escape');
  await console.dialog().getByRole('button', { name: 'Discard' }).click();
  const rowAt = (index: number) => console.grid.getByRole('row').nth(index);
  for (const index of [2, 3, 5]) await rowAt(index).getByRole('checkbox').click();
  await console.button('Delete…').click();
  await page.getByText(/unassociated/).waitFor();
  await take('delete-sites');
  await page.keyboard.press('Escape');
  await console.button('Clear').click();
  await console.row('Ballsbridge').first().click();
  await page.keyboard.press('F2');
  await console.dialog('Edit site').waitFor();
  await take('edit-site');
  await page.keyboard.press('Escape');
  await console.go('Probes');
  for (const index of [1, 2, 3]) await rowAt(index).getByRole('checkbox').click();
  await page.getByRole('button', { name: /^(Move to|Associate with) site…$/ }).click();
  await page.getByRole('combobox', { name: 'Site' }).fill('ballsbridge dublin docklands');
  await page.getByRole('option').filter({ hasText: 'Docklands' }).click();
  await page.getByText(/from then on/).waitFor();
  await take('associate');
  await page.keyboard.press('Escape');
  await console.button('Clear').click();
}
