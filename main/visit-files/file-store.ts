import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { diskErrorOf } from '../../common/contract/disk.ts';
import { Failure } from '../../common/contract/errors.ts';
import { fileHash } from '../../common/domain/visit-files.ts';
import type { Vault } from '../credentials/vault.ts';
import type { Clock, Notice, Random } from '../ports.ts';
import { JsonFile } from '../storage/json-file.ts';

/** What is known here of one file: to which visit it belongs, and how far it is on its way. */
const keptFile = z.object({
  visit: z.string(),
  hash: fileHash,
  bytes: z.int(),
  /** Waiting to go up, there, or refused for good; a report that was printed here goes nowhere. */
  state: z.enum(['waiting', 'there', 'refused', 'printed']),
  because: z.string().default(''),
});
export type KeptFile = z.infer<typeof keptFile>;
const index = z.object({ files: z.record(z.string(), keptFile) });

/** Room that stays free on the disk, in bytes: cache and journal need it. */
export const reservedRoom = 64 * 1024 * 1024;

const [keyBytes, nonceBytes, tagBytes] = [32, 12, 16];

export interface FileStoreOptions {
  /** Beside the cache. */
  folder: string;
  vault: Vault;
  /** Where the key of these files is in the vault. */
  vaultKey: string;
  clock: Clock;
  random: Random;
  onNotice(notice: Notice): void;
  /** Bytes that are free where a folder is; asks the system unless given. */
  freeBytes?: ((folder: string) => Promise<number>) | undefined;
}

/**
 * Files of visits beside the cache, each named by its SHA-256 and encrypted with a key that the vault keeps (AES-256-GCM). They and
 * what is known of them outlive a damaged cache.
 */
export class FileStore {
  readonly #options: FileStoreOptions;
  readonly #index: JsonFile<z.infer<typeof index>>;
  readonly #key: Buffer;
  #turn: Promise<void> = Promise.resolve();

  private constructor(options: FileStoreOptions, file: JsonFile<z.infer<typeof index>>, key: Buffer) {
    this.#options = options;
    this.#index = file;
    this.#key = key;
  }

  static async open(options: FileStoreOptions): Promise<FileStore> {
    const { folder, vault, vaultKey, clock, random, onNotice } = options;
    const file = await JsonFile.open({
      path: join(folder, 'files.json'),
      schema: index,
      empty: { files: {} },
      clock,
      title: 'The list of photos on this computer',
      consequence: 'Photos that the partner API has are fetched again; others stay in the folder beside it.',
    });
    if (file.notice) onNotice(file.notice);
    const kept = Buffer.from((await vault.read(vaultKey)) ?? '', 'base64');
    if (kept.length === keyBytes) return new FileStore(options, file, kept);
    const made = Buffer.from(random.bytes(keyBytes));
    await vault.keep(vaultKey, made.toString('base64'));
    return new FileStore(options, file, made);
  }

  /** By file id. */
  get all(): ReadonlyMap<string, KeptFile> {
    return new Map(Object.entries(this.#index.value.files));
  }

  one(id: string): KeptFile | undefined {
    return this.#index.value.files[id];
  }

  /** Why so many bytes more can't be kept; null where they can. It's asked before anything is taken, not found out after. */
  async whyNoRoom(bytes: number): Promise<string | null> {
    const { folder, freeBytes = freeIn } = this.#options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const free = await freeBytes(folder);
    if (free - bytes >= reservedRoom) return null;
    return `This computer’s disk is nearly full: ${megabytes(free)} are free, and ${megabytes(reservedRoom)} stay free for what is typed. Free some room, then add photos.`;
  }

  /**
   * Keeps a file, on the disk before it answers.
   * @throws Failure `cache` where there's no room, or the disk won't take it; nothing is kept then
   */
  async keep(id: string, file: KeptFile, bytes: Uint8Array, small?: Uint8Array): Promise<void> {
    const full = await this.whyNoRoom(bytes.byteLength);
    if (full !== null) throw new Failure({ code: 'cache', message: full, retry: 'later' });
    await this.#inTurn(async () => {
      try {
        if (small) await this.#write(`${file.hash}.small`, small);
        await this.#write(file.hash, bytes);
        await this.note(id, file);
      } catch (thrown) {
        const error = diskErrorOf(thrown, this.#options.folder);
        throw error ? new Failure(error) : thrown;
      }
    });
  }

  /** Notes how a file is. */
  note(id: string, file: KeptFile): Promise<void> {
    return this.#index.change(({ files }) => ({ files: { ...files, [id]: file } }));
  }

  /** Takes files away from this computer, with their content where no other has the same. */
  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#inTurn(async () => {
      const gone = ids.flatMap((id) => this.one(id)?.hash ?? []);
      await this.#index.change(({ files }) => ({
        files: Object.fromEntries(Object.entries(files).filter(([id]) => !ids.includes(id))),
      }));
      await this.#removeContent(gone);
    });
  }

  /** Puts back what was known of a file, or that nothing was, with content that was written for it meanwhile taken away again. */
  async putBack(id: string, former: KeptFile | undefined, written: string): Promise<void> {
    if (!former && this.one(id)) return this.remove([id]);
    await this.#inTurn(async () => {
      if (former) await this.note(id, former);
      await this.#removeContent([written]);
    });
  }

  /** Content of which no file is left. */
  async #removeContent(hashes: readonly string[]): Promise<void> {
    const still = new Set([...this.all.values()].map(({ hash }) => hash));
    for (const hash of new Set(hashes))
      if (!still.has(hash))
        for (const name of [hash, `${hash}.small`])
          await rm(join(this.#options.folder, name), { force: true });
  }

  /** One after the other: content that is kept anew isn't taken away by what goes meanwhile. */
  #inTurn(act: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** The content of a file; null where it isn't here whole, or can't be decrypted any more. `small` gives its thumbnail, if it has one. */
  async read(hash: string, small = false): Promise<Buffer | null> {
    if (small) {
      const thumbnail = await this.#read(`${hash}.small`);
      if (thumbnail) return thumbnail;
    }
    const whole = await this.#read(hash);
    return whole && hashOf(whole) === hash ? whole : null;
  }

  async #read(name: string): Promise<Buffer | null> {
    try {
      const sealed = await readFile(join(this.#options.folder, name));
      const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(Buffer.from(name));
      decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
      return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]);
    } catch {
      // Not there, cut, changed, or of another key: in each case it isn't here.
      return null;
    }
  }

  async #write(name: string, bytes: Uint8Array): Promise<void> {
    const { folder, random } = this.#options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const nonce = random.bytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    cipher.setAAD(Buffer.from(name));
    const sealed = [cipher.update(bytes), cipher.final()];
    const unfinished = join(folder, `${name}.part`);
    const handle = await open(unfinished, 'w', 0o600);
    try {
      await handle.writeFile(Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]));
      await handle.sync();
    } catch (thrown) {
      await rm(unfinished, { force: true });
      throw thrown;
    } finally {
      await handle.close();
    }
    await rename(unfinished, join(folder, name));
  }
}

export const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function freeIn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1024 / 1024).toLocaleString('en')} MB`;
}
