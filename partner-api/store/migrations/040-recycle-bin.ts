/**
 * The recycle bin as a list: who deleted what and when, and for what lies in it who saw it and the text by which it's found.
 * What was deleted before is taken over; its text isn't blind to accents.
 */
export const recycleBin = `
CREATE TABLE deletion (
  id TEXT PRIMARY KEY,
  kind INTEGER NOT NULL,
  at TEXT NOT NULL,
  by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE recycled ADD COLUMN scope TEXT NOT NULL DEFAULT '';
ALTER TABLE recycled ADD COLUMN search TEXT NOT NULL DEFAULT '';
UPDATE recycled SET
  search = lower(coalesce(json_extract(doc, '$.name'), '')),
  scope = coalesce(
    (SELECT tombstone.scope FROM tombstone WHERE tombstone.kind = recycled.kind AND tombstone.id = recycled.id), '');
INSERT INTO deletion
  SELECT deletion, min(kind), min(at), coalesce(
    (SELECT tombstone.by FROM tombstone WHERE tombstone.kind = recycled.kind AND tombstone.id = recycled.id), '')
  FROM recycled WHERE kind < 50 GROUP BY deletion;
CREATE INDEX recycled_by_id ON recycled (kind, id, at);
CREATE INDEX deletion_by_time ON deletion (at, id);
CREATE INDEX customer_by_name ON entity (substr(search, 1, instr(search, char(10)) - 1), parent) WHERE kind = 30;
`;
