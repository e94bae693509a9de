import type { PoolClient } from 'pg';
import { tables, type ColumnType } from './tables.ts';

const listTypes: Record<ColumnType, string> = {
  ...{ text: 'text', login: 'text', whole: 'bigint', bytes: 'bytea' },
  // A list of documents would be taken apart: they travel as text.
  doc: 'text',
};

/** The type of a column, without what else is said of it. */
export function columnType(described: string): ColumnType {
  return (/^\w+/.exec(described)?.[0] ?? 'text') as ColumnType;
}

/** Inserts rows into a table in one statement, as a list a column. Columns that the rows don't have are what they are unless said. */
export async function insertRows(
  client: PoolClient,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const [first] = rows;
  const shape = tables[table];
  if (!first || !shape) return;
  const columns = Object.keys(shape.columns).filter((column) => column in first);
  const types = columns.map((column) => columnType(shape.columns[column] ?? ''));
  const names = columns.map((name) => `"${name}"`).join(', ');
  const lists = types.map((type, at) => `$${at + 1}::${listTypes[type]}[]`).join(', ');
  const given = columns.map((name, at) => (types[at] === 'doc' ? `"${name}"::json` : `"${name}"`)).join(', ');
  await client.query(
    `INSERT INTO "${table}" (${names}) SELECT ${given} FROM unnest(${lists}) AS rows (${names})`,
    columns.map((name) => rows.map((row) => row[name])),
  );
}
