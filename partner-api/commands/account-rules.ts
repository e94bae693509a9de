import { beyond, roleTitles } from '../../common/domain/access.ts';
import { whyNotBelow } from '../../common/domain/accounts.ts';
import { isInSight, noScope, type Sight } from '../../common/domain/visibility.ts';
import type { AccountRecord } from '../store/account-rows.ts';
import type { Transaction } from '../store/store.ts';
import type { Actor } from './command.ts';
import { invalidField, ProblemError } from './problem-error.ts';
import { sightOfAccount } from './sight.ts';

/** @throws ProblemError where it would do or see more than the account that it's below, or than who makes it so */
export async function requireWithin(
  tx: Transaction,
  actor: Actor,
  { role, brandId }: Pick<AccountRecord, 'role' | 'brandId'>,
  parent: AccountRecord | null,
): Promise<void> {
  const ownSight = await sightOfAccount(tx, actor.account);
  if (brandId === null ? ownSight !== null : !(await isBrand(tx, ownSight, brandId)))
    throw invalidField(
      'brandId',
      brandId === null
        ? 'You see some brands alone, so the account sees one of them'
        : 'There is no such brand',
    );
  const [more] = beyond(role, actor.account.role);
  if (more) throw invalidField('role', `You may do less than ${roleTitles[role]}`);
  if (!parent) return;
  const above = whyNotBelow(role, parent.role);
  if (above) throw invalidField('role', above);
  const parentSight = await tx.sight(parent.brandId);
  const isWithin = brandId === null ? parentSight === null : isInSight(parentSight, brandId);
  if (!isWithin) throw invalidField('brandId', 'An account sees no more than its parent account');
}

async function isBrand(tx: Transaction, sight: Sight, brandId: string): Promise<boolean> {
  return (await tx.row('brand', brandId)) !== null && isInSight(sight, brandId);
}

/** @throws ProblemError where an account below would do or see more than this one then */
export async function requireAboveChildren(tx: Transaction, next: AccountRecord): Promise<void> {
  const sight = await tx.sight(next.brandId);
  for (const child of await tx.accountRecords()) {
    if (child.parentId !== next.id || child.revokedAt !== null) continue;
    if (beyond(child.role, next.role).length > 0)
      throw invalidField('role', `${child.login} is below it and may do more`);
    if (child.brandId === null ? sight !== null : !isInSight(sight, child.brandId))
      throw invalidField('brandId', `${child.login} is below it and sees more`);
  }
}

/** @throws ProblemError `not-found` */
export async function seen(tx: Transaction, actor: Actor, id: string): Promise<AccountRecord> {
  const record = await tx.accountRecord(id);
  const sight = await sightOfAccount(tx, actor.account);
  if (!record || !isSeenBy(record, sight, actor)) throw unknown(id);
  return record;
}

export async function known(tx: Transaction, id: string): Promise<AccountRecord> {
  const record = await tx.accountRecord(id);
  if (!record) throw unknown(id);
  return record;
}

export function unknown(id: string): ProblemError {
  return new ProblemError('not-found', `There is no account with the id ${id}.`);
}

/** Whether whoever asks has an account in sight: those of brands in its sight, and its own. */
export function isSeenBy(record: AccountRecord, sight: Sight, { account }: Actor): boolean {
  return sight === null || record.id === account.id || isInSight(sight, record.brandId ?? noScope);
}

/** The primary account: the oldest Admin that is below no other and sees everything. */
export function primaryOf(all: readonly AccountRecord[]): AccountRecord | undefined {
  return all.find(({ role, parentId, brandId }) => role === 'admin' && parentId === null && brandId === null);
}
