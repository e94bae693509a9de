import type { Customer, Site } from '../../common/domain/entities.ts';
import {
  CommandConflict,
  existingRow,
  notInBin,
  requireAccess,
  requireNewId,
  requireVersion,
  rowToDelete,
  type Command,
  type CommandScope,
} from './command.ts';
import { deleteShown } from './delete-shown.ts';
import { bringProbesBack, freeProbe } from './probes.ts';
import { invalidField, ProblemError } from './problem-error.ts';
import { deletedEntityOf } from './who-changed.ts';
import { deleteVisitsOf, restoreVisitsOf } from './visits.ts';
import { createRow, deleteRow, mergeIntoRow } from './writing.ts';

/** Creates a site of a customer, if it granted that. */
export const createSite: Command<'site.create'> = async ({ args: { id, fields } }, scope) => {
  await requireNewId(scope, 'site', id);
  const customer = await customerOfNew(scope, fields.customerId);
  requireAccess(scope.actor.account, 'site.create', customer);
  await createRow(scope, 'site', { ...fields, id, version: 0, createdAt: scope.at, updatedAt: scope.at });
};

/** Changes fields of a site, if its customer granted that. */
export const updateSite: Command<'site.update'> = async ({ args: { id, changes }, before }, scope) => {
  const site = await existingRow(scope, 'site', id);
  await requireAccessTo(scope, site);
  requireVersion(scope, site);
  await mergeIntoRow(scope, 'site', site, {
    changes,
    before: scope.expectedVersion === undefined ? before : undefined,
  });
};

/** Deletes sites with their visits; the probes there go back to the inventory. */
export const deleteSites: Command<'site.delete'> = async ({ args: { ids, bulk } }, scope) => {
  if (bulk) {
    await deleteShown(scope, 'site', { ids, bulk }, (site) => deleteSite(scope, site));
    return;
  }
  for (const id of ids) {
    const site = await rowToDelete(scope, 'site', id);
    if (!site) continue;
    await requireAccessTo(scope, site);
    requireVersion(scope, site);
    await deleteSite(scope, site);
  }
};

/** Brings sites back that a deletion took, with the probes that nobody placed elsewhere since. */
export const restoreSites: Command<'site.restore'> = async ({ args: { deletion, ids } }, scope) => {
  for (const id of ids) {
    if (await scope.tx.row('site', id)) continue;
    // In sight is what was in sight when it was deleted.
    const isSeen = (await scope.tx.tombstone('site', id)) !== null;
    const [site] = isSeen ? await scope.whole.recycled(deletion, 'site', { id }) : [];
    if (!site) throw notInBin('site');
    requireAccess(scope.actor.account, 'site.restore', await customerOfRestored(scope, site));
    await restoreSite(scope, deletion, site);
  }
};

/** Deletes a site with its visits and frees its probes. */
export async function deleteSite(scope: CommandScope, site: Site): Promise<void> {
  for (const probe of await scope.tx.children('probe', site.id)) await freeProbe(scope, probe);
  await deleteVisitsOf(scope, site.id);
  await deleteRow(scope, 'site', site);
}

/** Takes a site out of the recycle bin, with its visits and its probes. */
export async function restoreSite(scope: CommandScope, deletion: string, site: Site): Promise<void> {
  await scope.tx.takeFromBin(deletion, 'site', site.id);
  await createRow(scope, 'site', { ...site, updatedAt: scope.at });
  await restoreVisitsOf(scope, deletion, site.id);
  await bringProbesBack(scope, deletion, site.id);
}

/** The customer must have granted it; a site whose customer isn't there is nobody's to refuse. */
async function requireAccessTo(scope: CommandScope, site: Site): Promise<void> {
  const customer = await scope.tx.row('customer', site.customerId);
  if (customer) requireAccess(scope.actor.account, scope.action, customer);
}

async function customerOfNew(scope: CommandScope, id: string): Promise<Customer> {
  const customer = await scope.tx.row('customer', id);
  if (customer) return customer;
  const tombstone = scope.expectedVersion === undefined ? await scope.tx.tombstone('customer', id) : null;
  if (tombstone) {
    const gone = await deletedEntityOf(scope.tx, 'customer', id, tombstone);
    throw new CommandConflict(
      `The customer ${gone.name} was deleted by ${gone.by} at ${gone.at}.`,
      { kind: 'customer', id },
      { deleted: [gone] },
    );
  }
  throw invalidField('customerId', 'There is no such customer');
}

// Where the customer can be restored first, that's for a person to say; where it can't, its site can't come back.
async function customerOfRestored(scope: CommandScope, site: Site): Promise<Customer> {
  const id = site.customerId;
  const customer = await scope.tx.row('customer', id);
  if (customer) return customer;
  const tombstone = await scope.tx.tombstone('customer', id);
  const gone = tombstone && (await deletedEntityOf(scope.tx, 'customer', id, tombstone));
  if (gone?.deletion !== undefined)
    throw new CommandConflict(
      `The customer of ${site.name} was deleted by ${gone.by} at ${gone.at}.`,
      { kind: 'customer', id },
      { deleted: [gone] },
    );
  throw new ProblemError(
    'not-restorable',
    `The customer of ${site.name} was deleted and isn’t in the recycle bin any more.`,
  );
}
