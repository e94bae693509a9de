import { describe, expect, test } from 'vitest';
import type { EntityKind, EntityRow } from '../../../common/domain/entities.ts';
import { isInSight, scopeKeyOf, sightOf, whoseSightChanges } from '../../../common/domain/visibility.ts';

// World ── Europe ── Iberia ── Porto
//       └─ Asia
const brands = [
  { id: 'world', parentId: null },
  { id: 'europe', parentId: 'world' },
  { id: 'iberia', parentId: 'europe' },
  { id: 'porto', parentId: 'iberia' },
  { id: 'asia', parentId: 'world' },
];

describe('an account sees its brand and all brands below it', () => {
  test.each([
    [null, null],
    ['world', ['asia', 'europe', 'iberia', 'porto', 'world']],
    ['europe', ['europe', 'iberia', 'porto']],
    ['iberia', ['iberia', 'porto']],
    ['porto', ['porto']],
    ['asia', ['asia']],
    ['gone', []],
  ])('with the brand %s it sees %j', (brandId, seen) => {
    const sight = sightOf(brandId, brands);
    expect(sight && [...sight].sort()).toEqual(seen);
  });

  test('brands that go round in a circle end', () => {
    const circle = [
      { id: 'a', parentId: 'b' },
      { id: 'b', parentId: 'a' },
    ];
    expect([...(sightOf('a', circle) ?? [])].sort()).toEqual(['a', 'b']);
  });
});

describe('the brand that decides about a row', () => {
  const row = (fields: object) => ({ id: 'own', ...fields }) as unknown as EntityRow;

  test.each<[string, EntityKind, object, string, string]>([
    ['a brand: itself', 'brand', { parentId: 'world' }, '', 'own'],
    ['a partner: its brand', 'partner', { brandId: 'asia' }, '', 'asia'],
    ['a partner without a brand: none', 'partner', { brandId: null }, '', ''],
    ['a customer: its brand', 'customer', { brandId: 'iberia', partnerId: 'p' }, '', 'iberia'],
    ['a customer: not its partner’s', 'customer', { brandId: null, partnerId: 'p' }, 'asia', ''],
    ['a site: its customer’s', 'site', { customerId: 'c' }, 'iberia', 'iberia'],
    ['a site of a customer without a brand: none', 'site', { customerId: 'c' }, '', ''],
    ['a probe: its site’s', 'probe', { siteId: 's' }, 'porto', 'porto'],
    ['a probe in the inventory: none', 'probe', { siteId: null }, 'porto', ''],
  ])('of %s', (_what, kind, fields, parentKey, key) => {
    expect(scopeKeyOf(kind, row(fields) as never, parentKey)).toBe(key);
  });

  test.each([
    ['europe', 'iberia', true],
    ['europe', 'world', false],
    ['europe', 'asia', false],
    ['europe', '', false],
    ['gone', 'gone', false],
    [null, '', true],
    [null, 'asia', true],
  ])('for an account with the brand %s, a row of “%s” is in sight: %s', (brandId, key, seen) => {
    expect(isInSight(sightOf(brandId, brands), key)).toBe(seen);
  });
});

describe('who gains and who loses sight of what goes to another brand', () => {
  test.each([
    ['porto', 'asia', ['asia'], ['porto', 'iberia', 'europe']],
    ['porto', 'europe', [], ['porto', 'iberia']],
    ['europe', 'porto', ['porto', 'iberia'], []],
    [null, 'asia', ['asia', 'world'], []],
    ['asia', null, [], ['asia', 'world']],
    ['asia', 'asia', [], []],
    ['gone', 'asia', ['asia', 'world'], []],
  ])('from %s to %s', (from, to, gain, lose) => {
    expect(whoseSightChanges(from, to, brands)).toEqual({ gain, lose });
  });

  test('it’s what each brand’s accounts see, before and after', () => {
    for (const from of brands)
      for (const to of brands) {
        const { gain, lose } = whoseSightChanges(from.id, to.id, brands);
        for (const { id } of brands) {
          const [before, after] = [from, to].map((brand) => isInSight(sightOf(id, brands), brand.id));
          expect([gain.includes(id), lose.includes(id)]).toEqual([!before && after, before && !after]);
        }
      }
  });
});
