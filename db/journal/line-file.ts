import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  renameSync,
  writeSync,
} from 'node:fs';

/** A file that lines are appended to, all of an append or none. */
export interface LineFile {
  /** Appends text and waits until it's on the disk. Gives what takes it away again. */
  append(text: string): () => void;
  /** Cuts off what is behind these bytes. */
  cutOff(end: number): void;
  /** Bytes in it. */
  length(): number;
  close(): void;
}

/**
 * Opens a file for appending, making it if it isn't there.
 * @param durable false leaves out the wait for the disk; only for a simulation
 */
export function openLineFile(path: string, durable: boolean): LineFile {
  if (!existsSync(path)) closeSync(openSync(path, 'a'));
  // Written at a place of one's own choice: Windows doesn't shorten a file that was opened for appending.
  const handle = openSync(path, 'r+');
  let end = fstatSync(handle).size;
  const cutOff = (to: number) => {
    if (fstatSync(handle).size !== to) ftruncateSync(handle, to);
    end = to;
  };
  return {
    append: (text) => {
      const from = end;
      const takeAway = () => cutOff(from);
      if (text === '') return takeAway;
      try {
        end = writeWhole(handle, text, from);
        if (durable) fdatasyncSync(handle);
      } catch (thrown) {
        // On a full disk a part may be there: what is appended next must not be joined to it.
        takeAway();
        throw thrown;
      }
      return takeAway;
    },
    cutOff,
    length: () => end,
    close: () => closeSync(handle),
  };
}

/** Puts a text in the place of a file's: beside it, synced, then renamed, so that it's either the old or the new at any instant. */
export function replaceText(path: string, text: string): void {
  const draft = `${path}.new`;
  const file = openSync(draft, 'w');
  try {
    writeWhole(file, text, 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}

/** Where the copy of a damaged file goes. @param now milliseconds since the epoch */
export function damagedCopy(path: string, now: number): string {
  return path.replace(/\.log$/, `-damaged-${now}.log`);
}

/** Writes all of a text from `start` on, however little the system takes at a time. Gives where it ends. */
function writeWhole(handle: number, text: string, start: number): number {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length)
    written += writeSync(handle, bytes, written, bytes.length - written, start + written);
  return start + written;
}
