import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedFields, fieldAt, flattenFields, withFields } from '../../../common/domain/fields.ts';
import { mergeFields } from '../../../common/domain/merge.ts';

const row = {
  name: 'Contoso',
  email: 'ops@contoso.example',
  address: { city: 'Porto', street: 'Rua das Flores 1' },
  externalIds: [],
};

describe('three-way merge', () => {
  it.each([
    [
      'a field that nobody else touched merges',
      { name: 'New' },
      { name: 'Contoso' },
      row,
      { merged: true, apply: { name: 'New' } },
    ],
    [
      'a field that somebody set to the same value is done already',
      { name: 'Contoso' },
      { name: 'Old' },
      row,
      { merged: true, apply: {} },
    ],
    [
      'a field that somebody set to something else is a conflict',
      { name: 'Mine' },
      { name: 'Old' },
      row,
      { merged: false, conflicts: [{ field: 'name', base: 'Old', mine: 'Mine', theirs: 'Contoso' }] },
    ],
    [
      'city and street don’t collide',
      { 'address.city': 'Braga' },
      { 'address.city': 'Porto' },
      { ...row, address: { city: 'Porto', street: 'Other street' } },
      { merged: true, apply: { 'address.city': 'Braga' } },
    ],
    [
      'one conflicting field holds the whole change back',
      { name: 'Mine', email: 'new@contoso.example' },
      { name: 'Old', email: 'ops@contoso.example' },
      row,
      { merged: false, conflicts: [{ field: 'name', base: 'Old', mine: 'Mine', theirs: 'Contoso' }] },
    ],
    [
      'an empty field is empty, whether it is missing, null or empty text',
      { notes: 'Call first' },
      { notes: null },
      { ...row, notes: '' },
      { merged: true, apply: { notes: 'Call first' } },
    ],
    [
      'a field emptied on both sides is done already',
      { notes: '' },
      { notes: 'Old' },
      row,
      { merged: true, apply: {} },
    ],
    [
      'a field that somebody emptied and I filled is a conflict',
      { notes: 'Mine' },
      { notes: 'Old' },
      { ...row, notes: '' },
      { merged: false, conflicts: [{ field: 'notes', base: 'Old', mine: 'Mine', theirs: '' }] },
    ],
    [
      'a field that this version doesn’t know merges like any other',
      { 'portal.theme': 'dark' },
      { 'portal.theme': 'light' },
      { ...row, portal: { theme: 'light' } },
      { merged: true, apply: { 'portal.theme': 'dark' } },
    ],
    [
      'a field that this version doesn’t know conflicts like any other',
      { 'portal.theme': 'dark' },
      { 'portal.theme': 'light' },
      { ...row, portal: { theme: 'blue' } },
      { merged: false, conflicts: [{ field: 'portal.theme', base: 'light', mine: 'dark', theirs: 'blue' }] },
    ],
    [
      'what holds in two fields of an address doesn’t collide, and in one it does',
      { 'address.city': 'Braga', 'address.street': 'Rua Nova' },
      { 'address.city': 'Porto', 'address.street': 'Old street' },
      row,
      {
        merged: false,
        conflicts: [
          { field: 'address.street', base: 'Old street', mine: 'Rua Nova', theirs: 'Rua das Flores 1' },
        ],
      },
    ],
  ])('%s', (_sentence, changes, before, current, expected) => {
    expect(mergeFields(changes, before, current)).toEqual(expected);
  });

  const cw = (value: string) => ({ system: 'CW', value });
  const psa = (value: string) => ({ system: 'PSA', value });
  it.each([
    ['an entry that I added to an empty list', [], [cw('1')], [], [cw('1')]],
    ['entries that both sides added', [], [cw('1')], [psa('7')], [psa('7'), cw('1')]],
    ['the same entry added on both sides stands there once', [], [cw('1')], [cw('1')], []],
    ['an entry that I removed, while another came', [cw('1')], [], [cw('1'), psa('7')], [psa('7')]],
    ['an entry that they removed, while I added one', [cw('1')], [cw('1'), psa('7')], [], [psa('7')]],
    ['an entry that both removed', [cw('1'), psa('7')], [psa('7')], [psa('7')], undefined],
    ['an entry that I replaced', [cw('1')], [cw('2')], [cw('1'), psa('7')], [psa('7'), cw('2')]],
    [
      'different entries replaced',
      [cw('1'), psa('7')],
      [cw('2'), psa('7')],
      [cw('1'), psa('8')],
      [psa('8'), cw('2')],
    ],
    [
      'a second id of the same system on each side',
      [cw('1')],
      [cw('1'), cw('2')],
      [cw('1'), cw('3')],
      [cw('1'), cw('3'), cw('2')],
    ],
    ['a list that was missing before', null, [cw('1')], [psa('7')], [psa('7'), cw('1')]],
    [
      'an entry that both replaced, one side by one more',
      [psa('7')],
      [psa('9'), psa('8')],
      [psa('8')],
      [psa('8'), psa('9')],
    ],
    [
      'an entry that both replaced, the other side by one more',
      [psa('7')],
      [psa('8')],
      [psa('9'), psa('8')],
      undefined,
    ],
    [
      'entries whose keys stand in another order',
      [{ value: '1', system: 'CW' }],
      [cw('1'), cw('2')],
      [cw('1'), psa('7')],
      [cw('1'), psa('7'), cw('2')],
    ],
  ])('a list merges entry by entry: %s', (_sentence, base, mine, theirs, merged) => {
    const { externalIds, ...rest } = row;
    const current = { ...rest, externalIds: theirs ?? externalIds };
    const already = JSON.stringify(merged) === '[]' || merged === undefined;
    expect(mergeFields({ externalIds: mine }, { externalIds: base }, current)).toEqual({
      merged: true,
      apply: already ? {} : { externalIds: merged },
    });
  });

  it.each([
    ['the same entry replaced by different ones', [cw('1')], [cw('2')], [cw('3')]],
    ['a list that nobody knows the former state of', undefined, [cw('1')], [psa('7')]],
    [
      'more entries together than a list may have',
      [],
      Array.from({ length: 12 }, (_, n) => cw(`m${n}`)),
      Array.from({ length: 12 }, (_, n) => cw(`t${n}`)),
    ],
    ['something that isn’t a list any more', [cw('1')], [cw('2')], 'CW:1'],
  ])('a list is a conflict: %s', (_sentence, base, mine, theirs) => {
    const before = base === undefined ? {} : { externalIds: base };
    expect(mergeFields({ externalIds: mine }, before, { externalIds: theirs })).toMatchObject({
      merged: false,
      conflicts: [{ field: 'externalIds', mine, theirs }],
    });
  });

  it('the same on both sides, whoever comes first, up to the order of entries', () => {
    const entries = fc.uniqueArray(fc.constantFrom(cw('1'), cw('2'), psa('7'), psa('8'), psa('9')), {
      selector: (entry) => JSON.stringify(entry),
    });
    fc.assert(
      fc.property(entries, entries, entries, (base, mine, theirs) => {
        const one = mergeFields({ ids: mine }, { ids: base }, { ids: theirs });
        const other = mergeFields({ ids: theirs }, { ids: base }, { ids: mine });
        expect(one.merged).toBe(other.merged);
        if (!one.merged || !other.merged) return;
        const listed = (apply: Record<string, unknown>, rest: unknown[]) =>
          ((apply['ids'] ?? rest) as unknown[]).map((entry) => JSON.stringify(entry)).sort();
        expect(listed(one.apply, theirs)).toEqual(listed(other.apply, mine));
      }),
    );
  });

  const values = fc.record({
    name: fc.string(),
    email: fc.string(),
    address: fc.record({ city: fc.string(), street: fc.string() }),
  });

  it('gives what was asked for when nobody else changed anything', () => {
    fc.assert(
      fc.property(values, values, (base, wanted) => {
        const { changes, before } = changedFields(base, wanted);
        const merge = mergeFields(changes, before, base);
        expect(merge.merged && withFields(base, merge.apply)).toEqual(wanted);
      }),
    );
  });

  it('never loses what somebody else changed in another field', () => {
    fc.assert(
      fc.property(values, values, values, (base, mine, theirs) => {
        const { changes, before } = changedFields(base, mine);
        const merge = mergeFields(changes, before, theirs);
        const result = merge.merged ? withFields(theirs, merge.apply) : theirs;
        for (const path of Object.keys(flattenFields(theirs)))
          if (!(path in changes)) expect(fieldAt(result, path)).toEqual(fieldAt(theirs, path));
      }),
    );
  });
});

describe('fields by dotted path', () => {
  it('are set in a copy', () => {
    const copy = withFields(row, { 'address.city': 'Braga' });
    expect(copy.address).toEqual({ city: 'Braga', street: 'Rua das Flores 1' });
    expect(row.address.city).toBe('Porto');
  });
});
