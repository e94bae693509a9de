import type { DeletableKind, NamedRow, PastedMatches } from '../../common/contract/deleting.ts';
import { keysOfExternalId, keysOfLine } from '../../common/domain/pasted-list.ts';
import { foldText } from '../../common/domain/text.ts';
import type { Connection } from '../store/database.ts';
import { namedRows } from './delete-preview.ts';

/** A way in which a line can name a row: each is tried for all lines that none before has found. */
type Finder = (lines: readonly string[]) => Map<string, string[]>;

/**
 * Which rows pasted lines mean: by id, Customer ID, external id, or name, in this order; a line that answers to several rows is
 * ambiguous and chooses none. A row that two lines mean is found once.
 */
export function pastedMatches(db: Connection, kind: DeletableKind, lines: readonly string[]): PastedMatches {
  const found = new Map<string, string[]>();
  let open = [...new Set(lines)];
  for (const find of findersOf(db, kind)) {
    if (open.length === 0) break;
    const matched = find(open);
    for (const [line, ids] of matched) found.set(line, ids);
    open = open.filter((line) => !matched.has(line));
  }
  const rows = new Map(
    namedRows(db, kind, [...new Set([...found.values()].flat())]).map((row) => [row.id, row]),
  );
  const answer: PastedMatches = { found: [], ambiguous: [], missing: open };
  const chosen = new Set<string>();
  for (const [line, ids] of found) {
    const those = ids.map((id) => rows.get(id)).filter((row): row is NamedRow => row !== undefined);
    const [row, another] = those;
    if (!row) answer.missing.push(line);
    else if (another) answer.ambiguous.push({ line, rows: those });
    else if (!chosen.has(row.id)) {
      chosen.add(row.id);
      answer.found.push({ line, row });
    }
  }
  return answer;
}

function findersOf(db: Connection, kind: DeletableKind): Finder[] {
  const byColumn = (column: string, keyOf: (line: string) => string): Finder => {
    const select = db
      .prepare<[string], [string, string]>(
        `SELECT ${column}, id FROM ${kind} WHERE ${column} IN (SELECT value FROM json_each(?)) ORDER BY id`,
      )
      .raw();
    return (lines) => byKey(lines, (line) => [keyOf(line)], select.all(JSON.stringify(lines.map(keyOf))));
  };
  const byExternalId: Finder = (lines) => {
    const select = db
      .prepare<[], [string, string, string]>(
        `SELECT one.value ->> '$.system', one.value ->> '$.value', ${kind}.id
         FROM ${kind}, json_each(${kind}.doc, '$.externalIds') AS one
         WHERE ${kind}.externalKey <> '' ORDER BY ${kind}.id`,
      )
      .raw();
    const rows = select
      .all()
      .flatMap(([system, value, id]) =>
        keysOfExternalId({ system, value }).map((key): [string, string] => [key, id]),
      );
    return byKey(lines, keysOfLine, rows);
  };
  return [
    byColumn('id', (line) => line.toLowerCase()),
    ...(kind === 'customer' ? [byColumn('customerIdKey', foldText)] : []),
    byExternalId,
    byColumn('nameKey', foldText),
  ];
}

function byKey(
  lines: readonly string[],
  keysOf: (line: string) => string[],
  rows: readonly [key: string, id: string][],
): Map<string, string[]> {
  const byKeys = Map.groupBy(rows, ([key]) => key);
  const found = new Map<string, string[]>();
  for (const line of lines) {
    const those = keysOf(line)
      .map((key) => byKeys.get(key))
      .find((rowsOfKey) => rowsOfKey !== undefined);
    if (those) found.set(line, [...new Set(those.map(([, id]) => id))]);
  }
  return found;
}
