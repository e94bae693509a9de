import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** What a database's file looked like when it was closed in good order. */
const closedMark = z.object({ size: z.number(), mtimeMs: z.number() });

/** Notes that a database was closed in good order, so that the next start needn't read all of it. */
export function markClosed(file: string): void {
  const { size, mtimeMs } = statSync(file);
  writeFileSync(markPath(file), JSON.stringify({ size, mtimeMs }), { mode: 0o600 });
}

/** Whether a database is as it was when it was closed in good order. The note is taken down: it tells of one start alone. */
export function takeClosedMark(file: string): boolean {
  const path = markPath(file);
  let mark: z.infer<typeof closedMark>;
  try {
    mark = closedMark.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // None after a crash or before the first end; one that can't be read tells nothing.
    return false;
  } finally {
    rmSync(path, { force: true });
  }
  const { size, mtimeMs } = statSync(file);
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false });
  return size === mark.size && mtimeMs === mark.mtimeMs && !(log && log.size > 0);
}

function markPath(file: string): string {
  return `${file}-closed`;
}
