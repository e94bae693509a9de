import { access, rm } from 'node:fs/promises';
import { Failure } from '../../common/contract/errors.ts';
import type { SaveFile, SuggestedFile } from '../ports.ts';
import { writeWhole } from '../storage/written-file.ts';

/** One part of what is printed, counted from 1. */
export interface PrintedPart {
  key: string;
  part: number;
  isLast: boolean;
}

/**
 * What is too long for one PDF and is printed in parts, each a file of its own, so that no more than one of them is in memory: where the
 * first goes is asked, and the others go beside it, by their number. Those of one that ends before its last part are taken away again.
 */
export class PrintedParts {
  readonly #written = new Map<string, string[]>();

  /**
   * Writes a part. Gives its path; null where the person changed their mind, or cancelled it meanwhile.
   * @param suggested with a name that ends in `.pdf`; where there are more parts, each has its number before that
   * @throws Failure where it can't be written, or another file is where a part has to go; then there's none of them
   */
  async write(
    { key, part, isLast }: PrintedPart,
    suggested: SuggestedFile,
    { print, saveFile }: { print: () => Promise<Uint8Array>; saveFile: SaveFile },
  ): Promise<string | null> {
    try {
      if (part === 1) return await this.#first(key, isLast, suggested, { print, saveFile });
      const written = this.#written.get(key);
      const [first] = written ?? [];
      if (!written || first === undefined) return null;
      const path = partPath(first, part);
      const bytes = await print();
      // Cancelled while it was printed.
      if (!this.#written.has(key)) return null;
      await requireFree(path);
      await writeWhole(path, [bytes]);
      written.push(path);
      if (!this.#written.has(key)) await rm(path, { force: true });
      else if (isLast) this.#written.delete(key);
      return path;
    } catch (thrown) {
      await this.cancel(key);
      throw thrown;
    }
  }

  /** Ends one that isn't whole yet; nothing of it is left. */
  async cancel(key: string): Promise<void> {
    const written = this.#written.get(key) ?? [];
    this.#written.delete(key);
    for (const path of written) await rm(path, { force: true });
  }

  async #first(
    key: string,
    isLast: boolean,
    suggested: SuggestedFile,
    { print, saveFile }: { print: () => Promise<Uint8Array>; saveFile: SaveFile },
  ): Promise<string | null> {
    const name = isLast ? suggested.name : partPath(suggested.name, 1);
    const path = await saveFile({ ...suggested, name }, [await print()]);
    if (path === null || isLast) return path;
    this.#written.set(key, [path]);
    // Said at once, and not when all before it was printed.
    await requireFree(partPath(path, 2));
    return path;
  }
}

/** Where a part goes, by where the first went, or by a name without a number: `activity-1.pdf`, `activity-2.pdf`. */
function partPath(first: string, part: number): string {
  return `${first.replace(/(?:-1)?\.pdf$/i, '')}-${part}.pdf`;
}

/** @throws Failure where there's a file, which nobody said may be replaced */
async function requireFree(path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere)
    throw new Failure({
      code: 'invalid',
      message: `${path} is there already, and another part would go there. Nothing was exported. Choose another name, or move that file away.`,
    });
}
