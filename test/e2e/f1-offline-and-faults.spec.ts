import { writeFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { FaultyServer, type Fault } from '../support/faulty-server.ts';
import { expect, test } from '../support/fixtures.ts';
import { password } from '../support/partner-api-server.ts';

test.describe('F1: the app says how old and how complete its data is, and keeps it whatever the server does', () => {
  const faults: [Fault, RegExp][] = [
    ['server-error', /failed on its side \(500\)/],
    ['html', /web page|understood/i],
    ['truncated', /broke off in the middle/],
    ['wrong-types', /understood/i],
    ['reset', /can’t be reached/],
  ];
  for (const [fault, sentence] of faults)
    test(`a server that answers with ${fault} leaves the data, and the sync panel says so with details to copy`, async ({
      console,
      server,
    }) => {
      const door = await server.signIn();
      const total = (await door.all('customers')).length;
      const proxy = await FaultyServer.before(server.url);
      try {
        await console.fillConnection(proxy.url, 'admin', password);
        await console.button('Connect').click();
        await console.isUpToDate();
        proxy.fault = fault;
        proxy.cutConnections();
        await console.go('Synchronisation');
        await console.button('Synchronise now').click();
        const main = console.page.getByRole('main');
        await expect(console.button('Copy details')).toBeVisible();
        await expect(main).toContainText(sentence);
        await console.go('Customers');
        await expect(console.grid).toHaveAttribute('aria-rowcount', String(total + 1));
        proxy.fault = 'none';
        await console.go('Synchronisation');
        await console.button('Synchronise now').click();
        await console.isUpToDate();
      } finally {
        await proxy.close();
      }
    });

  test('a kind of record that this version doesn’t know is kept aside, and said', async ({
    console,
    server,
  }) => {
    const proxy = await FaultyServer.before(server.url);
    try {
      await console.fillConnection(proxy.url, 'admin', password);
      await console.button('Connect').click();
      await console.isUpToDate();
      proxy.fault = 'unknown-kind';
      await console.go('Synchronisation');
      await console.button('Synchronise now').click();
      await expect(console.page.getByRole('main')).toContainText(/hologram/);
    } finally {
      await proxy.close();
    }
  });

  test('a session that ends in mid-sync asks to sign in again, and the outbox is intact', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const proxy = await FaultyServer.before(server.url);
    try {
      await console.fillConnection(proxy.url, 'admin', password);
      await console.button('Connect').click();
      await console.isUpToDate();
      proxy.fault = 'expired';
      await console.addDirectCustomer('Kept While Signed Out', 'kept@signedout.example');
      await expect(console.button('Sign in again').first()).toBeVisible();
      await expect(console.row('Kept While Signed Out')).toContainText('1 change waiting');
      proxy.fault = 'none';
      await console.button('Sign in again').first().click();
      await console.dialog().getByLabel('Password').fill(password);
      await console.dialog().getByRole('button', { name: 'Sign in' }).click();
      await console.isUpToDate();
      await expect.poll(() => door.customerNamed('Kept While Signed Out')).toBeTruthy();
    } finally {
      await proxy.close();
    }
  });

  test('an answer that is lost after the server acted leads to one customer, not two', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const proxy = await FaultyServer.before(server.url);
    try {
      await console.fillConnection(proxy.url, 'admin', password);
      await console.button('Connect').click();
      await console.isUpToDate();
      proxy.matches = /^\/v1\/mutations/;
      proxy.fault = 'lost-answer';
      await console.addDirectCustomer('Sent Once', 'sent@once.example');
      await expect
        .poll(async () => (await door.all('customers')).filter((row) => row.name === 'Sent Once').length)
        .toBe(1);
      proxy.fault = 'none';
      await console.go('Synchronisation');
      await console.button('Synchronise now').click();
      await console.isUpToDate();
      expect((await door.all('customers')).filter((row) => row.name === 'Sent Once')).toHaveLength(1);
    } finally {
      await proxy.close();
    }
  });

  test('what was changed offline survives killing the app and the server', async ({
    app,
    console,
    server,
  }) => {
    await console.connect(server);
    await console.workOffline();
    await console.addDirectCustomer('Survives The Kill', 'survives@kill.example');
    await server.stop('SIGKILL');
    await app.kill();
    await app.restart();
    await console.go('Customers');
    await console.findInList('Survives');
    await expect(console.row('Survives The Kill')).toContainText('1 change waiting');
    await console.isOffline();
    await server.run();
    await console.workOnline();
    const door = await server.signIn();
    await expect.poll(() => door.customerNamed('Survives The Kill')).toBeTruthy();
  });

  test('a damaged cache is moved aside, fetched anew, and unsent changes are kept', async ({
    app,
    console,
    server,
  }) => {
    await console.connect(server);
    await console.workOffline();
    await console.addDirectCustomer('Outlives The Cache', 'outlives@cache.example');
    await app.kill();
    const caches = readdirSync(app.userDataFolder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /cache-\d+\.db(-wal)?$/.test(name),
    );
    expect(caches.length).toBeGreaterThan(0);
    for (const name of caches) {
      writeFileSync(path.join(app.userDataFolder, name), Buffer.alloc(40_000, 0x2a));
    }
    await app.restart();
    await console.go('Synchronisation');
    await expect(console.page.getByRole('main')).toContainText(/damaged/i);
    await console.workOnline();
    const door = await server.signIn();
    await expect.poll(() => door.customerNamed('Outlives The Cache')).toBeTruthy();
  });
});
