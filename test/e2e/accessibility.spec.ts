import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../support/fixtures.ts';
import type { ConsolePage } from '../support/console-page.ts';
import type { PartnerApiServer } from '../support/partner-api-server.ts';

const light = { colorScheme: 'light', forcedColors: 'none' } as const;
const otherLooks = [
  { name: 'dark', media: { colorScheme: 'dark', forcedColors: 'none' } },
  { name: 'forced colours', media: { colorScheme: 'dark', forcedColors: 'active' } },
] as const;

const screens: [string, (console: ConsolePage) => Promise<void>][] = [
  ['Overview', (console) => console.go('Overview')],
  ['Partners', (console) => console.go('Partners')],
  ['Customers', (console) => console.go('Customers')],
  [
    'Customers with a selection and a detail',
    async (console) => {
      await console.go('Customers');
      await console.grid.getByRole('row').nth(2).click();
      await console.grid.getByRole('row').nth(3).getByRole('checkbox').click();
    },
  ],
  ['Sites', (console) => console.go('Sites')],
  [
    'Recycle bin with a deletion open and its items selected',
    async (console) => {
      await console.go('Customers');
      await console.grid.getByRole('row').nth(1).getByRole('checkbox').click();
      await console.button('Delete…').click();
      await console.dialog().getByRole('button', { name: 'Delete 1 customer' }).click();
      await console.go('Recycle bin');
      await console.page.getByRole('grid', { name: 'Deletions' }).getByRole('row').nth(1).click();
      const items = console.page.getByRole('grid', { name: 'Deleted items' });
      await items.getByRole('row').nth(1).getByRole('checkbox').click();
    },
  ],
  ['Probes', (console) => console.go('Probes')],
  [
    'Invites with one open',
    async (console) => {
      await console.go('Invites');
      await console.grid.getByRole('row').nth(2).click();
    },
  ],
  [
    'an invite',
    async (console) => {
      await console.go('Invites');
      await console.button('Invite customer').click();
      await console
        .dialog()
        .getByRole('button', { name: /invite/ })
        .click();
    },
  ],
  [
    'the ways to a customer',
    async (console) => {
      await console.go('Overview');
      await console.button(/^Customer$/).click();
      await expect(console.dialog()).toBeVisible();
    },
  ],
  [
    'Onboarding links with one open',
    async (console) => {
      await console.go('Invites');
      await console.page.getByRole('radio', { name: 'Onboarding links' }).click();
      await console.row('Sign-up on our website').click();
      await expect(console.page.getByRole('img', { name: /^QR code/ })).toBeVisible();
    },
  ],
  [
    'Requests with one open',
    async (console) => {
      await console.go('Invites');
      await console.page.getByRole('radio', { name: 'Requests' }).click();
      await console.row('Colégio São Bento').click();
    },
  ],
  [
    'adding by Customer ID',
    async (console) => {
      await console.go('Overview');
      await console.button(/^Customer$/).click();
      await console.button('Add by Customer ID').click();
      await console.dialog().getByRole('button', { name: 'Send request' }).click();
      await expect(console.dialog().getByText('Customer ID is mandatory')).toBeVisible();
    },
  ],
  [
    'Brands with one open',
    async (console) => {
      await console.go('Brands');
      await console.page.getByRole('treegrid').getByRole('row').nth(1).focus();
      await console.page.keyboard.press('Enter');
      await expect(console.page.getByText('Preview of a mail')).toBeVisible();
    },
  ],
  [
    're-aligning a brand’s customers',
    async (console) => {
      await console.go('Brands');
      await console.page.getByRole('treegrid').getByRole('row').nth(1).focus();
      await console.page.keyboard.press('Enter');
      await console.button(/^Re-align its/).click();
      await console.dialog().getByRole('combobox', { name: 'Brand' }).fill('Nordlys Asia');
      await console.page.getByRole('option', { name: 'Nordlys Asia' }).click();
      await expect(console.dialog().getByRole('table')).toBeVisible();
    },
  ],
  [
    'Install on behalf',
    async (console) => {
      await console.page.evaluate('location.hash = "install"');
      await expect(console.button('Open Google Workspace')).toBeVisible();
    },
  ],
  [
    'Billing accounts with one open',
    async (console) => {
      await console.go('Billing accounts');
      await console.grid.getByRole('row').nth(1).click();
    },
  ],
  [
    'Accounts with one open',
    async (console) => {
      await console.go('Accounts');
      await console.grid.getByRole('row').nth(4).click();
    },
  ],
  [
    'creating an account',
    async (console) => {
      await console.go('Accounts');
      await console.button('Create account').click();
      await console.dialog().getByRole('button', { name: 'Create account' }).click();
    },
  ],
  [
    'Projects with one of them open',
    async (console) => {
      await console.go('Projects');
      await console.grid.getByRole('row').nth(1).click();
      await expect(console.page.getByRole('list', { name: 'Moves of licenses' })).toBeVisible();
    },
  ],
  [
    'creating a project',
    async (console) => {
      await console.go('Projects');
      await console.button('Create project').first().click();
      await console.dialog().getByRole('button', { name: 'Create project' }).click();
      await expect(console.dialog().getByText('Password is mandatory')).toBeVisible();
    },
  ],
  ['Licenses', (console) => console.go('Licenses')],
  [
    'assigning licenses',
    async (console) => {
      await console.go('Licenses');
      await console.button('Assign licenses…').click();
      await console.dialog().getByLabel('Quantity').fill('1000000');
    },
  ],
  [
    'Visits with one open beside them',
    async (console) => {
      await console.go('Visits');
      await console.grid.getByRole('row').nth(1).getByText('Overdue').click();
      await console.page.keyboard.press('Enter');
      await expect(console.button('Open visit')).toBeVisible();
    },
  ],
  [
    'a visit',
    async (console) => {
      await console.go('Visits');
      await console.page
        .getByRole('link', { name: /Quarterly check/ })
        .first()
        .click();
      await console.button('Not possible…').first().click();
      await console.button('Replaced…').first().click();
    },
  ],
  [
    'planning visits',
    async (console) => {
      await console.go('Visits');
      await console.button('Plan visits…').click();
      await expect(console.dialog('Plan visits')).toBeVisible();
    },
  ],
  [
    'the week of visits',
    async (console) => {
      await console.go('Visits');
      await console.button('Week').click();
      await expect(console.heading('Visits of the week')).toBeVisible();
    },
  ],
  [
    'a template of visits',
    async (console) => {
      await console.go('Visits');
      await console.button('Templates').click();
      await console.button(/^New probe/).click();
    },
  ],
  ['Synchronisation', (console) => console.go('Synchronisation')],
  [
    'a change open beside the outbox',
    async (console) => {
      await console.go('Synchronisation');
      await console.grid.getByRole('row').nth(1).click();
      await expect(console.page.getByRole('complementary').getByRole('heading').first()).toBeVisible();
    },
  ],
  [
    'the consequences of discarding',
    async (console) => {
      await console.go('Synchronisation');
      await console.grid.getByRole('row').nth(1).getByRole('checkbox').click();
      await console.button('Discard…').first().click();
      await expect(console.dialog().getByRole('group', { name: 'Consequences' })).toBeVisible();
    },
  ],
  [
    'importing changes',
    async (console) => {
      await console.go('Synchronisation');
      await console.button('More for the outbox').click();
      await console.page.getByRole('menuitem', { name: 'Import…' }).click();
      await console.page.getByLabel('Or paste the text of a file').fill('nothing');
      await console.dialog().getByRole('button', { name: 'Check' }).click();
      await expect(console.dialog().getByRole('alert')).toBeVisible();
    },
  ],
  [
    'Conflicts with one of them open',
    async (console) => {
      const detail = await console.openConflict('Named By Me');
      await detail.getByRole('radio', { name: 'Another value' }).check();
    },
  ],
  ['Activity', (console) => console.go('Activity')],
  [
    'what was settled here',
    async (console) => {
      await console.go('Activity');
      await console.button('Settled here').click();
    },
  ],
  ['Settings', (console) => console.go('Settings')],
  [
    'the delete dialog',
    async (console) => {
      await console.go('Customers');
      await console.grid.getByRole('row').nth(2).getByRole('checkbox').click();
      await console.button('Delete…').click();
      await expect(console.dialog()).toBeVisible();
    },
  ],
  [
    'the search',
    async (console) => {
      await console.page.keyboard.press('ControlOrMeta+K');
      await console.page.keyboard.type('a');
      await expect(console.page.getByRole('option').first()).toBeVisible();
    },
  ],
  [
    'the wizard',
    async (console) => {
      await console.go('Customers');
      await console.button('Add customer').first().click();
      await console.chooseDirect();
      await console.button('Finish').click();
    },
  ],
  // The last two, one in each half: they leave the partner account's screens.
  [
    'a project’s context',
    async (console) => {
      await console.go('Projects');
      await console.grid.getByRole('row').filter({ hasText: 'Active' }).first().click();
      await console.button('Switch to Customer').click();
      await expect(console.button(/^Context: /)).toBeVisible();
      await expect(console.page.getByRole('list', { name: 'Licenses', exact: true })).toBeVisible();
    },
  ],
  [
    'acting as another account',
    async (console) => {
      await console.go('Accounts');
      await console.row('europe').getByText('Katrin Baumgärtner').click();
      await console.page.keyboard.press('Enter');
      await console.button('Impersonate').click();
      await expect(console.page.getByRole('region', { name: 'Impersonation' })).toBeVisible();
      await console.isUpToDate();
      await console.go('Customers');
      await console.grid.getByRole('row').nth(2).click();
    },
  ],
];

/** Edits a customer here while somebody else does. */
async function meetConflict(console: ConsolePage, server: PartnerApiServer): Promise<void> {
  const door = await server.signIn();
  const customer = await door.openCustomer();
  await console.workOffline();
  await console.page.evaluate(async (id) => {
    const shown = await window.switchyard.customer.show({ id });
    if (shown.ok)
      await window.switchyard.customer.update({
        id,
        fields: { ...shown.value.customer, name: 'Named By Me' },
      });
  }, customer.id);
  await door.change('customers', customer, { name: 'Named By Them' });
  await console.page.keyboard.press('ControlOrMeta+Shift+O');
  await expect(console.page.getByRole('link', { name: 'Conflicts' })).toBeVisible();
}

interface Found {
  id: string;
  nodes: { target: unknown[] }[];
}

const sentence = (screen: string, { id, nodes }: Found) =>
  `${screen}: ${id} at ${nodes.map((node) => node.target.join(' ')).join(', ')}`;

/** Every rule in light; then, of the same elements in the other looks, the rules about colour: no other rule reads one. */
async function check(console: ConsolePage, screen: string): Promise<void> {
  const { page } = console;
  const verb = console.dialog().getByRole('button').last();
  if ((await verb.count()) > 0) await expect(verb, `${screen}: its buttons`).toBeInViewport({ ratio: 1 });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map((violation) => sentence(screen, violation));
  for (const look of otherLooks) {
    await page.emulateMedia(look.media);
    const ofColour = await page.evaluate(async () => {
      const passing = document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
      await Promise.allSettled(passing.map((animation) => animation.finished));
      const { axe } = window as unknown as {
        axe: { run(what: Document, how: object): Promise<{ violations: Found[] }> };
      };
      const runOnly = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };
      return (await axe.run(document, { runOnly })).violations;
    });
    found.push(...ofColour.map((violation) => sentence(`${screen}, ${look.name}`, violation)));
  }
  await page.emulateMedia(light);
  expect(found).toEqual([]);
}

for (const half of [0, 1])
  test(`every screen is accessible in light, dark and forced colours (${half + 1} of 2)`, async ({
    console,
    server,
  }) => {
    test.setTimeout(300_000);
    await console.page.emulateMedia(light);
    await expect(console.button('Open sample workspace')).toBeVisible();
    if (half === 0) await check(console, 'first run');
    await console.connect(server);
    await meetConflict(console, server);
    for (const [name, open] of screens.filter((_screen, index) => index % 2 === half)) {
      await open(console);
      await check(console, name);
      await console.page.keyboard.press('Escape');
      await console.page.keyboard.press('Escape');
      await console.leaveWizard();
    }
  });
