import type { EntityKind } from '../../common/domain/entities.ts';
import { kindNumbers } from './columns.ts';
import { pageBytesLimit, type ChangeEntry, type Feed, type Tally } from './feed.ts';
import type { ReadingKeys } from './project-keys.ts';
import { openedByVersion, openedProjects, openedRows } from './project-seal.ts';
import type { ReadingSql } from './sql.ts';

interface Size {
  rows: number;
  last: string | null;
  bytes: number;
}

const nothing: Size = { rows: 0, last: null, bytes: 0 };

/** Everything, as accounts without a brand scope see it. */
export function wholeFeed(sql: ReadingSql, keys: ReadingKeys): Feed {
  const { roughBytes: bytes } = sql.dialect;
  const page = 'SELECT id, doc FROM entity WHERE kind = ? AND id > ? ORDER BY id LIMIT ?';
  const tallies = sql.prepare<[], Tally>(
    'SELECT kind, sum(count) AS count, sum(version_sum) AS versionSum FROM tally GROUP BY kind',
  );
  const chunkSize = sql.prepare<[number, string, number], Size>(
    `SELECT count(*) AS rows, max(id) AS last, coalesce(sum(${bytes('doc')}), 0) AS bytes FROM (${page}) AS page`,
  );
  const chunkRows = sql.joinedDocs<[number, string, number]>(page);
  const rowAfter = sql
    .prepare<[number, string], number>('SELECT 1 FROM entity WHERE kind = ? AND id > ? LIMIT 1')
    .pluck();
  const chunkProjects = sql.prepare<[number, string, number], { id: string; doc: string }>(page);
  const upserts = sql.prepare<[number, number], ChangeEntry>(
    `SELECT version AS seq, kind, id, 'upsert' AS op, ${bytes('doc')} AS bytes
     FROM entity WHERE version > ? ORDER BY version LIMIT ?`,
  );
  // One pass over the rows of a page, unless they're so large that it ends early.
  const bytesAfter = sql
    .prepare<[number, number], number>(
      `SELECT coalesce(sum(${bytes('doc')}), 0) FROM
       (SELECT doc FROM entity WHERE version > ? ORDER BY version LIMIT ?) AS page`,
    )
    .pluck();
  const rowsAfter = sql.prepare<[number, number], { version: number; kind: number; id: string; doc: string }>(
    'SELECT version, kind, id, doc FROM entity WHERE version > ? ORDER BY version LIMIT ?',
  );
  const tombstones = sql.prepare<[number, number], ChangeEntry>(
    `SELECT seq, kind, id, 'delete' AS op, 0 AS bytes FROM tombstone WHERE seq > ? ORDER BY seq LIMIT ?`,
  );
  const changedRows = sql.prepare<
    [number, number],
    { version: number; kind: number; id: string; doc: string }
  >('SELECT version, kind, id, doc FROM entity WHERE version > ? AND version <= ?');

  const rowsOf = async (kind: EntityKind, after: string, limit: number) => {
    if (kind !== 'project') return chunkRows(kindNumbers[kind], after, limit);
    const rows = await openedRows(keys, kind, await chunkProjects.all(kindNumbers[kind], after, limit));
    return rows.length > 0 ? Buffer.from(rows.map(({ doc }) => doc).join(',')) : null;
  };

  const upsertsAfter = async (seq: number, limit: number): Promise<ChangeEntry[]> => {
    if (((await bytesAfter.get(seq, limit)) ?? 0) > pageBytesLimit) return upserts.all(seq, limit);
    const rows = await rowsAfter.all(seq, limit);
    const opened = await openedProjects(keys, rows);
    return rows.map(({ version, kind, id, doc }) => ({
      seq: version,
      kind,
      id,
      op: 'upsert',
      bytes: doc.length,
      doc: opened.get(version) ?? doc,
    }));
  };

  return {
    tallies: () => tallies.all(),
    chunkAfter: async (kind, after, limit) => {
      for (let rows = limit; ; rows = Math.max(1, Math.floor(rows / 4))) {
        const size = (await chunkSize.get(kindNumbers[kind], after, rows)) ?? nothing;
        if (size.bytes > pageBytesLimit && size.rows > 1) continue;
        return { ...size, endsKind: size.rows < rows, read: () => rowsOf(kind, after, size.rows) };
      }
    },
    hasRowAfter: async (kind, after) => (await rowAfter.get(kindNumbers[kind], after)) !== undefined,
    entriesAfter: async (seq, limit) =>
      [...(await upsertsAfter(seq, limit)), ...(await tombstones.all(seq, limit))].sort(
        (a, b) => a.seq - b.seq,
      ),
    documents: async (seq, end) => openedByVersion(keys, await changedRows.all(seq, end)),
  };
}
