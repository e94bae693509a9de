import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { diskFaultOf } from '../../common/contract/disk.ts';
import { Failure } from '../../common/contract/errors.ts';

/** Pieces of a file, made as they're written. */
export type Pieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/**
 * Writes a file for its owner alone. It's there whole or not at all: what was there before is replaced once all is written, and
 * nothing half written is left where the pieces or the disk fail.
 * @throws Failure saying why it couldn't be written; whatever the pieces throw
 */
export async function writeWhole(path: string, pieces: Pieces): Promise<void> {
  const unfinished = `${path}.part`;
  try {
    await pipeline(Readable.from(pieces), createWriteStream(unfinished, { mode: 0o600 }));
    await rename(unfinished, path);
  } catch (thrown) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw unwritable(thrown, path) ?? thrown;
  }
}

function unwritable(thrown: unknown, path: string): Failure | undefined {
  const missing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
  const fault = diskFaultOf(thrown);
  if (fault === null && !missing) return undefined;
  const sentence = {
    full: `There’s no room on the disk for ${path}. Nothing was written, and what was there is as it was. Free some room or choose another folder, then export again.`,
    forbidden: `${dirname(path)} can’t be written to, so nothing was exported. Choose another folder, or check who may write there.`,
    failing: `The disk reports an error at ${path}, so nothing was exported. Choose another folder; where it goes on, have the disk checked.`,
    missing: `The folder ${dirname(path)} isn’t there any more, so nothing was exported. Choose another folder.`,
  }[fault ?? 'missing'];
  return new Failure({ code: 'internal', message: sentence, retry: 'later', detail: String(thrown) });
}
