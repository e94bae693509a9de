import type { SearchedKind } from '../../common/contract/views.ts';
import { foldText } from '../../common/domain/text.ts';
import type { Connection } from '../store/database.ts';
import type { FollowedTrail } from './followed-trail.ts';
import { lineHolds, scanLines, standsAlone, standsUndashed, type Wanted } from './line-scan.ts';
import {
  beginBase,
  fieldEnd,
  lineSql,
  searchFields,
  type BaseReading,
  type SearchBase,
} from './search-base.ts';

/** What was found of a kind. */
export interface Found {
  /** All rows that match. */
  total: number;
  /** The first of them, in order of names, equal names in order of ids. */
  rids: number[];
  /** Rows of which a word is exactly what was looked for, the first few: an id or a serial, perhaps. */
  exact: number[];
}

/**
 * Folded text of all rows of a kind, scanned whole, which beats an index (measured): a base that doesn't change, and over it
 * the rows that changed since it was read.
 */
export interface SearchIndex {
  /** Rows in which every word of `query` stands in some field, or with `listed` in one that lists look into. */
  find(query: string, options: { listed: boolean; limit: number }): Found;
  /** Row ids of all that `find` counts, in no order. */
  all(query: string, listed: boolean): Uint32Array;
  /** Rows of which a word is this one but for the dashes in it, the first few. `word` is folded and has none. */
  undashed(word: string): number[];
  /** Does a bit of what makes later answers quicker; whether there's more to do. */
  warm(): boolean;
}

/** How the texts are read when nobody waits. */
export interface Pace {
  rowsInStep: number;
  /** Rows over the base beyond which a new base is made. */
  largeOverlay: number;
}

const usualPace: Pace = { rowsInStep: 20_000, largeOverlay: 5000 };
/** Exact matches that are looked for; they're few, or what was looked for isn't an id. */
const mostExact = 20;
/** The shortest text that's taken for a whole id or serial, in bytes. */
const shortestExact = 3;

interface Change {
  nameKey: Buffer;
  id: string;
  line: Buffer;
}

/** Opens the search of a kind; nothing is read before it's needed. */
export function openSearchIndex(
  db: Connection,
  trail: FollowedTrail,
  kind: SearchedKind,
  { rowsInStep, largeOverlay }: Pace = usualPace,
): SearchIndex {
  const read = db
    .prepare<[string], [number, string, string, string]>(
      `SELECT rid, nameKey, id, ${lineSql(kind)} FROM ${kind} WHERE rid IN (SELECT value FROM json_each(?))`,
    )
    .raw();
  const idOf = db.prepare<[number], string>(`SELECT id FROM ${kind} WHERE rid = ?`).pluck();
  let base: SearchBase | undefined;
  let reading: BaseReading | undefined;
  /** Rows that changed since the base was read; null for those that are gone. */
  let overlay = new Map<number, Change | null>();
  let at = 0;

  function begin(): BaseReading {
    return (reading ??= beginBase(db, kind, trail.end(), rowsInStep));
  }

  /** Takes a new base; what changed while it was read is laid over it. */
  function take(fresh: SearchBase): void {
    base = fresh;
    reading = undefined;
    overlay = new Map();
    at = fresh.at;
  }

  function lay(rids: readonly number[]): void {
    for (const rid of rids) overlay.set(rid, null);
    for (const [rid, nameKey, id, line] of read.all(JSON.stringify(rids)))
      overlay.set(rid, {
        nameKey: Buffer.from(nameKey),
        id,
        line: Buffer.from(`${line.replaceAll('\n', ' ')}\n`),
      });
  }

  /** The base, with everything laid over it that changed up to now. */
  function current(): SearchBase {
    for (;;) {
      const changed = base && trail.since(at, kind);
      if (base && changed) {
        at = trail.end();
        if (changed.length > 0) lay(changed);
        return base;
      }
      if (base) {
        // The trail can't tell, neither of what is being read.
        base = undefined;
        reading = undefined;
      }
      const fresh = begin().step();
      if (fresh) take(fresh);
    }
  }

  /** Which comes first by name, then id. */
  function isBefore(rid: number, nameOf: () => Buffer, change: Change): boolean {
    const order = Buffer.compare(nameOf(), change.nameKey);
    return order < 0 || (order === 0 && (idOf.get(rid) ?? '') < change.id);
  }

  function find(query: string, { listed, limit }: { listed: boolean; limit: number }): Found {
    const wanted = wantedOf(query, listed ? searchFields[kind].listed : null);
    const { lines, ends, rids } = current();
    const hits: number[] = [];
    const exact: number[] = [];
    const [only] = wanted.words.length === 1 ? wanted.words : [];
    const whole = only && only.length >= shortestExact ? only : undefined;
    let total = 0;
    const startOf = (ordinal: number) => (ordinal === 0 ? 0 : (ends[ordinal - 1] ?? 0));
    scanLines({ lines, ends }, wanted, (ordinal) => {
      const rid = rids[ordinal] ?? 0;
      if (overlay.size > 0 && overlay.has(rid)) return;
      total += 1;
      if (hits.length < limit) hits.push(ordinal);
      if (!whole || exact.length >= mostExact) return;
      if (standsAlone(lines, startOf(ordinal), ends[ordinal] ?? 0, whole)) exact.push(rid);
    });
    const laid: { rid: number; change: Change }[] = [];
    for (const [rid, change] of overlay) {
      if (!change || !lineHolds(change.line, wanted)) continue;
      laid.push({ rid, change });
      if (whole && standsAlone(change.line, 0, change.line.length, whole)) exact.push(rid);
    }
    laid.sort(
      ({ change: a }, { change: b }) => Buffer.compare(a.nameKey, b.nameKey) || (a.id < b.id ? -1 : 1),
    );
    const merged: number[] = [];
    const nameAt = (ordinal: number) => {
      const start = startOf(ordinal);
      const line = lines.subarray(start, (ends[ordinal] ?? 0) - 1);
      const end = line.indexOf(fieldEnd);
      return end < 0 ? line : line.subarray(0, end);
    };
    let next = 0;
    for (const ordinal of hits) {
      const rid = rids[ordinal] ?? 0;
      for (; next < laid.length; next++) {
        const { rid: laidRid, change } = laid[next] ?? {};
        if (laidRid === undefined || !change || isBefore(rid, () => nameAt(ordinal), change)) break;
        merged.push(laidRid);
      }
      merged.push(rid);
    }
    merged.push(...laid.slice(next, next + limit).map(({ rid }) => rid));
    return { total: total + laid.length, rids: merged.slice(0, limit), exact };
  }

  return {
    find,
    all: (query, listed) => {
      const wanted = wantedOf(query, listed ? searchFields[kind].listed : null);
      const { rids, ...text } = current();
      let found = new Uint32Array(1024);
      let count = 0;
      const add = (rid: number) => {
        if (count === found.length) {
          const larger = new Uint32Array(count * 2);
          larger.set(found);
          found = larger;
        }
        found[count++] = rid;
      };
      scanLines(text, wanted, (ordinal) => {
        const rid = rids[ordinal] ?? 0;
        if (overlay.size === 0 || !overlay.has(rid)) add(rid);
      });
      for (const [rid, change] of overlay) if (change && lineHolds(change.line, wanted)) add(rid);
      return found.subarray(0, count);
    },
    undashed: (text) => {
      const word = Buffer.from(text);
      const { lines, ends, rids } = current();
      const found: number[] = [];
      // Dashes group an id; its first character has none behind it.
      scanLines({ lines, ends }, { words: [word.subarray(0, 2)], fields: null }, (ordinal) => {
        const rid = rids[ordinal] ?? 0;
        if (found.length >= mostExact || overlay.has(rid)) return;
        const start = ordinal === 0 ? 0 : (ends[ordinal - 1] ?? 0);
        if (standsUndashed(lines, start, ends[ordinal] ?? 0, word)) found.push(rid);
      });
      for (const [rid, change] of overlay)
        if (change && standsUndashed(change.line, 0, change.line.length, word)) found.push(rid);
      return found;
    },
    warm: () => {
      if (base && overlay.size < largeOverlay) return false;
      const fresh = begin().step();
      if (fresh) take(fresh);
      return !fresh;
    },
  };
}

/** The words of what was typed, folded, each once, the longest first. */
export function wordsOf(query: string): string[] {
  const words = new Set(
    foldText(query)
      .split(/[\s\p{Cc}]+/u)
      .filter(Boolean),
  );
  return [...words].sort((a, b) => b.length - a.length);
}

function wantedOf(query: string, fields: number | null): Wanted {
  return { words: wordsOf(query).map((word) => Buffer.from(word)), fields };
}
