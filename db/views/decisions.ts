import type { DecisionPage, SettledFilter } from '../../common/contract/conflicts.ts';
import type { Decision } from '../../common/domain/decisions.ts';
import { fieldTitle } from '../../common/domain/field-titles.ts';
import { foldText } from '../../common/domain/text.ts';
import type { Connection } from '../store/database.ts';
import { namesAmong } from './names.ts';

interface Asked {
  /** What concerned that alone; null for all. */
  entityId: string | null;
  filter?: SettledFilter | undefined;
  offset: number;
  limit: number;
}

/** What was settled here, newest first. */
export function decisionPage(
  db: Connection,
  revision: number,
  { entityId, filter = {}, offset, limit }: Asked,
): DecisionPage {
  const words = foldText(filter.text ?? '')
    .split(/\s+/)
    .filter((word) => word !== '');
  const found =
    words.length === 0
      ? { total: countOf(db, entityId, filter), rows: rowsOf(db, entityId, filter, offset, limit) }
      : withWords(db, rowsOf(db, entityId, filter, 0, -1), words, offset, limit);
  const people = db.prepare<[], string>(`SELECT DISTINCT doc ->> '$.by' FROM decision`).pluck().all();
  const named = people.filter((name) => name !== '').toSorted((one, other) => one.localeCompare(other));
  return { ...found, people: named, names: namesOf(db, found.rows), revision };
}

function whereOf(entityId: string | null, { by, kind, from, to }: SettledFilter): [string, string[]] {
  const conditions: [string, string | null | undefined][] = [
    ['EXISTS (SELECT 1 FROM json_each(decision.entities) WHERE value = ?)', entityId],
    [`doc ->> '$.by' = ?`, by],
    [`EXISTS (SELECT 1 FROM json_each(decision.doc, '$.entities') WHERE value ->> '$.kind' = ?)`, kind],
    ['at >= ?', from],
    ['at < ?', to],
  ];
  const meant = conditions.flatMap(([sql, value]) =>
    value === null || value === undefined ? [] : [{ sql, value }],
  );
  return [['TRUE', ...meant.map(({ sql }) => sql)].join(' AND '), meant.map(({ value }) => value)];
}

function countOf(db: Connection, entityId: string | null, filter: SettledFilter): number {
  const [where, values] = whereOf(entityId, filter);
  return (
    db
      .prepare<string[], number>(`SELECT count(*) FROM decision WHERE ${where}`)
      .pluck()
      .get(...values) ?? 0
  );
}

function rowsOf(
  db: Connection,
  entityId: string | null,
  filter: SettledFilter,
  offset: number,
  limit: number,
): Decision[] {
  const [where, values] = whereOf(entityId, filter);
  return db
    .prepare<(string | number)[], string>(
      `SELECT doc FROM decision WHERE ${where} ORDER BY at DESC, id DESC LIMIT ? OFFSET ?`,
    )
    .pluck()
    .all(...values, limit, offset)
    .map((doc) => JSON.parse(doc) as Decision);
}

/** Those that say all of the words: in what was changed, by whom, or in a value that was kept or lost. */
function withWords(
  db: Connection,
  rows: readonly Decision[],
  words: readonly string[],
  offset: number,
  limit: number,
): { total: number; rows: Decision[] } {
  const names = namesOf(db, rows);
  const said = (value: unknown) =>
    typeof value === 'string' ? (names[value] ?? value) : JSON.stringify(value ?? '');
  const matching = rows.filter(({ title, by, fields }) => {
    const values = fields.flatMap(({ field, kept, lost }) => [
      fieldTitle(field, kept),
      said(kept),
      ...lost.flatMap((one) => [said(one.value), one.by ?? '']),
    ]);
    const text = foldText([title, by, ...values].join('\n'));
    return words.every((word) => text.includes(word));
  });
  return { total: matching.length, rows: matching.slice(offset, offset + limit) };
}

/** Names by id of all that was decided of: as it's called now, else as it was called when it was settled. */
function namesOf(db: Connection, rows: readonly Decision[]): Record<string, string> {
  const ids = rows.flatMap(({ entities, fields }) => [
    ...entities.map(({ id }) => id),
    ...fields.flatMap(({ base, kept, lost, entityId: of }) => [
      ...[base, kept, of],
      ...lost.map(({ value }) => value),
    ]),
  ]);
  const then = Object.assign({}, ...rows.toReversed().map((row) => row.names)) as Record<string, string>;
  return { ...then, ...namesAmong(db, ids) };
}
