import { decideAccess } from '../../common/domain/access.ts';
import type { Customer, EntityRows, Site } from '../../common/domain/entities.ts';
import type { BulkPart } from '../../common/domain/mutations.ts';
import type { LeftItem } from '../../common/partner-api/sync-door.ts';
import type { CommandScope } from './command.ts';

/** Most things that are named of those that appeared below one item. */
const namedAppeared = 5;

type Appeared = LeftItem['appeared'][number];

/**
 * Deletes of the named things those that have nothing below them which the dry run didn't show. What has is left, and so is what
 * the account may not delete or see; what somebody else deleted is noted. Each item stands by itself: none holds up another.
 */
export async function deleteShown<K extends 'customer' | 'site'>(
  scope: CommandScope,
  kind: K,
  { ids, bulk }: { ids: readonly string[]; bulk: BulkPart },
  remove: (row: EntityRows[K]) => Promise<void>,
): Promise<void> {
  const shown = new Set(bulk.shown);
  const { left, gone } = scope.spared;
  for (const id of ids) {
    const row = await scope.tx.row(kind, id);
    if (!row && (await scope.tx.tombstone(kind, id))) gone.push(id);
    else if (!row)
      left.push({ id, name: '', because: `Your account doesn’t see this ${kind}.`, appeared: [] });
    else {
      const spared = await whyLeft(scope, row, shown);
      if (spared) left.push({ id, name: row.name, ...spared });
      else await remove(row);
    }
  }
}

async function whyLeft(
  scope: CommandScope,
  row: Customer | Site,
  shown: ReadonlySet<string>,
): Promise<Pick<LeftItem, 'because' | 'appeared'> | null> {
  const customer = isSite(row) ? await scope.tx.row('customer', row.customerId) : row;
  const { role } = scope.actor.account;
  const decision = decideAccess({
    role,
    action: scope.action,
    ...(customer ? { grants: customer.grants } : {}),
  });
  if (!decision.allowed) return { because: decision.because, appeared: [] };
  const sites = isSite(row) ? [row] : await scope.tx.children('site', row.id);
  const appeared: Appeared[] = sites
    .filter(({ id }) => id !== row.id && !shown.has(id))
    .map(({ id, name }) => ({ kind: 'site', id, name }));
  for (const site of sites)
    for (const { id, name, serial } of await scope.tx.children('probe', site.id))
      if (!shown.has(id)) appeared.push({ kind: 'probe', id, name: name || serial });
  for (const site of sites)
    for (const { id, name } of await scope.tx.children('visit', site.id))
      if (!shown.has(id)) appeared.push({ kind: 'visit', id, name });
  if (!isSite(row))
    for (const { id, name, status } of await scope.tx.children('project', row.id))
      if (status === 'active' && !shown.has(id)) appeared.push({ kind: 'project', id, name });
  if (appeared.length === 0) return null;
  return { because: sentenceOf(appeared), appeared: appeared.slice(0, namedAppeared) };
}

function isSite(row: Customer | Site): row is Site {
  return !('grants' in row);
}

function sentenceOf(appeared: readonly Appeared[]): string {
  const [first] = appeared;
  if (first && appeared.length === 1)
    return `The ${first.kind} ${first.name} is there, and the dry run didn’t show it.`;
  return `${appeared.length} sites, probes, visits or projects are there that the dry run didn’t show.`;
}
