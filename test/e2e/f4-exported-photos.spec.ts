import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { photosOf, type VisitPhoto } from '../../common/domain/visit-files.ts';
import { ConsolePage } from '../support/console-page.ts';
import { expect, test } from '../support/fixtures.ts';
import { photoWithPlace } from '../support/jpeg.ts';
import { launchApp } from '../support/launch-app.ts';

interface Visit {
  id: string;
  name: string;
  status: string;
  photos: Record<string, VisitPhoto | null>;
}

test('F4: photos of a laptop that can’t send them go along with its exported changes, and up from another computer', async ({
  console,
  server,
}) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-exported-'));
  const rack = path.join(folder, 'rack.jpg');
  writeFileSync(rack, photoWithPlace());
  const door = await server.signIn();
  const visits = async () => (await door.all('visits')) as unknown as Visit[];
  const visit = (await visits()).find(({ status }) => status === 'under-way');
  await console.connect(server);
  await console.workOffline();
  await console.go('Visits');
  await console
    .row(visit?.name ?? '')
    .getByRole('link')
    .click();
  await console.page.getByLabel('Photos from files').setInputFiles(rack);
  const tiles = console.page.getByRole('list', { name: 'Photos' }).getByRole('listitem');
  await expect(tiles.first()).toContainText('On this computer, waits to go up');

  await console.go('Synchronisation');
  await console.button('More for the outbox').click();
  await console.page.getByRole('menuitem', { name: 'Copy all as text' }).click();
  await expect(
    console.page.getByText(
      '1 change copied. 1 photo or report stays on this computer alone: export to a file to take them along.',
    ),
  ).toBeVisible();
  await console.button('More for the outbox').click();
  await console.page.getByRole('menuitem', { name: 'Export all…' }).click();
  const beginning = '1 change and 1 photo or report written to ';
  const said = console.page.getByText(beginning);
  const file = (await said.innerText()).replace(beginning, '');

  const other = await launchApp();
  try {
    const desk = new ConsolePage(other);
    await desk.connect(server);
    await desk.go('Synchronisation');
    await desk.button('More for the outbox').click();
    await desk.page.getByRole('menuitem', { name: 'Import…' }).click();
    const broken = path.join(folder, 'broken.json');
    writeFileSync(broken, readFileSync(file, 'utf8').replace('"content":"/9j/', '"content":"/9j9'));
    await desk.page.getByLabel('File of changes').setInputFiles(broken);
    await expect(desk.dialog().getByRole('alert')).toContainText(
      'photo or report 1: Its bytes aren’t those that were exported',
    );
    await desk.page.getByLabel('File of changes').setInputFiles(file);
    await expect(desk.dialog()).toContainText(
      '1 photo or report that the partner API hasn’t got comes along (0.1 MB).',
    );
    await desk.dialog().getByRole('button', { name: 'Add 1 change' }).click();
    await expect(desk.page.getByText('1 change added to the outbox, with 1 photo or report')).toBeVisible();
    await desk.isUpToDate();
    await expect
      .poll(async () => {
        const [told] = photosOf((await visits()).find(({ id }) => id === visit?.id) ?? {});
        if (!told) return null;
        const content = await door.call('GET', `/v1/visits/${visit?.id ?? ''}/files/${told.id}/content`);
        return content.ok ? (await content.arrayBuffer()).byteLength - told.bytes : null;
      })
      .toBe(0);
  } finally {
    await other.close();
    rmSync(folder, { recursive: true, force: true });
    rmSync(file, { force: true });
  }
});
