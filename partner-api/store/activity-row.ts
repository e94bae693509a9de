import { actorRole } from '../../common/domain/access.ts';
import { activityKind, entityKinds } from '../../common/domain/entities.ts';
import type { ActivityEntry } from '../../common/partner-api/resource-door.ts';
import { chainedColumns, type ChainedRow } from './audit-chain.ts';
import { kindNumbers } from './columns.ts';
import type { ReadingKeys } from './project-keys.ts';
import type { Dialect } from './dialects/dialect.ts';
import { openValues } from './project-seal.ts';

/** A row of the table `activity`. */
export interface ActivityRow {
  entry: number;
  at: string;
  account_id: string;
  account_name: string;
  role: string;
  context: string;
  request: string;
  mutation: string;
  action: string;
  kind: string;
  entity: string;
  before: string | null;
  after: string | null;
  title: string;
  client: string;
  customer: string;
  former_customer: string;
  hash: string;
}

/** The columns of the table `activity`: what an {@link ActivityRow} has, and the scope keys. */
export const activityColumns = [...chainedColumns, 'hash'].join(', ');

/** An entry yet to be numbered, with the scope keys that its entity had before and has after it. */
export interface NewActivityEntry extends Omit<ActivityEntry, 'entry' | 'hash' | 'customerIds'> {
  scope: { before: string; after: string };
  /** The customer that it's about, or the sites that a probe was and is at, which say it; null for the inventory. */
  about: { customer: string } | { sites: readonly [was: string | null, is: string | null] };
}

/** The entry that a row of the table holds. */
export function activityEntryOf(row: ActivityRow, keys: Pick<ReadingKeys, 'of'>): ActivityEntry {
  const valuesIn = (json: string | null) => {
    const values = json === null ? null : (JSON.parse(json) as Record<string, unknown>);
    return row.kind === 'project' ? openValues(keys, row.entity, values) : values;
  };
  return {
    entry: row.entry,
    at: row.at,
    account: { id: row.account_id, name: row.account_name },
    role: actorRole.parse(row.role),
    context: row.context,
    requestId: row.request,
    mutationId: row.mutation,
    action: row.action,
    entity: { kind: activityKind.parse(row.kind), id: row.entity },
    title: row.title,
    client: row.client,
    customerIds: [row.customer, row.former_customer].filter((id) => id !== ''),
    before: valuesIn(row.before),
    after: valuesIn(row.after),
    hash: row.hash,
  };
}

/**
 * Whether an entry is in sight of the keys in `@keys`: its entity is (or was when it was deleted), and it was before and after
 * what the entry tells, so that nothing of its time elsewhere can be read.
 */
export function activityInSight({ elementsOf }: Pick<Dialect, 'elementsOf'>): string {
  const inSight = `IN ${elementsOf('@keys')}`;
  return `scope_before ${inSight} AND scope_after ${inSight}
    AND EXISTS (
      SELECT 1 FROM entity WHERE kind = ${numberOfKind()} AND id = activity.entity AND scope ${inSight}
      UNION ALL
      SELECT 1 FROM tombstone WHERE kind = ${numberOfKind()} AND id = activity.entity AND scope ${inSight})`;
}

function numberOfKind(): string {
  const cases = entityKinds.map((kind) => `WHEN '${kind}' THEN ${kindNumbers[kind]}`);
  return `CASE activity.kind ${cases.join(' ')} END`;
}

/**
 * What is written of an entry.
 * @param customerOf the customer of a site; '' where there's no such site
 */
export function chainedRowOf(
  entry: NewActivityEntry,
  customerOf: (siteId: string) => string,
): Omit<ChainedRow, 'entry'> {
  const { about } = entry;
  const [former, customer] =
    'customer' in about
      ? ['', about.customer]
      : about.sites.map((site) => (site === null ? '' : customerOf(site)));
  return {
    at: entry.at,
    account_id: entry.account.id,
    account_name: entry.account.name,
    role: entry.role,
    context: entry.context,
    request: entry.requestId,
    mutation: entry.mutationId,
    action: entry.action,
    kind: entry.entity.kind,
    entity: entry.entity.id,
    title: entry.title,
    client: entry.client,
    customer: customer || former || '',
    former_customer: customer && former !== customer ? (former ?? '') : '',
    before: entry.before === null ? null : JSON.stringify(entry.before),
    after: entry.after === null ? null : JSON.stringify(entry.after),
    scope_before: entry.scope.before,
    scope_after: entry.scope.after,
  };
}
