import type Database from 'better-sqlite3';
import type { EntityKind } from '../../common/domain/entities.ts';
import { kindNumbers } from './columns.ts';
import { openedDoc } from './project-seal.ts';
import type { ChangeEntry, Feed } from './feed.ts';

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
export function projectFeeds(connection: Database.Database): (project: string) => Feed {
  const tallies = connection.prepare<[{ project: string }], ReturnType<Feed['tallies']>[number]>(
    `SELECT kind, count(*) AS count, sum(version) AS versionSum FROM entity WHERE ${ofProject} GROUP BY kind`,
  );
  const chunk = connection.prepare<[Asked], { id: string; doc: string }>(
    `SELECT id, ${openedDoc()} AS doc FROM entity WHERE ${ofProject} AND kind = @kind AND id > @after ORDER BY id LIMIT @limit`,
  );
  const entries = connection.prepare<[{ project: string; seq: number; limit: number }], ChangeEntry>(
    `SELECT version AS seq, kind, id, 'upsert' AS op, octet_length(doc) AS bytes
     FROM entity WHERE ${ofProject} AND version > @seq
     UNION ALL
     SELECT seq, kind, id, 'delete', 0 FROM tombstone
     WHERE kind = ${kindNumbers.project} AND id = @project AND seq > @seq
     ORDER BY seq LIMIT @limit`,
  );
  const changed = connection
    .prepare<[{ project: string; seq: number; end: number }], [number, string]>(
      `SELECT version, ${openedDoc()} FROM entity WHERE ${ofProject} AND version > @seq AND version <= @end`,
    )
    .raw();
  return (project) => {
    const rowsAfter = (kind: EntityKind, after: string, limit: number) =>
      chunk.all({ project, kind: kindNumbers[kind], after, limit });
    return {
      tallies: () => tallies.all({ project }),
      chunkAfter: (kind, after, limit) => {
        const rows = rowsAfter(kind, after, limit);
        const text = rows.map(({ doc }) => doc).join(',');
        return {
          rows: rows.length,
          last: rows.at(-1)?.id ?? null,
          bytes: text.length,
          endsKind: rows.length < limit,
          read: () => (rows.length > 0 ? Buffer.from(text) : null),
        };
      },
      hasRowAfter: (kind, after) => rowsAfter(kind, after, 1).length > 0,
      entriesAfter: (seq, limit) => entries.all({ project, seq, limit }),
      documents: (seq, end) => new Map(changed.all({ project, seq, end })),
    };
  };
}
