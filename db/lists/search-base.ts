import type { SearchedKind } from '../../common/contract/views.ts';
import type { Connection } from '../store/database.ts';

/**
 * Fields that search looks into, by kind: folded columns, the name first. The first `listed` of them, which lists show, are also
 * what `search` of a list looks into.
 */
export const searchFields: Record<SearchedKind, { columns: readonly string[]; listed: number }> = {
  partner: { columns: ['nameKey', 'emailKey', 'cityKey', 'moreKey'], listed: 3 },
  customer: {
    columns: ['nameKey', 'emailKey', 'referenceKey', 'customerIdKey', 'cityKey', 'externalKey', 'moreKey'],
    listed: 5,
  },
  site: { columns: ['nameKey', 'cityKey', 'externalKey', 'moreKey'], listed: 2 },
  probe: { columns: ['nameKey', 'serialKey'], listed: 2 },
  project: { columns: ['nameKey', 'companyKey', 'emailKey', 'loginKey'], listed: 4 },
  visit: { columns: ['nameKey', 'technicianKey', 'notesKey'], listed: 2 },
  invite: { columns: ['nameKey', 'contactKey'], listed: 2 },
  onboardingLink: { columns: ['nameKey'], listed: 1 },
};

/** Ends a field in a line, and a line. */
export const fieldEnd = 0x01;
export const lineEnd = 0x0a;

/** Folded text of all rows of a kind at one point of the trail, a line each, in order of their names. It never changes. */
export interface SearchBase {
  /** Where the trail stood when the first of it was read. */
  at: number;
  lines: Buffer;
  /** Where each line ends in `lines`, its line end included. */
  ends: Uint32Array;
  /** The row of each line. */
  rids: Uint32Array;
}

/** Reads a base bit by bit, so that other questions can be answered between. */
export interface BaseReading {
  /** Reads on for a moment; the base when all is read. Every call may be in another transaction. */
  step(): SearchBase | undefined;
}

/** The SQL of a row's line, its line end aside. */
export function lineSql(kind: SearchedKind): string {
  return searchFields[kind].columns
    .map((column) => (column === 'moreKey' ? `coalesce(${column}, '')` : column))
    .join(` || char(${fieldEnd}) || `);
}

/**
 * Begins to read the text of a kind. The table is read front to back and then the order of names from its index, as reading the
 * rows in order of names would fetch each from elsewhere in the file. Rows that change meanwhile are on the trail after `at`.
 */
export function beginBase(db: Connection, kind: SearchedKind, at: number, rowsInStep: number): BaseReading {
  const selectText = db
    .prepare<[number, number], [number, string]>(
      `SELECT rid, ${lineSql(kind)} FROM ${kind} WHERE rid > ? ORDER BY rid LIMIT ?`,
    )
    .raw();
  const selectOrder = db
    .prepare<[string, string, number], [number, string, string]>(
      `SELECT rid, nameKey, id FROM ${kind} WHERE (nameKey, id) > (?, ?) ORDER BY nameKey, id LIMIT ?`,
    )
    .raw();
  const text = openText();
  let lastRid = 0;
  let sorted: ReturnType<typeof openSorted> | undefined;
  let last: readonly [string, string] = ['', ''];

  function readText(): void {
    const rows = selectText.all(lastRid, rowsInStep);
    for (const [rid, line] of rows) text.add(rid, line);
    lastRid = rows.at(-1)?.[0] ?? lastRid;
    if (rows.length < rowsInStep) sorted = openSorted(text.whole());
  }

  return {
    step: () => {
      if (!sorted) {
        readText();
        return undefined;
      }
      const rows = selectOrder.all(...last, rowsInStep);
      for (const [rid] of rows) sorted.take(rid);
      const [, nameKey, id] = rows.at(-1) ?? [];
      last = [nameKey ?? '', id ?? ''];
      return rows.length < rowsInStep ? { at, ...sorted.whole() } : undefined;
    },
  };
}

type Lines = Omit<SearchBase, 'at'>;

/** Lines in the order in which they are read. */
function openText() {
  let lines = Buffer.allocUnsafe(1 << 20);
  let end = 0;
  const rids: number[] = [];
  const ends: number[] = [];
  return {
    add: (rid: number, line: string) => {
      const most = end + line.length * 3 + 1;
      if (most > lines.length) {
        const larger = Buffer.allocUnsafe(Math.max(most, lines.length * 2));
        lines.copy(larger, 0, 0, end);
        lines = larger;
      }
      end += lines.write(line.includes('\n') ? line.replaceAll('\n', ' ') : line, end);
      lines[end] = lineEnd;
      end += 1;
      rids.push(rid);
      ends.push(end);
    },
    whole: (): Lines => ({
      lines: lines.subarray(0, end),
      ends: Uint32Array.from(ends),
      rids: Uint32Array.from(rids),
    }),
  };
}

/** Takes lines out of others, each once; rows that aren't among them are left out. */
function openSorted(text: Lines) {
  const places = new Uint32Array((text.rids.at(-1) ?? 0) + 1);
  text.rids.forEach((rid, index) => {
    places[rid] = index + 1;
  });
  const lines = Buffer.allocUnsafe(text.lines.length);
  const rids = new Uint32Array(text.rids.length);
  const ends = new Uint32Array(text.rids.length);
  let end = 0;
  let count = 0;
  return {
    take: (rid: number) => {
      const place = places[rid] ?? 0;
      if (place === 0) return;
      // A row that was renamed meanwhile may come twice.
      places[rid] = 0;
      const from = place === 1 ? 0 : (text.ends[place - 2] ?? 0);
      end += text.lines.copy(lines, end, from, text.ends[place - 1] ?? from);
      rids[count] = rid;
      ends[count] = end;
      count += 1;
    },
    whole: (): Lines => ({
      lines: lines.subarray(0, end),
      ends: ends.subarray(0, count),
      rids: rids.subarray(0, count),
    }),
  };
}
