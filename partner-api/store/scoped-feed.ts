import type { EntityKind } from '../../common/domain/entities.ts';
import { kindNumbers } from './columns.ts';
import { pageBytesLimit, type ChangeEntry, type Feed, type Tally } from './feed.ts';
import type { ReadingKeys } from './project-keys.ts';
import { openedByVersion, openedRows } from './project-seal.ts';
import type { ReadingSql } from './sql.ts';

/** Prepares what accounts with a brand scope see. The statements are shared, the keys are those of the sight asked with. */
export function scopedFeeds(sql: ReadingSql, seals: ReadingKeys): (sight: ReadonlySet<string>) => Feed {
  const { bytes, byScope, rowsInOrder } = sql.dialect;
  const inSight = `IN ${sql.dialect.elementsOf('@keys')}`;
  const tallies = sql.prepare<[{ keys: string }], Tally>(
    `SELECT kind, sum(count) AS count, sum(version_sum) AS versionSum FROM tally WHERE scope ${inSight} GROUP BY kind`,
  );
  // One key at a time: the index gives a key's ids in order, so that a page costs what it holds, however many rows of other
  // brands lie between.
  const idsOfKey = sql
    .prepare<[number, string, string, number], string>(
      `SELECT id FROM entity ${byScope} WHERE kind = ? AND scope = ? AND scope <> '' AND id > ? ORDER BY id LIMIT ?`,
    )
    .pluck();
  const sizes = sql.prepare<[string, number], number>(rowsInOrder(bytes('entity.doc'))).pluck();
  const joined = sql.joinedDocs<[string, number]>(rowsInOrder('entity.doc AS doc'));
  const projects = sql.prepare<[string, number], { id: string; doc: string }>(
    rowsInOrder('entity.id AS id, entity.doc AS doc'),
  );
  const upserts = sql.prepare<[FeedParameters], ChangeEntry>(
    `SELECT version AS seq, kind, id, 'upsert' AS op, ${bytes('doc')} AS bytes
     FROM entity WHERE version > @seq AND scope ${inSight} ORDER BY version LIMIT @limit`,
  );
  const tombstones = sql.prepare<[FeedParameters], ChangeEntry>(
    `SELECT seq, kind, id, 'delete' AS op, 0 AS bytes
     FROM tombstone WHERE seq > @seq AND scope ${inSight} ORDER BY seq LIMIT @limit`,
  );
  // Each at the last time that it left, not at its row's version: a later change out of sight would move it behind a cursor
  // that has passed the leaving. What was deleted in sight after it had come back is told by its tombstone.
  const leavings = sql.prepare<[FeedParameters], ChangeEntry>(
    `SELECT max(seq) AS seq, kind, id, 'scope-out' AS op, 0 AS bytes FROM scope_log
     WHERE seq > @seq AND former ${inSight}
       AND NOT EXISTS (SELECT 1 FROM entity
         WHERE entity.kind = scope_log.kind AND entity.id = scope_log.id AND entity.scope ${inSight})
       AND NOT EXISTS (SELECT 1 FROM tombstone
         WHERE tombstone.kind = scope_log.kind AND tombstone.id = scope_log.id AND tombstone.scope ${inSight})
     GROUP BY kind, id ORDER BY max(seq) LIMIT @limit`,
  );
  const changedRows = sql.prepare<
    [{ seq: number; end: number; keys: string }],
    { version: number; kind: number; id: string; doc: string }
  >(
    `SELECT version, kind, id, doc FROM entity WHERE version > @seq AND version <= @end AND scope ${inSight}`,
  );

  return (sight) => {
    const keys = JSON.stringify([...sight]);
    const idsAfter = async (kind: EntityKind, after: string, limit: number): Promise<string[]> => {
      const found: string[] = [];
      for (const key of sight) found.push(...(await idsOfKey.all(kindNumbers[kind], key, after, limit)));
      return found.sort().slice(0, limit);
    };
    const rowsOf = async (kind: EntityKind, ids: readonly string[]) => {
      const list = JSON.stringify(ids);
      if (kind !== 'project') return joined(list, kindNumbers[kind]);
      const rows = await openedRows(seals, kind, await projects.all(list, kindNumbers[kind]));
      return rows.length > 0 ? Buffer.from(rows.map(({ doc }) => doc).join(',')) : null;
    };
    return {
      tallies: () => tallies.all({ keys }),
      chunkAfter: async (kind, after, limit) => {
        const ids = await idsAfter(kind, after, limit);
        const { count, bytes } = whatFits(await sizes.all(JSON.stringify(ids), kindNumbers[kind]));
        const taken = ids.slice(0, count);
        return {
          rows: count,
          last: taken.at(-1) ?? null,
          bytes,
          endsKind: ids.length < limit && count === ids.length,
          read: () => rowsOf(kind, taken),
        };
      },
      hasRowAfter: async (kind, after) => (await idsAfter(kind, after, 1)).length > 0,
      entriesAfter: async (seq, limit) => {
        const asked = { seq, limit, keys };
        const entries: ChangeEntry[] = [];
        for (const statement of [upserts, tombstones, leavings])
          entries.push(...(await statement.all(asked)));
        return entries.sort((a, b) => a.seq - b.seq);
      },
      documents: async (seq, end) => openedByVersion(seals, await changedRows.all({ seq, end, keys })),
    };
  };
}

interface FeedParameters {
  seq: number;
  limit: number;
  keys: string;
}

/** How many of the first rows fit on a page, at least one. */
function whatFits(sizes: readonly number[]): { count: number; bytes: number } {
  let bytes = 0;
  let count = 0;
  for (const size of sizes) {
    if (count > 0 && bytes + size > pageBytesLimit) break;
    bytes += size;
    count++;
  }
  return { count, bytes };
}
