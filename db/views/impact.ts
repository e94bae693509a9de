import type { PartnerDeleteImpact } from '../../common/contract/views.ts';
import type { Connection } from '../store/database.ts';

const given = '(SELECT value FROM json_each(?))';

/** Partners that can't be deleted yet, as they have customers. */
export function partnerDeleteImpact(db: Connection, ids: readonly string[]): PartnerDeleteImpact {
  const list = JSON.stringify(ids);
  return {
    partners:
      db.prepare<[string], number>(`SELECT count(*) FROM partner WHERE id IN ${given}`).pluck().get(list) ??
      0,
    blocked: db
      .prepare<[string], PartnerDeleteImpact['blocked'][number]>(
        `SELECT partner.id, partner.name, count(*) AS customers FROM partner JOIN customer ON partnerId = partner.id
         WHERE partner.id IN ${given} GROUP BY partner.id ORDER BY partner.nameKey, partner.id`,
      )
      .all(list),
  };
}
