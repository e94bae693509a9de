import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import type { Decision } from '../../common/domain/decisions.ts';
import { damagedCopy, openLineFile, replaceText } from './line-file.ts';
import { journalLine, readJournalText } from './lines.ts';

/** What was settled here, in a file of its own: the cache has the same to read from, and may be lost. */
export interface DecisionLog {
  /** Appends decisions and waits until they are on the disk. Gives what takes them away again. */
  append(decisions: readonly Decision[]): () => void;
  /** All that are whole, oldest first. Reads the file. */
  all(): Decision[];
  /** Writes the file anew without its damaged lines. Only once it has what the cache has of them. */
  leaveOutDamaged(): void;
  close(): void;
}

export interface OpenedDecisions {
  decisions: DecisionLog;
  /** Numbers of damaged lines, from 1, and where the file that holds them was copied to; null when none is. */
  damage: { lines: number[]; copy: string } | null;
}

/**
 * Opens the decisions of a folder, making the file if it isn't there. A torn last line is cut off. Where lines are damaged the file
 * is copied aside.
 * @param now milliseconds since the epoch
 * @param durable false leaves out the wait for the disk; only for a simulation
 */
export function openDecisionLog(path: string, now: number, durable: boolean): OpenedDecisions {
  const read = () => readJournalText<Decision>(existsSync(path) ? readFileSync(path) : Buffer.alloc(0));
  const { wholeBytes, damaged } = read();
  const damage = damaged.length > 0 ? { lines: damaged, copy: damagedCopy(path, now) } : null;
  if (damage) copyFileSync(path, damage.copy);
  let file = openLineFile(path, durable);
  file.cutOff(wholeBytes);
  const decisions: DecisionLog = {
    append: (added) => file.append(added.map(journalLine).join('')),
    all: () => read().records,
    leaveOutDamaged: () => {
      file.close();
      replaceText(path, decisions.all().map(journalLine).join(''));
      file = openLineFile(path, durable);
    },
    close: () => file.close(),
  };
  return { decisions, damage };
}
