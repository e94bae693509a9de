import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Paths in a cache folder: `cache-<generation>.db` (with -wal and -shm beside it), `current.json`, `journal.log` and `decisions.log`. */
export function generationFile(folder: string, generation: number): string {
  return join(folder, `cache-${generation}.db`);
}

/** Path of the journal in a cache folder. */
export function journalFile(folder: string): string {
  return join(folder, 'journal.log');
}

/** Path of the decisions in a cache folder. */
export function decisionsFile(folder: string): string {
  return join(folder, 'decisions.log');
}

const companions = ['', '-wal', '-shm'];

/** Numbers of the generations that have a file, lowest first. */
export function generationsIn(folder: string): number[] {
  return readdirSync(folder)
    .map((name) => /^cache-(\d+)\.db$/.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

/** What `current.json` says. */
export interface CurrentMark {
  /** The generation that lists are read from. */
  generation: number;
  /** Size and time of its file when it was last closed in good order; null while it's open, and after a crash. */
  closed: FileMark | null;
}

/** By what a file is known to be the one that was closed: bytes, and milliseconds since the epoch. */
export interface FileMark {
  size: number;
  mtimeMs: number;
}

const currentMark = z.object({
  generation: z.int().positive(),
  closed: z.object({ size: z.number(), mtimeMs: z.number() }).nullable(),
});

/**
 * Which generation is current. Where `current.json` is missing or can't be read it's the oldest file there is (a younger one
 * is still being filled), or 1 in an empty folder.
 */
export function readCurrent(folder: string): CurrentMark {
  try {
    return currentMark.parse(JSON.parse(readFileSync(join(folder, 'current.json'), 'utf8')));
  } catch {
    // Missing on first start; unreadable after damage. Both are answered by what files there are.
    return { generation: generationsIn(folder)[0] ?? 1, closed: null };
  }
}

/** The mark of a generation's file; null where it isn't there or has a WAL that isn't in it yet. */
export function markOf(folder: string, generation: number): FileMark | null {
  const file = generationFile(folder, generation);
  const stat = statSync(file, { throwIfNoEntry: false });
  const wal = statSync(`${file}-wal`, { throwIfNoEntry: false });
  return stat && !(wal && wal.size > 0) ? { size: stat.size, mtimeMs: stat.mtimeMs } : null;
}

/** Writes `current.json`: beside it, synced, then renamed, so that it's either the old or the new at any instant. */
export function writeCurrent(folder: string, mark: CurrentMark): void {
  const draft = join(folder, 'current.json.new');
  const file = openSync(draft, 'w');
  try {
    writeSync(file, JSON.stringify(mark));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, join(folder, 'current.json'));
}

/** Deletes a generation. A file that another process still holds open stays; it's removed when the cache is next opened. */
export function removeGeneration(folder: string, generation: number): void {
  for (const suffix of companions) {
    try {
      rmSync(generationFile(folder, generation) + suffix, { force: true });
    } catch {
      return;
    }
  }
}

/** Moves a damaged generation out of the way, keeping it for whoever wants to look. Gives the new path of the database. */
export function moveGenerationAside(folder: string, generation: number, at: string): string {
  const stamp = at.replace(/[:.]/g, '-');
  const from = generationFile(folder, generation);
  const aside = join(folder, `damaged-${stamp}-cache-${generation}.db`);
  for (const suffix of companions) if (existsSync(from + suffix)) renameSync(from + suffix, aside + suffix);
  return aside;
}

/** Notes that a file turned out to be damaged in use, so that it's read whole when the cache is next opened. */
export function noteDamage(folder: string): void {
  writeFileSync(join(folder, 'damaged'), '');
}

/** Whether damage was noted since the cache was last opened; the note is taken down. */
export function takeDamageNote(folder: string): boolean {
  const note = join(folder, 'damaged');
  const noted = existsSync(note);
  rmSync(note, { force: true });
  return noted;
}
