import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { EntityKind, EntityRows } from '../../common/domain/entities.ts';
import { noScope, scopeKeyOf } from '../../common/domain/visibility.ts';
import type { Role } from '../../common/domain/access.ts';
import { chainedRowOf, type NewActivityEntry } from './activity-row.ts';
import { chainHeadSql, insertEntrySql, nextInChain } from './audit-chain.ts';
import { kindNumbers, lookupColumns } from './columns.ts';
import { migrate } from './sqlite-file.ts';
import { storedRow } from './withholding.ts';

/** A row of a seed, its version yet to be given. */
export type SeedRow = { [K in EntityKind]: { kind: K; row: Omit<EntityRows[K], 'version'> } }[EntityKind];

/** An entry of a seed's Activity: what was done to one of its rows, which is there by then. */
export interface SeedEntry {
  kind: EntityKind;
  id: string;
  title: string;
  at: string;
  by: { id: string; name: string; role: Role; client: string };
  action: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  mutationId: string;
}

export interface NewDatabase {
  file: string;
  epoch: string;
  /** Name of the partner account. */
  name: string;
  /** Rows in snapshot order, so that they lie on disk in the order in which they're read. */
  rows: Iterable<SeedRow>;
  /** What its Activity begins with, oldest first. */
  activity?: readonly SeedEntry[] | undefined;
  /** Told the number of rows so far, about every {@link rowsPerTransaction}. */
  onProgress?: ((rows: number) => void) | undefined;
}

const rowsPerTransaction = 20_000;

/**
 * Makes a database and fills it. It's built beside its place and moved there when it's whole: a crash on the way leaves
 * nothing that looks like a database.
 */
export function createDatabase({ file, epoch, name, rows, activity = [], onProgress }: NewDatabase): void {
  const draft = `${file}.new`;
  if (existsSync(draft)) rmSync(draft);
  const connection = new Database(draft);
  try {
    // Nobody reads the draft and a crash throws it away, so it needs no journal on disk and no flushes while it's filled.
    // (Without any journal it would be a little faster still, but SQLite's defensive mode doesn't allow that.)
    connection.pragma('page_size = 8192');
    connection.pragma('journal_mode = MEMORY');
    connection.pragma('synchronous = OFF');
    connection.pragma('cache_size = -200000');
    migrate(connection);
    const property = connection.prepare('INSERT INTO property (key, value) VALUES (?, ?)');
    property.run('epoch', epoch);
    property.run('name', name);
    const indexes = dropIndexes(connection);
    load(connection, rows, onProgress);
    connection.exec(indexes);
    connection.transaction(() => writeActivity(connection, activity, epoch))();
  } finally {
    connection.close();
  }
  flush(draft);
  renameSync(draft, file);
  flush(dirname(file));
}

function load(
  connection: Database.Database,
  rows: Iterable<SeedRow>,
  onProgress?: (rows: number) => void,
): void {
  const insert = connection.prepare(
    'INSERT INTO entity (kind, id, version, parent, public_id, search, doc, withheld, scope) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const tallies = new Map<string, { kind: number; scope: string; count: number; sum: number }>();
  // Keys of what sites and probes can be below; what comes first in a snapshot comes first here.
  const keys = new Map<string, string>();
  // Customers that don't grant Access data, and their sites.
  const refusing = new Set<string>();
  let version = 0;
  connection.exec('BEGIN');
  for (const seedRow of rows) {
    version++;
    const number = kindNumbers[seedRow.kind];
    const row = { ...seedRow.row, version };
    const { parent, publicId, search } = columnsOf(seedRow, version);
    const parentKey = parent === null ? noScope : (keys.get(parent) ?? noScope);
    const scope = scopeKeyOf(seedRow.kind, row as never, parentKey);
    if (seedRow.kind === 'customer' || seedRow.kind === 'site' || seedRow.kind === 'project')
      keys.set(row.id, scope);
    const refuses =
      seedRow.kind === 'customer'
        ? !seedRow.row.grants.includes('access-data')
        : seedRow.kind === 'site' && parent !== null && refusing.has(parent);
    if (refuses) refusing.add(row.id);
    const { doc, withheld } = storedRow(seedRow.kind, row, parent === null || !refusing.has(parent));
    insert.run(number, row.id, version, parent, publicId, search, doc, withheld, scope);
    const tally = tallies.get(`${number} ${scope}`) ?? { kind: number, scope, count: 0, sum: 0 };
    tallies.set(`${number} ${scope}`, { ...tally, count: tally.count + 1, sum: tally.sum + version });
    if (version % rowsPerTransaction === 0) {
      connection.exec('COMMIT; BEGIN');
      onProgress?.(version);
    }
  }
  const insertTally = connection.prepare(
    'INSERT INTO tally (kind, scope, count, version_sum) VALUES (?, ?, ?, ?)',
  );
  for (const { kind, scope, count, sum } of tallies.values()) insertTally.run(kind, scope, count, sum);
  connection.prepare('UPDATE sequence SET last = ?').run(version);
  connection.exec('COMMIT');
  onProgress?.(version);
}

function writeActivity(connection: Database.Database, entries: readonly SeedEntry[], instance: string): void {
  const head = connection.prepare<[], { entry: number; hash: string }>(chainHeadSql);
  const insert = connection.prepare(insertEntrySql);
  const place = connection.prepare<[number, string], { scope: string; parent: string | null }>(
    'SELECT scope, parent FROM entity WHERE kind = ? AND id = ?',
  );
  for (const { kind, id, title, at, by, action, before, after, mutationId } of entries) {
    const { scope = noScope, parent = null } = place.get(kindNumbers[kind], id) ?? {};
    const isBelow = kind === 'site' || kind === 'project';
    const customer = kind === 'customer' ? id : isBelow ? (parent ?? '') : '';
    const entry: NewActivityEntry = {
      ...{ at, account: { id: by.id, name: by.name }, role: by.role, context: 'partner-account' },
      ...{ requestId: mutationId, mutationId, action, entity: { kind, id }, title, client: by.client },
      ...{ before, after, scope: { before: scope, after: scope }, about: { customer } },
    };
    insert.run(
      nextInChain(
        chainedRowOf(entry, () => ''),
        head.get(),
        instance,
      ),
    );
  }
}

/** Drops the indexes of the rows, so that they're built once the rows are in. Gives the statements that make them again. */
function dropIndexes(connection: Database.Database): string {
  const indexes = connection
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'entity' AND sql IS NOT NULL",
    )
    .all();
  for (const { name } of indexes) connection.exec(`DROP INDEX ${name}`);
  return indexes.map(({ sql }) => `${sql};`).join('\n');
}

function columnsOf(seedRow: SeedRow, version: number) {
  switch (seedRow.kind) {
    case 'brand':
      return lookupColumns('brand', { ...seedRow.row, version });
    case 'billingAccount':
      return lookupColumns('billingAccount', { ...seedRow.row, version });
    case 'accessRequest':
      return lookupColumns('accessRequest', { ...seedRow.row, version });
    case 'notice':
      return lookupColumns('notice', { ...seedRow.row, version });
    case 'onboardingLink':
      return lookupColumns('onboardingLink', { ...seedRow.row, version });
    case 'invite':
      return lookupColumns('invite', { ...seedRow.row, version });
    case 'partner':
      return lookupColumns('partner', { ...seedRow.row, version });
    case 'customer':
      return lookupColumns('customer', { ...seedRow.row, version });
    case 'site':
      return lookupColumns('site', { ...seedRow.row, version });
    case 'probe':
      return lookupColumns('probe', { ...seedRow.row, version });
    case 'project':
      return lookupColumns('project', { ...seedRow.row, version });
    case 'license':
      return lookupColumns('license', { ...seedRow.row, version });
    case 'visitTemplate':
      return lookupColumns('visitTemplate', { ...seedRow.row, version });
    case 'visit':
      return lookupColumns('visit', { ...seedRow.row, version });
  }
}

/** Waits until a file or folder is on the disk. A folder can't be opened on Windows, where a rename needs no flush. */
function flush(path: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
