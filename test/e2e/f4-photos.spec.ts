import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { lookAtJpeg } from '../../common/domain/jpeg.ts';
import { photosOf, type VisitPhoto } from '../../common/domain/visit-files.ts';
import { expect, test } from '../support/fixtures.ts';
import { photo, photoWithPlace } from '../support/jpeg.ts';

interface Visit {
  id: string;
  name: string;
  status: string;
  photos: Record<string, VisitPhoto | null>;
}

test('F4: photos are added offline, made safe, told apart from what is none, kept over a kill, and at the partner API once online', async ({
  app,
  console,
  server,
}) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-photos-'));
  const file = (name: string, content: Uint8Array) => {
    writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  const door = await server.signIn();
  const visits = async () => (await door.all('visits')) as unknown as Visit[];
  const visit = (await visits()).find(({ status }) => status === 'under-way');
  const open = async () => {
    await console.go('Visits');
    await console
      .row(visit?.name ?? '')
      .getByRole('link')
      .click();
  };
  const region = () => console.page.getByRole('region', { name: 'Photos' });
  const tiles = () => region().getByRole('list', { name: 'Photos' }).getByRole('listitem');
  const pick = (...files: string[]) => console.page.getByLabel('Photos from files').setInputFiles(files);

  await test.step('what is no photo is told by name, and nothing is added', async () => {
    await console.connect(server);
    await console.workOffline();
    await open();
    await expect(region()).toContainText('No photos yet.');
    // Playwright carries no file as large as that over to the window.
    await console.page.getByLabel('Photos from files').evaluate((input: HTMLInputElement) => {
      const files = new DataTransfer();
      files.items.add(new File([new Uint8Array(60 * 1024 * 1024)], 'panorama.jpg'));
      input.files = files.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await expect(region().getByText('panorama.jpg has 60 MB; a photo may have 50 MB.')).toBeVisible();
    await pick(
      file('IMG_1.heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1')),
      file('rack.jpg', photo().subarray(0, 150)),
      file('invoice.jpg', Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1')),
    );
    const told = region().getByRole('alert');
    await expect(told.getByText('IMG_1.heic is a HEIC, which can’t be read here.')).toBeVisible();
    await expect(told.getByText('rack.jpg is broken: it can’t be read as a picture.')).toBeVisible();
    await expect(told.getByText('invoice.jpg is a program and no photo.')).toBeVisible();
    await expect(region()).toContainText('No photos yet.');
  });

  await test.step('two photos, one with its place, survive a kill', async () => {
    await pick(file('before.jpg', photoWithPlace()));
    await expect(tiles()).toHaveCount(1);
    await console.page.getByLabel('Keep where photos were taken').check();
    await pick(file('after.jpg', photoWithPlace()));
    await expect(tiles()).toHaveCount(2);
    await expect(tiles().first()).toContainText('On this computer, waits to go up');
    await app.kill();
    await app.restart();
    await console.isOffline();
    await open();
    await expect(region().getByRole('status')).toHaveText('2 photos · 2 still to go up');
    await expect(tiles().first().getByRole('img')).toBeVisible();
  });

  await test.step('online they go up as they are on screen: nothing of the camera but the place that was wanted', async () => {
    await console.workOnline();
    await expect(tiles().filter({ hasText: 'At the partner API and on this computer' })).toHaveCount(2);
    const told = photosOf((await visits()).find(({ id }) => id === visit?.id) ?? {});
    expect(told.map(({ place }) => place && [place.latitude.toFixed(4), place.longitude.toFixed(4)])).toEqual(
      expect.arrayContaining([null, ['41.1400', '-8.6100']]),
    );
    for (const { id, bytes } of told) {
      const content = new Uint8Array(
        await (await door.call('GET', `/v1/visits/${visit?.id ?? ''}/files/${id}/content`)).arrayBuffer(),
      );
      expect(content.byteLength).toBe(bytes);
      expect(lookAtJpeg(content)).toEqual({ width: 16, height: 8 });
    }
  });

  await test.step('a report with its photos is mailed, and written again as it was', async () => {
    await console.button('Mail report…').click();
    const dialog = console.dialog('Mail report');
    await dialog.getByLabel('To').fill('not an address');
    await dialog.getByRole('button', { name: 'Mail report' }).click();
    await expect(dialog.getByText('An e-mail address needs an @')).toBeVisible();
    await dialog.getByLabel('To').fill('rosa@works.example');
    await dialog.getByRole('button', { name: 'Mail report' }).click();
    const mailed = console.page.getByRole('list', { name: 'Mailed reports' }).getByRole('listitem');
    await expect(mailed).toContainText(/To rosa@works\.example, .+Mailed/);
    await mailed.getByRole('button', { name: 'Write to a file…' }).click();
    const written = console.page.getByText(/^Report written to .+\.pdf$/);
    const report = readFileSync((await written.innerText()).replace('Report written to ', ''), 'latin1');
    // The same photo twice is one image of the document.
    expect(report).toMatch(/^%PDF-[^]*\/Subtype \/Image/);
  });

  await test.step('a caption is noted, and a photo taken out', async () => {
    await tiles().first().getByRole('button').click();
    const dialog = console.page.getByRole('dialog');
    await expect(dialog.getByRole('img')).toBeVisible();
    await dialog.getByLabel('Caption').fill('Rack before');
    await dialog.getByRole('button', { name: 'Keep caption' }).click();
    await expect(tiles().filter({ hasText: 'Rack before' })).toHaveCount(1);
    await tiles().filter({ hasText: 'Rack before' }).getByRole('button').click();
    await dialog.getByRole('button', { name: 'Remove photo' }).click();
    await expect(tiles()).toHaveCount(1);
    const left = async () => photosOf((await visits()).find(({ id }) => id === visit?.id) ?? {}).length;
    await expect.poll(left).toBe(1);
  });
  rmSync(folder, { recursive: true, force: true });
});
