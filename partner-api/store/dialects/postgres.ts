import type { Dialect } from './dialect.ts';

// A small document lies in its row as it is; a large one may lie elsewhere, and packed.
const roughBytes = (column: string) =>
  `CASE WHEN pg_column_size(${column}) < 1500 THEN pg_column_size(${column}) ELSE octet_length(${column}::text) END`;

/** PostgreSQL 15 and later, documents being of the type `json`, which keeps them to the letter. */
export const postgresDialect: Dialect = {
  name: 'postgres',
  elementsOf: (parameter) => `(SELECT json_array_elements_text(${parameter}::json))`,
  isOneOf: (column, parameter) =>
    `${column} = ANY (ARRAY(SELECT json_array_elements_text(${parameter}::json)))`,
  holds: (text, searched) => `strpos(${text}, ${searched}) > 0`,
  field: (doc, name) => `(${doc} ->> '${name}')`,
  listHolds: (doc, name, value) =>
    `EXISTS (SELECT 1 FROM json_array_elements_text(${doc} -> '${name}') AS held WHERE held = '${value}')`,
  bytes: (column) => `octet_length(${column}::text)`,
  roughBytes,
  firstLine: (column) => `split_part(${column}, chr(10), 1)`,
  withVersion: (doc, parameter) =>
    `jsonb_set(${doc}::jsonb, '{version}', to_jsonb(${parameter}::bigint))::json`,
  rowsInOrder: (columns) =>
    `SELECT ${columns} FROM json_array_elements_text(?::json) WITH ORDINALITY AS wanted (value, key)
     JOIN entity ON entity.kind = ? AND entity.id = wanted.value ORDER BY wanted.key`,
  byScope: '',
};
