import type { Brand, Customer } from '../../common/domain/entities.ts';
import { mergeFields, type FieldConflict } from '../../common/domain/merge.ts';
import type { DeletedEntity } from '../../common/partner-api/sync-door.ts';
import {
  CommandConflict,
  existingRow,
  notInBin,
  requireAccess,
  requireBrand,
  requireNewId,
  requireVersion,
  rowToDelete,
  type Command,
  type CommandScope,
} from './command.ts';
import { invalidField, ProblemError } from './problem-error.ts';
import { deletedEntityOf, withWhoChanged } from './who-changed.ts';
import { changeRow, createRow, deleteRow, mergeIntoRow } from './writing.ts';

/** Creates a brand; for an account that sees one brand alone, below that. */
export const createBrand: Command<'brand.create'> = async ({ args: { id, fields } }, scope) => {
  await requireNewId(scope, 'brand', id);
  await requireParent(scope, fields.parentId);
  const envelope = { id, version: 0, createdAt: scope.at, updatedAt: scope.at };
  await createRow(scope, 'brand', { ...fields, ...envelope });
};

/** Changes fields of a brand. Under another parent, whoever sees that one sees it, with all that's below it. */
export const updateBrand: Command<'brand.update'> = async ({ args: { id, changes }, before }, scope) => {
  const brand = await existingRow(scope, 'brand', id);
  requireVersion(scope, brand);
  if (changes.parentId !== undefined && changes.parentId !== brand.parentId) {
    requireNotOwn(scope, brand, 'put below another');
    await requireParent(scope, changes.parentId as string | null, id);
  }
  await mergeIntoRow(scope, 'brand', brand, {
    changes,
    before: scope.expectedVersion === undefined ? before : undefined,
  });
};

/** Deletes brands that nothing belongs to; all of them or none. Brands that are named together may be below one another. */
export const deleteBrands: Command<'brand.delete'> = async ({ args: { ids } }, scope) => {
  const open = new Set(ids);
  const deletedAny = async (): Promise<boolean> => {
    for (const id of open) {
      if ([...open].some((other) => other !== id) && (await hasNamedBelow(scope, id, open))) continue;
      open.delete(id);
      const brand = await rowToDelete(scope, 'brand', id);
      if (!brand) return true;
      requireVersion(scope, brand);
      requireNotOwn(scope, brand, 'deleted');
      await requireUnused(scope, brand);
      await deleteRow(scope, 'brand', brand);
      return true;
    }
    return false;
  };
  while (await deletedAny());
};

/** Brings brands back that a deletion took, where their parents are there. */
export const restoreBrands: Command<'brand.restore'> = async ({ args: { deletion, ids } }, scope) => {
  const rows: Brand[] = [];
  for (const id of ids) {
    if (await scope.tx.row('brand', id)) continue;
    const [brand] = await scope.tx.recycled(deletion, 'brand', { id });
    if (!brand) throw notInBin('brand');
    rows.push(brand);
  }
  const named = new Map(rows.map((brand) => [brand.id, brand]));
  const restore = async (brand: Brand): Promise<void> => {
    if (!named.delete(brand.id)) return;
    const above = brand.parentId === null ? undefined : named.get(brand.parentId);
    if (above) await restore(above);
    if (brand.parentId !== null && !(await scope.whole.row('brand', brand.parentId)))
      throw new ProblemError(
        'not-restorable',
        `The brand above ${brand.name} was deleted. Restore it first.`,
      );
    await scope.tx.takeFromBin(deletion, 'brand', brand.id);
    await createRow(scope, 'brand', { ...brand, updatedAt: scope.at });
  };
  for (const brand of rows) await restore(brand);
};

/** Puts customers into another brand, or none: all of them or none. What is below them goes along. */
export const realignCustomers: Command<'customer.realign'> = async (
  { args: { ids, brandId }, before },
  scope,
) => {
  await requireBrand(scope, brandId);
  const moves: { customer: Customer; apply: Record<string, unknown> }[] = [];
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
    requireAccess(scope.actor.account, 'customer.realign', customer);
    const merge = mergeFields({ brandId }, { brandId: before[id] ?? null }, customer);
    if (merge.merged) moves.push({ customer, apply: merge.apply });
    else
      for (const conflict of await withWhoChanged(scope.tx, id, merge.conflicts))
        conflicts.push({ ...conflict, entityId: id });
  }
  const [first] = [...conflicts.map(({ entityId }) => entityId), ...deleted.map(({ id }) => id)];
  if (first !== undefined)
    throw new CommandConflict(
      `${conflicts.length + deleted.length} of the ${ids.length} customers went to another brand or were deleted in the meantime.`,
      { kind: 'customer', id: first },
      { conflicts, deleted },
    );
  for (const { customer, apply } of moves) await changeRow(scope, 'customer', customer, apply);
};

async function hasNamedBelow({ tx }: CommandScope, id: string, named: ReadonlySet<string>): Promise<boolean> {
  return (await tx.children('brand', id)).some((child) => named.has(child.id));
}

/** @throws ProblemError `invalid` where there's no such parent, or it's the brand itself or one below it */
async function requireParent(scope: CommandScope, parentId: string | null, self?: string): Promise<void> {
  const { scope: own } = scope.actor.account;
  if (parentId === null) {
    if (own)
      throw invalidField(
        'parentId',
        `Your account sees ${own.name} and the brands below it: choose one of them`,
      );
    return;
  }
  const parent = await scope.tx.row('brand', parentId);
  if (!parent) throw invalidField('parentId', 'There is no such brand');
  const passed = new Set<string>();
  for (let at: Brand | null = parent; at !== null && !passed.has(at.id);) {
    if (at.id === self)
      throw invalidField('parentId', 'A brand isn’t below itself; choose another parent brand');
    passed.add(at.id);
    at = at.parentId === null ? null : await scope.whole.row('brand', at.parentId);
  }
}

/** The brand of an account's scope is where its own sight begins: it's for somebody above to move or delete it. */
function requireNotOwn({ actor }: CommandScope, { id, name }: Brand, done: string): void {
  if (actor.account.scope?.brandId === id)
    throw new ProblemError(
      'forbidden',
      `${name} is the brand of your own account; it can’t be ${done} by it.`,
    );
}

/** @throws ProblemError `in-use` that says by what */
async function requireUnused({ whole }: CommandScope, { id, name }: Brand): Promise<void> {
  const uses = await whole.usesOfBrand(id);
  const said = uses.map(({ one, many, count }) => (count === 1 ? `one ${one}` : `${count} ${many}`));
  if (said.length === 0) return;
  throw new ProblemError(
    'in-use',
    `${name} still has ${said.join(', ')}. Put them into another brand first; nothing was deleted.`,
  );
}
