import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileCipher } from '../../../main/credentials/file-cipher.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-cipher-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('secrets on a system without a keychain', () => {
  test('can be read after a restart, and not from the file they’re kept in', async () => {
    const sealed = await new FileCipher(folder).encrypt('refresh token é');
    expect(sealed.toString('latin1')).not.toContain('refresh');
    expect(await new FileCipher(folder).decrypt(sealed)).toBe('refresh token é');
  });

  test('are told from those of a keychain', async () => {
    const cipher = new FileCipher(folder);
    expect(cipher.isOwn(await cipher.encrypt(''))).toBe(true);
    expect(cipher.isOwn(Buffer.from('v11 something of a keychain'))).toBe(false);
    expect(cipher.isOwn(Buffer.alloc(0))).toBe(false);
  });

  test.skipIf(process.platform === 'win32')('have a key that its owner alone can read', async () => {
    await new FileCipher(folder).encrypt('a');
    expect((await stat(join(folder, 'vault.key'))).mode & 0o077).toBe(0);
  });

  test('are all encrypted with one key, however many are asked for at once', async () => {
    const cipher = new FileCipher(folder);
    const sealed = await Promise.all(['a', 'b', 'c'].map((text) => cipher.encrypt(text)));
    const again = new FileCipher(folder);
    expect(await Promise.all(sealed.map((one) => again.decrypt(one)))).toEqual(['a', 'b', 'c']);
  });

  test('can’t be read once they were changed, or with another key', async () => {
    const sealed = await new FileCipher(folder).encrypt('a secret');
    const changed = Buffer.from(sealed);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    await expect(new FileCipher(folder).decrypt(changed)).rejects.toThrow();
    await expect(new FileCipher(folder).decrypt(sealed.subarray(0, 10))).rejects.toThrow();
    await rm(join(folder, 'vault.key'));
    await expect(new FileCipher(folder).decrypt(sealed)).rejects.toThrow();
  });

  test('get a new key where garbage lies in its place, which is kept', async () => {
    await writeFile(join(folder, 'vault.key'), 'garbage');
    const sealed = await new FileCipher(folder).encrypt('works');
    expect(await new FileCipher(folder).decrypt(sealed)).toBe('works');
    expect(await readFile(join(folder, 'vault.key.damaged'), 'utf8')).toBe('garbage');
    expect((await readdir(folder)).sort()).toEqual(['vault.key', 'vault.key.damaged']);
  });
});
