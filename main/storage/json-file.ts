import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { Failure } from '../../common/contract/errors.ts';
import type { Clock, Notice } from '../ports.ts';

export interface JsonFileOptions<T> {
  path: string;
  schema: z.ZodType<T>;
  /** What a new file holds. */
  empty: T;
  clock: Clock;
  /** What the file is to the operator, such as `The file of saved sign-ins`, and what starting empty means. */
  title: string;
  consequence: string;
}

/**
 * A small JSON file that is read once and replaced as a whole: written beside, flushed to the disk, then renamed over. One that
 * can't be understood is moved aside, never deleted.
 */
export class JsonFile<T> {
  readonly #path: string;
  #value: T;
  #turn: Promise<void> = Promise.resolve();
  /** What happened when it was opened, if anything. */
  readonly notice: Notice | null;

  private constructor(path: string, value: T, notice: Notice | null) {
    this.#path = path;
    this.#value = value;
    this.notice = notice;
  }

  /** @throws Failure `internal` when the file is there and can't be read for another reason than what it holds. */
  static async open<T>(options: JsonFileOptions<T>): Promise<JsonFile<T>> {
    const read = await readJson(options.path, options.schema);
    if (read.found === 'nothing') return new JsonFile(options.path, options.empty, null);
    if (read.found === 'value') return new JsonFile(options.path, read.value, null);
    const notice = await moveAside(options, read.reason);
    return new JsonFile(options.path, options.empty, notice);
  }

  get value(): T {
    return this.#value;
  }

  /**
   * Replaces what the file holds by what `next` makes of it; resolves when that's on the disk. Changes happen one after the
   * other, each on what the one before left, so that none is lost.
   */
  async change(next: (value: T) => T | Promise<T>): Promise<void> {
    const turn = this.#turn.then(async () => {
      const value = await next(this.#value);
      await replaceFile(this.#path, JSON.stringify(value, null, 1));
      this.#value = value;
    });
    this.#turn = turn.catch(() => undefined);
    await turn;
  }

  /** Resolves once every change so far is on the disk, or has failed. */
  async rested(): Promise<void> {
    await this.#turn;
  }
}

type Read<T> = { found: 'nothing' } | { found: 'value'; value: T } | { found: 'garbage'; reason: string };

/** What a JSON file holds: nothing (no such file), a value of the schema, or garbage with the reason. */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<Read<T>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { found: 'nothing' };
    throw new Failure(
      {
        code: 'internal',
        message: `${path} can’t be read. Switchyard needs it to start; check who may read it.`,
        detail: String(error),
      },
      { cause: error },
    );
  }
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return { found: 'value', value: parsed.data };
    const where = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ');
    return { found: 'garbage', reason: `doesn’t fit at: ${where}` };
  } catch {
    // The parser's own message quotes the text, which may be a secret.
    return { found: 'garbage', reason: 'no JSON' };
  }
}

/** Renames a file that can't be understood to `<name>.damaged-<time>` and says so. */
export async function moveAside(
  file: Pick<JsonFileOptions<unknown>, 'path' | 'clock' | 'title' | 'consequence'>,
  reason: string,
): Promise<Notice> {
  const at = new Date(file.clock.now()).toISOString();
  const aside = `${file.path}.damaged-${at.replaceAll(/[:.]/g, '-')}`;
  await rename(file.path, aside);
  return {
    id: `damaged ${file.path} ${at}`,
    sentence: `${file.title} couldn’t be read and was moved aside. ${file.consequence}`,
    detail: `${file.path}: ${reason}\nmoved to ${aside}`,
    at,
  };
}

async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.new`;
  const handle = await open(beside, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
