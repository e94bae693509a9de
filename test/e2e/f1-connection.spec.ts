import AxeBuilder from '@axe-core/playwright';
import type { ConsolePage } from '../support/console-page.ts';
import { FaultyServer, type Fault } from '../support/faulty-server.ts';
import { expect, test } from '../support/fixtures.ts';
import { password, type PartnerApiServer } from '../support/partner-api-server.ts';

/** A console that is up to date through a network of its own. */
async function through(server: PartnerApiServer, console: ConsolePage): Promise<FaultyServer> {
  const network = await FaultyServer.before(server.url);
  await console.fillConnection(network.url, 'admin', password);
  await console.button('Connect').click();
  await console.isUpToDate();
  return network;
}

/** From now on the network does this with everything. */
async function meet(network: FaultyServer, console: ConsolePage, fault: Fault): Promise<void> {
  network.matches = /^\//;
  network.fault = fault;
  network.cutConnections();
  await console.go('Synchronisation');
  await console.button('Synchronise now').click();
}

async function isAccessible(console: ConsolePage): Promise<void> {
  const { violations } = await new AxeBuilder({ page: console.page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

test.describe('F1: the state of the connection is the true one, and every list says how old it is', () => {
  test('a guest network is called one, lists say since when they’re complete, and it recovers', async ({
    console,
    server,
  }) => {
    const network = await through(server, console);
    const main = console.page.getByRole('main');
    try {
      await console.go('Customers');
      await expect(main).not.toContainText('Complete as of');
      await meet(network, console, 'redirect');
      await expect(console.syncButton).toContainText('No way through');
      await expect(main).toContainText('as on a guest network that wants a sign-in');
      await expect(main).toContainText('your changes are kept');
      await isAccessible(console);
      for (const place of ['Customers', 'Partners', 'Sites', 'Probes', 'Overview'] as const) {
        await console.go(place);
        await expect(main).toContainText(/Complete as of \d\d:\d\d/);
      }
      network.fault = 'none';
      await console.go('Synchronisation');
      await console.button('Synchronise now').click();
      await console.isUpToDate();
      await console.go('Customers');
      await expect(main).not.toContainText('Complete as of');
    } finally {
      await network.close();
    }
  });

  test('what the partner API alone keeps says how old it is on a guest network, and is read anew behind it', async ({
    console,
    server,
  }) => {
    const network = await through(server, console);
    const main = console.page.getByRole('main');
    try {
      for (const place of ['Activity', 'Recycle bin', 'Accounts'] as const) await console.go(place);
      await expect(console.row('import-2024')).toBeVisible();
      network.matches = /^\//;
      network.fault = 'redirect';
      network.cutConnections();
      await console.page.evaluate(() => window.switchyard.sync.now());
      await expect(console.syncButton).toContainText('No way through');
      await expect(main).toContainText(/As they were when last asked, .*\d\d:\d\d: .*guest network/);
      await expect(console.row('import-2024')).toBeVisible();
      await console.go('Recycle bin');
      await expect(main).toContainText('which can’t be asked now');
      network.fault = 'none';
      await console.page.evaluate(() => window.switchyard.sync.now());
      await console.isUpToDate();
      await expect(main).not.toContainText('can’t be asked now');
      await console.go('Accounts');
      await expect(console.row('import-2024')).toBeVisible();
      await expect(main).not.toContainText('As they were');
    } finally {
      await network.close();
    }
  });

  test('while the first snapshot is on its way, no list says that there is nothing', async ({
    console,
    server,
  }) => {
    const network = await FaultyServer.before(server.url);
    const main = console.page.getByRole('main');
    try {
      network.matches = /^\/v1\/snapshot/;
      network.fault = 'silence';
      await console.fillConnection(network.url, 'admin', password);
      await console.button('Connect').click();
      await console.go('Licenses');
      await expect(main).toContainText('No licenses here yet');
      await console.go('Visits');
      await expect(main).toContainText('No visits here yet');
      await console.button('Week').click();
      await expect(main).toContainText('Visits of the week');
      await expect(main).toContainText('No visits here yet');
      await console.button('List').click();
      await console.button('Templates').click();
      await expect(main).toContainText('No templates here yet');
    } finally {
      await network.close();
    }
  });

  test('an account of one brand reads on every list that it sees a part', async ({ console, server }) => {
    await console.connect(server, 'europe');
    for (const place of ['Customers', 'Invites', 'Activity', 'Recycle bin'] as const) {
      await console.go(place);
      await expect(console.page.getByRole('main')).toContainText(
        'You see Nordlys Europe and the brands below it',
      );
    }
  });

  test('a network that takes everything and answers nothing is given up in time, and the work goes on', async ({
    console,
    server,
  }) => {
    const network = await through(server, console);
    try {
      await meet(network, console, 'silence');
      await expect(console.syncButton).toContainText('Offline', { timeout: 60_000 });
      await expect(console.page.getByRole('main')).toContainText('didn’t answer in time');
      await console.addDirectCustomer('Made In Silence', 'made@silence.example');
      await expect(console.row('Made In Silence')).toContainText('1 change waiting');
      network.fault = 'none';
      await console.go('Synchronisation');
      await console.button('Synchronise now').click();
      await console.isUpToDate();
      const door = await server.signIn();
      expect(await door.customerNamed('Made In Silence')).toBeTruthy();
    } finally {
      await network.close();
    }
  });

  test('a server that demands a newer Switchyard is said on every screen, with the changes kept and the data readable', async ({
    console,
    server,
  }) => {
    await console.connect(server);
    await server.stop();
    await server.run(['--min-client', '99.0.0']);
    await console.addDirectCustomer('Kept For The Update', 'kept@update.example');
    await console.go('Synchronisation');
    await console.button('Synchronise now').click();
    const bar = console.page.getByRole('region', { name: 'Connection' });
    await expect(bar).toContainText(/too old for/);
    await expect(bar).toContainText('1 change is kept here');
    await expect(bar).toContainText('Update Switchyard');
    await expect(console.syncButton).toContainText('Update needed');
    await expect(console.page.getByRole('main')).toContainText('99.0.0');
    await isAccessible(console);
    await console.go('Customers');
    await expect(bar).toBeVisible();
    await expect(console.row('Kept For The Update')).toContainText('1 change waiting');
    await bar.getByRole('button', { name: 'Try again' }).click();
    await expect(bar).toBeVisible();
    await server.stop();
    await server.run();
    await console.go('Synchronisation');
    await console.button('Synchronise now').click();
    await console.isUpToDate();
    await expect(bar).toBeHidden();
    const door = await server.signIn();
    expect(await door.customerNamed('Kept For The Update')).toBeTruthy();
  });

  test('another server at the same address gets nothing, and the console says so', async ({
    console,
    server,
  }) => {
    const network = await through(server, console);
    try {
      network.rewrite = (route, json) =>
        route === '/v1' ? { ...json, name: 'Kestrel', instance: 'another' } : json;
      await meet(network, console, 'none');
      const bar = console.page.getByRole('region', { name: 'Connection' });
      await expect(bar).toContainText('another server than before', { timeout: 60_000 });
      await expect(console.page.getByRole('main')).toContainText('“Kestrel”');
      const asked = network.seen.length;
      await bar.getByRole('button', { name: 'Try again' }).click();
      await expect.poll(() => network.seen.slice(asked)).toContain('GET /v1');
      await expect(bar).toContainText('another server than before');
      // From here on the bar may be gone before anything is pressed: it’s asked again after a while anyway.
      network.rewrite = null;
      await console.button('Synchronise now').click();
      await console.isUpToDate();
    } finally {
      await network.close();
    }
  });

  test('on waking, what changed meanwhile is there without anybody asking', async ({
    app,
    console,
    server,
  }) => {
    const network = await through(server, console);
    const door = await server.signIn();
    try {
      app.process.kill('SIGSTOP');
      network.cutConnections();
      const partner = (await door.all('partners'))[0];
      if (!partner) throw new Error('the sample has partners');
      await door.change('partners', partner, { name: 'Renamed Overnight' });
    } finally {
      app.process.kill('SIGCONT');
    }
    await console.go('Partners');
    await expect(console.row('Renamed Overnight')).toBeVisible({ timeout: 70_000 });
    await console.isUpToDate();
    await network.close();
  });
});
