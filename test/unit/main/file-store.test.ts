import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileStore, hashOf, type KeptFile } from '../../../main/visit-files/file-store.ts';
import { ManualClock } from '../../support/manual-clock.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () =>
  FileStore.open({
    folder,
    vault: { read: () => Promise.resolve(null), keep: () => Promise.resolve() } as never,
    ...{ vaultKey: 'files', clock: new ManualClock() },
    random: { bytes: (count: number) => randomBytes(count) } as never,
    onNotice: () => undefined,
  });

test('a picture that is added anew stays while the same one is taken away', async () => {
  const store = await open();
  for (let round = 0; round < 30; round++) {
    const content = randomBytes(2000);
    const file: KeptFile = {
      ...{ visit: 'visit', hash: hashOf(content), bytes: content.byteLength },
      ...{ state: 'waiting', because: '' },
    };
    await store.keep(`${round}-first`, file, content);
    // Kept anew at any moment of the removal.
    const removed = store.remove([`${round}-first`]);
    for (let wait = 0; wait < round; wait++) await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([removed, store.keep(`${round}-again`, file, content)]);
    expect(await store.read(file.hash)).toEqual(content);
  }
});
