/**
 * Brand scope. Every row carries its scope key (the brand that decides who sees it, '' for none), tombstones the one that they
 * had, and the tallies are per key, so that an account that sees some brands alone gets pages, changes and digests of its own.
 * `scope_log` remembers where a row was in sight before its key changed. An entry of Activity has the keys before and after it.
 */
export const brandScope = `
ALTER TABLE entity ADD COLUMN scope TEXT NOT NULL DEFAULT '';
UPDATE entity SET scope = id WHERE kind = 10;
UPDATE entity SET scope = coalesce(json_extract(doc, '$.brandId'), '') WHERE kind IN (20, 30);
UPDATE entity SET scope = coalesce(
  (SELECT customer.scope FROM entity customer WHERE customer.kind = 30 AND customer.id = entity.parent), '')
  WHERE kind = 40;
UPDATE entity SET scope = coalesce(
  (SELECT site.scope FROM entity site WHERE site.kind = 40 AND site.id = entity.parent), '')
  WHERE kind = 50;
CREATE INDEX entity_by_scope ON entity (kind, scope, id) WHERE scope <> '';

ALTER TABLE tombstone ADD COLUMN scope TEXT NOT NULL DEFAULT '';
CREATE TABLE scope_log (
  seq INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  id TEXT NOT NULL,
  former TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

DROP TABLE tally;
CREATE TABLE tally (
  kind INTEGER NOT NULL,
  scope TEXT NOT NULL,
  count INTEGER NOT NULL,
  version_sum INTEGER NOT NULL,
  PRIMARY KEY (kind, scope)
) STRICT, WITHOUT ROWID;
INSERT INTO tally SELECT kind, scope, count(*), sum(version) FROM entity GROUP BY kind, scope;

ALTER TABLE activity ADD COLUMN scope_before TEXT NOT NULL DEFAULT '';
ALTER TABLE activity ADD COLUMN scope_after TEXT NOT NULL DEFAULT '';

ALTER TABLE account ADD COLUMN brand TEXT;
ALTER TABLE account ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0;
`;
