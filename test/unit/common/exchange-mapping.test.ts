import { describe, expect, test } from 'vitest';
import {
  headerSignature,
  looksLikeHeader,
  mappingFaults,
  recognised,
} from '../../../common/domain/exchange/mapping.ts';

describe('a header that another product wrote is recognised', () => {
  test.each([
    [
      'Microsoft Partner Center, customers',
      'customer',
      ['Microsoft ID', 'Company name', 'Primary domain name', 'Relationship', 'Tags'],
      ['external:Microsoft Partner Center', 'name', null, null, null],
    ],
    [
      'ConnectWise, companies',
      'customer',
      ['Company Name', 'Company ID', 'Type', 'Status', 'City', 'Zip', 'E-mail'],
      ['name', 'external:ConnectWise', null, null, 'address.city', 'address.postalCode', 'email'],
    ],
    [
      'N-able N-central, customers',
      'customer',
      ['customerId', 'customerName', 'contactFirstName', 'contactLastName', 'stateProv'],
      [
        'external:N-central',
        'name',
        'technicalContact.firstName',
        'technicalContact.lastName',
        'address.region',
      ],
    ],
    [
      'N-able N-central, sites',
      'site',
      ['siteId', 'siteName', 'customerName', 'city'],
      ['external:N-central', 'name', 'customer', 'address.city'],
    ],
    [
      'Datto RMM, sites',
      'site',
      ['id', 'uid', 'name', 'description', 'autotaskCompanyName'],
      [null, 'external:Datto RMM', 'name', 'notes', 'customer'],
    ],
  ] as const)('%s', (source, kind, titles, targets) => {
    expect(recognised(titles, 'probe')).toEqual({ source, kind, targets });
  });

  test('the console’s own export isn’t taken for another product’s', () => {
    const own = [
      'Customer name',
      'Customer ID',
      'Partner',
      'E-mail',
      'External ids',
      'Added',
      'Changed',
      'Id',
    ];
    expect(recognised(own, 'customer')).toEqual({
      source: null,
      kind: 'customer',
      targets: ['name', 'customerId', 'partner', 'email', 'externalIds', null, null, 'id'],
    });
  });
});

test('two columns that could mean the same field don’t both get it: the one with the field’s own title does', () => {
  expect(recognised(['Name', 'Customer name'], 'customer').targets).toEqual([null, 'name']);
  expect(recognised(['Name', 'Company'], 'customer').targets).toEqual(['name', null]);
});

test('a mapping is refused where a field comes from two columns, a mandatory one from none, or a system has no name', () => {
  expect(mappingFaults('customer', ['email', 'email', 'external: '], {})).toEqual([
    { column: 1, message: 'E-mail is taken from column 1 already; a field comes from one column' },
    { column: 2, message: 'The system needs a name' },
    { column: null, message: 'No column is taken for Customer name; choose one' },
  ]);
  expect(mappingFaults('site', ['name'], { customer: 'Aurora' })).toEqual([]);
});

test('a first line of values isn’t taken for names of columns', () => {
  expect(looksLikeHeader(['Aurora', 'it@aurora.example'])).toBe(false);
  expect(looksLikeHeader(['Customer name', 'E-mail'])).toBe(true);
  expect(looksLikeHeader(['', ''])).toBe(false);
});

test('a header is known again whatever its case and marks, and not in another order', () => {
  expect(headerSignature(['E-mail', 'Customer name'])).toBe(headerSignature(['EMAIL', 'customer_name']));
  expect(headerSignature(['E-mail', 'Customer name'])).not.toBe(headerSignature(['Customer name', 'E-mail']));
});
