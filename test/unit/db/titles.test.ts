import { expect, it } from 'vitest';
import type { Mutation } from '../../../common/domain/mutations.ts';
import { titleOf } from '../../../db/outbox/titles.ts';
import { customerRow, idOf, partnerRow, siteRow } from './fixture.ts';

const names: Record<string, string> = {
  [idOf(1)]: 'Northwind Managed',
  [idOf(11)]: 'Contoso Clinics',
  [idOf(21)]: 'Porto',
};

function title(name: Mutation['name'], args: unknown, before: object = {}): string {
  const mutation = { name, args, before } as Mutation;
  return titleOf(mutation, (_, id) => names[id]);
}

const update = (changes: object) => ({ id: idOf(11), changes });
const [one, three] = [[idOf(11)], [idOf(11), idOf(12), idOf(13)]];

it.each<[string, Mutation['name'], unknown]>([
  ['Add customer Riverside Nursery', 'customer.create', { fields: customerRow(1, 'Riverside Nursery') }],
  ['Add partner Tailspin', 'partner.create', { fields: partnerRow(1, 'Tailspin') }],
  ['Rename Contoso Clinics to Contoso Health', 'customer.update', update({ name: 'Contoso Health' })],
  [
    'Rename Contoso Clinics to X and change 1 field more',
    'customer.update',
    update({ name: 'X', notes: '' }),
  ],
  ['Change e-mail of Contoso Clinics', 'customer.update', update({ email: 'a@b.example' })],
  [
    'Change address and notes of Contoso Clinics',
    'customer.update',
    update({ 'address.city': 'Porto', 'address.street': 'Rua', notes: '' }),
  ],
  [
    'Change 4 fields of Contoso Clinics',
    'customer.update',
    update({ email: '', notes: '', reference: '', brandId: null }),
  ],
  ['Delete Contoso Clinics', 'customer.delete', { ids: one }],
  ['Delete 3 customers', 'customer.delete', { ids: three }],
  ['Restore 3 customers', 'customer.restore', { ids: three }],
  ['Delete Northwind Managed', 'partner.delete', { ids: [idOf(1)] }],
  ['Move 3 customers to Northwind Managed', 'customer.move', { ids: three, partnerId: idOf(1) }],
  ['Make Contoso Clinics a direct customer', 'customer.move', { ids: one, partnerId: null }],
  ['Make 3 customers direct customers', 'customer.move', { ids: three, partnerId: null }],
  ['Delete a customer', 'customer.delete', { ids: [idOf(99)] }],
  ['Add site Lisbon of Contoso Clinics', 'site.create', { fields: siteRow(1, 'Lisbon', idOf(11)) }],
  ['Change time zone of Porto', 'site.update', { id: idOf(21), changes: { timeZone: 'Europe/Lisbon' } }],
  ['Delete Porto', 'site.delete', { ids: [idOf(21)] }],
  ['Restore 3 sites', 'site.restore', { ids: three }],
  ['Associate 3 probes with Porto', 'probe.associate', { ids: three, siteId: idOf(21) }],
  ['Put a probe into the inventory', 'probe.disassociate', { ids: [idOf(99)] }],
])('calls a change “%s”', (expected, name, args) => {
  expect(title(name, args)).toBe(expected);
});

it('calls an association that takes probes off another site a move', () => {
  const args = { ids: three, siteId: idOf(21) };
  expect(title('probe.associate', args, { [idOf(12)]: idOf(22) })).toBe('Move 3 probes to Porto');
});
