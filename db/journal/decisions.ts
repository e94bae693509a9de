import { existsSync, readFileSync } from 'node:fs';
import type { Decision } from '../../common/domain/decisions.ts';
import { openLineFile } from './line-file.ts';
import { journalLine, readJournalText } from './lines.ts';

/** What was settled here, in a file of its own: the cache has the same to read from, and may be lost. */
export interface DecisionLog {
  /** Appends decisions and waits until they are on the disk. Gives what takes them away again. */
  append(decisions: readonly Decision[]): () => void;
  /** All that are whole, oldest first. Reads the file. */
  all(): Decision[];
  close(): void;
}

/** Opens the decisions of a folder, making the file if it isn't there. A torn last line is cut off. */
export function openDecisionLog(path: string, durable: boolean): DecisionLog {
  const read = () => readJournalText<Decision>(existsSync(path) ? readFileSync(path) : Buffer.alloc(0));
  const { wholeBytes } = read();
  const file = openLineFile(path, durable);
  file.cutOff(wholeBytes);
  return {
    append: (decisions) => file.append(decisions.map(journalLine).join('')),
    all: () => read().records,
    close: () => file.close(),
  };
}
