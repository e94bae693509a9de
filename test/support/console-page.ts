import { expect, type Locator, type Page } from '@playwright/test';
import type { LaunchedApp } from './launch-app.ts';
import { password, type PartnerApiServer } from './partner-api-server.ts';

/** The window in the words of the product: what an operator sees and does. */
export class ConsolePage {
  readonly app: LaunchedApp;

  constructor(app: LaunchedApp) {
    this.app = app;
  }

  get page(): Page {
    return this.app.page;
  }

  /** First run: connects to a partner API and waits for its first snapshot. */
  async connect(server: PartnerApiServer, login = 'admin'): Promise<void> {
    await this.fillConnection(server.url, login, password);
    await this.page.getByRole('button', { name: 'Connect', exact: true }).click();
    await this.isUpToDate();
  }

  async fillConnection(url: string, login: string, secret: string): Promise<void> {
    await this.page.getByLabel('Address').fill(url);
    await this.page.getByLabel('Login').fill(login);
    await this.page.getByLabel('Password').fill(secret);
  }

  /** First run: the embedded sample workspace. */
  async openSample(role: 'Admin' | 'Operator' | 'Read-only' = 'Admin'): Promise<void> {
    await this.page.getByRole('radio', { name: role }).check({ force: true });
    await this.page.getByRole('button', { name: 'Open sample workspace' }).click();
    await this.isUpToDate();
  }

  get syncButton(): Locator {
    return this.page.getByRole('banner').getByRole('button', { name: /^(Synchronisation|Sync)/ });
  }

  async isUpToDate(): Promise<void> {
    await expect(this.syncButton).toContainText('Up to date', { timeout: 60_000 });
  }

  async isOffline(): Promise<void> {
    await expect(this.syncButton).toContainText('Offline');
  }

  async workOffline(): Promise<void> {
    await this.pressBesideDialogs('ControlOrMeta+Shift+O');
    await this.isOffline();
  }

  async workOnline(): Promise<void> {
    await this.pressBesideDialogs('ControlOrMeta+Shift+O');
    await this.isUpToDate();
  }

  // A dialog keeps shortcuts to itself, and a row may show what was saved a moment before its dialog closes.
  private async pressBesideDialogs(keys: string): Promise<void> {
    await expect(this.dialog()).toHaveCount(0);
    await this.page.keyboard.press(keys);
  }

  async go(
    place:
      | 'Overview'
      | 'Partners'
      | 'Customers'
      | 'Sites'
      | 'Probes'
      | 'Projects'
      | 'Licenses'
      | 'Visits'
      | 'Settings'
      | 'Synchronisation'
      | 'Conflicts'
      | 'Activity'
      | 'Accounts'
      | 'Billing accounts'
      | 'Brands'
      | 'Invites'
      | 'Recycle bin',
  ): Promise<void> {
    // Other names end with this one.
    const exact = place === 'Accounts';
    await this.page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: place, exact })
      .click();
    await expect(this.heading(place)).toBeVisible();
  }

  /** Opens a conflict by a text of its row, and gives its detail. */
  async openConflict(text: string | RegExp): Promise<Locator> {
    await this.go('Conflicts');
    await this.grid.getByRole('row').filter({ hasText: text }).click();
    const detail = this.page.getByRole('complementary', { name: 'Detail' });
    await expect(detail.getByRole('article')).toBeVisible();
    return detail;
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { level: 1, name });
  }

  get grid(): Locator {
    return this.page.getByRole('grid');
  }

  row(name: string): Locator {
    return this.grid.getByRole('row').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  dialog(name?: string | RegExp): Locator {
    return name === undefined
      ? this.page.getByRole('dialog').or(this.page.getByRole('alertdialog'))
      : this.page.getByRole('dialog', { name }).or(this.page.getByRole('alertdialog', { name }));
  }

  /** Narrows the list on screen. */
  async findInList(text: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: /Find in/ }).fill(text);
  }

  async check(name: string): Promise<void> {
    await this.row(name).getByRole('checkbox').click();
  }

  /** In the wizard's choice of a partner: a direct customer. */
  async chooseDirect(): Promise<void> {
    await this.page.getByRole('radio', { name: /^Direct customer/ }).check({ force: true });
    await this.button('Next').click();
  }

  async chooseDirectByKeyboard(): Promise<void> {
    await this.tabTo(this.page.getByRole('radio', { name: /^Direct customer/ }));
    await this.page.keyboard.press('Space');
    await this.tabTo(this.button('Next'));
    await this.page.keyboard.press('Enter');
  }

  async addDirectCustomer(name: string, email: string): Promise<void> {
    await this.go('Customers');
    await this.button('Add customer').first().click();
    await this.chooseDirect();
    await this.page.getByLabel('Customer name').fill(name);
    await this.page.getByLabel('Email address').fill(email);
    await this.button('Finish').click();
    await this.handOver();
    await expect(this.heading(/Customers/)).toBeVisible();
    await this.findInList(name);
    await expect(this.row(name)).toBeVisible();
  }

  /** Takes the login of a customer that was just made, which is shown once; gives its password. */
  async handOver(): Promise<string> {
    const secret = this.dialog().locator('dd').last();
    const password = await secret.innerText();
    await this.dialog().getByRole('button', { name: 'Done' }).click();
    return password;
  }

  /** The name that the cache has for a customer or partner by now; where a form hides every list. */
  async nameInCache(kind: 'customer' | 'partner', id: string): Promise<string> {
    const shown = await this.page.evaluate(
      async (asked) => {
        const answer = await (asked.kind === 'customer'
          ? window.switchyard.customer.show({ id: asked.id })
          : window.switchyard.partner.show({ id: asked.id }));
        if (!answer.ok) return answer.error.message;
        return 'customer' in answer.value ? answer.value.customer.name : answer.value.partner.name;
      },
      { kind, id },
    );
    return shown;
  }

  /** Presses Tab until `target` has the focus, as a person without a mouse does. */
  async tabTo(target: Locator): Promise<void> {
    for (let presses = 0; presses < 60; presses++) {
      if (
        await target.evaluate(
          (element) => element === document.activeElement || element.contains(document.activeElement),
        )
      )
        return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error('sixty Tabs did not reach it');
  }

  async focusGrid(): Promise<void> {
    await this.tabTo(this.grid);
  }

  async leaveWizard(): Promise<void> {
    const quit = this.button('Quit Wizard');
    if (!(await quit.isVisible())) return;
    await quit.click();
    const sure = this.dialog().getByRole('button', { name: /Quit/ });
    if (await sure.isVisible()) await sure.click();
  }
}
