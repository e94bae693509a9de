import type { EntityKind, EntityRow, EntityRows, Project } from '../../common/domain/entities.ts';
import { dataOfVisit, withheldOf } from '../../common/domain/visit-files.ts';
import { kindNumbers } from './columns.ts';
import type { Owed } from './owed.ts';
import type { ProjectKeys } from './project-keys.ts';
import { sealedDoc } from './project-seal.ts';
import type { Sql } from './sql.ts';

/** How a row is stored: what its readers get, and what of it is withheld from them, as JSON; null where nothing is. */
export interface StoredRow {
  doc: string;
  withheld: string | null;
}

/** A row as it's stored, with what its customer hasn't granted apart from what everybody reads. */
export function storedRow(
  kind: EntityKind,
  row: object,
  isGranted: boolean,
  keys?: Pick<ProjectKeys, 'of'>,
): StoredRow {
  if (kind === 'project' && keys) return { doc: sealedDoc(keys, row as Project), withheld: null };
  const withheld = kind === 'visit' ? withheldOf(row) : null;
  if (withheld === null || isGranted) return { doc: JSON.stringify(row), withheld: null };
  const none = Object.fromEntries(Object.entries(dataOfVisit).filter(([field]) => field in withheld));
  return { doc: JSON.stringify({ ...row, ...none }), withheld: JSON.stringify(withheld) };
}

/** A row with what's withheld of it: for commands, which must know all of it. */
export function wholeRow<K extends EntityKind>({ doc, withheld }: StoredRow): EntityRows[K] {
  const row = JSON.parse(doc) as EntityRows[K];
  return withheld === null ? row : { ...row, ...(JSON.parse(withheld) as object) };
}

export interface Withholding {
  /** Whether the customer of a site has granted Access data; a site that isn't there has nobody to refuse. */
  isGrantedAt(siteId: string): Promise<boolean>;
  /**
   * Stores the visits of a customer anew, as what it grants has changed: each gets a version of its own, so that the change feed
   * brings or takes what is withheld. The caller's transaction.
   */
  renew(customerId: string): Promise<void>;
}

/**
 * Prepares what withholds data of visits from those who read rows.
 * @param tally adds to the tally of a kind and a key
 */
export function withholding(sql: Sql, takeSeq: () => Promise<number>, tally: Owed['tally']): Withholding {
  const refused = sql
    .prepare<[string], number>(
      `SELECT 1 FROM entity AS site
       JOIN entity AS customer ON customer.kind = ${kindNumbers.customer} AND customer.id = site.parent
       WHERE site.kind = ${kindNumbers.site} AND site.id = ?
         AND NOT ${sql.dialect.listHolds('customer.doc', 'grants', 'access-data')}`,
    )
    .pluck();
  const visitsOf = sql.prepare<[string], StoredRow & { id: string; version: number; scope: string }>(
    `SELECT visit.id, visit.version, visit.scope, visit.doc, visit.withheld FROM entity AS site
     JOIN entity AS visit ON visit.kind = ${kindNumbers.visit} AND visit.parent = site.id
     WHERE site.kind = ${kindNumbers.site} AND site.parent = ? ORDER BY visit.id`,
  );
  const store = sql.prepare(
    `UPDATE entity SET version = @seq, doc = @doc, withheld = @withheld WHERE kind = ${kindNumbers.visit} AND id = @id`,
  );
  const isGrantedAt = async (siteId: string) => (await refused.get(siteId)) === undefined;
  const renew = async (customerId: string) => {
    for (const { id, version, scope, ...stored } of await visitsOf.all(customerId)) {
      const visit = wholeRow<'visit'>(stored);
      const isGranted = await isGrantedAt(visit.siteId);
      if (withheldOf(visit) === null || isGranted === (stored.withheld === null)) continue;
      const seq = await takeSeq();
      await store.run({ seq, id, ...storedRow('visit', { ...visit, version: seq }, isGranted) });
      tally(kindNumbers.visit, scope, 0, seq - version);
    }
  };
  return { isGrantedAt, renew };
}

/** Whether a customer grants Access data otherwise than before. */
export function grantsOtherwise(before: EntityRow, after: EntityRow): boolean {
  const has = (row: EntityRow) => 'grants' in row && row.grants.includes('access-data');
  return has(before) !== has(after);
}
