import type Database from 'better-sqlite3';
import { hashExisting } from '../audit-chain.ts';

const nameIn = (column: string) =>
  `nullif(json_extract(${column}, '$.name'), ''), nullif(json_extract(${column}, '$.serial'), '')`;
const customerOfSite = (site: string) => `coalesce(
  (SELECT parent FROM entity WHERE kind = 40 AND id = ${site}),
  (SELECT parent FROM recycled WHERE kind = 40 AND id = ${site}), '')`;

/**
 * The hash chain, and what an entry says besides: the name that its thing had, the program and device that it came from, and the
 * customer that it's about (two for a probe that went from one's site to another's). Entries from before get as much of that as
 * can still be found, then their hashes.
 */
export const auditChain = `
DROP TRIGGER activity_is_never_changed;
ALTER TABLE activity ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE activity ADD COLUMN client TEXT NOT NULL DEFAULT '';
ALTER TABLE activity ADD COLUMN customer TEXT NOT NULL DEFAULT '';
ALTER TABLE activity ADD COLUMN former_customer TEXT NOT NULL DEFAULT '';
ALTER TABLE activity ADD COLUMN hash TEXT NOT NULL DEFAULT '';
UPDATE activity SET title = coalesce(${nameIn('before')}, ${nameIn('after')},
  (SELECT coalesce(${nameIn('doc')}) FROM entity WHERE entity.id = activity.entity
     AND entity.kind = CASE activity.kind WHEN 'brand' THEN 10 WHEN 'partner' THEN 20 WHEN 'customer' THEN 30 WHEN 'site' THEN 40 ELSE 50 END),
  (SELECT coalesce(${nameIn('doc')}) FROM recycled WHERE recycled.id = activity.entity
     AND recycled.kind = CASE activity.kind WHEN 'partner' THEN 20 WHEN 'customer' THEN 30 WHEN 'site' THEN 40 ELSE 50 END LIMIT 1),
  '');
UPDATE activity SET customer = entity WHERE kind = 'customer';
UPDATE activity SET customer = coalesce(
  json_extract(after, '$.customerId'), json_extract(before, '$.customerId'), ${customerOfSite('activity.entity')})
  WHERE kind = 'site';
UPDATE activity SET customer = ${customerOfSite("json_extract(activity.after, '$.siteId')")},
  former_customer = ${customerOfSite("json_extract(activity.before, '$.siteId')")} WHERE kind = 'probe';
UPDATE activity SET customer = former_customer WHERE customer = '';
UPDATE activity SET former_customer = '' WHERE former_customer = customer;
CREATE INDEX activity_by_customer ON activity (customer, entry) WHERE customer <> '';
CREATE INDEX activity_by_former_customer ON activity (former_customer, entry) WHERE former_customer <> '';
`;

/** Hashes what is there, and locks it again. */
export function chainExisting(connection: Database.Database): void {
  hashExisting(connection);
  connection.exec(`
    CREATE TRIGGER activity_is_never_changed BEFORE UPDATE ON activity
      BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END;`);
}
