import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { photo } from '../support/jpeg.ts';
import type { ResourceDoor } from '../support/partner-api-server.ts';

interface Visit {
  id: string;
  name: string;
  siteId: string;
  status: string;
  plannedOn: string;
  technician: { name: string } | null;
  startedAt: string | null;
  endedAt: string | null;
  notes: string;
  signature: { by: string; path: string } | null;
  checklist: Record<string, { text: string; state: string; reason: string } | null>;
  findings: Record<string, { outcome: string; serial: string; newSerial: string } | null>;
}
type Probe = { id: string; serial: string; siteId: string | null };
type Site = { id: string; name: string; customerId: string; address: { country: string; city: string } };

const visitsOf = async (door: ResourceDoor) => (await door.all('visits')) as unknown as Visit[];

/** A customer that grants everything, two of its sites with probes, and serials that are elsewhere. */
async function scene(door: ResourceDoor) {
  const customers = await door.all('customers');
  const sites = (await door.all('sites')) as unknown as Site[];
  const probes = (await door.all('probes')) as unknown as Probe[];
  const at = (site: Site) => probes.filter(({ siteId }) => siteId === site.id);
  const customer = customers.find(({ id, grants }) => {
    const own = sites.filter((site) => site.customerId === id);
    return grants?.length === 6 && own.length >= 2 && own.slice(0, 2).every((site) => at(site).length >= 2);
  });
  const [first, second] = sites.filter(({ customerId }) => customerId === customer?.id);
  if (!customer || !first || !second) throw new Error('the sample data has no customer for it');
  const others = sites.filter((site) => site.customerId !== customer.id).map(({ id }) => id);
  const foreign = probes.find(({ siteId }) => siteId !== null && others.includes(siteId));
  const spare = probes.find(({ siteId }) => siteId === null);
  return { customer, sites: [first, second], here: at(first), foreign, spare };
}

/** The edge of what a thumb hits, in pixels. */
const thumbPx = 44;

/** What of an element can be pressed or typed into and is smaller than a thumb, in words. */
const tooSmall = (within: Locator) =>
  within.evaluate((root, least) => {
    const all = root.querySelectorAll<HTMLElement>(
      'button, input, textarea, select, a[href], [role=checkbox]',
    );
    return [...all].flatMap((each) => {
      if (each instanceof HTMLInputElement && each.type === 'file') return [];
      // What a box for a tick says beside it is pressed as well.
      const isTick = each instanceof HTMLInputElement && each.type === 'checkbox';
      const { width, height } = ((isTick && each.closest('label')) || each).getBoundingClientRect();
      const name = each.ariaLabel ?? each.textContent;
      return Math.min(width, height) < least ? [`${each.tagName} ${name}: ${width} × ${height}`] : [];
    });
  }, thumbPx);

/** Makes a page one that's touched, by one finger. */
async function touchScreen(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 1 });
  const at = async (what: Locator, x: number, y: number) => {
    const box = await what.boundingBox();
    if (!box) throw new Error('it isn’t to be seen');
    return [{ x: box.x + box.width * x, y: box.y + box.height * y }];
  };
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints });
  return {
    async tap(what: Locator) {
      await what.scrollIntoViewIfNeeded();
      await send('touchStart', await at(what, 0.5, 0.5));
      await send('touchEnd', []);
    },
    async draw(on: Locator) {
      await on.scrollIntoViewIfNeeded();
      await send('touchStart', await at(on, 0.2, 0.3));
      await send('touchMove', await at(on, 0.5, 0.7));
      await send('touchMove', await at(on, 0.8, 0.4));
      await send('touchEnd', []);
    },
  };
}

test.describe('F4: site visits', () => {
  test('planned from the list of sites, worked on offline with a scanner, and all of it there once online', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const { customer, sites, here, foreign, spare } = await scene(door);
    const [found, replaced] = here;
    const before = new Set((await visitsOf(door)).map(({ id }) => id));
    const fresh = async () => (await visitsOf(door)).filter(({ id }) => !before.has(id));
    const logo = `data:image/jpeg;base64,${Buffer.from(photo()).toString('base64')}`;
    await door.change('customers', customer, { rebrand: { displayName: 'Riverside IT', logo } });
    const { page } = console;
    await console.connect(server, 'operator');
    await console.go('Customers');
    await console.findInList(customer.name);
    await console.row(customer.name).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'View sites' }).click();
    await console.workOffline();
    for (const { name } of sites) await console.check(name);
    await console.button('Plan visits…').click();
    const dialog = console.dialog('Plan visits');
    await dialog.getByLabel('Planned date').fill('2027-03-09');
    await dialog.getByLabel('Purpose').fill('Spring round');
    await dialog.getByRole('button', { name: 'Plan 2 visits' }).click();
    await console.go('Visits');
    const name = `Spring round, ${sites[0]?.name ?? ''}`;
    await console.row(name).getByRole('link').click();

    await console.button('Begin visit').click();
    await expect(console.button('Finish visit')).toBeVisible();
    const list = page.getByRole('region', { name: 'Checklist' });
    const [tick, not] = [list.getByRole('checkbox').nth(0), list.getByRole('listitem').nth(1)];
    await tick.click();
    await expect(tick).toBeChecked();
    await not.getByRole('button', { name: 'Not possible…' }).click();
    await not.getByRole('button', { name: 'Not possible', exact: true }).click();
    await expect(not).toContainText('Reason is mandatory');
    await not.getByPlaceholder('Why it isn’t possible').fill('The cabinet is locked');
    await page.keyboard.press('Enter');
    await expect(not).toContainText('Not possible: The cabinet is locked');

    // A scanner types wherever the focus is, and ends with Enter.
    const probes = page.getByRole('region', { name: 'Probes' });
    await tick.focus();
    await page.keyboard.type(found?.serial.toLowerCase() ?? '');
    await page.keyboard.press('Enter');
    await expect(probes.getByRole('status')).toContainText(`${found?.serial} found.`);
    await page.keyboard.type(foreign?.serial ?? '');
    await page.keyboard.press('Enter');
    await expect(probes.getByRole('status')).toContainText(
      new RegExp(`${foreign?.serial} belongs to .+ noted here`),
    );
    const other = probes.getByRole('listitem').filter({ hasText: replaced?.serial ?? '-' });
    await other.getByRole('button', { name: 'Replaced…' }).click();
    await page.keyboard.type(foreign?.serial ?? '');
    await page.keyboard.press('Enter');
    await expect(other.getByRole('alert')).toContainText('belongs to');
    await page.keyboard.type(spare?.serial ?? '');
    await page.keyboard.press('Enter');
    await expect(probes).toContainText(`Replaced: ${replaced?.serial} by ${spare?.serial}`);

    await page.getByRole('textbox', { name: 'Notes' }).fill('UPS battery is weak');
    const pad = page.getByRole('img', { name: 'Draw the signature here' });
    await page.getByLabel('Name of who signs').fill('Rosa Lima');
    await console.button('Keep signature').click();
    await expect(page.getByText('Nothing is drawn yet')).toBeVisible();
    await pad.hover({ position: { x: 40, y: 30 } });
    await page.mouse.down();
    await pad.hover({ position: { x: 200, y: 90 } });
    await page.mouse.up();
    await console.button('Keep signature').click();
    await expect(page.getByRole('img', { name: 'Signature', exact: true })).toBeVisible();
    await console.button('Finish visit').click();
    await expect(console.button('Take up again')).toBeVisible();
    await console.button('Report as PDF').click();
    const written = page.getByText(/^Report written to .+\.pdf$/);
    await expect(written).toBeVisible();
    const report = readFileSync((await written.innerText()).replace('Report written to ', ''));
    // There's no photo: the one picture is the customer's logo.
    expect(report.toString('latin1')).toMatch(/^%PDF-[^]*\/Subtype \/Image/);
    expect(await fresh()).toEqual([]);
    await console.button('Dismiss').first().click();
    await expect(written).toHaveCount(0);
    await console.button('Report as PDF').click();
    await expect(written).toBeVisible();
    const again = readFileSync((await written.innerText()).replace('Report written to ', ''));
    expect(again.equals(report), 'the same report is the same file').toBe(true);

    await console.workOnline();
    await expect
      .poll(async () => (await fresh()).find((each) => each.name === name)?.notes)
      .toBe('UPS battery is weak');
    const planned = await fresh();
    expect(planned).toHaveLength(2);
    const visit = planned.find((each) => each.name === name);
    expect(visit).toMatchObject({
      status: 'done',
      plannedOn: '2027-03-09',
      technician: { name: 'Mateus Carvalho' },
    });
    expect(visit?.signature).toMatchObject({ by: 'Rosa Lima', path: expect.stringMatching(/^M\d+ \d+L/) });
    expect(Date.parse(visit?.endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(visit?.startedAt ?? ''));
    expect(
      Object.values(visit?.checklist ?? {})
        .map((item) => item?.state)
        .toSorted()
        .slice(0, 2),
    ).toEqual(['done', 'not-possible']);
    expect(visit?.findings).toMatchObject({
      [found?.id ?? '']: { outcome: 'found' },
      [replaced?.id ?? '']: { outcome: 'replaced', newSerial: spare?.serial },
    });
    const places = new Map((await door.all('probes')).map((probe) => [probe.id, probe as unknown as Probe]));
    expect(places.get(spare?.id ?? '')?.siteId).toBe(sites[0]?.id);
    expect(places.get(replaced?.id ?? '')?.siteId).toBeNull();
  });

  test('on a tablet all is large enough for a thumb; what is tapped and signed, and notes as they’re typed, survive the app being killed', async ({
    app,
    console,
    server,
  }) => {
    const door = await server.signIn();
    const visit = (await visitsOf(door)).find(({ status }) => status === 'under-way');
    await console.connect(server);
    await console.workOffline();
    await console.go('Visits');
    await console
      .row(visit?.name ?? '')
      .getByRole('link')
      .click();
    const { page } = console;
    const fingers = await touchScreen(page);
    await page.setViewportSize({ width: 820, height: 1180 });
    await page.getByRole('button', { name: 'Replaced…' }).first().click();
    await page.getByRole('button', { name: 'Not possible…' }).first().click();
    expect(await tooSmall(page.getByRole('article'))).toEqual([]);
    const items = page.getByRole('region', { name: 'Checklist' }).getByRole('checkbox');
    const before = await items.evaluateAll((all) => all.map((each) => each.ariaChecked));
    const open = before.indexOf('false');
    await fingers.tap(items.nth(open));
    await expect(items.nth(open)).toBeChecked();
    const signature = page.getByRole('img', { name: 'Signature', exact: true });
    // Over again, as a tap after a stroke is lost now and then where the stroke counts as a swipe too.
    for (let times = 0; times < 4; times++) {
      if (times > 0) await fingers.tap(console.button('Sign anew'));
      await page.getByLabel('Name of who signs').fill('Rosa Lima');
      await fingers.draw(page.getByRole('img', { name: 'Draw the signature here' }));
      await fingers.tap(console.button('Keep signature'));
      await expect(signature).toBeVisible();
    }
    await console.page
      .getByRole('textbox', { name: 'Notes' })
      .pressSequentially('Rack moved to the first floor');
    await expect(console.page.getByText(/^Kept as (a draft|you type)$/)).toBeVisible();
    await app.kill();
    await app.restart();
    await console.isOffline();
    await expect(console.heading(visit?.name ?? ''), 'the app comes back to the visit').toBeVisible();
    await expect(console.page.getByRole('textbox', { name: 'Notes' })).toHaveValue(
      'Rack moved to the first floor',
    );
    await expect(
      console.page.getByRole('region', { name: 'Checklist' }).getByRole('checkbox').nth(open),
    ).toBeChecked();
    await expect(console.page.getByText(/^Rosa Lima, /)).toBeVisible();
    await console.workOnline();
    const notes = async () => (await visitsOf(door)).find(({ id }) => id === visit?.id)?.notes;
    await expect.poll(notes).toBe('Rack moved to the first floor');
    await expect(
      console.page.getByText(/^Given for what was there at that time. Changed since: notes\./),
    ).toBeVisible();
  });

  test('what was begun on a visit and is no change yet is there after the app was killed, to go on with', async ({
    app,
    console,
    server,
  }) => {
    const door = await server.signIn();
    const { id = '', name = '' } = (await visitsOf(door)).find(({ status }) => status === 'under-way') ?? {};
    const open = async () => {
      await console.go('Visits');
      await console.row(name).getByRole('link').click();
    };
    const field = (label: RegExp) => console.page.getByRole('textbox', { name: label });
    const begun = [
      [/^Why “Clean filters and fans” isn’t possible/, 'The roof is ic'],
      [/^Another checklist item/, 'Bring a longer lad'],
      [/^Serial of the probe that replaces/, 'PR-90'],
      [/^Where .+ is now/, 'Server roo'],
      [/^Name of who signs/, 'Rosa Li'],
    ] as const;
    await console.connect(server);
    await console.workOffline();
    await open();
    const { page } = console;
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Clean filters and fans' })
      .getByRole('button', { name: 'Not possible…' })
      .click();
    await page.getByRole('button', { name: 'Replaced…' }).first().click();
    await page.getByRole('button', { name: 'Moved…' }).last().click();
    for (const [label, text] of begun) await field(label).pressSequentially(text);
    const pad = page.getByRole('img', { name: 'Draw the signature here' });
    await pad.hover({ position: { x: 40, y: 30 } });
    await page.mouse.down();
    await pad.hover({ position: { x: 200, y: 90 } });
    await page.mouse.up();
    const onDisk = () =>
      page.evaluate(async (key) => {
        const answer = await window.switchyard.draft.load({ key });
        return answer.ok ? answer.value.draft?.values['signature'] : null;
      }, `visit.fields:${id}`);
    await expect.poll(onDisk).toMatch(/^M/);
    await app.kill();
    await app.restart();
    await console.isOffline();
    await open();
    for (const [label, text] of begun) await expect(field(label)).toHaveValue(text);
    await field(/^Where .+ is now/).press('Escape');
    await expect(field(/^Where .+ is now/)).toHaveCount(0);
    await field(/^Another checklist item/).press('Enter');
    await expect(console.page.getByRole('checkbox', { name: 'Bring a longer lad' })).toBeVisible();
    await expect(field(/^Another checklist item/)).toHaveValue('');
    await console.button('Keep signature').click();
    await expect(console.page.getByText(/^Rosa Li, /)).toBeVisible();
    await field(/^Serial of the probe that replaces/).press('Enter');
    const probes = console.page.getByRole('region', { name: 'Probes' });
    await expect(probes).toContainText(/Replaced: .+ by PR-90/);
    await expect(probes.getByRole('status')).toHaveText(
      'No probe with the serial PR-90 is known here. Check the serial.',
    );
  });

  test('a template is added and planned with; visits are handed over and seen in the week; a site shows its visits', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const { page } = console;
    await console.connect(server);
    await console.go('Visits');
    await console.button('Templates').click();
    await console.button('Add template').first().click();
    await page.getByLabel('Template name').fill('Fire cabinet');
    await page.getByLabel('Checklist').fill(`Open the cabinet\n\n${'x'.repeat(301)}`);
    await page.getByRole('form').getByRole('button', { name: 'Add template' }).click();
    await expect(page.getByText('Line 3: Checklist item has at most 300 characters')).toBeVisible();
    await page.getByLabel('Checklist').fill('Open the cabinet\nCheck the seals');
    await page.getByRole('form').getByRole('button', { name: 'Add template' }).click();
    await expect(console.button('Save template')).toBeVisible();

    await console.go('Overview');
    await page.getByRole('button', { name: /3 visits overdue/ }).click();
    await console.grid.getByRole('row').nth(1).getByRole('checkbox').click();
    const visit = await console.grid.getByRole('row').nth(1).getByRole('link').innerText();
    await console.button('Hand over…').click();
    const dialog = console.dialog('Hand over 1 visit');
    await dialog.getByRole('button', { name: /Technician/ }).click();
    await page.getByRole('option', { name: 'Katrin Baumgärtner' }).click();
    await dialog.getByRole('button', { name: 'Hand over 1 visit' }).click();
    await expect(console.row(visit)).toContainText('Katrin Baumgärtner');
    const technician = async () =>
      (await visitsOf(door)).find(({ name }) => name === visit)?.technician?.name;
    await expect.poll(technician).toBe('Katrin Baumgärtner');

    await console.button('Week').click();
    // Those of earlier weeks are among them.
    await expect(console.button('3 overdue')).toBeVisible();
    await console.button('Plan visits…').click();
    const plan = console.dialog('Plan visits');
    const sites = (await door.all('sites')) as unknown as Site[];
    const visits = await visitsOf(door);
    const irish = sites.filter(({ address }) => address.country === 'IE');
    const never = irish.filter(({ id }) => !visits.some(({ siteId }) => siteId === id));
    expect(never.length).toBeLessThan(irish.length);
    await plan.getByRole('button', { name: 'By region or by what’s due…' }).click();
    const due = plan.getByRole('region', { name: 'Sites by region and by what’s due' });
    await due.getByRole('combobox', { name: 'Country' }).fill('Ireland');
    await page.getByRole('option', { name: 'Ireland' }).click();
    await due.getByRole('button', { name: /What’s due/ }).click();
    await page.getByRole('option', { name: 'Never visited' }).click();
    await expect(due.getByRole('status')).toHaveText(
      new RegExp(`^${never.length} sites?, longest without a visit first$`),
    );
    await due.getByRole('button', { name: /What’s due/ }).click();
    await page.getByRole('option', { name: 'All, due or not' }).click();
    await expect(due.getByRole('status')).toContainText(`${irish.length} sites`);
    const customers = await door.all('customers');
    const of = (site: Site) => customers.find(({ id }) => id === site.customerId);
    const site = irish.find((each) => each.name === 'Ballsbridge' && of(each)?.grants?.length === 6);
    if (!site) throw new Error('the sample has no such site');
    await due.getByRole('checkbox', { name: `Ballsbridge ${of(site)?.name ?? ''}` }).check();
    await expect(plan.getByRole('list', { name: 'Sites to visit' }).getByRole('listitem')).toHaveText([
      `Ballsbridge ${of(site)?.name ?? ''}`,
    ]);
    await plan.getByRole('button', { name: /Template/ }).click();
    await page.getByRole('option', { name: /Fire cabinet/ }).click();
    await plan.getByRole('button', { name: 'Plan visit', exact: true }).click();
    await page.getByRole('button', { name: /^Fire cabinet, Ballsbridge/ }).click();
    const items = page.getByRole('region', { name: 'Checklist' }).getByRole('checkbox');
    await expect(items).toHaveText(['Open the cabinet', 'Check the seals']);
    const probes = (await door.all('probes')) as unknown as Probe[];
    await console.button('Take offline…').click();
    const offline = console.dialog('Take 1 visit offline');
    await expect(offline.getByRole('status').first()).toHaveText(
      'All that there is for this is on this computer, and works with no network.',
    );
    const here = offline.getByRole('region', { name: 'On this computer' });
    const fact = (name: string) => here.locator('dt', { hasText: name }).locator('+ dd');
    await expect(fact('Sites')).toHaveText('1');
    await expect(fact('Probes')).toHaveText(
      String(probes.filter(({ siteId }) => siteId === site?.id).length),
    );
    await expect(fact('Visits there')).toHaveText(
      new RegExp(`^${visits.filter(({ siteId }) => siteId === site.id).length + 1}, \\d with notes$`),
    );
    await expect(fact('As of')).toHaveText(/^\d\d:\d\d \((now|\d+ (s|min) ago)\)$/);
    await offline.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('article').getByRole('button', { name: 'Ballsbridge' }).click();
    const detail = page.getByRole('complementary', { name: 'Detail' });
    await expect(detail.getByRole('heading', { name: 'Visits' })).toBeVisible();
    await expect(detail).toContainText('Today');
  });

  test('who may only read sees why nothing can be changed', async ({ console, server }) => {
    await console.connect(server, 'reader');
    await console.go('Visits');
    await expect(console.button('Plan visits…')).toHaveAccessibleDescription(
      /Only an Admin or Operator may plan visits/,
    );
    await console.page
      .getByRole('link', { name: /Quarterly check/ })
      .first()
      .click();
    await expect(console.button('Begin visit')).toHaveAccessibleDescription(/may edit visits/);
    await expect(console.page.getByRole('region', { name: 'Notes' })).toContainText(
      'may write notes of visits',
    );
  });
});
