import type { AppError } from './errors.ts';

/** What a disk does to a write: it has no room, it may not be written, or it fails. */
export type DiskFault = 'full' | 'forbidden' | 'failing';

/** Codes of Node and, with whatever follows them, of SQLite. */
const faults: Record<DiskFault, { node: readonly string[]; sqlite: RegExp }> = {
  // Where there's no room for the index of its write-ahead log, SQLite calls it an error of input and output.
  full: { node: ['ENOSPC', 'EDQUOT'], sqlite: /^SQLITE_(FULL|IOERR_SHMSIZE)/ },
  forbidden: {
    node: ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'],
    sqlite: /^SQLITE_(READONLY|CANTOPEN|PERM|AUTH)/,
  },
  failing: { node: ['EIO'], sqlite: /^SQLITE_IOERR/ },
};

/** Calls that fail with the same codes and have nothing to do with a disk. */
const otherCalls = /^(listen|bind|connect|accept|getaddrinfo|send|recv|spawn|kill|uv_)/;

/** What the disk did where a thrown value says that it was the disk; null otherwise. */
export function diskFaultOf(thrown: unknown): DiskFault | null {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return null;
  if ('syscall' in thrown && typeof thrown.syscall === 'string' && otherCalls.test(thrown.syscall))
    return null;
  const { code } = thrown;
  const found = Object.entries(faults).find(
    ([, { node, sqlite }]) => node.includes(code) || sqlite.test(code),
  );
  return found ? (found[0] as DiskFault) : null;
}

/**
 * The error for the person where a thrown value says that the disk wouldn't take something; null where it doesn't.
 * @param folder where it was to be written, for errors that don't say it themselves
 */
export function diskErrorOf(thrown: unknown, folder?: string): AppError | null {
  const fault = diskFaultOf(thrown);
  if (fault === null || !(thrown instanceof Error)) return null;
  const where = 'path' in thrown && typeof thrown.path === 'string' ? thrown.path : folder;
  const detail = `${where ?? 'unknown place'}\n${thrown.stack ?? thrown.message}`;
  return { code: 'cache', message: sentenceOf(fault, where), retry: 'later', detail };
}

function sentenceOf(fault: DiskFault, where: string | undefined): string {
  switch (fault) {
    case 'full':
      return 'This computer’s disk is full, so what came in or was changed just now isn’t kept. Everything saved before is still here. Free some room, then try again.';
    case 'forbidden':
      return `${where ?? 'Switchyard’s folder'} can’t be opened for writing, so nothing can be kept there. What it holds was left as it is. Check who may write there, then try again.`;
    case 'failing':
      return `The disk reports an error at ${where ?? 'Switchyard’s folder'}, so what came in or was changed just now isn’t kept. Try again; where it goes on, have the disk checked.`;
  }
}
