import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { outboxFileLimit, readOutboxFile } from '../../../common/domain/outbox-file.ts';
import type { CacheClient } from '../../../db/client.ts';
import { keepThen, type CheckedFile } from '../../../main/changes/carried-files.ts';
import { OutboxFiles } from '../../../main/changes/outbox-files.ts';
import { FileStore, hashOf, type KeptFile } from '../../../main/visit-files/file-store.ts';
import { VisitFiles, type VisitFilesOptions } from '../../../main/visit-files/visit-files.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { idOf, visitRow } from '../db/fixture.ts';

const visit = idOf(51);
let folder: string;
let store: FileStore;

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-carried-'));
  store = await FileStore.open({
    folder,
    vault: { read: () => Promise.resolve(null), keep: () => Promise.resolve() } as never,
    ...{ vaultKey: 'files', clock: new ManualClock() },
    random: { bytes: (count: number) => randomBytes(count) } as never,
    onNotice: () => undefined,
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Files of a real store, of a visit that tells of all of them. */
function filesOf(cache: object = {}): VisitFiles {
  const read = {
    visitDetail: () =>
      Promise.resolve({
        visit: visitRow(51, idOf(21), {
          photos: Object.fromEntries([...store.all].map(([id, { hash }]) => [id, { hash } as never])),
        }),
      }),
    ...cache,
  };
  return new VisitFiles({ store, cache: { read } } as unknown as VisitFilesOptions);
}

const known = (content: Uint8Array, state: KeptFile['state'] = 'waiting'): KeptFile => ({
  ...{ visit, hash: hashOf(content), bytes: content.byteLength },
  ...{ state, because: state === 'refused' ? 'Its file is damaged.' : '' },
});
const checked = (id: string, content: Buffer): CheckedFile => ({ id, visit, hash: hashOf(content), content });
const contents = () => readdirSync(folder).filter((name) => /^[0-9a-f]{64}$/.test(name));

test('where changes can’t be imported after their photos were kept, what was known of each before stands again', async () => {
  const [damaged, another, fresh] = [randomBytes(500), randomBytes(600), randomBytes(700)];
  const other = randomBytes(800);
  await store.keep('damaged', known(damaged, 'refused'), damaged);
  writeFileSync(path.join(folder, hashOf(damaged)), 'noise');
  await store.keep('another', known(other, 'there'), other);
  const before = new Map(store.all);
  const files = filesOf();
  const given = [checked('damaged', damaged), checked('another', another), checked('fresh', fresh)];
  await expect(
    keepThen(files, given, () => {
      expect([...store.all.values()].map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting']);
      return Promise.reject(new Error('The cache is full.'));
    }),
  ).rejects.toThrow('The cache is full.');
  expect(store.all).toEqual(before);
  expect(contents().sort()).toEqual([hashOf(damaged), hashOf(other)].sort());
  expect(await store.read(hashOf(other))).toEqual(other);
});

test('where a photo can’t be kept, those before it aren’t either', async () => {
  const files = filesOf();
  const given = [checked('one', randomBytes(500)), checked('two', randomBytes(500))];
  const disk = { ...withMethods(files), keep: keepFirstOf(files) };
  await expect(keepThen(disk, given, () => Promise.resolve())).rejects.toThrow('No room.');
  expect([store.all.size, contents()]).toEqual([0, []]);
});

/** What a file of changes asks of a computer's files. */
function withMethods(files: VisitFiles) {
  return {
    unsent: () => files.unsent(),
    toldByVisits: files.toldByVisits.bind(files),
    known: (id: string) => files.known(id),
    isHere: files.isHere.bind(files),
    contentOf: files.contentOf.bind(files),
    whyNoRoom: files.whyNoRoom.bind(files),
    takeBack: files.takeBack.bind(files),
    wake: () => undefined,
  };
}

/** Keeps one, and has no room for another. */
function keepFirstOf(files: VisitFiles) {
  let many = 0;
  return (...kept: Parameters<VisitFiles['keep']>) => {
    many += 1;
    return many > 1 ? Promise.reject(new Error('No room.')) : files.keep(...kept);
  };
}

/** Changes with so many characters, as entries of the outbox. */
const entriesOf = (count: number, characters: number) =>
  Array.from({ length: count }, (_each, at) => ({
    mutation: {
      ...{ id: idOf(1000 + at), at: '2026-03-01T11:00:00.000Z', context: 'partner-account' },
      ...{ name: 'customer.update', args: { id: idOf(500), changes: { name: `Name ${at}` } } },
      ...{ before: { name: 'Contoso' }, touches: [idOf(500)], after: [] },
    },
    ...{ title: `Rename ${at}`, state: 'rejected', lastAnswer: 'x'.repeat(characters) },
  }));

function outboxOf(entries: unknown[]): OutboxFiles {
  return new OutboxFiles({
    cache: {
      read: { outboxEntries: () => Promise.resolve(entries) },
      write: { status: () => Promise.resolve({ epoch: 'epoch-1' }) },
    } as unknown as CacheClient,
    clock: new ManualClock(),
    random: { bytes: (count) => new Uint8Array(count), fraction: () => 0.5 },
    files: filesOf(),
    workspace: { name: 'Nordlys', url: 'https://api.nordlys.example' },
    account: () => ({ id: 'a1', login: 'ana', name: 'Ana Prado', role: 'admin', scope: null }),
    onQueued: () => undefined,
  });
}

test('beside very many changes photos get the room that is left: no file is longer than can be imported', async () => {
  for (const at of [1, 2, 3]) {
    const content = randomBytes(3_000_000);
    await store.keep(idOf(600 + at), known(content), content);
  }
  const written = await outboxOf(entriesOf(91, 1_000_000)).text(null);
  expect(written).toMatchObject({ changes: 91, files: 2, filesLeft: 1 });
  expect(written.text.length).toBeLessThanOrEqual(outboxFileLimit);
  const read = readOutboxFile(written.text);
  expect(read.ok && [read.changes.length, read.files.length]).toEqual([91, 2]);
});

test('changes that are more than a file takes aren’t written, and it’s said what to do', async () => {
  await expect(outboxOf(entriesOf(101, 1_000_000)).text(null)).rejects.toMatchObject({
    error: { code: 'invalid', message: expect.stringContaining('Choose some of them') },
  });
});
