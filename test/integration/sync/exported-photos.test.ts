import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { photo, photoWithPlace } from '../../support/jpeg.ts';
import { TestConsole } from '../../support/test-console.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { filesOf, newPhoto, photosIn } from '../../support/visit-photos.ts';

let api: TestPartnerApi;
let laptop: TestConsole;
let desk: TestConsole;

beforeEach(async () => {
  api = await TestPartnerApi.start();
  laptop = await TestConsole.start();
  desk = await TestConsole.start();
  for (const console of [laptop, desk]) {
    await console.give('workspace.connect', { url: api.url, login: 'operator', password });
    await console.settled();
  }
});
afterEach(async () => {
  await laptop.remove();
  await desk.remove();
  await api.remove();
});

const offline = (console: TestConsole, isOffline = true) =>
  console.give('sync.workOffline', { offline: isOffline });

/** Visits whose customer grants everything. */
async function visitsOf(console: TestConsole): Promise<string[]> {
  const { rows } = await console.give('list.window', { list: { kind: 'visit' }, offset: 0, limit: 100 });
  return rows.flatMap((row) => ('customerGrants' in row && row.customerGrants?.length === 6 ? [row.id] : []));
}

async function exported(ids: string[] | null = null): Promise<{ text: string; files: number; left: number }> {
  const { path, files, filesLeft } = await laptop.give('outbox.export', { ids, to: 'file' });
  return { text: readFileSync(path ?? '', 'utf8'), files, left: filesLeft };
}

const imported = async (text: string) =>
  desk.give('outbox.acceptImport', { token: (await desk.give('outbox.checkImport', { text })).token });

const allThere = (console: TestConsole, visit: string, count: number) =>
  console.untilSo(
    `${count} photos there`,
    async () => {
      const files = await filesOf(console, visit);
      return files.length === count && files.every(({ state }) => state === 'there');
    },
    () => undefined,
  );

/** How many files of visits lie on a console's disk, whatever is known of them. */
const keptOn = (console: TestConsole) =>
  readdirSync(console.folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /[0-9a-f]{64}$/.test(name),
  ).length;

/** Where what is known of a console's files of visits is written. */
function filesKnownTo(console: TestConsole): string {
  const [name = ''] = readdirSync(console.folder, { recursive: true, encoding: 'utf8' }).filter((each) =>
    each.endsWith(join('visit-files', 'files.json')),
  );
  return join(console.folder, name);
}

/** A laptop with two photos that nobody else has. */
async function laptopWithPhotos(): Promise<{ visit: string; contents: Buffer[] }> {
  const [visit = ''] = await visitsOf(laptop);
  await offline(laptop);
  const contents = [photo(600_000, 3), photo(9000, 5)];
  for (const [at, content] of contents.entries())
    await laptop.give('visit.addPhoto', newPhoto(visit, content, `Photo ${at + 1}`));
  return { visit, contents };
}

test('photos of a laptop that died come along in its file, go up from another computer, and are the same byte by byte', async () => {
  const { visit, contents } = await laptopWithPhotos();
  const { text, files, left } = await exported();
  expect([files, left]).toEqual([2, 0]);
  await laptop.stop();

  await offline(desk);
  const preview = await desk.give('outbox.checkImport', { text });
  expect(preview).toMatchObject({ counts: { added: 2 }, cautions: [] });
  expect(preview.files).toEqual({ count: 2, bytes: Buffer.concat(contents).byteLength });
  expect(keptOn(desk)).toBe(0);
  expect(await desk.give('outbox.acceptImport', { token: preview.token })).toEqual({ added: 2, files: 2 });
  expect(await filesOf(desk, visit)).toMatchObject([
    { isHere: true, state: 'waiting' },
    { isHere: true, state: 'waiting' },
  ]);
  await desk.restart();
  await offline(desk, false);
  await allThere(desk, visit, 2);

  const third = await TestConsole.start();
  try {
    await third.give('workspace.connect', { url: api.url, login: 'operator', password });
    await third.settled();
    const photos = await photosIn(third, visit);
    for (const [at, content] of contents.entries()) {
      const id = photos.find(({ caption }) => caption === `Photo ${at + 1}`)?.id ?? '';
      const { content: fetched } = await third.give('visit.photo', { visit, id, small: false });
      expect(Buffer.from(fetched).equals(content)).toBe(true);
    }
  } finally {
    await third.remove();
  }
  // The file again: everything is here.
  const again = await desk.give('outbox.checkImport', { text });
  expect(again).toMatchObject({ counts: { confirmed: 2 }, files: { count: 0 }, cautions: [] });
});

test('a photo that was taken out again stays out of the file and its counts, and goes along once that is undone', async () => {
  const { visit, contents } = await laptopWithPhotos();
  const idOf = async (caption: string) =>
    (await photosIn(laptop, visit)).find((one) => one.caption === caption)?.id ?? '';
  const first = await idOf('Photo 1');
  const { mutationIds } = await laptop.give('visit.edit', { id: visit, photos: { [first]: null } });
  const { text, files, left } = await exported();
  expect([files, left]).toEqual([1, 0]);
  expect(text).not.toContain(contents[0]?.toString('base64').slice(0, 4000));
  expect(await laptop.give('outbox.unsentFiles')).toEqual({ count: 1 });
  expect(await laptop.give('outbox.export', { ids: null, to: 'clipboard' })).toMatchObject({ filesLeft: 1 });
  // Neither does the other computer miss it.
  await offline(desk);
  expect(await desk.give('outbox.checkImport', { text })).toMatchObject({
    ...{ counts: { added: 3 }, files: { count: 1 }, cautions: [] },
  });

  await laptop.give('change.undo', { mutationIds });
  expect(await exported()).toMatchObject({ files: 2, left: 0 });
});

test('a photo whose removal is confirmed isn’t exported either, and an undo of it brings the photo back as it was', async () => {
  const { visit, contents } = await laptopWithPhotos();
  const photos = await photosIn(laptop, visit);
  const { mutationIds } = await laptop.give('visit.edit', {
    id: visit,
    photos: Object.fromEntries(photos.map(({ id }) => [id, null])),
  });
  await offline(laptop, false);
  await laptop.settled();
  await offline(laptop);
  expect(await laptop.give('outbox.unsentFiles')).toEqual({ count: 0 });
  await expect(laptop.give('outbox.export', { ids: null, to: 'file' })).rejects.toMatchObject({
    error: { code: 'not-found', message: expect.stringContaining('has confirmed everything') },
  });
  await laptop.give('change.undo', { mutationIds });
  const { text, files } = await exported();
  expect(files).toBe(2);
  for (const content of contents) expect(text).toContain(content.toString('base64'));
});

test('a photo of which neither a visit nor a change tells is left out where the file is imported, and that is said', async () => {
  await laptopWithPhotos();
  const file = JSON.parse((await exported()).text) as { files: { id: string }[] };
  const [one, ...others] = file.files;
  const stray = { ...one, id: '0190a1b2-0000-7000-8000-000000000001' };
  const text = JSON.stringify({ ...file, files: [one, ...others, stray] });
  await offline(desk);
  const preview = await desk.give('outbox.checkImport', { text });
  expect(preview).toMatchObject({
    files: { count: 2 },
    cautions: [
      expect.stringMatching(/^1 photo or report of this file is left out, as no visit here tells of it/),
    ],
  });
  expect(await desk.give('outbox.acceptImport', { token: preview.token })).toEqual({ added: 2, files: 2 });
  expect(await desk.give('outbox.unsentFiles')).toEqual({ count: 2 });
  expect(readFileSync(filesKnownTo(desk), 'utf8')).not.toContain(stray.id);
});

test('photos that haven’t gone up are exported with no change left, and the sentences are true', async () => {
  const [visit = ''] = await visitsOf(laptop);
  await offline(laptop);
  const content = photo(9000, 7);
  await laptop.give('visit.addPhoto', newPhoto(visit, content));
  const [{ hash = '' } = {}] = await photosIn(laptop, visit);
  // Its file can't be read while its change goes, so that the change is confirmed and the bytes stay.
  const where = join(filesKnownTo(laptop), '..', hash);
  const sealed = readFileSync(where);
  writeFileSync(where, 'noise');
  await offline(laptop, false);
  await laptop.untilSo(
    'refused',
    async () => (await filesOf(laptop, visit))[0]?.state === 'refused',
    () => undefined,
  );
  await laptop.settled();
  await offline(laptop);
  await expect(laptop.give('outbox.export', { ids: null, to: 'file' })).rejects.toMatchObject({
    error: { code: 'not-found', message: expect.stringContaining('are damaged on this computer') },
  });
  writeFileSync(where, sealed);

  expect(await laptop.give('outbox.unsentFiles')).toEqual({ count: 1 });
  await expect(laptop.give('outbox.export', { ids: null, to: 'clipboard' })).rejects.toMatchObject({
    error: { code: 'not-found', message: expect.stringContaining('Export to a file to take them along.') },
  });
  const { path, ...counts } = await laptop.give('outbox.export', { ids: null, to: 'file' });
  expect(counts).toEqual({ changes: 0, files: 1, filesLeft: 0 });
  await desk.untilSo(
    'the photo told of',
    async () => (await photosIn(desk, visit)).length === 1,
    () => undefined,
  );
  expect(await imported(readFileSync(path ?? '', 'utf8'))).toEqual({ added: 0, files: 1 });
  await allThere(desk, visit, 1);
});

test('of chosen changes only their photos go along; what is copied carries none, and both say what stays', async () => {
  const [one = '', other = ''] = await visitsOf(laptop);
  await offline(laptop);
  const [first] = (await laptop.give('visit.addPhoto', newPhoto(one, photo(9000, 1)))).mutationIds;
  await laptop.give('visit.addPhoto', newPhoto(other, photo(9000, 2)));
  const { text, files } = await exported([first ?? '']);
  expect(files).toBe(1);
  expect(text).not.toContain(photo(9000, 2).toString('base64'));
  expect(await laptop.give('outbox.export', { ids: null, to: 'clipboard' })).toMatchObject({
    changes: 2,
    files: 0,
    filesLeft: 2,
  });
});

test('more than a file takes stays on the computer, and is told of there and where the file is imported', async () => {
  const [visit = ''] = await visitsOf(laptop);
  await offline(laptop);
  for (let n = 1; n <= 5; n++)
    await laptop.give('visit.addPhoto', newPhoto(visit, photo(10 * 1024 * 1024, n), `Photo ${n}`));
  const { text, files, left } = await exported();
  expect([files, left]).toEqual([4, 1]);
  const { cautions } = await desk.give('outbox.checkImport', { text });
  expect(cautions).toEqual([
    expect.stringMatching(/^1 photo or report isn’t in this file and stay.* of “.+”\.$/),
  ]);
});

test('the photo of a change that is confirmed already goes along as long as its bytes haven’t', async () => {
  const { visit, contents } = await laptopWithPhotos();
  // The file was exported, and the laptop still sent its changes; then it died.
  const { text } = await exported();
  const withoutFiles = JSON.stringify({ ...(JSON.parse(text) as object), version: 1, files: undefined });
  expect((await desk.give('outbox.checkImport', { text: withoutFiles })).cautions).toHaveLength(1);
  await imported(withoutFiles);
  await desk.settled();
  expect((await filesOf(desk, visit)).some(({ isHere }) => isHere)).toBe(false);
  const preview = await desk.give('outbox.checkImport', { text });
  expect(preview).toMatchObject({ counts: { added: 0, confirmed: 2 }, files: { count: 2 } });
  expect(await desk.give('outbox.acceptImport', { token: preview.token })).toEqual({ added: 0, files: 2 });
  await desk.untilSo(
    'all there',
    async () => (await filesOf(desk, visit)).every(({ isHere, state }) => isHere && state === 'there'),
    () => undefined,
  );
  const [{ id = '' } = {}] = (await photosIn(desk, visit)).filter(({ caption }) => caption === 'Photo 1');
  const { content } = await desk.give('visit.photo', { visit, id, small: false });
  expect(Buffer.from(content).equals(contents[0] ?? Buffer.alloc(0))).toBe(true);
});

describe('a file whose photos aren’t right is refused with the place, and nothing of it is kept', () => {
  interface Entry {
    id: string;
    hash: string;
    bytes: number;
    content?: string;
  }
  const otherwise = (content: Buffer) => ({
    content: content.toString('base64'),
    bytes: content.byteLength,
    hash: createHash('sha256').update(content).digest('hex'),
  });
  test.each<[string, (entry: Entry, entries: Entry[]) => unknown, RegExp]>([
    [
      'cut short',
      (entry) => ({ ...entry, content: entry.content?.slice(0, 400) }),
      /Line \d+, photo or report 2: It has 300 bytes and should have 9000/,
    ],
    [
      'with other bytes',
      (entry) => ({ ...entry, content: `AAAA${entry.content?.slice(4)}` }),
      /photo or report 2: Its bytes aren’t those that were exported/,
    ],
    [
      'another photo than its change tells of',
      (entry) => ({ ...entry, ...otherwise(photo(7000, 9)) }),
      /photo or report 2: The change that tells of it means another one/,
    ],
    [
      'no photo at all',
      (entry) => ({ ...entry, id: '0190a1b2-0000-7000-8000-000000000001', ...otherwise(Buffer.from('MZ')) }),
      /photo or report 2: It isn’t a JPEG/,
    ],
    [
      'a photo that says where it was taken',
      (entry) => ({ ...entry, id: '0190a1b2-0000-7000-8000-000000000001', ...otherwise(photoWithPlace()) }),
      /photo or report 2: It still carries what its camera noted/,
    ],
    ['larger than any', (entry) => ({ ...entry, bytes: 13 * 1024 * 1024 }), /photo or report 2: bytes: /],
    ['without content', ({ content: _content, ...entry }) => entry, /photo or report 2: content: /],
    ['the same one twice', (_entry, [first]) => first, /photo or report 2: It’s in the file twice/],
    ['nothing', () => null, /Photo or report 2: /],
  ])('%s', async (_what, change, said) => {
    await laptopWithPhotos();
    const file = JSON.parse((await exported()).text) as { files: Entry[] };
    const files = file.files.map((entry, at) => (at === 1 ? change(entry, file.files) : entry));
    const text = JSON.stringify({ ...file, files }).replace('"files":[', '"files":[\n');
    await expect(desk.give('outbox.checkImport', { text })).rejects.toMatchObject({
      error: { code: 'invalid', message: expect.stringMatching(said) },
    });
    expect(keptOn(desk)).toBe(0);
    expect(desk.sync.waiting).toBe(0);
  });
});

test('where the disk is full, neither changes nor photos are imported', async () => {
  await laptopWithPhotos();
  const { text } = await exported();
  await offline(desk);
  const { token } = await desk.give('outbox.checkImport', { text });
  desk.free = 64 * 1024 * 1024 + 1000;
  await expect(desk.give('outbox.acceptImport', { token })).rejects.toMatchObject({
    error: { code: 'cache', message: expect.stringContaining('Nothing was imported.') },
  });
  expect(keptOn(desk)).toBe(0);
  expect(desk.sync.waiting).toBe(0);
  desk.free = Number.MAX_SAFE_INTEGER;
  expect(await desk.give('outbox.acceptImport', { token })).toEqual({ added: 2, files: 2 });
});
