import { readFileSync, rmSync } from 'node:fs';
import { newId } from '../../common/domain/ids.ts';
import { journalLine } from '../../db/journal/lines.ts';
import { ConsolePage } from '../support/console-page.ts';
import { FaultyServer } from '../support/faulty-server.ts';
import { expect, test } from '../support/fixtures.ts';
import { launchApp } from '../support/launch-app.ts';
import { password, type PartnerApiServer } from '../support/partner-api-server.ts';

const unknownBrand = '0190fe00-0000-7000-8000-000000000000';

/** Queues a partner that the partner API won’t take, and a customer below it. */
async function queueRejected(console: ConsolePage): Promise<void> {
  await console.page.evaluate(async (brandId) => {
    const email = 'office@tailspin.example';
    const made = await window.switchyard.partner.create({ name: 'Tailspin Networks', email, brandId });
    if (!made.ok) throw new Error(made.error.message);
    const partnerId = made.value.id;
    await window.switchyard.customer.create({ name: 'Below Tailspin', email, partnerId });
  }, unknownBrand);
}

/** The journal of an installation in which so many customers were added. */
function journalOf(changes: number): string {
  return Array.from({ length: changes }, (_one, at) => {
    const fields = { name: `Número ${at + 1}`, email: 'a@numero.example', partnerId: null };
    const mutation = {
      ...{ id: newId(), at: '2026-01-05T10:00:00.000Z', context: 'partner-account' },
      ...{ name: 'customer.create', args: { id: newId(), fields } },
    };
    return journalLine({ type: 'queued', at: mutation.at, mutation, title: `Add customer ${fields.name}` });
  }).join('');
}

const outbox = (console: ConsolePage) => console.page.getByRole('grid', { name: 'Outbox' });
/** A change in the list; those that wait for it name it too, and stand below. */
const line = (console: ConsolePage, title: string) =>
  outbox(console)
    .getByRole('row')
    .filter({ has: console.page.getByText(title, { exact: true }) })
    .first();
const detail = (console: ConsolePage) => console.page.getByRole('complementary', { name: 'Detail' });

async function metRejection(console: ConsolePage, server: PartnerApiServer): Promise<void> {
  await console.connect(server);
  await console.workOffline();
  await queueRejected(console);
  await console.page.keyboard.press('ControlOrMeta+Shift+O');
  await console.go('Synchronisation');
  await expect(line(console, 'Add partner Tailspin Networks')).toContainText('Rejected');
}

test.describe('F1: the outbox shows every change that isn’t confirmed, and what can be done with it', () => {
  test('thousands of changes scroll, are found and filtered, and are selected by keyboard', async ({
    console,
    server,
  }) => {
    await console.connect(server);
    await console.workOffline();
    await console.page.evaluate(async (text) => {
      const checked = await window.switchyard.outbox.checkImport({ text });
      if (!checked.ok) throw new Error(checked.error.message);
      await window.switchyard.outbox.acceptImport({ token: checked.value.token });
    }, journalOf(3000));
    await console.go('Synchronisation');
    await expect(outbox(console)).toHaveAttribute('aria-rowcount', '3001');
    expect(await outbox(console).getByRole('row').count()).toBeLessThan(80);
    await outbox(console).focus();
    await console.page.keyboard.press('End');
    const last = outbox(console).locator('[role=row][aria-rowindex="3001"]');
    await expect(last).toContainText(/Add customer Número \d+/);
    await expect(last.getByRole('rowheader')).toHaveText('3,000');
    await console.page.keyboard.press('Shift+ArrowUp');
    await console.page.keyboard.press('Shift+ArrowUp');
    const selection = console.page.getByRole('region', { name: 'Selection' });
    await expect(selection).toContainText('3 selected');
    await console.page.keyboard.press('ControlOrMeta+A');
    await expect(selection).toContainText('3,000 selected');
    await console.page.keyboard.press('Escape');
    await expect(selection).toBeHidden();
    await console.page.keyboard.press('ControlOrMeta+F');
    await console.page.keyboard.type('numero 2718');
    await expect(outbox(console)).toHaveAttribute('aria-rowcount', '2');
    await console.page.keyboard.press('Enter');
    await console.page.keyboard.press('Enter');
    await expect(detail(console).getByRole('heading', { level: 2 })).toHaveText('Add customer Número 2718');
    await console.button(/^Waiting/).click();
    await expect(outbox(console)).toHaveAttribute('aria-rowcount', '2');
  });

  test('a rejected change says why at its field; edited, it goes through with what was built on it', async ({
    app,
    console,
    server,
  }) => {
    const door = await server.signIn();
    await metRejection(console, server);
    await line(console, 'Add partner Tailspin Networks').click();
    await expect(detail(console)).toContainText('There is no such brand');
    await detail(console).getByRole('button', { name: 'Add customer Below Tailspin' }).click();
    await expect(detail(console).getByRole('heading', { level: 2 })).toHaveText(
      'Add customer Below Tailspin',
    );
    await detail(console).getByRole('button', { name: 'Add partner Tailspin Networks' }).click();
    await console.button('Edit and retry…').click();
    await expect(console.dialog()).toContainText('There is no such brand');
    await console.dialog().getByLabel('Partner name').fill('Tailspin Toys');
    await expect.poll(() => draftHeld(console), { timeout: 30_000 }).toBe(true);

    await app.kill();
    await app.restart();
    await console.go('Synchronisation');
    await line(console, 'Add partner Tailspin Networks').click();
    await console.button('Edit and retry…').click();
    await expect(console.dialog().getByLabel('Partner name')).toHaveValue('Tailspin Toys');
    await console.dialog().getByRole('button', { name: /Brand/ }).click();
    await console.page.getByRole('option', { name: 'No brand' }).click();
    await console.dialog().getByRole('button', { name: 'Save and retry' }).click();
    await console.isUpToDate();
    await expect.poll(() => door.partnerNamed('Tailspin Toys')).toBeTruthy();
    await expect.poll(() => door.customerNamed('Below Tailspin')).toBeTruthy();
  });

  test('a rejected customer opens in the wizard with its values', async ({ console, server }) => {
    const door = await server.signIn();
    await console.connect(server);
    await console.page.evaluate(async (brandId) => {
      await window.switchyard.customer.create({
        name: 'Riverside Nursery',
        email: 'office@riverside.example',
        partnerId: null,
        brandId,
        notes: 'Ring twice',
      });
    }, unknownBrand);
    await console.go('Synchronisation');
    await expect(line(console, 'Add customer Riverside Nursery')).toContainText('Rejected');
    const conflict = await console.openConflict('Riverside Nursery');
    await expect(conflict).toContainText('The partner API rejected it');
    await conflict.getByRole('button', { name: 'Edit and retry…' }).click();
    await expect(console.page.getByText('There is no such brand')).toBeVisible();
    await console.page.getByRole('button', { name: /Brand/ }).last().click();
    await console.page.getByRole('option', { name: 'No brand' }).click();
    await console.button('Finish').click();
    await console.isUpToDate();
    await expect
      .poll(() => door.customerNamed('Riverside Nursery'))
      .toMatchObject({ notes: 'Ring twice', brandId: null });
  });

  test('a new customer that waits is edited without being told that it exists already', async ({
    console,
    server,
  }) => {
    await console.connect(server);
    await console.workOffline();
    await console.page.evaluate(async () => {
      const fields = { email: 'office@twin.example', partnerId: null };
      await window.switchyard.customer.create({ ...fields, name: 'Twin Bakery' });
      await window.switchyard.customer.create({ ...fields, name: 'Twin Bakery Two' });
    });
    await console.go('Synchronisation');
    await expect(outbox(console).getByRole('columnheader', { name: 'Waits for' })).toBeInViewport({
      ratio: 1,
    });
    await line(console, 'Add customer Twin Bakery Two').click();
    await expect(detail(console)).toContainText('It’s in line already. You work offline');
    // Beside the open change there's room for the answer.
    await console.page.setViewportSize({ width: 1280, height: 800 });
    const answer = outbox(console).getByRole('columnheader', { name: 'Last answer' });
    await expect(answer).toBeInViewport({ ratio: 1 });
    await detail(console).getByRole('button', { name: 'Edit…' }).click();
    await console.page.getByLabel('Customer name').fill('Twin Bakery');
    await expect(console.page.getByText(/exists already/)).toHaveText(/already: Twin Bakery\. You can go on/);
    await console.button('Finish').click();
    await line(console, 'Add customer Twin Bakery').click();
    await detail(console).getByRole('button', { name: 'Edit…' }).click();
    // The other one alone, not itself as well.
    await expect(console.page.getByText(/exists already/)).toHaveText(/already: Twin Bakery\. You can go on/);
  });

  test('Overview says what waits, and that nothing does once all of it went up', async ({
    console,
    server,
  }) => {
    await console.connect(server);
    await console.workOffline();
    await console.go('Visits');
    await console.page
      .getByRole('link', { name: /^Silent probe/ })
      .first()
      .click();
    await console.button('Begin visit').click();
    await expect(console.button('Finish visit')).toBeVisible();
    await console.go('Overview');
    const picture = console.page.getByRole('region', { name: 'Outbox and synchronisation' });
    await expect(picture).toContainText('1 change not confirmed');
    await console.workOnline();
    await expect(picture).toContainText('No change waits.');
    await console.page.getByRole('button', { name: /^\d+ more customers with silent probes/ }).click();
    await expect(console.button('Needs attention')).toHaveAttribute('aria-pressed', 'true');
    await expect(console.heading('Customers')).toBeVisible();
  });

  test('discarding shows first what it does to later changes and to what is seen', async ({
    console,
    server,
  }) => {
    await console.connect(server);
    await console.workOffline();
    await queueRejected(console);
    await console.go('Synchronisation');
    await line(console, 'Add partner Tailspin Networks').click();
    await outbox(console).focus();
    await console.page.keyboard.press('Delete');
    const dialog = console.dialog('Discard this change');
    await expect(dialog).toContainText('What you see changes: 2 rows');
    await expect(dialog).toContainText('Tailspin Networks (partner) disappears');
    await expect(dialog).toContainText('Add customer Below Tailspin');
    await expect(dialog).toContainText('doesn’t exist any more');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(outbox(console)).toHaveAttribute('aria-rowcount', '3');
    await console.page.keyboard.press('ControlOrMeta+A');
    const selection = console.page.getByRole('region', { name: 'Selection' });
    await selection.getByRole('button', { name: 'Discard…' }).click();
    await console.dialog('Discard 2 changes').getByRole('button', { name: 'Discard 2 changes' }).click();
    await expect(console.page.getByText('Nothing waits')).toBeVisible();
    await expect(detail(console)).toBeHidden();
  });

  test('changes of a computer that died are imported on another one and applied once', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    await console.connect(server);
    await console.workOffline();
    await console.addDirectCustomer('From The Dead Laptop', 'dead@laptop.example');
    await console.go('Synchronisation');
    await console.button('More for the outbox').click();
    await console.page.getByRole('menuitem', { name: 'Export all…' }).click();
    const said = console.page.getByText(/^1 change written to /);
    await expect(said).toBeVisible();
    const path = (await said.innerText()).replace('1 change written to ', '');
    const other = await launchApp();
    try {
      expect(readFileSync(path, 'utf8')).not.toContain(password);
      const desk = new ConsolePage(other);
      await desk.connect(server);
      await desk.go('Synchronisation');
      await desk.button('More for the outbox').click();
      await desk.page.getByRole('menuitem', { name: 'Import…' }).click();
      await desk.page.getByLabel('Or paste the text of a file').fill('{"kind":');
      await desk.dialog().getByRole('button', { name: 'Check' }).click();
      await expect(desk.dialog().getByRole('alert')).toContainText('Line 1');
      await desk.page.getByLabel('File of changes').setInputFiles(path);
      await expect(desk.dialog()).toContainText('1 change of admin');
      await desk.dialog().getByRole('button', { name: 'Add 1 change' }).click();
      await expect(desk.button('More for the outbox')).toBeFocused();
      await expect.poll(() => door.customerNamed('From The Dead Laptop')).toBeTruthy();
      await desk.isUpToDate();
      // The laptop comes back to life: its own copy is the same change.
      await console.workOnline();
      const named = (await door.all('customers')).filter((row) => row.name === 'From The Dead Laptop');
      expect(named).toHaveLength(1);
    } finally {
      await other.close();
      rmSync(path, { force: true });
    }
  });

  test('a pause that the partner API asks for is said with its end, and nothing cuts it short', async ({
    console,
    server,
  }) => {
    const proxy = await FaultyServer.before(server.url);
    try {
      await console.fillConnection(proxy.url, 'admin', password);
      await console.button('Connect').click();
      await console.isUpToDate();
      proxy.retryAfterSeconds = 3600;
      proxy.fault = 'rate-limited';
      await console.addDirectCustomer('Patient', 'patient@wait.example');
      await console.go('Synchronisation');
      const main = console.page.getByRole('main');
      await expect(main).toContainText(/The whole outbox waits until \d\d:\d\d:\d\d/);
      await expect(main.getByText('waits until')).toHaveCount(1);
      await expect(main).not.toContainText('Next try');
      await expect(console.button('Synchronise now')).toHaveAttribute('aria-disabled', 'true');
      await expect(line(console, 'Add customer Patient')).toContainText('Waiting');
    } finally {
      await proxy.close();
    }
  });
});

/** Whether what is typed into the form of a change is kept by now. */
async function draftHeld(console: ConsolePage): Promise<boolean> {
  return console.page.evaluate(async () => {
    const page = await window.switchyard.outbox.window({ query: {}, offset: 0, limit: 1 });
    const id = page.ok ? page.value.rows[0]?.id : undefined;
    const kept = await window.switchyard.draft.load({ key: `change.amend:${id}` });
    return kept.ok && kept.value.draft !== null;
  });
}
