import type Database from 'better-sqlite3';
import { kindNumbers } from './columns.ts';
import { openedDoc } from './project-seal.ts';
import { pageBytesLimit, type ChangeEntry, type Feed } from './feed.ts';

interface Size {
  rows: number;
  last: string | null;
  bytes: number;
}

/** Everything, as accounts without a brand scope see it. */
export function wholeFeed(connection: Database.Database): Feed {
  const tallies = connection.prepare<[], ReturnType<Feed['tallies']>[number]>(
    'SELECT kind, sum(count) AS count, sum(version_sum) AS versionSum FROM tally GROUP BY kind',
  );
  // SQLite joins the documents of a page by itself, as bytes: no row becomes a JavaScript string on its way out.
  const chunkSize = connection.prepare<[number, string, number], Size>(
    `SELECT count(*) AS rows, max(id) AS last, coalesce(sum(octet_length(doc)), 0) AS bytes
     FROM (SELECT id, doc FROM entity WHERE kind = ? AND id > ? ORDER BY id LIMIT ?)`,
  );
  const chunkRows = connection
    .prepare<[number, string, number], Uint8Array>(
      `SELECT CAST(group_concat(doc, ',') AS BLOB)
       FROM (SELECT ${openedDoc()} AS doc FROM entity WHERE kind = ? AND id > ? ORDER BY id LIMIT ?)`,
    )
    .pluck();
  const upserts = connection.prepare<[number, number], ChangeEntry>(
    `SELECT version AS seq, kind, id, 'upsert' AS op, octet_length(doc) AS bytes
     FROM entity WHERE version > ? ORDER BY version LIMIT ?`,
  );
  const tombstones = connection.prepare<[number, number], ChangeEntry>(
    `SELECT seq, kind, id, 'delete' AS op, 0 AS bytes FROM tombstone WHERE seq > ? ORDER BY seq LIMIT ?`,
  );
  const changedRows = connection
    .prepare<[number, number], [number, string]>(
      `SELECT version, ${openedDoc()} FROM entity WHERE version > ? AND version <= ?`,
    )
    .raw();

  return {
    tallies: () => tallies.all(),
    chunkAfter: (kind, after, limit) => {
      const number = kindNumbers[kind];
      for (let rows = limit; ; rows = Math.max(1, Math.floor(rows / 4))) {
        const size = chunkSize.get(number, after, rows) ?? { rows: 0, last: null, bytes: 0 };
        if (size.bytes > pageBytesLimit && size.rows > 1) continue;
        const read = () => chunkRows.get(number, after, size.rows);
        return { ...size, endsKind: size.rows < rows, read };
      }
    },
    hasRowAfter: (kind, after) => (chunkSize.get(kindNumbers[kind], after, 1)?.rows ?? 0) > 0,
    entriesAfter: (seq, limit) =>
      [...upserts.all(seq, limit), ...tombstones.all(seq, limit)].sort((a, b) => a.seq - b.seq),
    documents: (seq, end) => new Map(changedRows.all(seq, end)),
  };
}
