import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chunkLimit, reportsOf } from '../../../common/domain/visit-files.ts';
import { photo, photoWithPlace, sha256 } from '../../support/jpeg.ts';
import { MailServer } from '../../support/mail-server.ts';
import { TcpFaultProxy } from '../../support/tcp-fault-proxy.ts';
import { TestConsole } from '../../support/test-console.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { filesOf, newPhoto, photosIn } from '../../support/visit-photos.ts';

let api: TestPartnerApi;
let mails: MailServer;
let proxy: TcpFaultProxy;
let first: TestConsole;
let second: TestConsole;

beforeEach(async () => {
  mails = await MailServer.start();
  api = await TestPartnerApi.start({ smtpUrl: mails.url, mailRetryMs: 20 });
  proxy = await TcpFaultProxy.before(api.url);
  first = await TestConsole.start();
  second = await TestConsole.start();
  await first.give('workspace.connect', { url: proxy.url, login: 'operator', password });
  await second.give('workspace.connect', { url: api.url, login: 'reader', password });
  for (const console of [first, second]) await console.settled();
});
afterEach(async () => {
  await first.remove();
  await second.remove();
  await proxy.close();
  await api.remove();
  await mails.close();
});

/** A visit whose customer grants everything. */
async function visitOf(console: TestConsole): Promise<string> {
  const { rows } = await console.give('list.window', { list: { kind: 'visit' }, offset: 0, limit: 100 });
  const visit = rows.find((row) => 'customerGrants' in row && row.customerGrants?.length === 6);
  if (!visit) throw new Error('the sample has no such visit');
  return visit.id;
}

const allAre = (console: TestConsole, visit: string, state: string, count: number) =>
  console.untilSo(
    `${count} photos ${state}`,
    async () => {
      const files = await filesOf(console, visit);
      return files.length === count && files.every((file) => file.state === state);
    },
    () => undefined,
  );
const storeOf = (console: TestConsole) => {
  const found = readdirSync(console.folder, { recursive: true, encoding: 'utf8' }).find((name) =>
    /visit-files$/.test(name),
  );
  return join(console.folder, found ?? '');
};

test('photos taken offline survive a restart, go up in chunks through cuts, and are seen and fetched elsewhere, byte by byte', async () => {
  const visit = await visitOf(first);
  const large = photo(3 * chunkLimit + 1000, 3);
  await first.give('sync.workOffline', { offline: true });
  await first.give('visit.addPhoto', newPhoto(visit, large, 'Rack before'));
  const place = { latitude: 41.14, longitude: -8.61 };
  await first.give('visit.addPhoto', { ...newPhoto(visit, photo(9000, 5)), place });
  expect(await filesOf(first, visit)).toMatchObject([
    { isHere: true, state: 'waiting', sent: 0 },
    { isHere: true, state: 'waiting', sent: 0 },
  ]);
  // Nothing of a photo lies readable on the disk.
  for (const name of readdirSync(storeOf(first)))
    expect(readFileSync(join(storeOf(first), name)).includes(large.subarray(200, 400))).toBe(false);
  await first.restart();
  expect(await filesOf(first, visit)).toMatchObject([{ state: 'waiting' }, { state: 'waiting' }]);

  const [{ id = '' } = {}] = (await photosIn(first, visit)).filter(
    ({ caption }) => caption === 'Rack before',
  );
  const cutAt = first.untilSo(
    'a chunk there',
    async () => (await filesOf(first, visit)).some((file) => file.id === id && file.sent >= chunkLimit),
    () => proxy.cutConnections(),
  );
  await first.give('sync.workOffline', { offline: false });
  await cutAt;
  await first.untilSo(
    'both there',
    async () => {
      const files = await filesOf(first, visit);
      const { nextTryAt, phase } = first.sync;
      // A try whose time has come is under way, though the state may not say so yet.
      const isLater = nextTryAt !== null && Date.parse(nextTryAt) > first.clock.now();
      const waits = isLater || (phase === 'up-to-date' && files.some(({ because }) => because !== ''));
      // Time stands still: what waits to be tried again is tried now. What is under way has all the time that it takes.
      if (waits && !files.some(({ state }) => state === 'going')) first.clock.advance(60_000);
      return files.every(({ state }) => state === 'there');
    },
    () => undefined,
  );
  await second.untilSo(
    'two photos',
    async () => (await photosIn(second, visit)).length === 2,
    () => undefined,
  );
  expect((await photosIn(second, visit)).map((one) => one.place)).toContainEqual(place);
  expect(await filesOf(second, visit)).toMatchObject([{ isHere: false }, { isHere: false }]);
  const { content } = await second.give('visit.photo', { visit, id, small: false });
  expect(sha256(content)).toBe(sha256(large));
  expect((await filesOf(second, visit)).find((file) => file.id === id)).toMatchObject({
    isHere: true,
    state: 'there',
  });
  await second.give('sync.workOffline', { offline: true });
  expect(sha256((await second.give('visit.photo', { visit, id, small: false })).content)).toBe(sha256(large));
  const other = (await photosIn(second, visit)).find((one) => one.id !== id)?.id ?? '';
  await expect(second.give('visit.photo', { visit, id: other, small: false })).rejects.toMatchObject({
    error: { code: 'offline' },
  });
});

test('a small change isn’t held up by a photo that can’t go', async () => {
  const visit = await visitOf(first);
  proxy.beginAt('/content', 'black-hole');
  // It may go up before the call has answered.
  const swallowed = proxy.untilSwallowed();
  await first.give('visit.addPhoto', newPhoto(visit, photo(9000)));
  await swallowed;
  proxy.fault = 'none';
  await first.give('visit.edit', { id: visit, notes: 'Went past the photo' });
  await second.untilSo(
    'the notes',
    async () => (await second.give('visit.show', { id: visit })).visit.notes === 'Went past the photo',
    () => undefined,
  );
  expect(await filesOf(first, visit)).toMatchObject([{ state: 'going' }]);
});

test('a program named like a photo, one with its place, a broken one and one by who may only read are refused, and nothing is kept', async () => {
  const visit = await visitOf(first);
  const before = await photosIn(first, visit);
  const cases: [Uint8Array, RegExp][] = [
    [Buffer.from('MZ\x90\0\x03', 'latin1'), /^The photo is a program, so it wasn’t added\.$/],
    [Buffer.from('\0\0\0\x18ftypheic', 'latin1'), /^The photo isn’t a JPEG/],
    [photoWithPlace(), /^The photo still carries what its camera noted/],
    [photo(4000).subarray(0, 3000), /^The photo ends in the middle/],
    [new Uint8Array(13 * 1024 * 1024), /^A photo has at most 12288 kB/],
  ];
  for (const [content, said] of cases)
    await expect(first.give('visit.addPhoto', newPhoto(visit, content))).rejects.toMatchObject({
      error: { code: 'invalid', message: expect.stringMatching(said) },
    });
  await expect(second.give('visit.addPhoto', newPhoto(visit, photo()))).rejects.toMatchObject({
    error: { code: 'not-allowed' },
  });
  expect(await photosIn(first, visit)).toEqual(before);
  expect(await filesOf(first, visit)).toEqual([]);
});

test('a nearly full disk is said before anything is taken, and what is there goes on', async () => {
  const visit = await visitOf(first);
  await first.give('visit.addPhoto', newPhoto(visit, photo(9000)));
  first.free = 64 * 1024 * 1024 + 1000;
  await first.restart();
  const { noRoom } = await first.give('visit.files', { id: visit });
  expect(noRoom).toBeNull();
  await expect(first.give('visit.addPhoto', newPhoto(visit, photo(9000)))).rejects.toMatchObject({
    error: { code: 'cache', message: expect.stringContaining('nearly full: 64 MB are free') },
  });
  expect(await filesOf(first, visit)).toHaveLength(1);
  first.free = 1000;
  await first.restart();
  expect((await first.give('visit.files', { id: visit })).noRoom).toContain(
    'Free some room, then add photos.',
  );
});

test('a photo that is taken out leaves the computers that fetched it; one that is damaged here says so and can be removed', async () => {
  const visit = await visitOf(first);
  await first.give('visit.addPhoto', newPhoto(visit, photo(9000, 1)));
  await allAre(first, visit, 'there', 1);
  const [{ id = '' } = {}] = await photosIn(first, visit);
  await second.untilSo(
    'the photo',
    async () => (await photosIn(second, visit)).length === 1,
    () => undefined,
  );
  await second.give('visit.photo', { visit, id, small: false });
  expect(readdirSync(storeOf(second)).length).toBe(2);
  await first.give('visit.edit', { id: visit, photos: { [id]: null } });
  const isGone = () => !readdirSync(storeOf(second)).some((name) => /^[0-9a-f]{64}/.test(name));
  await second.untilSo(
    'its file gone',
    async () => (await photosIn(second, visit)).length === 0 && isGone(),
    () => undefined,
  );

  await first.give('sync.workOffline', { offline: true });
  await first.give('visit.addPhoto', newPhoto(visit, photo(9000, 2)));
  const hash = (await photosIn(first, visit))[0]?.hash ?? '';
  writeFileSync(join(storeOf(first), hash), 'noise');
  await first.give('sync.workOffline', { offline: false });
  await allAre(first, visit, 'refused', 1);
  expect((await filesOf(first, visit))[0]?.because).toContain('damaged or gone');
});

test('a report that is queued offline is mailed once online, by the partner API, told in Activity, and written again byte by byte', async () => {
  const visit = await visitOf(first);
  const reports = async (console: TestConsole) =>
    reportsOf((await console.give('visit.show', { id: visit })).visit);
  await first.give('sync.workOffline', { offline: true });
  await expect(first.give('visit.mailReport', { id: visit, to: ['not an address'] })).rejects.toMatchObject({
    error: { code: 'invalid', message: expect.stringContaining('needs an @') },
  });
  await expect(second.give('visit.mailReport', { id: visit, to: ['a@works.example'] })).rejects.toMatchObject(
    {
      error: { code: 'not-allowed' },
    },
  );
  const to = ['rosa@works.example', 'ben@works.example'];
  await first.give('visit.mailReport', { id: visit, to });
  expect(await reports(first)).toMatchObject([{ to, mailedAt: null, mailFault: '' }]);
  // The mail server isn't ready at first.
  mails.refusals.push(451);
  await first.give('sync.workOffline', { offline: false });
  const mail = await mails.mailTo('rosa@works.example');
  expect(mail.to?.map(({ address }) => address)).toEqual(to);
  const [attached] = mail.attachments;
  expect(attached).toMatchObject({
    mimeType: 'application/pdf',
    filename: expect.stringMatching(/^visit-.+\.pdf$/),
  });
  const text = Buffer.from(attached?.content as ArrayBuffer).toString();
  expect(text).toBe('%PDF-of-a-test');
  await first.untilSo(
    'mailed',
    async () => (await reports(first))[0]?.mailedAt !== null,
    () => undefined,
  );
  const filter = { entityId: visit };
  const { items } = await first.give('activity.list', { filter, cursor: null });
  expect(items[0]).toMatchObject({ action: 'visit.mail', account: { name: 'Partner API' } });

  const [{ id = '', hash = '' } = {}] = await reports(first);
  await second.untilSo(
    'the report',
    async () => (await reports(second)).length === 1,
    () => undefined,
  );
  const { path } = await second.give('visit.saveReport', { visit, id });
  expect(sha256(readFileSync(path ?? ''))).toBe(hash);

  mails.refusals.push(550, 550);
  await first.give('visit.mailReport', { id: visit, to: ['gone@works.example'] });
  await first.untilSo(
    'the refusal',
    async () => (await reports(first)).some(({ mailFault }) => mailFault.includes('refused the message')),
    () => undefined,
  );
});

test('visits taken offline: what is here is said, what is missing is fetched, and it works with no network', async () => {
  const visit = await visitOf(first);
  const { siteId } = (await first.give('visit.show', { id: visit })).visit;
  const earlier = photo(9000, 7);
  await first.give('visit.addPhoto', newPhoto(visit, earlier, 'Rack before'));
  await allAre(first, visit, 'there', 1);
  const planned = await first.give('visit.plan', {
    ...{ siteIds: [siteId], plannedOn: '2026-06-01', technician: null, templateId: null, purpose: 'Round' },
  });
  const next = planned.ids[0] ?? '';
  const onSecond = () => second.give('visit.offline', { ids: [next] });
  await second.untilSo(
    'the visit and the photo',
    async () => (await onSecond()).sites === 1 && (await photosIn(second, visit)).length === 1,
    () => undefined,
  );
  const told = await onSecond();
  expect(told.photos - told.photosHere).toBeGreaterThan(0);
  expect(told).toMatchObject({ sitesMissing: 0, fetching: 0, because: '', withheld: [] });
  expect(told.visits).toBeGreaterThanOrEqual(2);

  await second.give('sync.workOffline', { offline: true });
  await second.give('visit.takeOffline', { ids: [next] });
  await second.untilSo(
    'why not',
    async () => (await onSecond()).because.includes('can’t be reached'),
    () => undefined,
  );
  await second.give('sync.workOffline', { offline: false });
  await second.settled();
  await second.give('visit.takeOffline', { ids: [next] });
  await second.untilSo(
    'all photos here',
    async () => (await onSecond()).photosHere === told.photos,
    () => undefined,
  );
  expect(await onSecond()).toMatchObject({ bytesMissing: 0, fetching: 0, because: '' });

  await second.give('sync.workOffline', { offline: true });
  await second.restart();
  expect(await onSecond()).toMatchObject({ photosHere: told.photos, bytesMissing: 0 });
  const [{ id = '' } = {}] = (await photosIn(second, visit)).filter(
    ({ caption }) => caption === 'Rack before',
  );
  const { content } = await second.give('visit.photo', { visit, id, small: false });
  expect(sha256(content)).toBe(sha256(earlier));
});

test('of a visit’s printed reports the newest is kept encrypted on this computer, and leaves it with the visit', async () => {
  const visit = await visitOf(first);
  const printed = () => readdirSync(storeOf(first)).filter((name) => /^[0-9a-f]{64}$/.test(name));
  await first.give('visit.print', { id: visit });
  await first.give('visit.edit', { id: visit, notes: 'Fan replaced' });
  await first.give('visit.print', { id: visit });
  await first.settled();
  const [only = ''] = printed();
  expect(printed()).toEqual([only]);
  expect(readFileSync(join(storeOf(first), only)).includes('%PDF')).toBe(false);
  const admin = await TestConsole.start();
  await admin.give('workspace.connect', { url: api.url, login: 'admin', password });
  await admin.settled();
  await admin.give('visit.delete', { ids: [visit] });
  await first.untilSo(
    'its report gone',
    () => Promise.resolve(printed().length === 0),
    () => undefined,
  );
  await admin.remove();
});
