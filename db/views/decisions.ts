import type { DecisionPage } from '../../common/contract/conflicts.ts';
import type { Decision } from '../../common/domain/decisions.ts';
import type { Connection } from '../store/database.ts';
import { namesAmong } from './names.ts';

/** What was settled here, newest first; with `entityId` what concerned that alone. */
export function decisionPage(
  db: Connection,
  revision: number,
  { entityId, offset, limit }: { entityId: string | null; offset: number; limit: number },
): DecisionPage {
  const where = '? IS NULL OR EXISTS (SELECT 1 FROM json_each(decision.entities) WHERE value = ?)';
  const total =
    db
      .prepare<[string | null, string | null], number>(`SELECT count(*) FROM decision WHERE ${where}`)
      .pluck()
      .get(entityId, entityId) ?? 0;
  const rows = db
    .prepare<[string | null, string | null, number, number], string>(
      `SELECT doc FROM decision WHERE ${where} ORDER BY at DESC, id DESC LIMIT ? OFFSET ?`,
    )
    .pluck()
    .all(entityId, entityId, limit, offset)
    .map((doc) => JSON.parse(doc) as Decision);
  const ids = rows.flatMap(({ entities, fields }) => [
    ...entities.map(({ id }) => id),
    ...fields.flatMap(({ base, kept, lost, entityId: of }) => [
      base,
      kept,
      of,
      ...lost.map(({ value }) => value),
    ]),
  ]);
  // As they're called now, else as they were called when it was settled.
  const then = Object.assign({}, ...rows.toReversed().map((row) => row.names)) as Record<string, string>;
  return { total, rows, names: { ...then, ...namesAmong(db, ids) }, revision };
}
