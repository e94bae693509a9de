import { expect, test } from 'vitest';
import { addressText, addressWords, postalCodeDoubt } from '../../../common/domain/addresses.ts';
import { countries } from '../../../common/domain/country-names.ts';

test.each([
  ['US', 'ZIP code', 'State'],
  ['gb', 'Postcode', 'County'],
  ['CH', 'Postal code', 'Canton'],
  ['', 'Postal code', 'State or region'],
  ['constructor', 'Postal code', 'State or region'],
])('in %j a postal code is a %s, and a region a %s', (country, postalCode, region) => {
  expect(addressWords(country)).toEqual({ postalCode, region });
});

test.each([
  ['80717', 'DE', undefined],
  ['SW1A 1AA', 'DE', 'Germany: such as 80717'],
  ['sw1a1aa', 'GB', undefined],
  ['78701-1234', 'US', undefined],
  ['1100', 'PT', 'Portugal: such as 1100-148'],
  ['', 'DE', undefined],
  ['anything', 'AQ', undefined],
])('the postal code %j of %s is doubted: %s', (code, country, said) => {
  expect(postalCodeDoubt(code, country)).toBe(said);
});

test('an address is written in the order of its country', () => {
  const address = { street: '1 Main St', street2: '', city: 'Austin', region: 'TX', postalCode: '78701' };
  expect(addressText({ ...address, country: 'US' })).toBe('1 Main St, Austin, TX 78701, United States');
  expect(addressText({ ...address, country: 'DE' })).toBe('1 Main St, 78701 Austin, TX, Germany');
});

test('every country can be chosen, once, by its name', () => {
  const all = countries();
  expect(all.length).toBeGreaterThan(240);
  expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
  expect(all.find(({ code }) => code === 'EE')?.name).toBe('Estonia');
  expect(all.map(({ code }) => code)).not.toContain('UK');
  expect(all.map(({ name }) => name)).toEqual(
    [...all.map(({ name }) => name)].sort((a, b) => a.localeCompare(b, 'en')),
  );
});
