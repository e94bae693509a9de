import type Database from 'better-sqlite3';
import { withheldOf } from '../../../common/domain/visit-files.ts';
import { storedRow, wholeRow, type StoredRow } from '../withholding.ts';

/** What of a row is withheld from those who read it. */
export const withheld = `
ALTER TABLE entity ADD COLUMN withheld TEXT;
`;

/** Takes what is in visits already out of what is read, where the customer doesn't grant it. */
export function withholdExisting(connection: Database.Database): void {
  const nextSeq = connection
    .prepare<[], number>('UPDATE sequence SET last = last + 1 RETURNING last')
    .pluck();
  const tallied = connection.prepare(
    'UPDATE tally SET version_sum = version_sum + ? WHERE kind = 100 AND scope = ?',
  );
  const visits = connection.prepare<[], StoredRow & { id: string; version: number; scope: string }>(
    `SELECT visit.id, visit.version, visit.scope, visit.doc, visit.withheld FROM entity AS customer
     JOIN entity AS site ON site.kind = 40 AND site.parent = customer.id
     JOIN entity AS visit ON visit.kind = 100 AND visit.parent = site.id
     WHERE customer.kind = 30
       AND NOT EXISTS (SELECT 1 FROM json_each(customer.doc, '$.grants') WHERE value = 'access-data')
     ORDER BY visit.id`,
  );
  const store = connection.prepare(
    'UPDATE entity SET version = @seq, doc = @doc, withheld = @withheld WHERE kind = 100 AND id = @id',
  );
  for (const { id, version, scope, ...stored } of visits.all()) {
    const visit = wholeRow<'visit'>(stored);
    if (withheldOf(visit) === null || stored.withheld !== null) continue;
    const seq = nextSeq.get() ?? 0;
    store.run({ seq, id, ...storedRow('visit', { ...visit, version: seq }, false) });
    tallied.run(seq - version, scope);
  }
}
