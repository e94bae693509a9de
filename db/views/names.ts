import { entityKinds } from '../../common/domain/entities.ts';
import { type Connection, preparedRaw } from '../store/database.ts';

const isId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Names by id of those of `values` that are ids of something in the cache, or of something that was deleted here. */
export function namesAmong(db: Connection, values: Iterable<unknown>): Record<string, string> {
  const ids = [...new Set(values)].filter((value) => typeof value === 'string' && isId.test(value));
  const names: Record<string, string> = {};
  if (ids.length === 0) return names;
  const list = JSON.stringify(ids);
  const take = (rows: [id: string, name: string][]) => {
    for (const [id, name] of rows) names[id] ??= name;
  };
  for (const kind of entityKinds)
    take(
      preparedRaw<[string], [string, string]>(
        db,
        `SELECT id, name FROM ${kind} WHERE id IN (SELECT value FROM json_each(?))`,
      ).all(list),
    );
  take(
    preparedRaw<[string], [string, string]>(
      db,
      `SELECT id, doc ->> '$.name' AS name FROM bin WHERE id IN (SELECT value FROM json_each(?)) ORDER BY at DESC`,
    ).all(list),
  );
  return names;
}
