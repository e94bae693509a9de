import type Database from 'better-sqlite3';
import type { Project } from '../../common/domain/entities.ts';
import { foldText } from '../../common/domain/text.ts';
import { kindNumbers } from './columns.ts';
import type { FileKeys } from './project-keys.ts';
import { sealedDoc } from './project-seal.ts';

/**
 * Seals what was written before there were keys: a seed's projects, and those of an older version's file. What was in clear is
 * overwritten, in the write-ahead log too.
 */
export function sealExisting(connection: Database.Database, keys: FileKeys): void {
  const clear = connection.prepare<[], { id: string; doc: string }>(
    `SELECT id, doc FROM entity WHERE kind = ${kindNumbers.project} AND doc ->> '$.sealed' IS NULL
       AND coalesce(doc ->> '$.closing.stage', '') NOT IN ('erased', 'closed')`,
  );
  if (clear.all().length === 0) return;
  const store = connection.prepare(
    `UPDATE entity SET doc = @doc, search = @search WHERE kind = ${kindNumbers.project} AND id = @id`,
  );
  connection.pragma('secure_delete = ON');
  connection.transaction(() => {
    for (const { id, doc } of clear.all()) {
      keys.makeNow(id);
      const row = JSON.parse(doc) as Project;
      store.run({ id, doc: sealedDoc(keys, row), search: foldText(`${row.name}\n${row.login}`) });
    }
  })();
  connection.pragma('secure_delete = FAST');
  connection.pragma('wal_checkpoint(TRUNCATE)');
}
