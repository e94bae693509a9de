import { crc32 } from 'node:zlib';
import type { Mutation } from '../../common/domain/mutations.ts';
import type { LeftItem } from '../../common/partner-api/sync-door.ts';
import type { Hold } from '../outbox/outbox.ts';

/** What the journal remembers. `at` is ISO. With `more` the record that follows belongs to it: they hold together or not at all. */
export type JournalRecord = RecordOfOne & { more?: true };

type RecordOfOne =
  /** First line of a file that was written anew: it's shorter by `leftOut` bytes than all that was ever written to the journal. */
  | { type: 'rewritten'; leftOut: number }
  /** A change was queued, or rewritten under the same id before it left; then it keeps its place unless it's `last` in line now. `departed` where it was sent before it was held. */
  | {
      type: 'queued';
      at: string;
      mutation: Mutation;
      title: string;
      last?: true;
      hold?: Hold;
      departed?: true;
    }
  /** It's kept from being sent from now on, or (with null) not any more. `departed` where it was sent before. */
  | { type: 'hold'; at: string; id: string; hold: Hold | null; departed?: true }
  /** The server of `epoch` applied it at sequence `seq`; a journal of an earlier version doesn't say whose sequence it is. `left` and `gone` are what a part of a bulk delete didn't delete. */
  | {
      type: 'settled';
      at: string;
      id: string;
      seq: number;
      epoch?: string;
      left?: LeftItem[];
      gone?: string[];
    }
  /** It was taken back or discarded by the operator; `unsettled` where the server may have applied it all the same. */
  | { type: 'discarded'; at: string; id: string; unsettled?: true }
  /** The operator has read what became of one that was discarded unsettled. */
  | { type: 'told'; at: string; id: string }
  /** It stands no more; `mutation` takes its place. */
  | { type: 'replaced'; at: string; id: string; mutation: Mutation; title: string };

/**
 * The records of one append as lines. Where something goes or is replaced, what was made on top of it is rewritten for that: those
 * hold together, so that a crash in the middle leaves all as it was. What is only added is kept as far as it got.
 */
export function journalLines(records: readonly JournalRecord[]): string {
  const isOne = records.some(({ type }) => type === 'discarded' || type === 'replaced');
  return records
    .map((record, at) => journalLine(isOne && at < records.length - 1 ? { ...record, more: true } : record))
    .join('');
}

/** A record as one line: its checksum, a blank, its JSON. */
export function journalLine(record: object): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

export interface JournalText<T = JournalRecord> {
  records: T[];
  /** Lines that don't match their checksum, by number from 1; never the last one when it was cut short. */
  damaged: number[];
  /** Length in bytes up to and including the last whole line that nothing is missing after: what is behind it was being written when the power went. */
  wholeBytes: number;
}

/** Reads a journal. A torn end is left out, with the records that belong to it; a damaged line is named and the others are used. */
export function readJournalText<T extends object = JournalRecord>(bytes: Buffer): JournalText<T> {
  let wholeBytes = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.toString('utf8', 0, wholeBytes).split('\n').slice(0, -1);
  const found = lines.map((line) => recordIn<T & { more?: true }>(line));
  while (found.at(-1)?.more) {
    found.pop();
    wholeBytes = bytes.lastIndexOf(0x0a, wholeBytes - 2) + 1;
  }
  const records: T[] = [];
  const damaged: number[] = [];
  found.forEach((record, index) => {
    if (record) records.push(record);
    else damaged.push(index + 1);
  });
  return { records, damaged, wholeBytes };
}

function recordIn<T>(line: string): T | undefined {
  const json = line.slice(9);
  if (line[8] !== ' ' || checksum(json) !== line.slice(0, 8)) return undefined;
  return JSON.parse(json) as T;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
