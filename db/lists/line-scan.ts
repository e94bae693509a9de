import { fieldEnd, lineEnd, type SearchBase } from './search-base.ts';

/** What a line must hold: folded words, each somewhere in its first `fields` fields. */
export interface Wanted {
  /** The longest first: it's scanned for, and the others are looked for in the lines that hold it. */
  words: readonly Buffer[];
  /** Null for all fields. */
  fields: number | null;
}

/** Bytes that are looked at one by one before the native search is asked: letters are often near, and a call costs more. */
const nearby = 48;
const dash = 0x2d;

/** Calls `visit` with the number of each line that holds what's wanted, in order. */
export function scanLines(
  { lines, ends }: Pick<SearchBase, 'lines' | 'ends'>,
  { words, fields }: Wanted,
  visit: (ordinal: number) => void,
): void {
  const [first, ...others] = words;
  if (!first || first.length === 0) return;
  const next =
    first.length === 1 ? nextByte(lines, first[0] ?? 0) : (from: number) => lines.indexOf(first, from);
  let ordinal = 0;
  for (let at = next(0); at >= 0;) {
    ordinal = ordinalAt(ends, at, ordinal);
    const start = ordinal === 0 ? 0 : (ends[ordinal - 1] ?? 0);
    const end = ends[ordinal] ?? lines.length;
    const limit = fields === null ? end : fieldsEnd(lines, start, end, fields);
    if (at + first.length <= limit && others.every((word) => holds(lines, start, limit, word)))
      visit(ordinal);
    if (end >= lines.length) return;
    at = next(end);
  }
}

/** Whether one line, with its line end, holds what's wanted. */
export function lineHolds(line: Buffer, { words, fields }: Wanted): boolean {
  const limit = fields === null ? line.length : fieldsEnd(line, 0, line.length, fields);
  return words.length > 0 && words.every((word) => word.length > 0 && holds(line, 0, limit, word));
}

/** Whether `word` stands in the line from `start` to `end` with nothing of its field, or a space, on both sides. */
export function standsAlone(lines: Buffer, start: number, end: number, word: Buffer): boolean {
  for (let at = start; at + word.length < end; at++) {
    if (!startsAt(lines, at, word)) continue;
    if ((at === start || isEdge(lines[at - 1])) && isEdge(lines[at + word.length])) return true;
  }
  return false;
}

/** The same, for a word without dashes that has some in the line. */
export function standsUndashed(lines: Buffer, start: number, end: number, word: Buffer): boolean {
  for (let at = start; at + word.length < end; at++) {
    if (lines[at] !== word[0] || !(at === start || isEdge(lines[at - 1]))) continue;
    let next = at;
    for (let index = 0; index < word.length && next < end; next++) {
      if (lines[next] === word[index]) index += 1;
      else if (lines[next] !== dash) break;
      if (index === word.length && isEdge(lines[next + 1])) return true;
    }
  }
  return false;
}

function isEdge(byte: number | undefined): boolean {
  return byte === fieldEnd || byte === lineEnd || byte === 0x20;
}

function nextByte(lines: Buffer, byte: number): (from: number) => number {
  return (from) => {
    const near = Math.min(from + nearby, lines.length);
    for (let at = from; at < near; at++) if (lines[at] === byte) return at;
    return near === lines.length ? -1 : lines.indexOf(byte, near);
  };
}

function holds(lines: Buffer, start: number, end: number, word: Buffer): boolean {
  for (let at = start; at + word.length <= end; at++) if (startsAt(lines, at, word)) return true;
  return false;
}

function startsAt(lines: Buffer, at: number, word: Buffer): boolean {
  for (let index = 0; index < word.length; index++) if (lines[at + index] !== word[index]) return false;
  return true;
}

/** Where the first `fields` fields of a line end. */
function fieldsEnd(lines: Buffer, start: number, end: number, fields: number): number {
  let left = fields;
  for (let at = start; at < end; at++) if (lines[at] === fieldEnd && --left === 0) return at;
  return end;
}

/** The first line whose end is behind `at`; `from` is a line at or before it. It's often one of the next. */
function ordinalAt(ends: Uint32Array, at: number, from: number): number {
  let low = from;
  for (let step = 1; ; step *= 2) {
    const probe = low + step - 1;
    if (probe >= ends.length - 1 || (ends[probe] ?? 0) > at) {
      return within(ends, at, low, Math.min(probe, ends.length - 1));
    }
    low = probe + 1;
  }
}

function within(ends: Uint32Array, at: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
