import type { CommandName } from '../../../../common/contract/commands.ts';
import type { ListKind } from '../../../../common/contract/views.ts';
import { customerFields, partnerFields } from '../../../../common/domain/entities.ts';
import { deleteRows } from '../../../support/delete-rows.ts';
import type { Dice } from '../../simulation/dice.ts';
import type { Operator } from './operator.ts';

/** Something that an operator does through a command; it gives the ids of the changes that were acknowledged. */
interface Deed {
  command: CommandName;
  act(operator: Operator, dice: Dice): Promise<readonly string[]>;
}

const weighted: readonly (readonly [weight: number, deed: Deed])[] = [
  [30, { command: 'customer.create', act: createCustomer }],
  [25, { command: 'customer.update', act: updateCustomer }],
  [8, { command: 'customer.move', act: moveCustomers }],
  [6, { command: 'delete.accept', act: deleteCustomer }],
  [5, { command: 'partner.create', act: createPartner }],
  [8, { command: 'partner.update', act: updatePartner }],
  [6, { command: 'site.create', act: createSite }],
  [4, { command: 'probe.associate', act: associateProbe }],
  [8, { command: 'license.move', act: moveLicenses }],
];

export function deedOf(dice: Dice): Deed {
  return dice.weighted(weighted);
}

async function createCustomer(operator: Operator, dice: Dice) {
  const partnerId = dice.chance(0.5) ? await one(operator, 'partner', dice) : null;
  const fields = { partnerId, name: nameBy(operator, dice), email: 'office@harbour.example' };
  return (await operator.give('customer.create', fields)).mutationIds;
}

async function updateCustomer(operator: Operator, dice: Dice) {
  const id = await one(operator, 'customer', dice);
  if (id === null) return [];
  const { customer } = await operator.give('customer.show', { id });
  const change = dice.chance(0.5) ? { name: nameBy(operator, dice) } : { notes: nameBy(operator, dice) };
  const fields = { ...customerFields.parse(customer), ...change };
  return (await operator.give('customer.update', { id, fields })).mutationIds;
}

async function moveCustomers(operator: Operator, dice: Dice) {
  const ids = await some(operator, 'customer', dice, 1 + dice.below(3));
  const partnerId = dice.chance(0.8) ? await one(operator, 'partner', dice) : null;
  return ids.length > 0 ? (await operator.give('customer.move', { ids, partnerId })).mutationIds : [];
}

async function deleteCustomer(operator: Operator, dice: Dice) {
  const id = await one(operator, 'customer', dice);
  return id === null ? [] : (await deleteRows(operator, 'customer', [id])).mutationIds;
}

async function createPartner(operator: Operator, dice: Dice) {
  const fields = { name: nameBy(operator, dice), email: 'office@harbour.example' };
  return (await operator.give('partner.create', fields)).mutationIds;
}

async function updatePartner(operator: Operator, dice: Dice) {
  const id = await one(operator, 'partner', dice);
  if (id === null) return [];
  const { partner } = await operator.give('partner.show', { id });
  const fields = { ...partnerFields.parse(partner), notes: nameBy(operator, dice) };
  return (await operator.give('partner.update', { id, fields })).mutationIds;
}

async function createSite(operator: Operator, dice: Dice) {
  const customerId = await one(operator, 'customer', dice);
  if (customerId === null) return [];
  return (await operator.give('site.create', { customerId, name: nameBy(operator, dice) })).mutationIds;
}

async function associateProbe(operator: Operator, dice: Dice) {
  const ids = await some(operator, 'probe', dice, 1);
  const siteId = await one(operator, 'site', dice);
  return ids.length > 0 && siteId !== null
    ? (await operator.give('probe.associate', { ids, siteId })).mutationIds
    : [];
}

/** From the partner account to a project or back, a few at a time. */
async function moveLicenses(operator: Operator, dice: Dice) {
  const projectId = await one(operator, 'project', dice);
  const { types } = await operator.give('license.book');
  const type = types[dice.below(Math.max(1, types.length))]?.type;
  if (projectId === null || type === undefined) return [];
  const [from, to] = dice.chance(0.5) ? [null, projectId] : [projectId, null];
  const quantity = 1 + dice.below(3);
  return (await operator.give('license.move', { from, to, type, quantity })).mutationIds;
}

/** Ids of rows that follow each other in a list, from a place that chance picks. */
async function some(operator: Operator, kind: ListKind, dice: Dice, limit: number): Promise<string[]> {
  const { total } = await operator.give('list.window', { list: { kind }, offset: 0, limit: 1 });
  if (total === 0) return [];
  const { rows } = await operator.give('list.window', { list: { kind }, offset: dice.below(total), limit });
  return rows.map(({ id }) => id);
}

async function one(operator: Operator, kind: ListKind, dice: Dice): Promise<string | null> {
  return (await some(operator, kind, dice, 1))[0] ?? null;
}

function nameBy(operator: Operator, dice: Dice): string {
  return `${operator.name} ${dice.below(1_000_000)}`;
}
