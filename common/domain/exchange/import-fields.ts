import { foldText } from '../text.ts';

export const importKinds = ['customer', 'site', 'probe'] as const;
export type ImportKind = (typeof importKinds)[number];

/** What a column of a file can be mapped to. */
export interface ImportField {
  /** Dotted path of a field, or what the row is found or placed by. */
  id: string;
  title: string;
  /** Other names by which it's recognised. */
  aliases: readonly string[];
}

function field(id: string, title: string, ...aliases: string[]): ImportField {
  return { id, title, aliases };
}

const addressFields = [
  field('address.street', 'Street', 'Address', 'Address Line 1', 'Address 1', 'street1', 'Street Address 1'),
  field(
    'address.street2',
    'Second address line',
    'Address Line 2',
    'Address 2',
    'street2',
    'Street Address 2',
  ),
  field('address.city', 'City', 'Town'),
  field('address.region', 'State or region', 'State', 'Region', 'Province', 'stateProv', 'State/Province'),
  field('address.postalCode', 'Postal code', 'Zip', 'Zip code', 'Postcode', 'postalCode'),
  field('address.country', 'Country', 'Country code'),
];

function contactFields(path: string, title: string, ...names: string[]): ImportField[] {
  return [
    field(`${path}.name`, `${title} name`, ...names),
    field(`${path}.firstName`, `${title} first name`, ...names.map((name) => `${name} First Name`)),
    field(`${path}.lastName`, `${title} last name`, ...names.map((name) => `${name} Last Name`)),
    field(`${path}.email`, `${title} e-mail`, `${title} email`),
    field(`${path}.phone`, `${title} phone`),
  ];
}

const externalIds = field('externalIds', 'External ids', 'External ID list');
const notes = field('notes', 'Notes', 'Description', 'Comments');

/** Fields of each kind that a file can set, and what rows are found by. The titles are those of the export. */
export const importFields: Record<ImportKind, readonly ImportField[]> = {
  customer: [
    field('name', 'Customer name', 'Name', 'Company name', 'Company', 'Customer', 'customerName', 'Client'),
    field('id', 'Id'),
    field('customerId', 'Customer ID'),
    field('partner', 'Partner', 'Partner name', 'Partner id', 'Reseller'),
    field('email', 'E-mail', 'Email', 'Email address', 'Mail'),
    field('reference', 'Reference', 'Your reference', 'Account number'),
    externalIds,
    ...addressFields,
    ...contactFields('technicalContact', 'Technical contact', 'Contact', 'Contact name', 'Primary contact'),
    ...contactFields('billingContact', 'Billing contact'),
    notes,
  ],
  site: [
    field('id', 'Id'),
    field('name', 'Site name', 'Name', 'Site', 'siteName', 'Location'),
    field('customer', 'Customer', 'Customer name', 'Customer ID', 'Company', 'Company name', 'Client'),
    externalIds,
    ...addressFields,
    field('timeZone', 'Time zone', 'Timezone', 'TZ'),
    ...contactFields('contact', 'Contact'),
    notes,
  ],
  probe: [
    field('serial', 'Serial', 'Serial number', 'Probe serial'),
    field('site', 'Site', 'Site name', 'Site id'),
    field('customer', 'Customer', 'Customer name', 'Customer ID'),
  ],
};

/** Without them a line can't become anything. */
export const mandatoryFields: Record<ImportKind, readonly string[]> = {
  customer: ['name'],
  site: ['name', 'customer'],
  probe: ['serial', 'site'],
};

/** Fields that one value can be given for, wherever a line has none. */
export const fixedFields: Record<ImportKind, readonly string[]> = {
  customer: ['partner', 'email'],
  site: ['customer'],
  probe: ['site', 'customer'],
};

/** A target that puts a column's values among the external ids, under the name of their system. */
const externalPrefix = 'external:';

export function externalTarget(system: string): string {
  return externalPrefix + system;
}

/** The system of a target that {@link externalTarget} made; undefined for any other. */
export function externalSystem(target: string): string | undefined {
  return target.startsWith(externalPrefix) ? target.slice(externalPrefix.length) : undefined;
}

/** What a target is called. */
export function targetTitle(kind: ImportKind, target: string): string {
  const system = externalSystem(target);
  if (system !== undefined) return `External id in ${system}`;
  return importFields[kind].find(({ id }) => id === target)?.title ?? target;
}

/** A title for comparing: blind to case, accents, blanks and marks. */
export function plainTitle(title: string): string {
  return foldText(title).replace(/[^\p{L}\p{N}]/gu, '');
}
