import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConsolePage } from '../support/console-page.ts';
import { expect, test } from '../support/fixtures.ts';
import { launchApp } from '../support/launch-app.ts';
import { password } from '../support/partner-api-server.ts';
import { SmallDisk, whyNoSmallDisk } from '../support/small-disk.ts';
import { TcpFaultProxy } from '../support/tcp-fault-proxy.ts';

test.describe('F1: what a disk or a line does is said, and nothing is lost by it', () => {
  test('a disk that fills up is said where it matters, lists go on, and the change is made once there’s room', async ({
    server,
  }) => {
    const reason = whyNoSmallDisk();
    test.skip(reason !== null, reason ?? '');
    const door = await server.signIn();
    const disk = new SmallDisk(24);
    const userDataFolder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-app-'));
    symlinkSync(disk.folder, path.join(userDataFolder, 'workspaces'));
    const app = await launchApp({ userDataFolder });
    try {
      const console = new ConsolePage(app);
      await console.connect(server);
      await console.go('Customers');
      await console.button('Add customer').first().click();
      await console.chooseDirect();
      await console.page.getByLabel('Customer name').fill('Made On A Full Disk');
      await console.page.getByLabel('Email address').fill('full@disk.example');
      await expect(console.page.getByText('Draft saved')).toBeVisible();
      disk.fill();
      await untilTheDiskTakesNothing(console);
      await console.button('Finish').click();
      await expect(console.page.getByText(/This computer’s disk is full/).first()).toBeVisible();
      await expect(console.page.getByLabel('Customer name')).toHaveValue('Made On A Full Disk');

      disk.empty();
      await console.button('Finish').click();
      await console.handOver();
      await expect(console.heading(/Customers/)).toBeVisible();
      await console.findInList('Full Disk');
      await expect(console.row('Made On A Full Disk')).toBeVisible();
      await expect.poll(() => door.customerNamed('Made On A Full Disk')).toBeTruthy();
    } finally {
      await app.close();
      disk.remove();
      rmSync(userDataFolder, { recursive: true, force: true });
    }
  });

  test('a line on which something else answers is said as such, and each change is confirmed once it heals', async ({
    console,
    server,
  }) => {
    const door = await server.signIn();
    const line = await TcpFaultProxy.before(server.url);
    try {
      await console.fillConnection(line.url, 'admin', password);
      await console.button('Connect').click();
      await console.isUpToDate();
      line.fault = 'garbage-head';
      await console.addDirectCustomer('Made On A Bad Line', 'bad@line.example');
      await console.go('Synchronisation');
      await expect(console.page.getByRole('main')).toContainText('isn’t understood at all');
      line.fault = 'none';
      await console.button('Synchronise now').click();
      await console.isUpToDate();
      const made = (await door.all('customers')).filter(({ name }) => name === 'Made On A Bad Line');
      expect(made).toHaveLength(1);
    } finally {
      await line.close();
    }
  });
});

/** What was allotted to the files before still has room: uses it up, until a change is refused. */
async function untilTheDiskTakesNothing(console: ConsolePage): Promise<void> {
  await console.page.evaluate(async () => {
    for (let at = 0; at < 500; at++) {
      const made = await window.switchyard.partner.create({
        name: `Filler ${at}`,
        email: 'filler@disk.example',
        notes: 'x'.repeat(2000),
      });
      if (!made.ok) return;
    }
  });
}
