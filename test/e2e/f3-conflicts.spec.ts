import { newId } from '../../common/domain/ids.ts';
import { journalLine } from '../../db/journal/lines.ts';
import { expect, test } from '../support/fixtures.ts';
import type { ConsolePage } from '../support/console-page.ts';
import type { Named, ResourceDoor } from '../support/partner-api-server.ts';

/** Customers that let their partner edit them. */
async function openCustomers(door: ResourceDoor, count: number): Promise<Named[]> {
  const open = (await door.all('customers')).filter((row) => row.grants?.includes('account-settings'));
  expect(open.length).toBeGreaterThanOrEqual(count);
  return open.slice(0, count);
}

/** Edits customers as the wizard does, offline, without its steps. */
async function edit(console: ConsolePage, id: string, changes: Record<string, unknown>): Promise<void> {
  const failed = await console.page.evaluate(
    async (asked) => {
      const shown = await window.switchyard.customer.show({ id: asked.id });
      if (!shown.ok) return shown.error.message;
      const fields = { ...shown.value.customer, ...asked.changes };
      const edited = await window.switchyard.customer.update({ id: asked.id, fields });
      return edited.ok ? null : edited.error.message;
    },
    { id, changes },
  );
  expect(failed).toBeNull();
}

async function remove(door: ResourceDoor, resource: 'partners' | 'customers', id: string): Promise<void> {
  const response = await door.call('DELETE', `/v1/${resource}/${id}`, undefined, { 'if-match': '*' });
  expect(response.ok).toBe(true);
}

/** The journal of an installation in which so many customers were added below a partner that isn't there. */
function stuckJournal(changes: number): string {
  const partnerId = newId();
  return Array.from({ length: changes }, (_one, at) => {
    const fields = { name: `Stuck ${at + 1}`, email: 'a@stuck.example', partnerId };
    const mutation = {
      ...{ id: newId(), at: '2026-01-05T10:00:00.000Z', context: 'partner-account' },
      ...{ name: 'customer.create', args: { id: newId(), fields } },
    };
    return journalLine({ type: 'queued', at: mutation.at, mutation, title: `Add customer ${fields.name}` });
  }).join('');
}

async function backOnline(console: ConsolePage, conflicts: number): Promise<void> {
  await console.page.keyboard.press('ControlOrMeta+Shift+O');
  await expect(console.page.getByRole('link', { name: 'Conflicts' })).toHaveAccessibleDescription(
    `${conflicts} ${conflicts === 1 ? 'conflict' : 'conflicts'} to settle`,
  );
  await console.go('Conflicts');
}

const detail = (console: ConsolePage) => console.page.getByRole('complementary', { name: 'Detail' });
const conflictRow = (console: ConsolePage, text: string | RegExp) =>
  console.grid.getByRole('row').filter({ hasText: text });
const field = (console: ConsolePage, name: string) => detail(console).getByRole('group', { name });

test.describe('F3: conflicts are shown with both sides and settled by a person', () => {
  test('an edit against an edit is settled field by field, offline, and what lost stays readable', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const [customer] = (await openCustomers(door, 1)) as [Named];
    await console.connect(server);
    await console.workOffline();
    await edit(console, customer.id, {
      name: 'Named By Me',
      email: 'mine@conflict.example',
      notes: 'Only mine',
    });
    await door.change('customers', customer, { name: 'Named By Them', email: 'theirs@conflict.example' });
    await backOnline(console, 1);
    await console.workOffline();
    await expect(console.page.getByRole('main')).toContainText(/Complete as of .*\d\d:\d\d/);

    await conflictRow(console, 'Named By Me').click();
    await expect(detail(console)).toContainText('Ingrid Halvorsen changed 2 of the same fields');
    await expect(field(console, 'Name')).toContainText(customer.name);
    await expect(field(console, 'Name').getByRole('radio', { name: /^Mine/ })).toBeVisible();
    await expect(field(console, 'Email address')).toContainText('theirs@conflict.example');
    await expect(detail(console)).toContainText('Merges by itself');
    await field(console, 'Name').getByRole('radio', { name: 'Another value' }).check();
    await field(console, 'Name').getByRole('textbox', { name: 'Name' }).fill('');
    await field(console, 'Email address')
      .getByRole('radio', { name: /^Theirs/ })
      .check();
    await detail(console).getByRole('button', { name: 'Settle' }).click();
    await expect(field(console, 'Name')).toContainText('mandatory');

    await field(console, 'Name').getByRole('textbox', { name: 'Name' }).fill('Named By Both');
    await detail(console).getByRole('button', { name: 'Settle' }).click();
    await expect(console.page.getByText('No conflicts')).toBeVisible();
    expect(await console.nameInCache('customer', customer.id)).toBe('Named By Both');
    expect(await door.customerNamed('Named By Them')).toMatchObject({ id: customer.id });

    await console.go('Activity');
    await expect(console.page.getByText('Activity can’t be read now')).toBeVisible();
    await console.button('Show what was settled here').click();
    const settled = console.page.getByRole('list', { name: 'Settled on this computer' });
    for (const lost of ['Named By Me', 'Named By Them', 'mine@conflict.example'])
      await expect(settled).toContainText(lost);

    await console.workOnline();
    await expect
      .poll(() => door.customerNamed('Named By Both'))
      .toMatchObject({ id: customer.id, email: 'theirs@conflict.example' });
    await console.button('Partner API').click();
    const activity = console.page.getByRole('grid', { name: 'Activity of the partner API' });
    await expect(activity).toContainText('changed the customer Named By Them');
    await expect(console.page.getByRole('link', { name: 'Conflicts' })).toBeHidden();
  });

  test('an edit against a delete brings the customer back with the edit, or leaves it deleted', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const [first, second] = (await openCustomers(door, 2)) as [Named, Named];
    await console.connect(server);
    await console.workOffline();
    await edit(console, first.id, { name: 'Worth Keeping' });
    await edit(console, second.id, { name: 'Better Forgotten' });
    await remove(door, 'customers', first.id);
    await remove(door, 'customers', second.id);
    await backOnline(console, 2);

    await conflictRow(console, 'Worth Keeping').click();
    await expect(detail(console)).toContainText(`${first.name} was deleted by Ingrid Halvorsen`);
    await detail(console).getByRole('button', { name: 'Restore with my edit' }).click();
    await expect.poll(() => door.customerNamed('Worth Keeping')).toMatchObject({ id: first.id });

    await expect(detail(console)).toContainText('Better Forgotten');
    await detail(console).getByRole('button', { name: 'Let it stay deleted' }).click();
    await expect(console.page.getByText('No conflicts')).toBeVisible();
    await console.isUpToDate();
    expect(await door.customerNamed('Better Forgotten')).toBeUndefined();
    expect(await door.customerNamed(second.name)).toBeUndefined();
  });

  test('many of the same sort are settled alike', async ({ console, server }) => {
    const door = await server.signIn();
    const customers = await openCustomers(door, 4);
    await console.connect(server);
    await console.workOffline();
    for (const [n, customer] of customers.entries()) await edit(console, customer.id, { notes: `Mine ${n}` });
    for (const customer of customers) await door.change('customers', customer, { notes: 'Theirs' } as object);
    await backOnline(console, 4);
    await conflictRow(console, /Change notes/)
      .first()
      .click();
    await detail(console).getByRole('button', { name: 'Select all 4 conflicts like this' }).click();
    const bar = console.page.getByRole('region', { name: 'Selection' });
    await expect(bar).toContainText('4 selected');
    await bar.getByRole('button', { name: 'Keep mine' }).click();
    await expect(console.page.getByText('No conflicts')).toBeVisible();
    await console.isUpToDate();
    const notes = async () => {
      const rows = (await door.all('customers')) as (Named & { notes: string })[];
      return customers.map(({ id }) => rows.find((row) => row.id === id)?.notes);
    };
    expect(await notes()).toEqual(['Mine 0', 'Mine 1', 'Mine 2', 'Mine 3']);
  });

  test('a customer below a partner that somebody deleted goes to another one', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const fields = { name: 'Weser Systemhaus', email: 'office@weser.example' };
    const made = (await (await door.call('POST', '/v1/partners', fields)).json()) as Named;
    const [other] = (await door.all('partners')) as [Named];
    await console.connect(server);
    await console.workOffline();
    await console.go('Partners');
    await console.row('Weser Systemhaus').getByRole('button', { name: 'Add customer' }).click();
    await console.page.getByLabel('Customer name').fill('Weser Clinic');
    await console.page.getByLabel('Email address').fill('it@weser.example');
    await console.button('Finish').click();
    await console.handOver();
    await expect(console.row('Weser Clinic')).toBeVisible();
    await remove(door, 'partners', made.id);
    await backOnline(console, 1);
    await conflictRow(console, 'Weser Clinic').click();
    await expect(detail(console)).toContainText('Weser Systemhaus was deleted by Ingrid Halvorsen');
    await detail(console).getByRole('button', { name: 'Show in outbox' }).click();
    await expect(detail(console)).toContainText(/deleted by Ingrid Halvorsen at \d\d:\d\d\./);
    await console.openConflict('Weser Clinic');
    await detail(console).getByRole('combobox', { name: 'Partner' }).fill(other.name);
    await console.page.getByRole('option', { name: other.name }).click();
    await detail(console).getByRole('button', { name: 'Send to this partner' }).click();
    await expect.poll(() => door.customerNamed('Weser Clinic')).toMatchObject({ partnerId: other.id });
    await console.isUpToDate();
  });

  test('two customers of one name are shown as perhaps the same, and hold nothing up', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    await console.connect(server);
    await console.workOffline();
    await console.addDirectCustomer('Café São', 'mine@cafe.example');
    const theirs = { name: 'Cafe Sao', email: 'theirs@cafe.example', partnerId: null };
    expect((await door.call('POST', '/v1/customers', theirs)).ok).toBe(true);
    await backOnline(console, 1);
    await console.isUpToDate();
    await conflictRow(console, 'Café São').click();
    await expect(detail(console).getByRole('region', { name: 'Theirs' })).toContainText('Cafe Sao');
    await detail(console).getByRole('button', { name: 'Keep both' }).click();
    await expect(console.page.getByText('No conflicts')).toBeVisible();
    expect(await door.customerNamed('Café São')).toBeTruthy();
    expect(await door.customerNamed('Cafe Sao')).toBeTruthy();
  });

  test('two sites of one customer and name are settled offline by the keyboard', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const open = (await door.all('customers')).filter((row) => row.grants?.includes('manage-configuration'));
    const [customer] = open as [Named];
    await console.connect(server);
    await console.workOffline();
    await console.page.evaluate(async (customerId) => {
      await window.switchyard.site.create({ customerId, name: 'Armazém Norte' });
      await window.switchyard.site.create({ customerId, name: 'Armazém Sul' });
    }, customer.id);
    for (const name of ['armazem norte', 'armazem sul'])
      expect((await door.call('POST', '/v1/sites', { customerId: customer.id, name })).ok).toBe(true);
    await backOnline(console, 2);
    await console.isUpToDate();
    await console.workOffline();
    const { keyboard } = console.page;
    await console.focusGrid();
    await keyboard.press('Home');
    await keyboard.press('Enter');
    await expect(detail(console)).toContainText(`Two sites of ${customer.name} are called Armazém`);
    await expect(detail(console)).toContainText('a site of this name meanwhile, for the same customer');
    await expect(detail(console).getByRole('region', { name: 'Theirs' })).toContainText(customer.name);
    await console.tabTo(detail(console).getByRole('button', { name: 'Delete mine' }));
    await keyboard.press('Enter');
    await expect(console.grid.getByRole('row')).toHaveCount(2);
    await expect(console.grid).toBeFocused();
    await console.tabTo(detail(console).getByRole('button', { name: 'Keep both' }));
    await keyboard.press('Enter');
    await expect(console.page.getByText('No conflicts')).toBeVisible();
    await console.workOnline();
    await console.isUpToDate();
    const names = async () =>
      (await door.all('sites')).map(({ name }) => name).filter((name) => /^armaz/i.test(name));
    await expect.poll(async () => (await names()).length).toBe(3);
    expect((await names()).filter((name) => name.startsWith('armazem')).sort()).toEqual([
      'armazem norte',
      'armazem sul',
    ]);
  });

  test('a project that both renamed takes a name of neither', async ({ console, server }) => {
    const door = await server.signIn();
    const project = (await door.all('projects')).find((row) => 'status' in row && row.status === 'active');
    if (!project) throw new Error('the sample has an active project');
    await console.connect(server);
    await console.workOffline();
    const failed = await console.page.evaluate(async (id) => {
      const shown = await window.switchyard.project.show({ id });
      if (!shown.ok) return shown.error.message;
      const fields = { ...shown.value.project, name: 'Merge Of Mine' };
      const edited = await window.switchyard.project.update({ id, fields });
      return edited.ok ? null : edited.error.message;
    }, project.id);
    expect(failed).toBeNull();
    const headers = { 'if-match': '*' };
    const theirs = await door.call(
      'PATCH',
      `/v1/projects/${project.id}`,
      { name: 'Merge Of Theirs' },
      headers,
    );
    expect(theirs.ok).toBe(true);
    await backOnline(console, 1);
    await conflictRow(console, 'Merge Of Mine').click();
    await field(console, 'Name').getByRole('radio', { name: 'Another value' }).check();
    await field(console, 'Name').getByRole('textbox', { name: 'Name' }).fill('Merge Of Both');
    await detail(console).getByRole('button', { name: 'Settle' }).click();
    await expect(console.page.getByText('No conflicts')).toBeVisible();
    await console.isUpToDate();
    const names = async () => (await door.all('projects')).map(({ name }) => name);
    await expect.poll(names).toContain('Merge Of Both');
  });

  test('another value is given as in the ordinary form: a day, a choice, a country', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const [customer] = (await openCustomers(door, 1)) as [Named];
    // Of another customer: a change of a visit waits for one of its customer.
    const sites = (await door.all('sites')) as (Named & { customerId: string })[];
    const site = sites.find(({ customerId }) => customerId !== customer.id);
    if (!site) throw new Error('the sample has sites of several customers');
    const items = ['0198c0de-0000-7000-8000-0000000000a1', '0198c0de-0000-7000-8000-0000000000a2'] as const;
    const itemAs = (position: number, state: string) => ({ position, text: `Item ${position}`, state });
    const checklist = { [items[0]]: itemAs(0, 'open'), [items[1]]: itemAs(1, 'open') };
    const planned = { siteId: site.id, name: 'Visit Of Both', plannedOn: '2031-03-03', checklist };
    const made = (await (await door.call('POST', '/v1/visits', planned)).json()) as { id: string };
    await console.connect(server);
    await console.workOffline();
    await edit(console, customer.id, {
      address: { street: '', street2: '', city: '', region: '', postalCode: '', country: 'NO' },
    });
    const failed = await console.page.evaluate(
      async ({ id, item }) => {
        const done = { position: 0, text: 'Item 0', state: 'done' as const, reason: '' };
        const edited = await window.switchyard.visit.edit({
          id,
          plannedOn: '2031-03-04',
          checklist: { [item]: done },
        });
        return edited.ok ? null : edited.error.message;
      },
      { id: made.id, item: items[0] },
    );
    expect(failed).toBeNull();
    const headers = { 'if-match': '*' };
    const theirs = await door.call(
      'PATCH',
      `/v1/visits/${made.id}`,
      {
        plannedOn: '2031-03-05',
        checklist: { [items[0]]: { ...itemAs(0, 'not-possible'), reason: 'Locked' } },
      },
      headers,
    );
    expect(theirs.ok).toBe(true);
    await door.change('customers', customer, { address: { country: 'SE' } });
    await backOnline(console, 2);

    await conflictRow(console, 'Visit Of Both').click();
    const day = field(console, 'Planned date');
    await day.getByRole('radio', { name: 'Another value' }).check();
    await expect(day.getByLabel('Planned date')).toHaveValue('2031-03-04');
    await expect(day.getByLabel('Planned date')).toHaveAttribute('type', 'date');
    const item = field(console, 'Checklist item');
    await item.getByRole('radio', { name: 'Another value' }).check();
    await item.getByRole('button', { name: 'Checklist item' }).click();
    await console.page.getByRole('option', { name: 'Not possible' }).click();
    await day.getByLabel('Planned date').fill('');
    await detail(console).getByRole('button', { name: 'Settle' }).click();
    await expect(day).toContainText('Planned date is a day');
    await expect(item).toContainText('Reason is mandatory');
    await day.getByLabel('Planned date').fill('2031-03-06');
    await item.getByLabel('Why it isn’t possible').fill('No key');
    await detail(console).getByRole('button', { name: 'Settle' }).click();

    await conflictRow(console, customer.name).click();
    const country = field(console, 'Country');
    await country.getByRole('radio', { name: 'Another value' }).check();
    await country.getByRole('textbox', { name: 'Country' }).fill('Nowhere');
    await detail(console).getByRole('button', { name: 'Settle' }).click();
    await expect(country).toContainText('This country isn’t known');
    await country.getByRole('textbox', { name: 'Country' }).fill('Portug');
    await detail(console).getByRole('button', { name: 'Settle' }).click();
    await expect(console.page.getByText('No conflicts')).toBeVisible();
    await console.isUpToDate();
    const visit = async () => (await door.all('visits')).find(({ id }) => id === made.id);
    await expect.poll(visit).toMatchObject({
      plannedOn: '2031-03-06',
      checklist: { [items[0]]: { state: 'not-possible', reason: 'No key' } },
    });
    const now = async () => (await door.all('customers')).find(({ id }) => id === customer.id);
    await expect.poll(now).toMatchObject({ address: { country: 'PT' } });
  });

  test('a new site of a customer that somebody deleted says whose it is, here and once it’s withdrawn', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const [customer] = (await openCustomers(door, 1)) as [Named];
    await console.connect(server);
    await console.workOffline();
    await console.page.evaluate(
      (customerId) => window.switchyard.site.create({ customerId, name: 'Below A Deleted One' }),
      customer.id,
    );
    await remove(door, 'customers', customer.id);
    await backOnline(console, 1);
    await conflictRow(console, 'Below A Deleted One').click();
    const whose = detail(console)
      .getByRole('term')
      .filter({ hasText: /^Customer$/ });
    await expect(whose).toBeVisible();
    await detail(console).getByRole('button', { name: 'Withdraw mine' }).click();
    await expect(console.page.getByText('No conflicts')).toBeVisible();
    await console.go('Activity');
    await console.button('Settled here').click();
    const settled = console.page.getByRole('list', { name: 'Settled on this computer' });
    await expect(settled.getByRole('term').filter({ hasText: /^Customer$/ })).toBeVisible();
    await expect(settled).toContainText('Below A Deleted One');
    await expect(settled).toContainText(customer.name);
    // It's narrowed by what was done, of what kind of thing, and by what is said of it.
    await console.page.getByLabel('Kind of thing').selectOption('Customers');
    await expect(console.page.getByText('Nothing found')).toBeVisible();
    await console.page.getByLabel('Kind of thing').selectOption('Sites');
    await expect(settled).toContainText('Below A Deleted One');
    await console.page.getByRole('searchbox', { name: /what was settled/ }).fill('nothing like it');
    await console.button('Show all').click();
    await console.page.getByRole('searchbox', { name: /what was settled/ }).fill('below deleted');
    await console.page.getByLabel('Person').selectOption('Ingrid Halvorsen');
    await expect(settled).toContainText('Below A Deleted One');
    // It had no value before that was kept.
    await expect(settled).not.toContainText('Empty');
  });

  test('a new site below a customer that somebody deleted goes to another one that lets it, by the keyboard', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const customers = await door.all('customers');
    const lets = customers.filter((row) => row.grants?.includes('manage-configuration'));
    const [gone, other] = lets as [Named, Named];
    const closed = customers.find((row) => !row.grants?.includes('manage-configuration'));
    if (!closed) throw new Error('the sample has a customer that lets nobody add sites');
    await console.connect(server);
    await console.workOffline();
    await console.page.evaluate(
      (customerId) => window.switchyard.site.create({ customerId, name: 'Goes Elsewhere' }),
      gone.id,
    );
    await remove(door, 'customers', gone.id);
    await backOnline(console, 1);
    await console.workOffline();
    const { keyboard } = console.page;
    await console.focusGrid();
    await keyboard.press('Home');
    await keyboard.press('Enter');
    await expect(detail(console)).toContainText(`${gone.name} was deleted by Ingrid Halvorsen`);
    const field = detail(console).getByRole('combobox', { name: 'Customer' });
    const send = detail(console).getByRole('button', { name: 'Send to this customer' });
    await expect(send).toHaveAccessibleDescription('Choose a customer first.');
    const choose = async ({ name }: Named) => {
      await console.tabTo(field);
      await field.fill(name);
      await expect(console.page.getByRole('option').first()).toContainText(name);
      await keyboard.press('ArrowDown');
      await keyboard.press('Enter');
      await expect(field).toHaveValue(name);
    };
    await choose(closed);
    await expect(send).toHaveAccessibleDescription(/granted|grant/);
    await choose(other);
    await console.tabTo(send);
    await keyboard.press('Enter');
    await expect(console.page.getByText('No conflicts')).toBeVisible();
    await console.workOnline();
    const added = async () => (await door.all('sites')).find(({ name }) => name === 'Goes Elsewhere');
    await expect.poll(added).toMatchObject({ customerId: other.id });
    await console.go('Activity');
    await console.button('Settled here').click();
    await expect(console.page.getByRole('list', { name: 'Settled on this computer' })).toContainText(
      'Another customer',
    );
  });

  test('of hundreds that are settled alike, what lost stays readable to the last', async ({
    console,
    server,
  }) => {
    await console.connect(server);
    await console.workOffline();
    await console.page.evaluate(async (text) => {
      const checked = await window.switchyard.outbox.checkImport({ text });
      if (!checked.ok) throw new Error(checked.error.message);
      await window.switchyard.outbox.acceptImport({ token: checked.value.token });
    }, stuckJournal(201));
    await backOnline(console, 201);
    await console.focusGrid();
    await console.page.keyboard.press('ControlOrMeta+A');
    const bar = console.page.getByRole('region', { name: 'Selection' });
    await expect(bar).toContainText('201 selected');
    await bar.getByRole('button', { name: 'Withdraw mine' }).click();
    await expect(console.page.getByText('No conflicts')).toBeVisible();
    await console.go('Activity');
    await console.button('Settled here').click();
    const settled = console.page.getByRole('list', { name: 'Settled on this computer' });
    await expect(settled.getByRole('listitem')).toHaveCount(200);
    await console.button('Show older').click();
    await expect(settled.getByRole('listitem')).toHaveCount(201);
    await expect(console.button('Show older')).toHaveCount(0);
  });

  test('a row in conflict is marked, and leads to its conflict', async ({ console, server }) => {
    const door = await server.signIn();
    const [customer] = (await openCustomers(door, 1)) as [Named];
    await console.connect(server);
    await console.workOffline();
    await edit(console, customer.id, { name: 'Mine Marked' });
    await door.change('customers', customer, { name: 'Theirs Marked' });
    await backOnline(console, 1);
    await console.go('Customers');
    await console.findInList('Theirs Marked');
    await expect(console.row('Theirs Marked')).toContainText('In conflict');
    await console.row('Theirs Marked').getByRole('gridcell').nth(2).click();
    await detail(console).getByRole('button', { name: 'View activity' }).click();
    await expect(
      console.page.getByRole('main').getByRole('button', { name: /^Only Theirs Marked/ }),
    ).toBeVisible();
    await expect(console.page.getByRole('grid', { name: 'Activity of the partner API' })).toContainText(
      `changed the customer ${customer.name}`,
    );
    await console.page.goBack();
    await detail(console).getByRole('button', { name: 'Settle it' }).click();
    await expect(detail(console)).toContainText('Mine Marked');
    await detail(console).getByRole('button', { name: 'Keep theirs' }).click();
    await expect(console.page.getByText('No conflicts')).toBeVisible();
    await console.isUpToDate();
  });

  test('the keyboard alone opens, compares and settles', async ({ console, server }) => {
    const door = await server.signIn();
    const [first, second] = (await openCustomers(door, 2)) as [Named, Named];
    await console.connect(server);
    await console.workOffline();
    for (const customer of [first, second]) await edit(console, customer.id, { notes: 'Mine' });
    for (const customer of [first, second])
      await door.change('customers', customer, { notes: 'Theirs' } as object);
    const { keyboard } = console.page;
    await keyboard.press('ControlOrMeta+Shift+O');
    await expect(console.page.getByRole('link', { name: 'Conflicts' })).toHaveAccessibleDescription(/^2/);
    await keyboard.press('ControlOrMeta+7');
    await expect(console.heading('Conflicts')).toBeVisible();
    await console.focusGrid();
    await keyboard.press('Home');
    await keyboard.press('Enter');
    await expect(detail(console)).toContainText('Before:');
    await console.tabTo(field(console, 'Notes').getByRole('radio', { name: /^Mine/ }));
    await keyboard.press('ArrowRight');
    await expect(field(console, 'Notes').getByRole('radio', { name: /^Theirs/ })).toBeChecked();
    await keyboard.press('Enter');
    await expect(console.grid.getByRole('row')).toHaveCount(2);
    await expect(console.grid).toBeFocused();
    await keyboard.press('ControlOrMeta+a');
    await console.tabTo(
      console.page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Keep theirs' }),
    );
    await keyboard.press('Enter');
    await expect(console.page.getByText('No conflicts')).toBeVisible();
    await console.isUpToDate();
    const rows = (await door.all('customers')) as (Named & { notes: string })[];
    for (const { id } of [first, second]) expect(rows.find((row) => row.id === id)?.notes).toBe('Theirs');
  });
});
