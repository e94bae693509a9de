import { entityId } from './ids.ts';

const titles: Record<string, string> = {
  name: 'Name',
  email: 'Email address',
  phone: 'Phone',
  reference: 'Your reference',
  partnerId: 'Partner',
  brandId: 'Brand',
  parentId: 'Parent brand',
  logo: 'Logo',
  primaryColor: 'Primary colour',
  accentColor: 'Accent colour',
  serviceDomain: 'Service domain',
  replyTo: 'Reply-to address',
  externalIds: 'External ids',
  notes: 'Notes',
  customerId: 'Customer ID',
  origin: 'Origin',
  grants: 'Partner access',
  'rebrand.displayName': 'Display name',
  'rebrand.logo': 'Logo',
  'rebrand.primaryColor': 'Primary colour',
  'rebrand.accentColor': 'Accent colour',
  'rebrand.serviceDomain': 'Service domain',
  'rebrand.replyTo': 'Reply-to address',
  'address.street': 'Street',
  'address.street2': 'Second address line',
  'address.city': 'City',
  'address.region': 'State or region',
  'address.postalCode': 'Postal code',
  'address.country': 'Country',
  'technicalContact.name': 'Technical contact, name',
  'technicalContact.email': 'Technical contact, e-mail',
  'technicalContact.phone': 'Technical contact, phone',
  'billingContact.name': 'Billing contact, name',
  'billingContact.email': 'Billing contact, e-mail',
  contactName: 'Contact name',
  contactEmail: 'Contact e-mail',
  sends: 'Mails sent',
  sentAt: 'Sent',
  openedAt: 'Opened',
  usedAt: 'Used',
  expiresAt: 'Expires',
  revokedAt: 'Revoked',
  replacedAt: 'Replaced',
  customerCode: 'Customer ID',
  answeredAt: 'Answered',
  answeredBy: 'Answered by',
  granted: 'Granted by',
  uses: 'Sign-ups',
  code: 'Code of the link',
  mailFault: 'Why the mail wasn’t sent',
  madeBy: 'Made by',
  billingAccountId: 'Billing account',
  'billingContact.phone': 'Billing contact, phone',
  siteId: 'Site',
  timeZone: 'Time zone',
  serial: 'Serial',
  softwareVersion: 'Version',
  status: 'Status',
  lastReportAt: 'Last report',
  company: 'Company',
  country: 'Country',
  login: 'Login name',
  connectors: 'Connectors',
  jobs: 'Migration jobs',
  lastActivityAt: 'Last activity',
  type: 'License type',
  quantity: 'Quantity',
  reason: 'Reason',
  from: 'From',
  to: 'To',
  plannedOn: 'Planned date',
  technician: 'Technician',
  startedAt: 'Started',
  endedAt: 'Ended',
  signature: 'Signature',
  items: 'Checklist',
  photos: 'Photos',
  reports: 'Reports',
};

/** Fields that are kept by id. */
const titlesById: Record<string, string> = {
  checklist: 'Checklist item',
  findings: 'Probe finding',
  photos: 'Photo',
  reports: 'Mailed report',
};

/**
 * What a field is called on screen, by its dotted path; a field that this version doesn't know is called by its path in words.
 * @param value what it holds: of a site or a project `customerId` is whose it is, of a customer the Customer ID that others know it by
 */
export function fieldTitle(path: string, value?: unknown): string {
  if (path === 'customerId' && entityId.safeParse(value).success) return 'Customer';
  const [kept = '', id] = path.split('.');
  return titles[path] ?? (id === undefined ? undefined : titlesById[kept]) ?? inWords(path);
}

/** `portal.themeName` → `Portal, theme name` */
function inWords(path: string): string {
  const words = path
    .split('.')
    .map((part) => part.replace(/Id$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))
    .join(', ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
