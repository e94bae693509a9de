import type Database from 'better-sqlite3';
import type { EntityKind } from '../../common/domain/entities.ts';
import { kindNumbers } from './columns.ts';
import { openedDoc } from './project-seal.ts';
import { pageBytesLimit, type ChangeEntry, type Feed } from './feed.ts';

/** A list as one parameter of a statement, to be read by json_each. */
export const oneOf = '(SELECT value FROM json_each(@keys))';

/** Prepares what accounts with a brand scope see. The statements are shared, the keys are those of the sight asked with. */
export function scopedFeeds(connection: Database.Database): (sight: ReadonlySet<string>) => Feed {
  const tallies = connection.prepare<[{ keys: string }], ReturnType<Feed['tallies']>[number]>(
    `SELECT kind, sum(count) AS count, sum(version_sum) AS versionSum FROM tally WHERE scope IN ${oneOf} GROUP BY kind`,
  );
  // One key at a time: the index gives a key's ids in order, so that a page costs what it holds, however many rows of other
  // brands lie between.
  const idsOfKey = connection
    .prepare<[number, string, string, number], string>(
      `SELECT id FROM entity INDEXED BY entity_by_scope
       WHERE kind = ? AND scope = ? AND scope <> '' AND id > ? ORDER BY id LIMIT ?`,
    )
    .pluck();
  const sizes = connection
    .prepare<[string, number], number>(
      `SELECT octet_length(entity.doc) FROM json_each(?) wanted
       CROSS JOIN entity ON entity.kind = ? AND entity.id = wanted.value ORDER BY wanted.key`,
    )
    .pluck();
  const rows = connection
    .prepare<[string, number], Uint8Array>(
      `SELECT CAST(group_concat(doc, ',') AS BLOB) FROM
       (SELECT ${openedDoc('entity.')} AS doc FROM json_each(?) wanted
        CROSS JOIN entity ON entity.kind = ? AND entity.id = wanted.value ORDER BY wanted.key)`,
    )
    .pluck();
  const upserts = connection.prepare<[FeedParameters], ChangeEntry>(
    `SELECT version AS seq, kind, id, 'upsert' AS op, octet_length(doc) AS bytes
     FROM entity WHERE version > @seq AND scope IN ${oneOf} ORDER BY version LIMIT @limit`,
  );
  const tombstones = connection.prepare<[FeedParameters], ChangeEntry>(
    `SELECT seq, kind, id, 'delete' AS op, 0 AS bytes
     FROM tombstone WHERE seq > @seq AND scope IN ${oneOf} ORDER BY seq LIMIT @limit`,
  );
  // Each at the last time that it left, not at its row's version: a later change out of sight would move it behind a cursor
  // that has passed the leaving. What was deleted in sight after it had come back is told by its tombstone.
  const leavings = connection.prepare<[FeedParameters], ChangeEntry>(
    `SELECT max(seq) AS seq, kind, id, 'scope-out' AS op, 0 AS bytes FROM scope_log
     WHERE seq > @seq AND former IN ${oneOf}
       AND NOT EXISTS (SELECT 1 FROM entity
         WHERE entity.kind = scope_log.kind AND entity.id = scope_log.id AND entity.scope IN ${oneOf})
       AND NOT EXISTS (SELECT 1 FROM tombstone
         WHERE tombstone.kind = scope_log.kind AND tombstone.id = scope_log.id AND tombstone.scope IN ${oneOf})
     GROUP BY kind, id ORDER BY seq LIMIT @limit`,
  );
  const changedRows = connection
    .prepare<[{ seq: number; end: number; keys: string }], [number, string]>(
      `SELECT version, ${openedDoc()} FROM entity WHERE version > @seq AND version <= @end AND scope IN ${oneOf}`,
    )
    .raw();

  return (sight) => {
    const keys = JSON.stringify([...sight]);
    const idsAfter = (kind: EntityKind, after: string, limit: number): string[] => {
      const found = [...sight].flatMap((key) => idsOfKey.all(kindNumbers[kind], key, after, limit));
      return found.sort().slice(0, limit);
    };
    return {
      tallies: () => tallies.all({ keys }),
      chunkAfter: (kind, after, limit) => {
        const ids = idsAfter(kind, after, limit);
        const { count, bytes } = whatFits(sizes.all(JSON.stringify(ids), kindNumbers[kind]));
        const taken = ids.slice(0, count);
        return {
          rows: count,
          last: taken.at(-1) ?? null,
          bytes,
          endsKind: ids.length < limit && count === ids.length,
          read: () => rows.get(JSON.stringify(taken), kindNumbers[kind]),
        };
      },
      hasRowAfter: (kind, after) => idsAfter(kind, after, 1).length > 0,
      entriesAfter: (seq, limit) => {
        const asked = { seq, limit, keys };
        return [upserts, tombstones, leavings]
          .flatMap((statement) => statement.all(asked))
          .sort((a, b) => a.seq - b.seq);
      },
      documents: (seq, end) => new Map(changedRows.all({ seq, end, keys })),
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
