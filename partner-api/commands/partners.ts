import {
  brandOrOwn,
  existingRow,
  notInBin,
  requireBrand,
  requireNewId,
  requireVersion,
  rowToDelete,
  type Command,
  type CommandScope,
} from './command.ts';
import type { Partner } from '../../common/domain/entities.ts';
import { ProblemError } from './problem-error.ts';
import { createRow, deleteRow, mergeIntoRow } from './writing.ts';

/** Creates a partner. */
export const createPartner: Command<'partner.create'> = async ({ args: { id, fields } }, scope) => {
  await requireNewId(scope, 'partner', id);
  const brandId = brandOrOwn(scope, fields.brandId);
  await requireBrand(scope, brandId);
  const envelope = { id, version: 0, createdAt: scope.at, updatedAt: scope.at };
  await createRow(scope, 'partner', { ...fields, brandId, ...envelope });
};

/** Changes fields of a partner. */
export const updatePartner: Command<'partner.update'> = async ({ args: { id, changes }, before }, scope) => {
  const partner = await existingRow(scope, 'partner', id);
  requireVersion(scope, partner);
  await requireBrand(scope, changes.brandId);
  await mergeIntoRow(scope, 'partner', partner, {
    changes,
    before: scope.expectedVersion === undefined ? before : undefined,
  });
};

/** Deletes partners; all of them or, when one still has customers, none. */
export const deletePartners: Command<'partner.delete'> = async ({ args: { ids } }, scope) => {
  for (const id of ids) {
    const partner = await rowToDelete(scope, 'partner', id);
    if (!partner) continue;
    requireVersion(scope, partner);
    await requireNoCustomers(scope, partner);
    await deleteRow(scope, 'partner', partner);
  }
};

/** @throws ProblemError `partner-has-customers`; those out of the account's sight aren't counted in its sentence */
async function requireNoCustomers(scope: CommandScope, { id, name }: Partner): Promise<void> {
  if ((await scope.whole.countChildren('customer', id)) === 0) return;
  const seen = await scope.tx.countChildren('customer', id);
  throw new ProblemError(
    'partner-has-customers',
    seen === 0
      ? `${name} is needed outside of what your account sees. Leave deleting it to somebody who sees everything.`
      : `${name} still has ${seen === 1 ? 'one customer' : `${seen} customers`}. Move or delete them first.`,
  );
}

/** Brings partners back that a deletion took. */
export const restorePartners: Command<'partner.restore'> = async ({ args: { deletion, ids } }, scope) => {
  for (const id of ids) {
    if (await scope.tx.row('partner', id)) continue;
    const [partner] = await scope.tx.recycled(deletion, 'partner', { id });
    if (!partner) throw notInBin('partner');
    await scope.tx.takeFromBin(deletion, 'partner', id);
    await createRow(scope, 'partner', { ...partner, updatedAt: scope.at });
  }
};
