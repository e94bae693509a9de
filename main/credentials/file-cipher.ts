import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What it encrypts begins with this, so that it's known again when the system has a keychain by then. */
const mark = Buffer.from('SWF1');
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts with a key in `vault.key` of the data folder (AES-256-GCM), for systems that have no keychain. The key can be read by
 * its owner alone; whoever can read that account's files can read what it encrypts, and the app says so.
 */
export class FileCipher {
  readonly #file: string;
  #key: Promise<Buffer> | undefined;

  constructor(folder: string) {
    this.#file = join(folder, 'vault.key');
  }

  /** Whether something was encrypted by one of these. */
  isOwn(encrypted: Buffer): boolean {
    return encrypted.subarray(0, mark.length).equals(mark);
  }

  async encrypt(text: string): Promise<Buffer> {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', await this.#theKey(), nonce);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([mark, nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws Error when it was encrypted with another key, or changed since */
  async decrypt(encrypted: Buffer): Promise<string> {
    const nonceEnd = mark.length + nonceBytes;
    const key = await this.#theKey();
    const decipher = createDecipheriv('aes-256-gcm', key, encrypted.subarray(mark.length, nonceEnd), {
      authTagLength: tagBytes,
    });
    decipher.setAuthTag(encrypted.subarray(nonceEnd, nonceEnd + tagBytes));
    const opened = [decipher.update(encrypted.subarray(nonceEnd + tagBytes)), decipher.final()];
    return Buffer.concat(opened).toString('utf8');
  }

  #theKey(): Promise<Buffer> {
    this.#key ??= this.#readOrMake();
    // A disk that was full a moment ago needn't be the next time.
    this.#key.catch(() => (this.#key = undefined));
    return this.#key;
  }

  async #readOrMake(): Promise<Buffer> {
    const kept = await readFile(this.#file).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code === 'ENOENT') return null;
      throw thrown;
    });
    if (kept?.length === keyBytes) return kept;
    // Something else lies where the key should: it's kept, and what it may have opened takes a new sign-in.
    if (kept) await rename(this.#file, `${this.#file}.damaged`);
    const made = randomBytes(keyBytes);
    await writeFile(this.#file, made, { flag: 'wx', mode: 0o600, flush: true });
    await chmod(this.#file, 0o600);
    return made;
  }
}
