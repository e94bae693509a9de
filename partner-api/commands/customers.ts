import { fullGrants, type Customer } from '../../common/domain/entities.ts';
import type { FieldValues } from '../../common/domain/fields.ts';
import { mergeFields, type FieldConflict } from '../../common/domain/merge.ts';
import type { DeletedEntity } from '../../common/partner-api/sync-door.ts';
import { requireBillingAccount } from './billing-accounts.ts';
import { blockProjectsOf, unblockProjectsOf } from './projects-of-deleted.ts';
import { deleteShown } from './delete-shown.ts';
import { makeCustomerId } from '../../common/domain/customer-id.ts';
import {
  brandOrOwn,
  CommandConflict,
  existingRow,
  notInBin,
  requireAccess,
  requireBrand,
  requireNewId,
  requirePartner,
  requireVersion,
  rowToDelete,
  type Command,
  type CommandScope,
} from './command.ts';
import { makeCustomerLogin } from './customer-logins.ts';
import { ProblemError } from './problem-error.ts';
import { deleteSite, restoreSite } from './sites.ts';
import { deletedEntityOf, withWhoChanged } from './who-changed.ts';
import { changeRow, createRow, deleteRow, mergeIntoRow } from './writing.ts';

/** Creates a customer as the wizard does: with all six grants and a new Customer ID. */
export const createCustomer: Command<'customer.create'> = async (
  { args: { id, fields, password } },
  scope,
) => {
  await requireNewId(scope, 'customer', id);
  await requirePartner(scope, fields.partnerId);
  const brandId = brandOrOwn(scope, fields.brandId);
  await requireBrand(scope, brandId);
  await requireBillingAccount(scope, fields.billingAccountId);
  await createRow(scope, 'customer', {
    ...fields,
    brandId,
    id,
    version: 0,
    createdAt: scope.at,
    updatedAt: scope.at,
    customerId: await freshCustomerId(scope),
    origin: 'wizard',
    grants: [...fullGrants],
  });
  if (password) await makeCustomerLogin(scope, { id, fields, password });
};

/** Changes fields of a customer, if it granted that. */
export const updateCustomer: Command<'customer.update'> = async (
  { args: { id, changes }, before },
  scope,
) => {
  const customer = await existingRow(scope, 'customer', id);
  requireAccess(scope.actor.account, 'customer.update', customer);
  requireVersion(scope, customer);
  await requireBrand(scope, changes.brandId);
  await requireBillingAccount(scope, changes.billingAccountId);
  await mergeIntoRow(scope, 'customer', customer, {
    changes,
    before: scope.expectedVersion === undefined ? before : undefined,
  });
};

/** Moves customers to another partner, or to none: all of them or none. What stands in the way is told of all of them at once. */
export const moveCustomers: Command<'customer.move'> = async (
  { args: { ids, partnerId }, before },
  scope,
) => {
  await requirePartner(scope, partnerId);
  const moves: { customer: Customer; apply: FieldValues }[] = [];
  const conflicts: FieldConflict[] = [];
  const deleted: DeletedEntity[] = [];
  for (const id of ids) {
    const customer = await scope.tx.row('customer', id);
    const tombstone = customer ? null : await scope.tx.tombstone('customer', id);
    if (!customer && tombstone) {
      deleted.push(await deletedEntityOf(scope.tx, 'customer', id, tombstone));
      continue;
    }
    if (!customer) throw new ProblemError('not-found', `There is no customer with the id ${id}.`);
    requireAccess(scope.actor.account, 'customer.move', customer);
    const merge = mergeFields({ partnerId }, { partnerId: before[id] ?? null }, customer);
    if (merge.merged) moves.push({ customer, apply: merge.apply });
    else
      for (const conflict of await withWhoChanged(scope.tx, id, merge.conflicts))
        conflicts.push({ ...conflict, entityId: id });
  }
  const [first] = [...conflicts.map(({ entityId }) => entityId), ...deleted.map(({ id }) => id)];
  if (first !== undefined)
    throw new CommandConflict(
      moveConflict(ids.length, conflicts.length, deleted),
      { kind: 'customer', id: first },
      { conflicts, deleted },
    );
  for (const { customer, apply } of moves) await changeRow(scope, 'customer', customer, apply);
};

function moveConflict(all: number, moved: number, deleted: readonly DeletedEntity[]): string {
  const [gone] = deleted;
  if (all === 1 && gone) return `This customer was deleted by ${gone.by} at ${gone.at}.`;
  if (all === 1) return 'This customer was moved somewhere else in the meantime.';
  const some = (count: number) => `${count} of the ${all} customers ${count === 1 ? 'was' : 'were'}`;
  const elsewhere = `${some(moved)} moved somewhere else in the meantime`;
  const without = `${some(deleted.length)} deleted in the meantime`;
  if (deleted.length === 0) return `${elsewhere}.`;
  return moved === 0 ? `${without}.` : `${elsewhere}, and ${without}.`;
}

/** Deletes customers with their sites; the probes there go back to the inventory, their projects are blocked. */
export const deleteCustomers: Command<'customer.delete'> = async ({ args: { ids, bulk } }, scope) => {
  if (bulk) {
    await deleteShown(scope, 'customer', { ids, bulk }, (customer) => deleteCustomer(scope, customer));
    return;
  }
  for (const id of ids) {
    const customer = await rowToDelete(scope, 'customer', id);
    if (!customer) continue;
    requireAccess(scope.actor.account, 'customer.delete', customer);
    requireVersion(scope, customer);
    await deleteCustomer(scope, customer);
  }
};

async function deleteCustomer(scope: CommandScope, customer: Customer): Promise<void> {
  await blockProjectsOf(scope, customer);
  for (const site of await scope.tx.children('site', customer.id)) await deleteSite(scope, site);
  await deleteRow(scope, 'customer', customer);
}

/** Brings customers back that a deletion took: the same rows, their sites, and the probes that nobody placed elsewhere since. */
export const restoreCustomers: Command<'customer.restore'> = async ({ args: { deletion, ids } }, scope) => {
  for (const id of ids) {
    if (await scope.tx.row('customer', id)) continue;
    const [customer] = await scope.tx.recycled(deletion, 'customer', { id });
    if (!customer) throw notInBin('customer');
    requireAccess(scope.actor.account, 'customer.restore', customer);
    await restoreCustomer(scope, deletion, customer);
  }
};

// Where the partner can be restored first, that's for a person to say; where it can't, the customer can't come back as it was.
async function requirePartnerOf(scope: CommandScope, customer: Customer): Promise<void> {
  const { partnerId } = customer;
  if (partnerId === null || (await scope.whole.row('partner', partnerId))) return;
  const tombstone = await scope.tx.tombstone('partner', partnerId);
  const partner = tombstone && (await deletedEntityOf(scope.tx, 'partner', partnerId, tombstone));
  if (partner?.deletion !== undefined)
    throw new CommandConflict(
      `The partner of ${customer.name} was deleted by ${partner.by} at ${partner.at}.`,
      { kind: 'partner', id: partnerId },
      { deleted: [partner] },
    );
  throw new ProblemError(
    'not-restorable',
    `The partner of ${customer.name} was deleted and isn’t in the recycle bin any more.`,
  );
}

async function restoreCustomer(scope: CommandScope, deletion: string, customer: Customer): Promise<void> {
  await requirePartnerOf(scope, customer);
  await scope.tx.takeFromBin(deletion, 'customer', customer.id);
  await createRow(scope, 'customer', { ...customer, updatedAt: scope.at });
  for (const site of await scope.tx.recycled(deletion, 'site', { parent: customer.id }))
    await restoreSite(scope, deletion, site);
  await unblockProjectsOf(scope, deletion, customer.id);
}

/** A Customer ID that nobody has. */
export async function freshCustomerId(scope: CommandScope): Promise<string> {
  for (;;) {
    const customerId = makeCustomerId(scope.surroundings.randomBytes(10));
    if (scope.isOfBatch) scope.whole.claim(customerId);
    if (scope.isOfBatch || !(await scope.tx.publicIdTaken(customerId))) return customerId;
  }
}
