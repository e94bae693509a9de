import type { VisitTemplate } from '../../common/domain/entities.ts';
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
import { invalidField } from './problem-error.ts';
import { createRow, deleteRow, mergeIntoRow } from './writing.ts';

/** Adds a template of visits; one for a single customer belongs to that one's brand. */
export const createTemplate: Command<'visitTemplate.create'> = async ({ args: { id, fields } }, scope) => {
  await requireNewId(scope, 'visitTemplate', id);
  const customer = await requireCustomer(scope, fields.customerId);
  const brandId = brandOrOwn(scope, fields.brandId ?? customer?.brandId ?? null);
  await requireBrand(scope, brandId);
  const made = { id, version: 0, createdAt: scope.at, updatedAt: scope.at };
  await createRow(scope, 'visitTemplate', { ...fields, brandId, ...made });
};

/** Changes fields of a template. Visits that were planned with it keep what they have. */
export const updateTemplate: Command<'visitTemplate.update'> = async (
  { args: { id, changes }, before },
  scope,
) => {
  const template = await existingRow(scope, 'visitTemplate', id);
  requireVersion(scope, template);
  if (typeof changes['customerId'] === 'string') await requireCustomer(scope, changes['customerId']);
  if ('brandId' in changes) await requireBrand(scope, changes['brandId']);
  await mergeIntoRow(scope, 'visitTemplate', template, {
    changes,
    before: scope.expectedVersion === undefined ? before : undefined,
  });
};

/** Deletes templates; the visits that were planned with them stay. */
export const deleteTemplates: Command<'visitTemplate.delete'> = async ({ args: { ids } }, scope) => {
  for (const id of ids) {
    const template = await rowToDelete(scope, 'visitTemplate', id);
    if (!template) continue;
    requireVersion(scope, template);
    await deleteRow(scope, 'visitTemplate', template);
  }
};

/** Brings templates back that a deletion took. */
export const restoreTemplates: Command<'visitTemplate.restore'> = async (
  { args: { deletion, ids } },
  scope,
) => {
  for (const id of ids) {
    if (await scope.tx.row('visitTemplate', id)) continue;
    const [template] = await scope.tx.recycled(deletion, 'visitTemplate', { id });
    if (!template) throw notInBin('visitTemplate');
    await restoreTemplate(scope, deletion, template);
  }
};

async function restoreTemplate(
  scope: CommandScope,
  deletion: string,
  template: VisitTemplate,
): Promise<void> {
  await scope.tx.takeFromBin(deletion, 'visitTemplate', template.id);
  await createRow(scope, 'visitTemplate', { ...template, updatedAt: scope.at });
}

async function requireCustomer(scope: CommandScope, id: string | null) {
  if (id === null) return null;
  const customer = await scope.tx.row('customer', id);
  if (!customer) throw invalidField('customerId', 'There is no such customer');
  return customer;
}
