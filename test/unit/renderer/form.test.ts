import { describe, expect, it } from 'vitest';
import { customerLeaves } from '../../../common/domain/fields.ts';
import { faultsOf, textOf } from '../../../renderer/ui/form.ts';

describe('what is wrong with a form', () => {
  it('is said by field, for the fields that are asked about alone', () => {
    const values = { name: '  ', email: 'nobody', 'address.country': 'Portugal' };
    expect(faultsOf(customerLeaves, values, ['name', 'email'])).toEqual({
      name: 'Customer name is mandatory',
      email: 'An e-mail address needs an @, such as office@riverside.example',
    });
    expect(faultsOf(customerLeaves, values, [])).toEqual({});
  });

  it('is nothing where every field can be used, or isn’t one of the schema’s', () => {
    const values = { name: 'Contoso', email: 'it@contoso.example', partnerId: 7 };
    expect(faultsOf(customerLeaves, values, ['name', 'email', 'partnerId'])).toEqual({});
  });

  it('is one sentence a field, the first', () => {
    const faults = faultsOf(customerLeaves, { name: '\u0007'.repeat(60) }, ['name']);
    expect(faults['name']).toContain('control character');
  });
});

it('shows text in a field, and nothing for what isn’t text', () => {
  const values = { name: 'Contoso', brandId: null, externalIds: [] };
  expect(['name', 'brandId', 'externalIds', 'notes'].map((path) => textOf(values, path))).toEqual([
    'Contoso',
    '',
    '',
    '',
  ]);
});
