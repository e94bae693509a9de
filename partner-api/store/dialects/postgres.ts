import type { Dialect } from './dialect.ts';

// A small document lies in its row as it is; a large one may lie elsewhere, and packed.
const roughBytes = (column: string) =>
  `CASE WHEN pg_column_size(${column}) < 1500 THEN pg_column_size(${column}) ELSE octet_length(${column}::text) END`;
// As text: bytes would come in hexadecimal, twice as many.
const joinedDocs = (query: string) => `SELECT string_agg(doc::text, ',') FROM (${query}) AS page`;

/** PostgreSQL 15 and later, documents being of the type `json`, which keeps them to the letter. */
export const postgresDialect: Dialect = {
  name: 'postgres',
  elementsOf: (parameter) => `(SELECT json_array_elements_text(${parameter}::json))`,
  holds: (text, searched) => `strpos(${text}, ${searched}) > 0`,
  field: (doc, name) => `(${doc} ->> '${name}')`,
  listHolds: (doc, name, value) =>
    `EXISTS (SELECT 1 FROM json_array_elements_text(${doc} -> '${name}') AS held WHERE held = '${value}')`,
  bytes: (column) => `octet_length(${column}::text)`,
  roughBytes,
  firstLine: (column) => `split_part(${column}, chr(10), 1)`,
  withVersion: (doc, parameter) =>
    `jsonb_set(${doc}::jsonb, '{version}', to_jsonb(${parameter}::bigint))::json`,
  joinedDocs,
  measured: (query, most) =>
    `WITH page AS MATERIALIZED (${query}),
     size AS (SELECT count(*) AS rows, max(id) AS last, coalesce(sum(${roughBytes('doc')}), 0) AS bytes FROM page)
     SELECT rows, last, bytes, CASE WHEN bytes <= ${most} OR rows = 1 THEN (${joinedDocs('SELECT doc FROM page')}) END AS docs FROM size`,
  rowsInOrder: (columns) =>
    `SELECT ${columns} FROM json_array_elements_text(?::json) WITH ORDINALITY AS wanted (value, key)
     JOIN entity ON entity.kind = ? AND entity.id = wanted.value ORDER BY wanted.key`,
  byScope: '',
};
