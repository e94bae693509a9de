import type { OverviewFigures } from '../../common/contract/overview.ts';
import type { Connection } from '../store/database.ts';

/**
 * The time in a UUIDv7's first six digits rises every 4.7 hours. A site's id is made when it is, and lies in an index of its own:
 * the documents of a million sites needn't be read for the months that they were added in. Other ids say nothing of time.
 */
export const figuresSql = {
  customers: 'SELECT substr(createdAt, 1, 7), count(*) FROM customer GROUP BY 1',
  sites: "SELECT substr(id, 1, 6), count(*) FROM site WHERE substr(id, 15, 1) = '7' GROUP BY 1",
  otherSites: `SELECT substr(json_extract(doc, '$.createdAt'), 1, 7), count(*) FROM site
    WHERE id IN (SELECT id FROM site WHERE substr(id, 15, 1) <> '7') GROUP BY 1`,
  health: `SELECT customer.id, customer.name,
      sum(probe.status = 'online') AS online, sum(probe.status = 'offline') AS silent,
      sum(probe.status = 'unknown') AS unheard
    FROM (SELECT site.customerId, count(*) AS n FROM probe JOIN site ON site.id = probe.siteId
          WHERE probe.status = 'offline' GROUP BY site.customerId ORDER BY n DESC, site.customerId LIMIT 12) AS worst
    JOIN customer ON customer.id = worst.customerId
    JOIN site ON site.customerId = customer.id JOIN probe ON probe.siteId = site.id
    GROUP BY customer.id ORDER BY silent DESC, customer.nameKey, customer.id`,
} as const;

/** Bits of a UUIDv7's time that its first six digits leave out. */
const unitMs = 2 ** 24;

/** The figures behind Overview's pictures. */
export function overviewFiguresOf(db: Connection, revision: number): OverviewFigures {
  const pairs = (sql: string) => db.prepare<[], [string, number]>(sql).raw().all();
  const months = new Map<string, { customers: number; sites: number }>();
  const add = (month: string, field: 'customers' | 'sites', count: number) => {
    const known = months.get(month) ?? { customers: 0, sites: 0 };
    months.set(month, { ...known, [field]: known[field] + count });
  };
  for (const [month, count] of pairs(figuresSql.customers)) add(month, 'customers', count);
  for (const [digits, count] of pairs(figuresSql.sites))
    add(new Date(Number.parseInt(digits, 16) * unitMs).toISOString().slice(0, 7), 'sites', count);
  for (const [month, count] of pairs(figuresSql.otherSites)) add(month, 'sites', count);
  return {
    months: [...months]
      .map(([month, counts]) => ({ month, ...counts }))
      .toSorted((one, other) => one.month.localeCompare(other.month)),
    health: db.prepare<[], OverviewFigures['health'][number]>(figuresSql.health).all(),
    revision,
  };
}
