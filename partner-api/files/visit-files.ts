import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { lookAtJpeg } from '../../common/domain/jpeg.ts';
import type { FileState } from '../../common/partner-api/visit-files.ts';
import { invalidField } from '../commands/problem-error.ts';

/** A file as its visit tells of it. */
export interface VisitFile {
  visit: string;
  id: string;
  kind: 'photo' | 'report';
  hash: string;
  bytes: number;
}

/**
 * The files of visits, in a folder of each visit, named by what they are (`<id>-<sha256>`). They're kept per visit and not once per
 * content: a hash that somebody knows would otherwise be a key to a photo of another customer.
 */
export class VisitFiles {
  readonly #folder: string;
  /** What is written to one file happens in turn. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async stateOf(file: VisitFile): Promise<FileState> {
    if ((await sizeOf(this.#pathOf(file))) === file.bytes) return { received: file.bytes, complete: true };
    return { received: (await sizeOf(this.#partOf(file))) ?? 0, complete: false };
  }

  /**
   * Adds the chunk at an offset. One that begins elsewhere changes nothing; the whole is checked with its last byte, and what isn't
   * what its visit told is dropped.
   * @throws ProblemError `invalid` for a chunk that arrived changed, and for a whole that is no photo or report
   */
  append(file: VisitFile, offset: number, chunk: Uint8Array, sha256: string): Promise<FileState> {
    return this.#inTurn(file, async () => {
      if (hashOf(chunk) !== sha256)
        throw invalidField('sha256', 'The chunk isn’t what its SHA-256 says. Send it again');
      const before = await this.stateOf(file);
      if (before.complete || before.received !== offset) return before;
      if (offset + chunk.byteLength > file.bytes)
        throw invalidField('offset', `The file has ${file.bytes} bytes; this chunk goes beyond them`);
      const part = this.#partOf(file);
      await mkdir(join(this.#folder, file.visit), { recursive: true, mode: 0o700 });
      const handle = await open(part, offset === 0 ? 'w' : 'r+', 0o600);
      try {
        await handle.write(chunk, 0, chunk.byteLength, offset);
        if (offset + chunk.byteLength === file.bytes) await handle.sync();
      } finally {
        await handle.close();
      }
      const received = offset + chunk.byteLength;
      return received < file.bytes ? { received, complete: false } : this.#finish(file, part);
    });
  }

  /** The bytes of a file; null while it isn't whole. */
  async read(file: VisitFile): Promise<Buffer | null> {
    const { complete } = await this.stateOf(file);
    return complete ? readFile(this.#pathOf(file)) : null;
  }

  /** Keeps a file that a new database begins with. */
  keepFirst(file: VisitFile, content: Uint8Array): void {
    mkdirSync(join(this.#folder, file.visit), { recursive: true, mode: 0o700 });
    writeFileSync(this.#pathOf(file), content, { mode: 0o600 });
  }

  /** Takes away the files of visits that are neither there nor in the recycle bin any more. */
  async prune(isKept: (visit: string) => Promise<boolean>): Promise<void> {
    const visits = await readdir(this.#folder).catch(() => []);
    for (const visit of visits)
      if (!(await isKept(visit))) await rm(join(this.#folder, visit), { recursive: true, force: true });
  }

  async #finish(file: VisitFile, part: string): Promise<FileState> {
    const whole = await readFile(part);
    if (hashOf(whole) !== file.hash) {
      await rm(part);
      return { received: 0, complete: false };
    }
    const fault = faultIn(file, whole);
    if (fault !== null) {
      await rm(part);
      throw invalidField('content', fault);
    }
    await rename(part, this.#pathOf(file));
    return { received: file.bytes, complete: true };
  }

  #pathOf({ visit, id, hash }: VisitFile): string {
    return join(this.#folder, visit, `${id}-${hash}`);
  }

  #partOf(file: VisitFile): string {
    return `${this.#pathOf(file)}.part`;
  }

  #inTurn<T>({ visit, id }: VisitFile, act: () => Promise<T>): Promise<T> {
    const key = `${visit} ${id}`;
    const turn = (this.#turns.get(key) ?? Promise.resolve()).then(act, act);
    const rest = turn.then(
      () => undefined,
      () => undefined,
    );
    this.#turns.set(key, rest);
    void rest.then(() => {
      if (this.#turns.get(key) === rest) this.#turns.delete(key);
    });
    return turn;
  }
}

function faultIn({ kind }: VisitFile, whole: Buffer): string | null {
  if (kind === 'report')
    return whole.subarray(0, 5).toString('latin1') === '%PDF-' ? null : 'The report isn’t a PDF';
  const look = lookAtJpeg(whole);
  return 'fault' in look ? `The photo ${look.fault}` : null;
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  );
}
