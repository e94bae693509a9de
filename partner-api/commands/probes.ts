import type { Probe, Site } from '../../common/domain/entities.ts';
import type { FieldValues } from '../../common/domain/fields.ts';
import { mergeFields, type FieldConflict } from '../../common/domain/merge.ts';
import type { DeletedEntity } from '../../common/partner-api/sync-door.ts';
import {
  CommandConflict,
  requireAccess,
  requireVersion,
  type Command,
  type CommandScope,
} from './command.ts';
import { invalidField, ProblemError } from './problem-error.ts';
import { deletedEntityOf, withWhoChanged } from './who-changed.ts';
import { changeRow } from './writing.ts';

/** Puts probes at a site, from the inventory or from where they are: all of them or none. */
export const associateProbes: Command<'probe.associate'> = async (
  { args: { ids, siteId }, before },
  scope,
) => {
  const site = await siteToGoTo(scope, siteId);
  await requireAccessTo(scope, site);
  await placeProbes(scope, ids, siteId, before);
};

/** Puts probes back into the inventory: all of them or none. */
export const disassociateProbes: Command<'probe.disassociate'> = ({ args: { ids }, before }, scope) =>
  placeProbes(scope, ids, null, before);

/** Puts a probe back into the inventory since its site goes, and its association into the recycle bin. */
export async function freeProbe(scope: CommandScope, probe: Probe): Promise<void> {
  await scope.tx.recycle(scope.mutationId, scope.at, { kind: 'probe', row: probe });
  await changeRow(scope, 'probe', probe, { siteId: null });
}

/** Takes the associations that a deletion cut out of the recycle bin; probes that nobody placed elsewhere since are back at the site. */
export async function bringProbesBack(scope: CommandScope, deletion: string, siteId: string): Promise<void> {
  for (const freed of await scope.tx.recycled(deletion, 'probe', { parent: siteId })) {
    await scope.tx.takeFromBin(deletion, 'probe', freed.id);
    // In the inventory no brand decides, so that an account with one doesn't see it there.
    const probe = await scope.whole.row('probe', freed.id);
    if (probe?.siteId === null) await changeRow(scope, 'probe', probe, { siteId });
  }
}

/** What stands in the way is told of all probes at once. */
async function placeProbes(
  scope: CommandScope,
  ids: readonly string[],
  siteId: string | null,
  before: FieldValues,
): Promise<void> {
  const placed: { probe: Probe; apply: FieldValues }[] = [];
  const conflicts: FieldConflict[] = [];
  const deleted: DeletedEntity[] = [];
  const allowed = new Set<string>();
  for (const id of ids) {
    const probe = await scope.tx.row('probe', id);
    const tombstone = probe ? null : await scope.tx.tombstone('probe', id);
    if (!probe && tombstone && scope.expectedVersion === undefined) {
      deleted.push(await deletedEntityOf(scope.tx, 'probe', id, tombstone));
      continue;
    }
    if (!probe) throw new ProblemError('not-found', `There is no probe with the id ${id}.`);
    requireVersion(scope, probe);
    if (probe.siteId !== null && probe.siteId !== siteId && !allowed.has(probe.siteId)) {
      await requireAccessTo(scope, await scope.tx.row('site', probe.siteId));
      allowed.add(probe.siteId);
    }
    const was = scope.expectedVersion === undefined ? (before[id] ?? null) : probe.siteId;
    const merge = mergeFields({ siteId }, { siteId: was }, probe);
    if (merge.merged) placed.push({ probe, apply: merge.apply });
    else
      for (const conflict of await withWhoChanged(scope.tx, id, merge.conflicts))
        conflicts.push({ ...conflict, entityId: id });
  }
  const [first] = [...conflicts.map(({ entityId }) => entityId), ...deleted.map(({ id }) => id)];
  if (first !== undefined)
    throw new CommandConflict(
      await placedElsewhere(scope, ids.length, conflicts, deleted),
      { kind: 'probe', id: first },
      { conflicts, deleted },
    );
  for (const { probe, apply } of placed) await changeRow(scope, 'probe', probe, apply);
}

/** The customer of a site must have granted it; a site whose customer isn't there is nobody's to refuse. */
async function requireAccessTo(scope: CommandScope, site: Site | null): Promise<void> {
  const customer = site && (await scope.tx.row('customer', site.customerId));
  if (customer) requireAccess(scope.actor.account, scope.action, customer);
}

/**
 * The site that probes go to.
 * @throws CommandConflict when it was deleted
 * @throws ProblemError `invalid` when there never was such a site
 */
async function siteToGoTo(scope: CommandScope, id: string): Promise<Site> {
  const site = await scope.tx.row('site', id);
  if (site) return site;
  const tombstone = scope.expectedVersion === undefined ? await scope.tx.tombstone('site', id) : null;
  if (tombstone) {
    const gone = await deletedEntityOf(scope.tx, 'site', id, tombstone);
    throw new CommandConflict(
      `The site ${gone.name} was deleted by ${gone.by} at ${gone.at}.`,
      { kind: 'site', id },
      { deleted: [gone] },
    );
  }
  throw invalidField('siteId', 'There is no such site');
}

/** `Probe PR-1182 was put at site Porto of Contoso by Ana Prado at 2026-03-01T14:02:00.000Z.` */
async function placedElsewhere(
  scope: CommandScope,
  all: number,
  conflicts: readonly FieldConflict[],
  deleted: readonly DeletedEntity[],
): Promise<string> {
  const [conflict, secondConflict] = conflicts;
  const [gone] = deleted;
  if (conflict && !secondConflict && !gone) return whereNow(scope, conflict);
  if (gone && all === 1) return `The probe ${gone.name} was deleted by ${gone.by} at ${gone.at}.`;
  const some = (count: number) => `${count} of the ${all} probes ${count === 1 ? 'was' : 'were'}`;
  const elsewhere = `${some(conflicts.length)} put somewhere else in the meantime`;
  const without = `${some(deleted.length)} deleted in the meantime`;
  if (!gone) return `${elsewhere}.`;
  return conflict ? `${elsewhere}, and ${without}.` : `${without}.`;
}

async function whereNow(scope: CommandScope, { entityId, theirs, changed }: FieldConflict): Promise<string> {
  const probe = entityId === undefined ? null : await scope.tx.row('probe', entityId);
  const name = `Probe ${probe?.name || probe?.serial || 'in question'}`;
  const site = typeof theirs === 'string' ? await scope.tx.row('site', theirs) : null;
  const customer = site && (await scope.tx.row('customer', site.customerId));
  const where =
    theirs === null
      ? 'put back into the inventory'
      : `put at site ${site?.name ?? 'that isn’t here'}${customer ? ` of ${customer.name}` : ''}`;
  return changed ? `${name} was ${where} by ${changed.by} at ${changed.at}.` : `${name} was ${where}.`;
}
