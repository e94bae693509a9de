import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { damagedCopy, openLineFile, replaceText } from './line-file.ts';
import { foldRecords, isExpired, recordsOf, type JournalEntry } from './entries.ts';
import { journalLine, journalLines, readJournalText, type JournalRecord } from './lines.ts';

/** The outbox's own file: it's written and synced before the cache is, so that a damaged cache can't take changes along. */
export interface Journal {
  /** Appends records, all or none, and waits until they are on the disk. */
  append(records: readonly JournalRecord[]): Appended;
  /**
   * How many bytes were ever written to it. It only grows, also where the file is written anew and gets shorter: a cache that
   * has noted it knows from it, when it's opened again, that the journal has lost its end.
   */
  position(): number;
  /** What it holds now, by mutation id, in the order of queueing. Reads the file. */
  entries(): Map<string, JournalEntry>;
  /** Writes the file anew without what has served its time. Only once the outbox has what the journal says. */
  forgetExpired(): void;
  /** Writes the file anew without its damaged lines, at the position that was relied on. Only once the outbox has what it says. */
  leaveOutDamaged(): void;
  close(): void;
}

/** Records that were appended. */
export interface Appended {
  /** Takes them away again, where the transaction couldn't be committed after them. */
  takeAway(): void;
  /** The journal's position behind them. */
  position: number;
}

export interface OpenedJournal {
  journal: Journal;
  entries: Map<string, JournalEntry>;
  /** What it lacks; null when it's whole. */
  damage: JournalDamage | null;
}

/** What a journal has lost. */
export interface JournalDamage {
  /** Numbers of its damaged lines, from 1. */
  lines: number[];
  /** Bytes at its end that the cache has relied on and that aren't there. */
  missing: number;
  /** Where the file was copied to as it was found; null where there was none. */
  copy: string | null;
  /** Whether it says nothing that the cache hadn't relied on. */
  isBehind: boolean;
}

export interface JournalOptions {
  path: string;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** False leaves out the wait for the disk; only for a simulation. */
  durable: boolean;
  /** The position that the cache has noted; 0 where no cache is there to tell. */
  reliedOn?: number;
}

/**
 * Opens the journal, making it if it isn't there. A torn last line is cut off: it was being written when the power went, unless the
 * cache has relied on it. Where the journal has lost something the file is copied aside, and stays as it is until the outbox has been
 * held against it: a crash in between finds the damage again.
 */
export function openJournal({ path, now, durable, reliedOn = 0 }: JournalOptions): OpenedJournal {
  const existed = existsSync(path);
  const text = readJournalText(existed ? readFileSync(path) : Buffer.alloc(0));
  let leftOut = leftOutOf(text.records);
  const found = text.wholeBytes + leftOut;
  const copy = existed ? damagedCopy(path, now()) : null;
  const lost = { lines: text.damaged, missing: Math.max(0, reliedOn - found) };
  const damage = lost.lines.length + lost.missing > 0 ? { ...lost, copy, isBehind: found <= reliedOn } : null;
  if (damage && copy !== null) copyFileSync(path, copy);
  let file = openLineFile(path, durable);
  file.cutOff(text.wholeBytes);
  const position = () => file.length() + leftOut;
  const keepOnly = (entries: readonly JournalEntry[], from: number) => {
    file.close();
    leftOut = writeAnew(path, entries, from);
    file = openLineFile(path, durable);
  };
  const journal: Journal = {
    append: (records) => {
      const takeAway = file.append(journalLines(records));
      return { takeAway, position: position() };
    },
    position,
    entries: () => foldRecords(readJournalText(readFileSync(path)).records),
    forgetExpired: () => {
      const all = [...journal.entries().values()];
      const kept = all.filter((entry) => !isExpired(entry, now()));
      if (kept.length < all.length) keepOnly(kept, position());
    },
    leaveOutDamaged: () => keepOnly([...journal.entries().values()], Math.max(position(), reliedOn)),
    close: () => file.close(),
  };
  return { journal, entries: foldRecords(text.records), damage };
}

function leftOutOf([first]: readonly JournalRecord[]): number {
  return first?.type === 'rewritten' ? first.leftOut : 0;
}

/** Writes the file anew, at `from` or later. Gives how many bytes shorter it is than its position. */
function writeAnew(path: string, entries: readonly JournalEntry[], from: number): number {
  const lines = entries.flatMap(recordsOf).map(journalLine).join('');
  const leftOut = Math.max(0, from - Buffer.byteLength(lines));
  replaceText(path, journalLine({ type: 'rewritten', leftOut }) + lines);
  return leftOut;
}
