import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, readFileSync, renameSync } from 'node:fs';
import { openLineFile, writeWhole } from './line-file.ts';
import { foldRecords, isExpired, recordsOf, type JournalEntry } from './entries.ts';
import { journalLine, readJournalText, type JournalRecord } from './lines.ts';

/** The outbox's own file: it's written and synced before the cache is, so that a damaged cache can't take changes along. */
export interface Journal {
  /**
   * Appends records, all or none, and waits until they are on the disk. Gives what takes them away again, for a transaction
   * that couldn't be committed after them.
   */
  append(records: readonly JournalRecord[]): () => void;
  /** What it holds now, by mutation id, in the order of queueing. Reads the file. */
  entries(): Map<string, JournalEntry>;
  /** Writes the file anew without what has served its time. Only once the outbox has what the journal says. */
  forgetExpired(): void;
  close(): void;
}

export interface OpenedJournal {
  journal: Journal;
  entries: Map<string, JournalEntry>;
  /** Numbers of damaged lines, and where the file that holds them was copied to; null when it's whole. */
  damage: { lines: number[]; copy: string } | null;
}

export interface JournalOptions {
  path: string;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** False leaves out the wait for the disk; only for a simulation. */
  durable: boolean;
}

/**
 * Opens the journal, making it if it isn't there. A torn last line is cut off. Where lines are damaged the file is copied
 * aside and written anew from the others.
 */
export function openJournal({ path, now, durable }: JournalOptions): OpenedJournal {
  const text = readJournalText(existsSync(path) ? readFileSync(path) : Buffer.alloc(0));
  const entries = foldRecords(text.records);
  const damage =
    text.damaged.length > 0
      ? { lines: text.damaged, copy: path.replace(/\.log$/, `-damaged-${now()}.log`) }
      : null;
  if (damage) {
    copyFileSync(path, damage.copy);
    writeAnew(path, [...entries.values()]);
  }
  let file = openLineFile(path, durable);
  if (!damage) file.cutOff(text.wholeBytes);
  const journal: Journal = {
    append: (records) => file.append(records.map(journalLine).join('')),
    entries: () => foldRecords(readJournalText(readFileSync(path)).records),
    forgetExpired: () => {
      const all = [...journal.entries().values()];
      const kept = all.filter((entry) => !isExpired(entry, now()));
      if (kept.length === all.length) return;
      file.close();
      writeAnew(path, kept);
      file = openLineFile(path, durable);
    },
    close: () => file.close(),
  };
  return { journal, entries, damage };
}

function writeAnew(path: string, entries: readonly JournalEntry[]): void {
  const draft = `${path}.new`;
  const file = openSync(draft, 'w');
  try {
    writeWhole(file, entries.flatMap(recordsOf).map(journalLine).join(''), 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}
