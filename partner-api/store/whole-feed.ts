import type { EntityKind } from '../../common/domain/entities.ts';
import { kindNumbers } from './columns.ts';
import { pageBytesLimit, type ChangeEntry, type Feed, type Joined, type Tally } from './feed.ts';
import type { ReadingKeys } from './project-keys.ts';
import { openedByVersion, openedProjects, openedRows } from './project-seal.ts';
import type { Sql } from './sql.ts';

interface Size {
  rows: number;
  last: string | null;
  bytes: number;
  docs: Joined | null;
}

const nothing: Size = { rows: 0, last: null, bytes: 0, docs: null };

/** Everything, as accounts without a brand scope see it. */
export function wholeFeed(sql: Sql, keys: ReadingKeys): Feed {
  const { roughBytes: bytes, joinedDocs, measured } = sql.dialect;
  const page = 'SELECT id, doc FROM entity WHERE kind = ? AND id > ? ORDER BY id LIMIT ?';
  const tallies = sql.prepare<[], Tally>(
    'SELECT kind, sum(count) AS count, sum(version_sum) AS versionSum FROM tally GROUP BY kind',
  );
  // The database joins the documents of a page by itself: no row becomes a JavaScript string of its own on its way out.
  const chunkSize = sql.prepare<[number, string, number], Size>(measured(page, pageBytesLimit));
  const chunkRows = sql.prepare<[number, string, number], Joined>(joinedDocs(page)).pluck();
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
    if (kind !== 'project') return chunkRows.get(kindNumbers[kind], after, limit);
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
        const { docs, ...size } = (await chunkSize.get(kindNumbers[kind], after, rows)) ?? nothing;
        if (size.bytes > pageBytesLimit && size.rows > 1) continue;
        const isRead = docs !== null && kind !== 'project';
        const read = isRead ? async () => docs : () => rowsOf(kind, after, size.rows);
        return { ...size, endsKind: size.rows < rows, read };
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
