import type { BillingAccount } from '../../common/domain/entities.ts';
import { isInSight } from '../../common/domain/visibility.ts';
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
import { invalidField, ProblemError } from './problem-error.ts';
import { createRow, deleteRow, mergeIntoRow } from './writing.ts';
import { sightOfAccount } from './sight.ts';

/** Names that a refusal lists; the rest is counted. */
const namesListed = 3;

/** Creates a billing account. */
export const createBillingAccount: Command<'billingAccount.create'> = async (
  { args: { id, fields } },
  scope,
) => {
  await requireNewId(scope, 'billingAccount', id);
  const brandId = brandOrOwn(scope, fields.brandId);
  await requireBrand(scope, brandId);
  const envelope = { id, version: 0, createdAt: scope.at, updatedAt: scope.at };
  await createRow(scope, 'billingAccount', { ...fields, brandId, ...envelope });
};

/** Changes fields of a billing account. What customers took from it before stays theirs. */
export const updateBillingAccount: Command<'billingAccount.update'> = async (
  { args: { id, changes }, before },
  scope,
) => {
  const account = await existingRow(scope, 'billingAccount', id);
  requireVersion(scope, account);
  await requireBrand(scope, changes.brandId);
  await mergeIntoRow(scope, 'billingAccount', account, {
    changes,
    before: scope.expectedVersion === undefined ? before : undefined,
  });
};

/** Deletes billing accounts; all of them or, when one is in use, none. */
export const deleteBillingAccounts: Command<'billingAccount.delete'> = async ({ args: { ids } }, scope) => {
  for (const id of ids) {
    const account = await rowToDelete(scope, 'billingAccount', id);
    if (!account) continue;
    requireVersion(scope, account);
    await requireUnused(scope, account);
    await deleteRow(scope, 'billingAccount', account);
  }
};

/** Brings billing accounts back that a deletion took. */
export const restoreBillingAccounts: Command<'billingAccount.restore'> = async (
  { args: { deletion, ids } },
  scope,
) => {
  for (const id of ids) {
    if (await scope.tx.row('billingAccount', id)) continue;
    const [account] = await scope.tx.recycled(deletion, 'billingAccount', { id });
    if (!account) throw notInBin('billingAccount');
    await scope.tx.takeFromBin(deletion, 'billingAccount', id);
    await createRow(scope, 'billingAccount', { ...account, updatedAt: scope.at });
  }
};

/** @throws ProblemError `invalid` when a billing account is named that doesn't exist, or that the account doesn't see */
export async function requireBillingAccount(scope: CommandScope, billingAccountId: unknown): Promise<void> {
  if (typeof billingAccountId !== 'string' || (await scope.tx.row('billingAccount', billingAccountId)))
    return;
  throw invalidField('billingAccountId', 'There is no such billing account; choose another');
}

/** @throws ProblemError `in-use` that says by whom; those out of the account's sight are neither named nor counted */
async function requireUnused(scope: CommandScope, { id, name }: BillingAccount): Promise<void> {
  const users = await scope.whole.usersOfBillingAccount(id);
  if (users.length === 0) return;
  const sight = await sightOfAccount(scope.whole, scope.actor.account);
  const seen = users.filter((user) => isInSight(sight, user.scope)).map((user) => user.name);
  if (seen.length === 0)
    throw new ProblemError(
      'in-use',
      `${name} is used outside of what your account sees. Leave deleting it to somebody who sees everything.`,
    );
  const others = seen.length - namesListed;
  const list = others > 0 ? `${seen.slice(0, namesListed).join(', ')} and ${others} more` : seen.join(', ');
  throw new ProblemError('in-use', `${name} is used by ${list}. Give them another billing account first.`);
}
