import type { DueSite, DueSites, SiteRegions, SitesAsked } from '../../common/contract/visit-plan.ts';
import { type Connection, plucked, prepared } from '../store/database.ts';

/** Most regions that can be chosen from. */
const mostRegions = 5000;

const country = `coalesce(site.doc ->> '$.address.country', '')`;
const city = `coalesce(site.doc ->> '$.address.city', '')`;

/** Each table is read once, whatever indexes there are. */
const known = `
  WITH ahead AS MATERIALIZED
    (SELECT siteId, min(plannedOn) AS day FROM visit WHERE status <> 'done' GROUP BY siteId),
  done AS MATERIALIZED
    (SELECT siteId, max(plannedOn) AS day FROM visit WHERE status = 'done' GROUP BY siteId),
  silent AS MATERIALIZED
    (SELECT siteId, count(*) AS n FROM probe WHERE status = 'offline' AND siteId IS NOT NULL GROUP BY siteId)`;

const joined = `FROM site LEFT JOIN ahead ON ahead.siteId = site.id LEFT JOIN done ON done.siteId = site.id
  LEFT JOIN silent ON silent.siteId = site.id`;

/** A site that is to be visited anyway isn't due. */
const reasons: Record<SitesAsked['due'], string> = {
  any: 'TRUE',
  unvisited: `ahead.day IS NULL AND coalesce(done.day, '') < date('now', 'localtime', '-' || @months || ' months')`,
  never: 'ahead.day IS NULL AND done.day IS NULL',
  silent: 'ahead.day IS NULL AND silent.n > 0',
};

type Row = Omit<DueSite, 'grants'> & { grants: string | null };

/** Sites by where they are and by what is due, longest unvisited first. */
export function sitesToPlan(db: Connection, asked: SitesAsked): DueSites {
  const where = [
    reasons[asked.due],
    asked.country === null ? 'TRUE' : `${country} = @country`,
    asked.city === null ? 'TRUE' : `${city} = @city`,
  ].join(' AND ');
  const total = plucked<[SitesAsked], number>(db, `${known} SELECT count(*) ${joined} WHERE ${where}`);
  const rows = prepared<[SitesAsked], Row>(
    db,
    `${known}, first AS MATERIALIZED
       (SELECT site.rid, done.day AS lastVisitOn, ahead.day AS plannedOn, coalesce(silent.n, 0) AS silentProbes
        ${joined} WHERE ${where} ORDER BY done.day, site.nameKey, site.id LIMIT @limit)
     SELECT site.id, site.name, ${city} AS city, site.customerId, customer.name AS customerName,
       customer.doc ->> '$.grants' AS grants, lastVisitOn, plannedOn, silentProbes
     FROM first CROSS JOIN site ON site.rid = first.rid LEFT JOIN customer ON customer.id = site.customerId
     ORDER BY lastVisitOn, site.nameKey, site.id`,
  );
  return { total: total.get(asked) ?? 0, sites: rows.all(asked).map(toSite) };
}

/** Where there are sites, by country and city. */
export function siteRegions(db: Connection): SiteRegions {
  const regions = prepared<[], SiteRegions['regions'][number]>(
    db,
    `SELECT ${country} AS country, ${city} AS city, count(*) AS sites FROM site GROUP BY 1, 2 ORDER BY 1, 2
     LIMIT ${mostRegions}`,
  ).all();
  return { regions };
}

function toSite({ grants, ...row }: Row): DueSite {
  return { ...row, grants: grants === null ? null : (JSON.parse(grants) as string[]) };
}
