import { describe, expect, it } from 'vitest';
import type { EntityKind } from '../../../common/domain/entities.ts';
import {
  editedKind,
  firstValue,
  mayBeEmpty,
  otherInputOf,
} from '../../../renderer/features/conflicts/other-value.ts';

const id = '0198c0de-0000-7000-8000-000000000001';
const item = { position: 0, text: 'Check the UPS', state: 'done', reason: '' };

describe('another value of a field in conflict', () => {
  it.each<[string, EntityKind, { field: string; mine: unknown; theirs: unknown }, string | undefined]>([
    ['a name', 'customer', { field: 'name', mine: 'Mine', theirs: 'Theirs' }, 'name'],
    ['what a visit is called', 'visit', { field: 'name', mine: 'Mine', theirs: 'Theirs' }, 'line'],
    ['a text that they emptied', 'customer', { field: 'reference', mine: 'R-1', theirs: null }, 'line'],
    ['a text that I emptied', 'customer', { field: 'notes', mine: '', theirs: 'N' }, 'notes'],
    ['a mail address', 'site', { field: 'contact.email', mine: 'a@b.example', theirs: '' }, 'email'],
    ['a phone number', 'project', { field: 'phone', mine: '1', theirs: '2' }, 'phone'],
    ['a country', 'partner', { field: 'address.country', mine: 'PT', theirs: 'ES' }, 'country'],
    ['a time zone', 'site', { field: 'timeZone', mine: 'UTC', theirs: '' }, 'time-zone'],
    ['a colour', 'brand', { field: 'accentColor', mine: '#000000', theirs: '' }, 'colour'],
    ['a picture', 'customer', { field: 'rebrand.logo', mine: 'data:', theirs: '' }, 'logo'],
    ['a brand', 'customer', { field: 'brandId', mine: null, theirs: 'b' }, 'brand'],
    ['a list of ids', 'customer', { field: 'externalIds', mine: [], theirs: [] }, 'external-ids'],
    ['a day', 'visit', { field: 'plannedOn', mine: '2026-03-31', theirs: '2026-04-01' }, 'day'],
    ['a moment', 'visit', { field: 'startedAt', mine: '2026-03-31T10:00:00.000Z', theirs: null }, 'moment'],
    ['who goes there', 'visit', { field: 'technician', mine: null, theirs: { id, name: 'T' } }, 'technician'],
    ['how far it has come', 'visit', { field: 'status', mine: 'done', theirs: 'planned' }, 'visit-status'],
    [
      'an item of a checklist',
      'visit',
      { field: `checklist.${id}`, mine: item, theirs: null },
      'checklist-item',
    ],
    ['what became of a probe', 'visit', { field: `findings.${id}`, mine: {}, theirs: {} }, 'finding'],
    ['a checklist', 'visitTemplate', { field: 'items', mine: ['a'], theirs: ['b'] }, 'template-items'],
    ['whose a project is', 'project', { field: 'customerId', mine: 'a', theirs: 'b' }, undefined],
    ['who pays', 'customer', { field: 'billingAccountId', mine: 'a', theirs: 'b' }, undefined],
    ['connectors', 'project', { field: 'connectors', mine: [], theirs: [] }, undefined],
    ['a signature', 'visit', { field: 'signature', mine: null, theirs: {} }, undefined],
    ['a photo', 'visit', { field: `photos.${id}`, mine: {}, theirs: null }, undefined],
    ['what isn’t known', 'customer', { field: 'portal.theme', mine: 'a', theirs: 'b' }, undefined],
  ])('of %s (%s) is given as in its own form', (_what, kind, conflict, expected) => {
    expect(otherInputOf({ base: null, ...conflict }, kind)).toBe(expected);
  });

  it('is none where things were moved', () => {
    const moved = { field: 'brandId', entityId: 'c', base: null, mine: 'a', theirs: 'b' };
    expect(otherInputOf(moved, 'customer')).toBeUndefined();
    expect(editedKind('customer.realign')).toBeUndefined();
    expect(editedKind('visitTemplate.update')).toBe('visitTemplate');
  });

  it('may be empty where the field may', () => {
    expect(mayBeEmpty('customer', 'reference')).toBe(true);
    expect(mayBeEmpty('customer', 'email')).toBe(false);
  });

  it('begins with mine, with both lists, or with what only they still have', () => {
    expect(firstValue({ mine: 'a', theirs: 'b' })).toBe('a');
    expect(firstValue({ mine: ['a'], theirs: ['b'] })).toEqual(['b', 'a']);
    expect(firstValue({ mine: null, theirs: item })).toBe(item);
  });
});
