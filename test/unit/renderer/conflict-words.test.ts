import { describe, expect, it } from 'vitest';
import type { ActivityItem } from '../../../common/contract/activity.ts';
import type { ConflictRow, Twins } from '../../../common/contract/conflicts.ts';
import { conflictKinds, type ConflictKind } from '../../../common/domain/decisions.ts';
import { actionWords, alongWith, changedIn, wholeRow } from '../../../common/contract/activity-words.ts';
import {
  choiceTitle,
  commonChoices,
  deletedAlong,
  isAlike,
  plainChoices,
  twinSentence,
  whyNoOtherPlace,
} from '../../../renderer/features/conflicts/conflict-words.ts';

const row = (
  kind: ConflictKind,
  action: string | null = 'customer.update',
  fields: string[] = [],
): ConflictRow => ({
  ...{
    id: kind,
    kind,
    action,
    title: kind,
    entity: null,
    at: '2026-03-01T12:00:00.000Z',
    fields,
    because: null,
  },
});

describe('what can be decided of conflicts', () => {
  it('is something for every kind, with words for it', () => {
    for (const kind of conflictKinds)
      for (const choice of plainChoices(row(kind)))
        expect(choiceTitle(choice, new Set([kind]))).toMatch(/^\w/);
  });

  it.each([
    ['the same kind', [row('fields'), row('fields')], ['mine', 'theirs']],
    ['a field and a delete', [row('fields'), row('deleted')], ['theirs']],
    [
      'a new customer below a deleted partner',
      [row('parent-deleted', 'customer.create')],
      ['restore', 'direct', 'theirs'],
    ],
    ['a restore below a deleted partner', [row('parent-deleted', 'customer.restore')], ['restore', 'theirs']],
    ['a change and two of one name', [row('fields'), row('same-name', null)], []],
    ['nothing', [], []],
  ])('in common, for %s', (_what, rows, expected) => {
    expect(commonChoices(rows)).toEqual(expected);
  });

  it('is called by what it does to these', () => {
    expect(choiceTitle('theirs', new Set(['fields', 'move']))).toBe('Keep theirs');
    expect(choiceTitle('theirs', new Set(['deleted']))).toBe('Let it stay deleted');
    expect(choiceTitle('theirs', new Set(['deleted', 'fields']))).toBe('Withdraw mine');
    expect(choiceTitle('mine', new Set(['rejected']))).toBe('Send again');
  });

  it('is alike for the same kind of change of the same fields, in whatever order', () => {
    const one = row('fields', 'customer.update', ['name', 'notes']);
    expect(isAlike(one, row('fields', 'customer.update', ['notes', 'name']))).toBe(true);
    expect(isAlike(one, row('fields', 'customer.update', ['name']))).toBe(false);
    expect(isAlike(one, row('fields', 'partner.update', ['name', 'notes']))).toBe(false);
  });

  it('is alike for two of one name where both pairs are customers, or both are sites', () => {
    const two = (kind: 'customer' | 'site', id: string) => ({
      ...row('same-name', null),
      entity: { kind, id },
    });
    expect(isAlike(two('site', 'a'), two('site', 'b'))).toBe(true);
    expect(isAlike(two('site', 'a'), two('customer', 'b'))).toBe(false);
  });
});

describe('Activity in words', () => {
  const item = (
    action: string,
    kind: string,
    before: ActivityItem['before'],
    after: ActivityItem['after'],
  ): ActivityItem => ({
    ...{
      entry: 1,
      at: '2026-03-01T12:00:00.000Z',
      account: { id: 'a', name: 'Ana' },
      role: 'admin',
      context: 'partner-account',
    },
    ...{ requestId: 'r', mutationId: 'm', action, entity: { kind, id: 'x' }, before, after },
    ...{ title: '', client: '', customerIds: [], hash: '' },
  });
  it.each([
    ['customer.create', 'customer', null, { name: 'New' }, 'added the customer', ''],
    ['customer.restore', 'customer', null, { name: 'Back' }, 'restored the customer', ''],
    ['customer.delete', 'customer', { name: 'Old' }, null, 'deleted the customer', ''],
    ['customer.move', 'customer', { partnerId: null }, { partnerId: 'p' }, 'moved the customer', ''],
    [
      'customer.delete',
      'probe',
      { siteId: 's' },
      { siteId: null },
      'changed the probe',
      'by deleting a customer',
    ],
    [
      'customer.restore',
      'probe',
      { siteId: null },
      { siteId: 's' },
      'changed the probe',
      'by restoring a customer',
    ],
    ['hologram.align', 'hologram', { angle: 1 }, { angle: 2 }, 'align the hologram', ''],
  ])('%s of a %s', (action, kind, before, after, words, along) => {
    expect(actionWords(item(action, kind, before, after))).toBe(words);
    expect(alongWith(item(action, kind, before, after))).toBe(along);
  });

  it('shows both values of what changed, and of a whole row what it says', () => {
    expect(changedIn(item('customer.update', 'customer', { name: 'A' }, { name: 'B' }))).toEqual([
      { field: 'name', was: 'A', is: 'B' },
    ]);
    const whole = {
      id: 'x',
      version: 3,
      name: 'New',
      notes: '',
      address: { city: 'Porto', street: '' },
      externalIds: [],
    };
    expect(wholeRow(item('customer.create', 'customer', null, whole))).toEqual([
      ['name', 'New'],
      ['address.city', 'Porto'],
    ]);
  });
});

describe('two of one name', () => {
  const side = { id: 'a', name: 'Harbour', city: '', createdAt: '2026-03-01T12:00:00.000Z' };
  const partner = { ...side, email: '', customers: 0 };
  const customer = {
    ...side,
    email: '',
    reference: '',
    sites: 0,
    probes: 0,
    visits: 0,
    projects: 0,
    customerId: null,
  };
  const site = { ...side, street: '', contact: '', probes: 0, visits: 0 };
  const partners = { kind: 'partner' as const, mine: partner, theirs: partner };
  const direct = { kind: 'customer' as const, mine: customer, theirs: customer, partner: null };
  const sites = { kind: 'site' as const, mine: site, theirs: site, customer: 'c', grants: null };

  it.each<[Twins, RegExp]>([
    [partners, /made a partner of this name meanwhile\. Both/],
    [direct, /made a direct customer of this name meanwhile\. Both/],
    [{ ...direct, partner: 'p' }, /made a customer of this name meanwhile, under the same partner\. Both/],
    [sites, /made a site of this name meanwhile, for the same customer\. Both/],
  ])('are told as what they are', (twins, sentence) => {
    expect(twinSentence(twins)).toMatch(sentence);
  });

  it.each<[Twins, string | undefined]>([
    [partners, undefined],
    [direct, undefined],
    [{ ...direct, mine: { ...customer, sites: 2 } }, 'Deleting mine deletes 2 sites with it.'],
    [
      { ...direct, mine: { ...customer, sites: 2, visits: 1, probes: 3, projects: 1 } },
      'Deleting mine deletes 2 sites and 1 visit with it, puts 3 probes into the inventory, and blocks 1 project, whose licenses go back to the partner account.',
    ],
    [
      { ...direct, mine: { ...customer, projects: 2 } },
      'Deleting mine blocks 2 projects, whose licenses go back to the partner account.',
    ],
    [sites, undefined],
    [
      { ...sites, mine: { ...site, probes: 3, visits: 1 } },
      'Deleting mine deletes 1 visit with it and puts 3 probes into the inventory.',
    ],
  ])('say what goes along with mine', (twins, sentence) => {
    expect(deletedAlong(twins)).toBe(sentence);
  });
});

it('what can’t go to another place than the deleted one says why', () => {
  for (const action of ['visit.create', 'visit.update', 'site.restore', 'visit.restore', 'customer.restore'])
    expect(whyNoOtherPlace(action)).toMatch(/^It can’t go /);
  for (const action of ['customer.realign', null]) expect(whyNoOtherPlace(action)).toBeUndefined();
});
