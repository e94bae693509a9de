import type { EntityKind } from '../../common/domain/entities.ts';
import { kindNumbers } from './columns.ts';
import type { ChangeEntry, Feed, Tally } from './feed.ts';
import type { ReadingKeys } from './project-keys.ts';
import { openedByVersion, openedRows } from './project-seal.ts';
import type { Sql } from './sql.ts';

/** Which rows are a project's: itself and its licenses, by the index of parents. The project is the parameter `@project`. */
export const ofProject = `((kind = ${kindNumbers.project} AND id = @project)
  OR (kind = ${kindNumbers.license} AND parent = @project))`;

interface Asked {
  project: string;
  kind: number;
  after: string;
  limit: number;
}

/** Prepares what is seen in the context of a project. The statements are shared, the project is the one asked with. */
export function projectFeeds(sql: Sql, keys: ReadingKeys): (project: string) => Feed {
  const { bytes } = sql.dialect;
  const tallies = sql.prepare<[{ project: string }], Tally>(
    `SELECT kind, count(*) AS count, sum(version) AS versionSum FROM entity WHERE ${ofProject} GROUP BY kind`,
  );
  const chunk = sql.prepare<[Asked], { id: string; doc: string }>(
    `SELECT id, doc FROM entity WHERE ${ofProject} AND kind = @kind AND id > @after ORDER BY id LIMIT @limit`,
  );
  const entries = sql.prepare<[{ project: string; seq: number; limit: number }], ChangeEntry>(
    `SELECT version AS seq, kind, id, 'upsert' AS op, ${bytes('doc')} AS bytes
     FROM entity WHERE ${ofProject} AND version > @seq
     UNION ALL
     SELECT seq, kind, id, 'delete', 0 FROM tombstone
     WHERE kind = ${kindNumbers.project} AND id = @project AND seq > @seq
     ORDER BY seq LIMIT @limit`,
  );
  const changed = sql.prepare<
    [{ project: string; seq: number; end: number }],
    { version: number; kind: number; id: string; doc: string }
  >(`SELECT version, kind, id, doc FROM entity WHERE ${ofProject} AND version > @seq AND version <= @end`);
  return (project) => {
    const rowsAfter = async (kind: EntityKind, after: string, limit: number) =>
      openedRows(keys, kind, await chunk.all({ project, kind: kindNumbers[kind], after, limit }));
    return {
      tallies: () => tallies.all({ project }),
      chunkAfter: async (kind, after, limit) => {
        const rows = await rowsAfter(kind, after, limit);
        const text = rows.map(({ doc }) => doc).join(',');
        return {
          rows: rows.length,
          last: rows.at(-1)?.id ?? null,
          bytes: text.length,
          endsKind: rows.length < limit,
          read: async () => (rows.length > 0 ? Buffer.from(text) : null),
        };
      },
      hasRowAfter: async (kind, after) => (await rowsAfter(kind, after, 1)).length > 0,
      entriesAfter: (seq, limit) => entries.all({ project, seq, limit }),
      documents: async (seq, end) => openedByVersion(keys, await changed.all({ project, seq, end })),
    };
  };
}
