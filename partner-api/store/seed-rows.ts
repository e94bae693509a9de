import type { EntityKind, EntityRows } from '../../common/domain/entities.ts';
import { noScope, scopeKeyOf } from '../../common/domain/visibility.ts';
import type { Role } from '../../common/domain/access.ts';
import type { NewActivityEntry } from './activity-row.ts';
import { kindNumbers, lookupColumns } from './columns.ts';
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

/** A row of the table `entity`. */
export interface RowToStore {
  kind: number;
  id: string;
  version: number;
  parent: string | null;
  publicId: string | null;
  search: string;
  doc: string;
  withheld: string | null;
  scope: string;
}

interface Tally {
  kind: number;
  scope: string;
  count: number;
  sum: number;
}

/** Counts and sums of versions by kind and scope key, as rows go by. */
export class Tallies {
  readonly #tallies = new Map<string, Tally>();

  add({ kind, scope, version }: RowToStore): void {
    const key = `${kind} ${scope}`;
    const tally = this.#tallies.get(key);
    if (!tally) {
      this.#tallies.set(key, { kind, scope, count: 1, sum: version });
      return;
    }
    tally.count++;
    tally.sum += version;
  }

  all(): Iterable<Tally> {
    return this.#tallies.values();
  }
}

/** The rows of a seed as they're stored, numbered from 1, and counted in `tallies`. */
export function* rowsToStore(rows: Iterable<SeedRow>, tallies: Tallies): Generator<RowToStore> {
  // Keys of what sites and probes can be below; what comes first in a snapshot comes first here.
  const keys = new Map<string, string>();
  // Customers that don't grant Access data, and their sites.
  const refusing = new Set<string>();
  let version = 0;
  for (const seedRow of rows) {
    version++;
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
    const stored = storedRow(seedRow.kind, row, parent === null || !refusing.has(parent));
    const made = {
      ...{ kind: kindNumbers[seedRow.kind], id: row.id, version, parent, publicId, search, scope },
      ...stored,
    };
    tallies.add(made);
    yield made;
  }
}

/** An entry of a seed's Activity; `place` is where its row stands. */
export function seededEntry(
  { kind, id, title, at, by, action, before, after, mutationId }: SeedEntry,
  { scope = noScope, parent = null }: { scope?: string; parent?: string | null } = {},
): NewActivityEntry {
  const isBelow = kind === 'site' || kind === 'project';
  const customer = kind === 'customer' ? id : isBelow ? (parent ?? '') : '';
  return {
    ...{ at, account: { id: by.id, name: by.name }, role: by.role, context: 'partner-account' },
    ...{ requestId: mutationId, mutationId, action, entity: { kind, id }, title, client: by.client },
    ...{ before, after, scope: { before: scope, after: scope }, about: { customer } },
  };
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
