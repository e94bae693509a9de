import type { TakenOffline } from '../../common/contract/visit-plan.ts';
import type { Visit } from '../../common/domain/entities.ts';
import { photosOf } from '../../common/domain/visit-files.ts';
import { type Connection, plucked } from '../store/database.ts';

/** A photo of a visit, as its visit tells of it. */
export interface ToldPhoto {
  visit: string;
  id: string;
  bytes: number;
}

/** What the cache has for visits that are taken along, with every photo that their sites' visits tell of. */
export interface TakenAlong extends Pick<
  TakenOffline,
  'sites' | 'sitesMissing' | 'probes' | 'visits' | 'withNotes' | 'withheld'
> {
  photos: ToldPhoto[];
}

/** What there is for these visits: their sites, the probes there, and all visits there, newest first. */
export function visitsTakenAlong(db: Connection, ids: readonly string[]): TakenAlong {
  const siteIds = plucked<[string], string>(
    db,
    'SELECT DISTINCT siteId FROM visit WHERE id IN (SELECT value FROM json_each(?))',
  ).all(JSON.stringify(ids));
  const among = JSON.stringify(siteIds);
  const count = (table: string, column: string) =>
    plucked<[string], number>(
      db,
      `SELECT count(*) FROM ${table} WHERE ${column} IN (SELECT value FROM json_each(?))`,
    ).get(among) ?? 0;
  const visits = plucked<[string], string>(
    db,
    'SELECT doc FROM visit WHERE siteId IN (SELECT value FROM json_each(?)) ORDER BY plannedOn DESC, id',
  )
    .all(among)
    .map((doc) => JSON.parse(doc) as Visit);
  const sites = count('site', 'id');
  return {
    ...{ sites, sitesMissing: siteIds.length - sites, probes: count('probe', 'siteId') },
    ...{ visits: visits.length, withNotes: visits.filter(({ notes }) => notes !== '').length },
    withheld: withholding(db, among),
    photos: visits.flatMap((visit) =>
      photosOf(visit).map(({ id, bytes }) => ({ visit: visit.id, id, bytes })),
    ),
  };
}

/** Names of the customers of these sites that don't grant Access data. */
function withholding(db: Connection, siteIds: string): string[] {
  return plucked<[string], string>(
    db,
    `SELECT name FROM customer WHERE id IN
       (SELECT customerId FROM site WHERE id IN (SELECT value FROM json_each(?)))
     AND NOT EXISTS (SELECT 1 FROM json_each(customer.doc, '$.grants') WHERE value = 'access-data')
     ORDER BY nameKey, id`,
  ).all(siteIds);
}
