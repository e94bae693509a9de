import { kindWords, type EntityKind } from '../../common/domain/entities.ts';
import type { FieldConflict } from '../../common/domain/merge.ts';
import type { DeletedEntity, LeftItem } from '../../common/partner-api/sync-door.ts';
import { decideAccess, type Action, type ActorRole } from '../../common/domain/access.ts';
import type { Customer, EntityRows } from '../../common/domain/entities.ts';
import type { ContextId } from '../../common/domain/contexts.ts';
import type { MutationName, MutationOf } from '../../common/domain/mutations.ts';
import type { Account } from '../../common/partner-api/session.ts';
import type { Transaction } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { deletedEntityOf, deletedWithWhatIsAbove } from './who-changed.ts';
import { invalidField, ProblemError } from './problem-error.ts';

/** Who asks, and in which request. */
export interface Actor {
  account: Account;
  /** As whom and what Activity tells it, where it's no mutation of an account: somebody at a customer, or the partner API by itself. */
  own?: { role: ActorRole; action: OwnAction };
  requestId: string;
  /** The program that sends it and, where that's known, its device: `Switchyard 1.4.0 on FRONT-DESK`. */
  client?: string | undefined;
}

/** What the partner API and a customer’s own pages do, beside mutations. */
export type OwnAction =
  | 'visit.mail'
  | 'notice.deliver'
  | 'project.mail'
  | 'project.notice'
  | 'project.close'
  | 'project.confirmClosing'
  | 'project.erase'
  | 'invite.send'
  | 'invite.open'
  | 'invite.accept'
  | 'onboardingLink.open'
  | 'onboardingLink.use'
  | 'accessRequest.grant'
  | 'accessRequest.decline'
  | 'customer.install'
  | 'partner.verify'
  | 'customer.edit'
  | 'customer.grant'
  | 'customer.password';

/** What a command works with. Everything it writes through `tx` is committed with its outcome or not at all. */
export interface CommandScope {
  /** The transaction as the account sees it: what isn't in its sight isn't there. */
  tx: Transaction;
  /** The same transaction with everything in it, for what a command must know that isn't told. */
  whole: Transaction;
  actor: Actor;
  surroundings: Surroundings;
  /** Id of the mutation; of a deletion it's also the name in the recycle bin. */
  mutationId: string;
  /** Whose eyes the account looks through. */
  context: ContextId;
  action: MutationName;
  /** Cost of hashing a password, as a power of two. */
  passwordCost: number;
  /** ISO time of the command by the server's clock. */
  at: string;
  /** Version that the row must have, for callers that name one; `any` for those that take it as it is. */
  expectedVersion: number | 'any' | undefined;
  /** What a part of a bulk delete didn't delete; it becomes part of the outcome. */
  spared: { left: LeftItem[]; gone: string[] };
  /** It shares its transaction with others: what can be made sure of together is, at its end. */
  isOfBatch: boolean;
}

/** One function per mutation. It throws {@link ProblemError} to reject and {@link CommandConflict} where somebody else came first. */
export type Command<N extends MutationName> = (mutation: MutationOf<N>, scope: CommandScope) => Promise<void>;

/** Somebody else changed or deleted the same thing first. `message` says so in a sentence. */
export class CommandConflict extends Error {
  readonly entity: { kind: EntityKind; id: string };
  readonly conflicts: FieldConflict[];
  readonly deleted: DeletedEntity[];

  constructor(
    because: string,
    entity: { kind: EntityKind; id: string },
    over: { conflicts?: FieldConflict[]; deleted?: DeletedEntity[] },
  ) {
    super(because);
    this.name = 'CommandConflict';
    this.entity = entity;
    this.conflicts = over.conflicts ?? [];
    this.deleted = over.deleted ?? [];
  }
}

/**
 * Lets an account go on with an action, or not.
 * @param customer the customer concerned, whose grants narrow what the role allows
 * @throws ProblemError `forbidden`
 */
export function requireAccess(account: Account, action: Action, customer?: Pick<Customer, 'grants'>): void {
  const decision = decideAccess({
    role: account.role,
    action,
    context: account.context?.id,
    ...(customer ? { grants: customer.grants } : {}),
  });
  if (!decision.allowed) throw new ProblemError('forbidden', decision.because);
}

/** @throws ProblemError `version-conflict` when the caller named another version than the row's */
export function requireVersion(scope: CommandScope, row: { version: number }): void {
  if (typeof scope.expectedVersion === 'number' && scope.expectedVersion !== row.version)
    throw new ProblemError(
      'version-conflict',
      'It was changed since it was read. Read it again, then repeat the change.',
    );
}

/**
 * The row that is to be deleted; null where that's done already. A caller that names a version speaks of a row that must be there.
 * @throws ProblemError `not-found`
 */
export async function rowToDelete<K extends EntityKind>(
  scope: CommandScope,
  kind: K,
  id: string,
): Promise<EntityRows[K] | null> {
  const row = await scope.tx.row(kind, id);
  if (!row && (scope.expectedVersion !== undefined || !(await scope.tx.tombstone(kind, id))))
    throw new ProblemError('not-found', `There is no ${kindWords[kind]} with the id ${id}.`);
  return row;
}

/** Says that a thing can't be restored, as its time in the recycle bin is over or it was restored already. */
export function notInBin(kind: EntityKind): ProblemError {
  return new ProblemError(
    'not-restorable',
    `The ${kindWords[kind]} isn’t in the recycle bin any more; it keeps things for 30 days.`,
  );
}

/**
 * The row that a command is about.
 * @throws CommandConflict when it was deleted
 * @throws ProblemError `not-found` when there never was one
 */
export async function existingRow<K extends EntityKind>(
  scope: CommandScope,
  kind: K,
  id: string,
): Promise<EntityRows[K]> {
  const row = await scope.tx.row(kind, id);
  if (row) return row;
  const deleted = await scope.tx.tombstone(kind, id);
  // A caller that names versions speaks of the row as it is now; there it's simply gone.
  if (deleted && scope.expectedVersion === undefined)
    throw new CommandConflict(
      `This ${kindWords[kind]} was deleted by ${deleted.by} at ${deleted.at}.`,
      { kind, id },
      { deleted: [await deletedWithWhatIsAbove(scope.tx, kind, id, deleted)] },
    );
  throw new ProblemError('not-found', `There is no ${kindWords[kind]} with the id ${id}.`);
}

/** @throws ProblemError `already-exists` when an id is in use or was; ids are never used again */
export async function requireNewId(scope: CommandScope, kind: EntityKind, id: string): Promise<void> {
  const there = await Promise.all([scope.whole.row(kind, id), scope.whole.tombstone(kind, id)]);
  if (there.some((one) => one !== null))
    throw new ProblemError(
      'already-exists',
      `There is a ${kindWords[kind]} with the id ${id} already, or there was.`,
    );
}

/** The brand of what an account makes without naming one: its own, where it wouldn't see it otherwise. */
export function brandOrOwn({ actor }: CommandScope, brandId: string | null): string | null {
  return brandId ?? actor.account.scope?.brandId ?? null;
}

/** @throws ProblemError `invalid` when a brand is named that doesn't exist, or none by an account that sees one brand alone */
export async function requireBrand(scope: CommandScope, brandId: unknown): Promise<void> {
  const { scope: own } = scope.actor.account;
  if (brandId === null && own) {
    throw invalidField(
      'brandId',
      `Your account sees ${own.name} and the brands below it: choose one of them`,
    );
  }
  if (typeof brandId !== 'string' || (await scope.tx.row('brand', brandId))) return;
  throw invalidField('brandId', 'There is no such brand');
}

/**
 * Lets a customer go to a partner, or to none.
 * @throws CommandConflict when the partner was deleted
 * @throws ProblemError `invalid` when there never was such a partner
 */
export async function requirePartner(scope: CommandScope, partnerId: string | null): Promise<void> {
  if (partnerId === null || (await scope.tx.row('partner', partnerId))) return;
  const deleted = await scope.tx.tombstone('partner', partnerId);
  if (deleted && scope.expectedVersion === undefined)
    throw new CommandConflict(
      `The partner was deleted by ${deleted.by} at ${deleted.at}.`,
      { kind: 'partner', id: partnerId },
      { deleted: [await deletedEntityOf(scope.tx, 'partner', partnerId, deleted)] },
    );
  throw invalidField('partnerId', 'There is no such partner');
}
