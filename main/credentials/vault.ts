import { join } from 'node:path';
import { z } from 'zod';
import { isoNow, type Cipher, type Clock, type Notice } from '../ports.ts';
import { JsonFile } from '../storage/json-file.ts';

const vaultFile = z.object({ secrets: z.record(z.string(), z.base64()) });
type VaultFile = z.infer<typeof vaultFile>;

export interface VaultOptions {
  folder: string;
  cipher: Cipher;
  clock: Clock;
  /** Told when a secret can't be decrypted any more. */
  onNotice(notice: Notice): void;
}

/** Secrets by key, each encrypted by the system's keychain, in one file of the user's data folder. */
export class Vault {
  readonly #file: JsonFile<VaultFile>;
  readonly #options: VaultOptions;
  /** How secrets are kept here. */
  readonly protection: { protection: 'keychain' | 'stand-in'; note: string };

  private constructor(
    options: VaultOptions,
    file: JsonFile<VaultFile>,
    protection: { protection: 'keychain' | 'stand-in'; note: string },
  ) {
    this.#options = options;
    this.#file = file;
    this.protection = protection;
  }

  /** Opens `vault.json` in the folder; garbage in it is moved aside, told, and the vault starts empty. */
  static async open(options: VaultOptions): Promise<Vault> {
    const file = await JsonFile.open<VaultFile>({
      path: join(options.folder, 'vault.json'),
      schema: vaultFile,
      empty: { secrets: {} },
      clock: options.clock,
      title: 'The file of saved sign-ins',
      consequence: 'Changes that wait are kept; sign in again to send them.',
    });
    if (file.notice) options.onNotice(file.notice);
    return new Vault(options, file, await options.cipher.available());
  }

  /** The secret, or null when there's none or this system can't decrypt it (which is told as a notice). */
  async read(key: string): Promise<string | null> {
    const encrypted = this.#file.value.secrets[key];
    if (encrypted === undefined) return null;
    try {
      return await this.#options.cipher.decrypt(Buffer.from(encrypted, 'base64'));
    } catch {
      this.#options.onNotice({
        id: `undecryptable ${key}`,
        sentence:
          'A saved sign-in can’t be decrypted on this system. Sign in again; changes that wait are kept.',
        detail: `vault entry ${key}`,
        at: isoNow(this.#options.clock),
      });
      return null;
    }
  }

  /** Keeps a secret; resolves when it's on the disk. What is asked first happens first, however long a keychain takes. */
  async keep(key: string, secret: string): Promise<void> {
    await this.#file.change(async ({ secrets }) => {
      const encrypted = await this.#options.cipher.encrypt(secret);
      return { secrets: { ...secrets, [key]: encrypted.toString('base64') } };
    });
  }

  /** Forgets a secret; one that isn't there is fine. */
  async forget(key: string): Promise<void> {
    await this.#file.change(({ secrets: { [key]: _forgotten, ...secrets } }) => ({ secrets }));
  }
}
