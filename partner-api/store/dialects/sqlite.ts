import type { Dialect } from './dialect.ts';

/** SQLite 3.46 and later, documents being TEXT. */
export const sqliteDialect: Dialect = {
  name: 'sqlite',
  elementsOf: (parameter) => `(SELECT value FROM json_each(${parameter}))`,
  isOneOf: (column, parameter) => `${column} IN (SELECT value FROM json_each(${parameter}))`,
  holds: (text, searched) => `instr(${text}, ${searched}) > 0`,
  field: (doc, name) => `json_extract(${doc}, '$.${name}')`,
  listHolds: (doc, name, value) =>
    `EXISTS (SELECT 1 FROM json_each(${doc}, '$.${name}') WHERE value = '${value}')`,
  bytes: (column) => `octet_length(${column})`,
  roughBytes: (column) => `octet_length(${column})`,
  firstLine: (column) => `substr(${column}, 1, instr(${column}, char(10)) - 1)`,
  withVersion: (doc, parameter) => `json_set(${doc}, '$.version', ${parameter})`,
  rowsInOrder: (columns) =>
    `SELECT ${columns} FROM json_each(?) wanted
     CROSS JOIN entity ON entity.kind = ? AND entity.id = wanted.value ORDER BY wanted.key`,
  byScope: 'INDEXED BY entity_by_scope',
};
