import http from 'node:http';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, test } from '../support/fixtures.ts';
import { launchApp } from '../support/launch-app.ts';
import { freePort } from '../support/free-port.ts';
import { password } from '../support/partner-api-server.ts';

test.describe('first run', () => {
  test('the sample workspace opens without a network and stays across a restart', async ({
    app,
    console,
  }) => {
    await console.openSample();
    await console.go('Customers');
    await expect.poll(() => console.grid.getByRole('row').count()).toBeGreaterThan(10);
    await app.restart();
    await console.isUpToDate();
    await console.go('Partners');
    await expect(console.grid.getByRole('row').nth(1)).toBeVisible();
    await console.go('Overview');
    const ofSites = console.page.getByRole('region', { name: 'Sites over time' });
    await ofSites.getByRole('button', { name: 'Table of Sites over time' }).click();
    const month = ofSites.getByRole('button', { name: /^Show sites added in / }).nth(1);
    const [, added] = await ofSites.getByRole('row').nth(2).locator('th, td').allTextContents();
    expect(Number(added)).toBeGreaterThan(0);
    await month.click();
    await expect(console.button(/^Remove filter: Added is on or after /)).toBeVisible();
    await expect(console.grid.getByRole('row').nth(1)).toBeVisible();
    await console.go('Overview');
    const growth = console.page.getByRole('region', { name: 'Customers over time' });
    await expect(growth.getByRole('img')).toBeVisible();
    await growth.getByRole('button', { name: 'Table of Customers over time' }).click();
    await expect(growth.getByRole('table')).toContainText('In all');
    const health = console.page.getByRole('region', { name: 'Probe health by customer' });
    const worst = health.getByRole('listitem').getByRole('button').first();
    const name = (await worst.locator('span').first().textContent()) ?? '';
    await worst.click();
    await expect(console.page.getByRole('complementary', { name: 'Detail' })).toContainText(name);
    await console.go('Invites');
    await console.row('Pecan Creek Dental').click();
    await expect(console.button('Open mail')).toHaveCount(0);
    await console.button('Resend').click();
    await console.button('Open mail').click();
    await expect.poll(() => app.output()).toMatch(/^Would open \S+\.eml$/m);
  });

  test('a URL that is no partner API, a wrong password and a dead server are told apart, and what was typed stays', async ({
    console,
    server,
  }) => {
    const elsewhere = http.createServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Intranet</h1>'),
    );
    elsewhere.listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const url = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    const alert = console.page.getByRole('alert');
    try {
      await console.fillConnection(url, 'admin', password);
      await console.button('Connect').click();
      await expect(alert).toContainText(/partner API/);
      await expect(console.page.getByLabel('Address')).toHaveValue(url);

      await console.fillConnection(`http://127.0.0.1:${await freePort()}`, 'admin', password);
      await console.button('Connect').click();
      await expect(alert).toContainText(/reach/i);

      await console.fillConnection(server.url, 'admin', 'wrong');
      await console.button('Connect').click();
      await expect(alert).toContainText(/password/i);
      await expect(console.page.getByLabel('Login')).toHaveValue('admin');

      await console.fillConnection('http://198.51.100.7', 'admin', password);
      await console.button('Connect').click();
      await expect(alert).toContainText(/https/i);

      await console.connect(server);
    } finally {
      elsewhere.close();
    }
  });

  test('garbage in the settings and the vault is moved aside and said', async ({ app, console, server }) => {
    await console.connect(server);
    await app.kill();
    for (const name of ['settings.json', 'vault.json'])
      writeFileSync(path.join(app.userDataFolder, name), '{"theme": \u0000 nonsense');
    await app.restart();
    await expect(console.heading('Overview')).toBeVisible();
    await console.go('Synchronisation');
    const main = console.page.getByRole('main');
    await expect(main).toContainText(/settings/i);
    await expect(main).toContainText(/credential|vault|sign in/i);
    const left = readdirSync(app.userDataFolder);
    expect(
      left.filter((name) => name.startsWith('settings.json.') || name.startsWith('settings.broken')),
    ).not.toEqual([]);
    expect(
      left.filter((name) => name.startsWith('vault.json.') || name.startsWith('vault.broken')),
    ).not.toEqual([]);
  });

  test('a second instance brings the first to the front, and a deep link opens the right customer', async ({
    app,
    console,
    server,
  }) => {
    const door = await server.signIn();
    const [customer] = await door.all('customers');
    if (!customer) throw new Error('no customer');
    await console.connect(server);
    const second = await app.startSecond([`switchyard://customer/${customer.id}`]);
    expect(second.exitCode).toBe(0);
    await expect(
      console.page.getByRole('complementary').getByRole('heading', { name: customer.name }),
    ).toBeVisible();
  });

  test('a start by a deep link begins with its customer', async ({ app, console, server }) => {
    const door = await server.signIn();
    const [customer] = await door.all('customers');
    if (!customer) throw new Error('no customer');
    await console.connect(server);
    await app.kill();
    const linked = await launchApp({
      userDataFolder: app.userDataFolder,
      args: [`switchyard://customer/${customer.id}`],
    });
    try {
      const detail = linked.page.getByRole('complementary');
      await expect(detail.getByRole('heading', { name: customer.name })).toBeVisible();
    } finally {
      await linked.close();
    }
  });

  test('no secret is in the window, in a log or in a file in clear', async ({ app, console, server }) => {
    await console.connect(server);
    const reachable = await console.page.evaluate(
      () =>
        JSON.stringify({ ...localStorage }) +
        JSON.stringify({ ...sessionStorage }) +
        document.documentElement.outerHTML,
    );
    expect(reachable).not.toContain(password);
    const { readFileSync, statSync } = await import('node:fs');
    for (const name of readdirSync(app.userDataFolder, { recursive: true, encoding: 'utf8' })) {
      const file = path.join(app.userDataFolder, name);
      if (!statSync(file).isFile()) continue;
      expect(readFileSync(file).includes(password), name).toBe(false);
    }
    expect(app.output()).not.toContain(password);
  });
});
