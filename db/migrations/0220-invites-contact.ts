import type { Database } from 'better-sqlite3';
import { foldText } from '../../common/domain/text.ts';

/** Whom invites went to, for search. Frozen: later changes are later migrations. */
export function invitesContact(db: Database): void {
  db.exec("ALTER TABLE invite ADD COLUMN contactKey TEXT NOT NULL DEFAULT ''");
  const write = db.prepare('UPDATE invite SET contactKey = ? WHERE rid = ?');
  const rows = db
    .prepare<[], [number, string | null, string | null]>(
      "SELECT rid, doc ->> '$.contactName', doc ->> '$.contactEmail' FROM invite",
    )
    .raw();
  for (const [rid, name, email] of rows.all()) write.run(foldText(`${name ?? ''} ${email ?? ''}`), rid);
}
