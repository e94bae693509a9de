import { externalTarget, plainTitle, type ImportKind } from './import-fields.ts';

/** A file that another product exports: by which columns it's known, and where they go. */
export interface KnownExport {
  title: string;
  kind: ImportKind;
  /** Columns that it's known by: all of them are there. */
  knownBy: readonly string[];
  targets: Readonly<Record<string, string>>;
}

/**
 * Exports that MSPs have at hand, with their columns as the makers document them:
 * - Microsoft Partner Center, “Manage the customer list” (learn.microsoft.com/partner-center/customers/see-your-customer-list): Microsoft
 *   ID, Company name, Primary domain name, Relationship, Tags.
 * - ConnectWise, list of companies (columns of the list view: Company Name, Company ID, Phone Number, Type, Status, City, Address
 *   Line 1, Address Line 2, State, Zip, Country, Territory).
 * - N-able N-central, customers and sites (developer.n-able.com/n-central/docs/manage-customers; names of fields): customerId,
 *   customerName, siteId, siteName, externalId, contactFirstName, contactLastName, contactEmail, contactPhone, street1, street2, city,
 *   stateProv, country, postalCode.
 * - Datto RMM, sites (schema `Site` of its API, version 2): id, uid, name, description, notes, autotaskCompanyName, autotaskCompanyId.
 */
export const knownExports: readonly KnownExport[] = [
  {
    title: 'Microsoft Partner Center, customers',
    kind: 'customer',
    knownBy: ['Microsoft ID', 'Company name', 'Primary domain name'],
    targets: {
      'Microsoft ID': externalTarget('Microsoft Partner Center'),
      'Company name': 'name',
    },
  },
  {
    title: 'ConnectWise, companies',
    kind: 'customer',
    knownBy: ['Company Name', 'Company ID', 'Status', 'Type'],
    targets: {
      'Company Name': 'name',
      'Company ID': externalTarget('ConnectWise'),
      'Phone Number': 'technicalContact.phone',
      'Address Line 1': 'address.street',
      'Address Line 2': 'address.street2',
      City: 'address.city',
      State: 'address.region',
      Zip: 'address.postalCode',
      Country: 'address.country',
    },
  },
  {
    title: 'N-able N-central, sites',
    kind: 'site',
    knownBy: ['siteName', 'siteId'],
    targets: {
      siteName: 'name',
      siteId: externalTarget('N-central'),
      customerName: 'customer',
      externalId: externalTarget('N-central external id'),
      ...nCentralAddress(),
      ...nCentralContact('contact'),
    },
  },
  {
    title: 'N-able N-central, customers',
    kind: 'customer',
    knownBy: ['customerName', 'customerId', 'stateProv'],
    targets: {
      customerName: 'name',
      customerId: externalTarget('N-central'),
      externalId: externalTarget('N-central external id'),
      ...nCentralAddress(),
      ...nCentralContact('technicalContact'),
    },
  },
  {
    title: 'Datto RMM, sites',
    kind: 'site',
    knownBy: ['uid', 'name', 'autotaskCompanyName'],
    targets: {
      uid: externalTarget('Datto RMM'),
      name: 'name',
      notes: 'notes',
      autotaskCompanyName: 'customer',
    },
  },
];

function nCentralAddress(): Record<string, string> {
  return {
    street1: 'address.street',
    street2: 'address.street2',
    city: 'address.city',
    stateProv: 'address.region',
    postalCode: 'address.postalCode',
    country: 'address.country',
  };
}

function nCentralContact(path: string): Record<string, string> {
  return {
    contactFirstName: `${path}.firstName`,
    contactLastName: `${path}.lastName`,
    contactEmail: `${path}.email`,
    contactPhone: `${path}.phone`,
  };
}

/** Whose export a header is; undefined where it isn't known. Case, blanks and marks don't matter. */
export function knownExport(titles: readonly string[]): KnownExport | undefined {
  const there = new Set(titles.map(plainTitle));
  return knownExports.find(({ knownBy }) => knownBy.every((title) => there.has(plainTitle(title))));
}
