import { describe, expect, it } from 'vitest';
import type { ConflictKind } from '../../../common/domain/decisions.ts';
import type { FieldConflict } from '../../../common/domain/merge.ts';
import { mutation as mutationSchema, type Mutation } from '../../../common/domain/mutations.ts';
import {
  settleConflict,
  type SettlementChoice,
  type StuckChange,
} from '../../../common/domain/settlement.ts';
import type { DeletedEntity } from '../../../common/partner-api/sync-door.ts';

const id = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [customer, second, third, partner, other, deletion] = [1, 2, 3, 4, 5, 6].map(id) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const at = '2026-03-01T12:00:00.000Z';

function mutation(name: Mutation['name'], args: object, before: object = {}): Mutation {
  return mutationSchema.parse({ id: id(9), context: 'partner-account', at, name, args, before });
}

function stuck(kind: ConflictKind, change: Mutation, more: Partial<StuckChange> = {}): StuckChange {
  return { kind, mutation: change, conflicts: [], deleted: [], ...more };
}

const changed = { by: 'Ana', at };
const name: FieldConflict = { field: 'name', base: 'Old', mine: 'Mine', theirs: 'Theirs', changed };
const notes: FieldConflict = { field: 'notes', base: '', mine: 'my notes', theirs: 'their notes', changed };
const edit = stuck(
  'fields',
  mutation(
    'customer.update',
    { id: customer, changes: { name: 'Mine', notes: 'my notes', reference: 'R-1' } },
    { name: 'Old', notes: '', reference: '' },
  ),
  { conflicts: [name, notes] },
);
const gone = (kind: string, one: string, more: Partial<DeletedEntity> = {}): DeletedEntity => ({
  ...{ kind, id: one, name: 'Gone', by: 'Ana', at, deletion },
  ...more,
});

function settled(change: StuckChange, choice: SettlementChoice) {
  const outcome = settleConflict(change, choice);
  if ('faults' in outcome) throw new Error(outcome.faults.map(({ message }) => message).join(' '));
  return outcome.settlement;
}

describe('an edit against an edit', () => {
  it.each<[string, SettlementChoice, object | null, object]>([
    [
      'mine goes over theirs: it’s made on top of what they wrote',
      { how: 'mine' },
      { name: 'Mine', notes: 'my notes', reference: 'R-1' },
      { name: 'Theirs', notes: 'their notes', reference: '' },
    ],
    ['theirs stands: nothing is left of mine', { how: 'theirs' }, null, {}],
    [
      'one of each: what they keep isn’t sent',
      { how: 'fields', fields: { name: { keep: 'theirs' }, notes: { keep: 'mine' } } },
      { notes: 'my notes', reference: 'R-1' },
      { name: 'Theirs', notes: 'their notes', reference: '' },
    ],
    [
      'a value of neither',
      { how: 'fields', fields: { name: { keep: 'edited', value: 'Both' }, notes: { keep: 'mine' } } },
      { name: 'Both', notes: 'my notes', reference: 'R-1' },
      { name: 'Theirs', notes: 'their notes', reference: '' },
    ],
    [
      'typing what they wrote is keeping theirs',
      { how: 'fields', fields: { name: { keep: 'edited', value: 'Theirs' }, notes: { keep: 'theirs' } } },
      { reference: 'R-1' },
      { name: 'Theirs', notes: 'their notes', reference: '' },
    ],
  ])('%s', (_sentence, choice, changes, before) => {
    const { next, restore } = settled(edit, choice);
    expect(restore).toEqual([]);
    expect(next).toEqual(changes === null ? null : { args: { id: customer, changes }, before });
  });

  it.each([
    ['brand', 'name'],
    ['billingAccount', 'name'],
    ['partner', 'name'],
    ['site', 'notes'],
    ['project', 'name'],
    ['visitTemplate', 'name'],
    ['visit', 'notes'],
  ] as const)('of a %s takes a value of neither', (kind, field) => {
    const change = mutation(`${kind}.update`, { id: customer, changes: { [field]: 'Mine' } });
    const both = stuck('fields', change, { conflicts: [{ ...name, field }] });
    const choice = { how: 'fields', fields: { [field]: { keep: 'edited', value: 'Both' } } } as const;
    expect(settled(both, choice).next?.args).toEqual({ id: customer, changes: { [field]: 'Both' } });
  });

  it('with nothing left of mine is withdrawn', () => {
    const only = stuck('fields', mutation('customer.update', { id: customer, changes: { name: 'Mine' } }), {
      conflicts: [name],
    });
    expect(settled(only, { how: 'fields', fields: { name: { keep: 'theirs' } } }).next).toBeNull();
  });

  it.each<[string, SettlementChoice, unknown[]]>([
    ['mine', { how: 'mine' }, [['Theirs', 'theirs', 'Ana']]],
    [
      'theirs',
      { how: 'fields', fields: { name: { keep: 'theirs' }, notes: { keep: 'theirs' } } },
      [['Mine', 'mine', null]],
    ],
    [
      'neither',
      { how: 'fields', fields: { name: { keep: 'edited', value: 'Both' }, notes: { keep: 'mine' } } },
      [
        ['Mine', 'mine', null],
        ['Theirs', 'theirs', 'Ana'],
      ],
    ],
  ])('where %s is kept, what lost is remembered with whose it was', (_kept, choice, lost) => {
    const [field] = settled(edit, choice).fields;
    expect(field?.lost.map(({ value, whose, by }) => [value, whose, by])).toEqual(lost);
  });

  it('that is withdrawn wholly leaves everything readable that it said, also what nobody else touched', () => {
    const { fields, outcome } = settled(edit, { how: 'theirs' });
    expect(outcome).toBe('theirs');
    expect(fields.map(({ field, kept, lost }) => [field, kept, lost[0]?.value])).toEqual([
      ['name', 'Theirs', 'Mine'],
      ['notes', 'their notes', 'my notes'],
      ['reference', '', 'R-1'],
    ]);
  });
});

describe('an edit of what somebody deleted', () => {
  const change = mutation('customer.update', { id: customer, changes: { name: 'Mine' } }, { name: 'Old' });
  const deleted = stuck('deleted', change, { deleted: [gone('customer', customer)] });

  it('goes on top of the restored one', () => {
    expect(settled(deleted, { how: 'restore' })).toMatchObject({
      next: { args: change.args, before: { name: 'Old' } },
      restore: [{ kind: 'customer', deletion, ids: [customer] }],
      outcome: 'restored',
    });
  });

  it('is let go, and what it said stays readable', () => {
    expect(settled(deleted, { how: 'theirs' })).toMatchObject({
      next: null,
      fields: [{ field: 'name', lost: [{ whose: 'mine', value: 'Mine' }] }],
    });
  });
});

describe('what was to go to a partner that somebody deleted', () => {
  const fields = { partnerId: partner, name: 'New', email: 'it@new.example' };
  const change = mutation('customer.create', { id: customer, fields });
  const below = stuck('parent-deleted', change, { deleted: [gone('partner', partner)] });

  it.each([
    ['another partner', other],
    ['none', null],
  ])('goes to %s', (_where, partnerId) => {
    expect(settled(below, { how: 'partner', partnerId })).toMatchObject({
      next: { args: { id: customer, fields: { ...fields, partnerId } } },
      outcome: 'other-partner',
    });
  });

  it('goes to the partner once it’s restored', () => {
    expect(settled(below, { how: 'restore' })).toMatchObject({
      next: { args: { fields: { partnerId: partner } } },
      restore: [{ kind: 'partner', deletion, ids: [partner] }],
    });
  });

  it('is moved to another one as well', () => {
    const move = mutation('customer.move', { ids: [customer], partnerId: partner }, { [customer]: null });
    const moved = stuck('parent-deleted', move, { deleted: [gone('partner', partner)] });
    expect(settled(moved, { how: 'partner', partnerId: other }).next).toEqual({
      args: { ids: [customer], partnerId: other },
      before: { [customer]: null },
    });
  });

  it('is let go, with everything it said', () => {
    const { fields: lost } = settled(below, { how: 'theirs' });
    expect(lost.map(({ field }) => field)).toEqual(['partnerId', 'name', 'email']);
  });
});

describe('what was to go to a customer or a site that somebody deleted', () => {
  const site = { customerId: customer, name: 'Harbour' };

  it.each<[string, Mutation, SettlementChoice, object, string]>([
    [
      'a new site to another customer',
      mutation('site.create', { id: second, fields: site }),
      { how: 'customer', customerId: other },
      { fields: { name: 'Harbour', customerId: other } },
      'other-customer',
    ],
    [
      'a project that was to be the customer’s to another one',
      mutation('project.update', { id: second, changes: { customerId: customer, name: 'P2' } }),
      { how: 'customer', customerId: other },
      { id: second, changes: { customerId: other, name: 'P2' } },
      'other-customer',
    ],
    [
      'a project that was to be the customer’s to nobody',
      mutation('project.update', { id: second, changes: { customerId: customer } }),
      { how: 'customer', customerId: null },
      { changes: { customerId: null } },
      'other-customer',
    ],
    [
      'probes to another site',
      mutation('probe.associate', { ids: [second, third], siteId: customer }, { [second]: null }),
      { how: 'site', siteId: other },
      { ids: [second, third], siteId: other },
      'other-site',
    ],
  ])('%s', (_what, change, choice, args, outcome) => {
    const kind = change.name === 'probe.associate' ? 'site' : 'customer';
    const below = stuck('parent-deleted', change, { deleted: [gone(kind, customer)] });
    expect(settled(below, choice)).toMatchObject({
      ...{ next: { args, before: change.before }, restore: [], outcome },
      fields: [{ lost: [{ whose: 'mine', value: customer, at }] }],
    });
  });

  it.each<[string, Mutation, SettlementChoice, RegExp]>([
    [
      'a new site to nobody',
      mutation('site.create', { id: second, fields: site }),
      { how: 'customer', customerId: null },
      /^Customer: choose one\./,
    ],
    [
      'a new site to the one that was deleted',
      mutation('site.create', { id: second, fields: site }),
      { how: 'customer', customerId: customer },
      /^Customer: choose one that wasn’t deleted/,
    ],
    [
      'a new site to a partner',
      mutation('site.create', { id: second, fields: site }),
      { how: 'partner', partnerId: other },
      /^Partner: this change goes to no partner/,
    ],
    [
      'a visit to another site',
      mutation('visit.create', {
        id: second,
        fields: { siteId: customer, name: 'V', plannedOn: '2026-03-02' },
      }),
      { how: 'site', siteId: other },
      /^Site: this change goes to no site/,
    ],
  ])('not %s', (_what, change, choice, message) => {
    const below = stuck('parent-deleted', change, { deleted: [gone('customer', customer)] });
    const outcome = settleConflict(below, choice);
    expect('faults' in outcome && outcome.faults).toMatchObject([
      { message: expect.stringMatching(message) },
    ]);
  });
});

describe('a move against a move', () => {
  const ids = [customer, second, third];
  const before = { [customer]: null, [second]: null, [third]: null };
  const elsewhere: FieldConflict = {
    field: 'partnerId',
    entityId: second,
    base: null,
    mine: partner,
    theirs: other,
  };
  const move = stuck('move', mutation('customer.move', { ids, partnerId: partner }, before), {
    conflicts: [elsewhere],
    deleted: [gone('customer', third)],
  });

  it('takes along what is kept mine, and leaves out what is deleted', () => {
    expect(settled(move, { how: 'mine' }).next).toEqual({
      args: { ids: [customer, second], partnerId: partner },
      before: { ...before, [second]: other },
    });
  });

  it('leaves where it is what is kept theirs', () => {
    const { next, fields } = settled(move, { how: 'fields', fields: { [second]: { keep: 'theirs' } } });
    expect(next?.args).toEqual({ ids: [customer], partnerId: partner });
    expect(fields.map(({ entityId, lost }) => [entityId, lost[0]?.value])).toEqual([
      [second, partner],
      [third, partner],
    ]);
  });

  it('brings back what is deleted, where that’s wanted', () => {
    expect(settled(move, { how: 'restore' })).toMatchObject({
      next: { args: { ids } },
      restore: [{ kind: 'customer', ids: [third] }],
    });
  });
});

it('a change that was rejected or parked is sent again as it is', () => {
  const change = mutation('partner.update', { id: partner, changes: { name: 'Again' } }, { name: 'Old' });
  for (const kind of ['rejected', 'parked'] as const)
    expect(settled(stuck(kind, change), { how: 'mine' })).toMatchObject({
      next: { args: change.args, before: change.before },
      fields: [],
    });
});

describe('a choice that doesn’t fit is refused with its field', () => {
  const create = mutation('customer.create', {
    id: customer,
    fields: { partnerId: partner, name: 'New', email: 'it@new.example' },
  });
  const deleted = stuck('deleted', edit.mutation, { deleted: [gone('customer', customer)] });
  const kept = gone('partner', partner);
  it.each<[string, StuckChange, SettlementChoice, string, RegExp]>([
    [
      'a field without a choice',
      edit,
      { how: 'fields', fields: { name: { keep: 'mine' } } },
      'notes',
      /^Notes: choose/,
    ],
    [
      'a field that isn’t in conflict',
      edit,
      { how: 'fields', fields: { name: { keep: 'mine' }, notes: { keep: 'mine' }, email: { keep: 'mine' } } },
      'email',
      /^Email address isn’t in conflict/,
    ],
    [
      'a name that’s blank',
      edit,
      { how: 'fields', fields: { name: { keep: 'edited', value: '  ' }, notes: { keep: 'mine' } } },
      'name',
      /^Customer name is mandatory$/,
    ],
    [
      'notes that aren’t text',
      edit,
      { how: 'fields', fields: { name: { keep: 'mine' }, notes: { keep: 'edited', value: 7 } } },
      'notes',
      /^Notes: /,
    ],
    [
      'a field that this version doesn’t know, edited',
      { ...edit, conflicts: [{ field: 'portal.theme', base: 'a', mine: 'b', theirs: 'c' }] },
      { how: 'fields', fields: { 'portal.theme': { keep: 'edited', value: 'd' } } },
      'portal.theme',
      /^Portal, theme: .*this version/,
    ],
    ['mine over what is deleted', deleted, { how: 'mine' }, '', /Gone was deleted. Restore it/],
    [
      'a restore of what the recycle bin let go of',
      { ...deleted, deleted: [{ kind: 'customer', id: customer, name: 'Gone', by: 'Ana', at }] },
      { how: 'restore' },
      customer,
      /^Gone can’t be restored/,
    ],
    ['a restore where nothing was deleted', edit, { how: 'restore' }, '', /Nothing/],
    ['another partner for an edit', edit, { how: 'partner', partnerId: other }, 'partnerId', /^Partner: /],
    [
      'the deleted partner as another one',
      stuck('parent-deleted', create, { deleted: [kept] }),
      { how: 'partner', partnerId: partner },
      'partnerId',
      /^Partner: choose one that wasn’t deleted/,
    ],
  ])('%s', (_what, change, choice, path, message) => {
    const outcome = settleConflict(change, choice);
    expect('faults' in outcome && outcome.faults).toEqual([
      { path, message: expect.stringMatching(message) },
    ]);
  });
});
