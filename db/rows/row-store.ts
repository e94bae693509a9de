import type { Statement } from 'better-sqlite3';
import type { EntityKind, EntityRows } from '../../common/domain/entities.ts';
import type { Connection, SqlValue } from '../store/database.ts';
import { kindTables, type KindTable } from './tables.ts';

/** Reads and writes single rows as the operator sees them. */
export interface RowStore {
  put<K extends EntityKind>(kind: K, row: EntityRows[K]): void;
  /** The same for a row that's most likely new, as those of a snapshot are. */
  load<K extends EntityKind>(kind: K, row: EntityRows[K]): void;
  get<K extends EntityKind>(kind: K, id: string): EntityRows[K] | undefined;
  has(kind: EntityKind, id: string): boolean;
  remove(kind: EntityKind, id: string): void;
}

interface KindStatements {
  upsert: Statement<SqlValue[]>;
  refresh: Statement<SqlValue[]>;
  /** Places of the kind's columns that a refresh sets, and of those that it leaves. */
  set: number[];
  left: number[];
  get: Statement<[string], string>;
  has: Statement<[string], number>;
  remove: Statement<[string]>;
}

/**
 * Columns of indexes that most changes leave as they are. SQLite writes the entries of every index that has a column among
 * those that are set, whether its value is another or not; in a large table each entry is a page of its own.
 */
const steadyColumns: Record<EntityKind, readonly string[]> = {
  brand: [],
  billingAccount: [],
  invite: [],
  onboardingLink: [],
  accessRequest: [],
  notice: [],
  partner: ['nameKey'],
  customer: ['nameKey', 'partnerId', 'fullGrants', 'billingAccountId', 'brandId'],
  site: ['nameKey', 'customerId'],
  probe: ['nameKey', 'siteId', 'status'],
  project: ['nameKey', 'customerId'],
  license: ['projectId', 'name', 'moveId'],
  visitTemplate: [],
  visit: ['nameKey', 'siteId'],
};

/** Opens the rows of every kind; a kind's statements are prepared when it first has some. */
export function openRowStore(db: Connection): RowStore {
  const known: Partial<Record<EntityKind, KindStatements>> = {};
  const statementsOf = (kind: EntityKind) => (known[kind] ??= prepareKind(db, kind));
  const load: RowStore['load'] = (kind, row) => {
    const table: KindTable<typeof kind> = kindTables[kind];
    statementsOf(kind).upsert.run(row.id, row.version, ...table.values(row), JSON.stringify(row));
  };
  const put: RowStore['put'] = (kind, row) => {
    const { upsert, refresh, set, left } = statementsOf(kind);
    const table: KindTable<typeof kind> = kindTables[kind];
    const values = table.values(row);
    const doc = JSON.stringify(row);
    const pick = (places: number[]) => places.map((place) => values[place] ?? null);
    const { changes } = refresh.run(row.version, ...pick(set), doc, row.id, ...pick(left));
    if (changes === 0) upsert.run(row.id, row.version, ...values, doc);
  };
  return {
    put,
    load,
    get: (kind, id) => {
      const doc = statementsOf(kind).get.get(id);
      return doc === undefined ? undefined : (JSON.parse(doc) as EntityRows[typeof kind]);
    },
    has: (kind, id) => statementsOf(kind).has.get(id) !== undefined,
    remove: (kind, id) => statementsOf(kind).remove.run(id),
  };
}

/** The upsert of a row: id, version, the kind's columns, doc. */
export function upsertSql(kind: EntityKind): string {
  const columns = ['id', 'version', ...kindTables[kind].columns, 'doc'];
  const updates = columns.slice(1).map((column) => `${column} = excluded.${column}`);
  return `INSERT INTO ${kind} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
    ON CONFLICT (id) DO UPDATE SET ${updates.join(', ')}`;
}

/** Sets all but the steady columns of a row that's there and has the same in those. */
function refreshSql(kind: EntityKind): string {
  const steady = steadyColumns[kind];
  const set = ['version', ...kindTables[kind].columns.filter((column) => !steady.includes(column)), 'doc'];
  const same = steady.map((column) => ` AND +${column} IS ?`);
  return `UPDATE ${kind} SET ${set.map((column) => `${column} = ?`).join(', ')} WHERE id = ?${same.join('')}`;
}

function prepareKind(db: Connection, kind: EntityKind): KindStatements {
  const { columns } = kindTables[kind];
  const places = [...columns.keys()];
  return {
    upsert: db.prepare<SqlValue[]>(upsertSql(kind)),
    refresh: db.prepare<SqlValue[]>(refreshSql(kind)),
    set: places.filter((place) => !steadyColumns[kind].includes(columns[place] ?? '')),
    left: steadyColumns[kind].map((column) => columns.indexOf(column)),
    get: db.prepare<[string], string>(`SELECT doc FROM ${kind} WHERE id = ?`).pluck(),
    has: db.prepare<[string], number>(`SELECT 1 FROM ${kind} WHERE id = ?`).pluck(),
    remove: db.prepare(`DELETE FROM ${kind} WHERE id = ?`),
  };
}
