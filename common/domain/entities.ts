import { z } from 'zod';
import { connectors, migrationJob } from './connectors.ts';
import { typedCustomerId } from './customer-id.ts';
import { entityId } from './ids.ts';
import { licenseReason, licenseType } from './licenses.ts';
import { noticeFields, noticeRecipient } from './notices.ts';
import { visitFields, visitTemplateFields } from './visits.ts';
import {
  color,
  country,
  domainName,
  line,
  logo,
  mandatoryEmail,
  mandatoryName,
  nameLimit,
  notesText,
  optionalEmail,
  phoneNumber,
  pictureLogo,
  timeZone,
} from './naming.ts';
import { loginName, projectClosing, projectNotice } from './projects.ts';

/** Every kind of synchronised entity, in the order in which a snapshot walks them: what others refer to comes first. */
export const entityKinds = [
  'brand',
  'billingAccount',
  'partner',
  'customer',
  'site',
  'probe',
  'project',
  'license',
  'invite',
  'onboardingLink',
  'accessRequest',
  'notice',
  'visitTemplate',
  'visit',
] as const;
export type EntityKind = (typeof entityKinds)[number];
export const entityKind = z.enum(entityKinds);
/** What Activity tells of: all of them, and accounts, which aren't synchronised. */
export const activityKind = z.enum([...entityKinds, 'account']);

/** What one of a kind is called in a sentence. */
export const kindWords: Record<EntityKind, string> = {
  brand: 'brand',
  billingAccount: 'billing account',
  partner: 'partner',
  customer: 'customer',
  site: 'site',
  probe: 'probe',
  project: 'project',
  license: 'license',
  invite: 'invite',
  onboardingLink: 'onboarding link',
  accessRequest: 'request',
  notice: 'maintenance notice',
  visitTemplate: 'template',
  visit: 'visit',
};

export function isEntityKind(text: string): text is EntityKind {
  return (entityKinds as readonly string[]).includes(text);
}

/** The six rights that a customer grants to its partner (product.md, "customer's grants"). */
export const grantNames = [
  'billing-management',
  'basic-monitoring',
  'manage-configuration',
  'account-settings',
  'access-data',
  'recover-data',
] as const;
export type GrantName = (typeof grantNames)[number];
export const grantName = z.enum(grantNames);

export function isGrantName(text: string): text is GrantName {
  return (grantNames as readonly string[]).includes(text);
}

/** Grants of a customer made with the wizard or installed on behalf. */
export const fullGrants: GrantName[] = [...grantNames];
/** Grants of a customer that came by link, Customer ID or invite. */
export const minimalGrants: GrantName[] = ['billing-management', 'basic-monitoring'];

const timestamp = z.iso.datetime();

// What every row carries. `version` is the commit sequence of the change that last touched the row: it rises with every
// change, no two rows share one, and it is the row's ETag.
const envelope = {
  id: entityId,
  version: z.int().nonnegative(),
  createdAt: timestamp,
  updatedAt: timestamp,
};

export const address = z.object({
  street: line('Street').default(''),
  street2: line('Second address line').default(''),
  city: line('City').default(''),
  region: line('State or region').default(''),
  postalCode: line('Postal code', 20).default(''),
  country: country.default(''),
});
export type Address = z.infer<typeof address>;

export const contact = z.object({
  name: line('Contact name', 100).default(''),
  email: optionalEmail('Contact e-mail').default(''),
  phone: phoneNumber('Contact phone').default(''),
});
export type Contact = z.infer<typeof contact>;

/** Rebrand information: how this customer looks to its own people. Which brand it belongs to is another thing (`brandId`). */
export const rebrand = z.object({
  displayName: line('Display name', nameLimit * 4).default(''),
  logo: logo.default(''),
  primaryColor: color.default(''),
  accentColor: color.default(''),
  serviceDomain: domainName.default(''),
  replyTo: optionalEmail('Reply-to address').default(''),
});

export const externalId = z.object({ system: line('System', 60), value: line('External id', 120) });

const emptyAddress = () => address.parse({});
const emptyContact = () => contact.parse({});
const emptyRebrand = () => rebrand.parse({});

/** Fields of a partner that an operator may set. */
export const partnerFields = z.object({
  name: mandatoryName('Partner name'),
  email: mandatoryEmail('Email address'),
  phone: phoneNumber('Phone').default(''),
  brandId: entityId.nullable().default(null),
  address: address.default(emptyAddress),
  notes: notesText.default(''),
});
export type PartnerFields = z.infer<typeof partnerFields>;
export const partner = partnerFields.extend(envelope);
export type Partner = z.infer<typeof partner>;

/** Fields of a customer that an operator may set. `partnerId` null is a direct customer. */
export const customerFields = z.object({
  partnerId: entityId.nullable(),
  name: mandatoryName('Customer name'),
  email: mandatoryEmail('Email address'),
  reference: line('Your reference', 60).default(''),
  brandId: entityId.nullable().default(null),
  rebrand: rebrand.default(emptyRebrand),
  address: address.default(emptyAddress),
  technicalContact: contact.default(emptyContact),
  billingContact: contact.default(emptyContact),
  /** Who pays for it: the billing account that its billing contact was taken from; null where none was. */
  billingAccountId: entityId.nullable().default(null),
  externalIds: z.array(externalId).max(20).default([]),
  notes: notesText.default(''),
});
export type CustomerFields = z.infer<typeof customerFields>;

/** How a customer came to be here. */
export const customerOrigin = z.enum(['wizard', 'on-behalf', 'link', 'customer-id', 'invite']);

export const customer = customerFields.extend({
  ...envelope,
  /** Public Customer ID such as `CTSD-7F3K-92`, given by the server; null until a created customer is confirmed. */
  customerId: z.string().nullable(),
  origin: customerOrigin,
  grants: z.array(grantName),
  /** By right: who granted it on the customer's pages, and when. Left out is what it came with. */
  granted: z.record(z.string(), z.object({ at: z.string(), by: z.string() })).optional(),
  /** Domains that a provider proved to be its, when it was installed on behalf. */
  verifiedDomains: z.array(z.string().max(253)).max(5000).optional(),
});
export type Customer = z.infer<typeof customer>;

/** Fields of a billing account that an operator may set: who pays, and whom to write to about it. */
export const billingAccountFields = z.object({
  name: mandatoryName('Billing account name'),
  contactName: line('Contact name', 100).default(''),
  email: mandatoryEmail('Billing e-mail'),
  phone: phoneNumber('Billing phone').default(''),
  reference: line('Your reference', 60).default(''),
  brandId: entityId.nullable().default(null),
  address: address.default(emptyAddress),
  notes: notesText.default(''),
});
export type BillingAccountFields = z.infer<typeof billingAccountFields>;
export const billingAccount = billingAccountFields.extend(envelope);
export type BillingAccount = z.infer<typeof billingAccount>;

/** Fields of a brand that an operator may set: a node in the tree of branding and of visibility. */
export const brandFields = z.object({
  /** The brand that it's below; null for one at the top. */
  parentId: entityId.nullable().default(null),
  name: mandatoryName('Brand name'),
  primaryColor: color.default(''),
  accentColor: color.default(''),
  logo: pictureLogo.default(''),
  serviceDomain: domainName.default(''),
  replyTo: optionalEmail('Reply-to address').default(''),
});
export type BrandFields = z.infer<typeof brandFields>;
export const brand = brandFields.extend(envelope);
export type Brand = z.infer<typeof brand>;

/** Fields of a site that an operator may set; its customer only when it's made. */
export const siteFields = z.object({
  customerId: entityId,
  name: mandatoryName('Site name'),
  address: address.default(emptyAddress),
  timeZone: timeZone.default(''),
  contact: contact.default(emptyContact),
  externalIds: z.array(externalId).max(20).default([]),
  notes: notesText.default(''),
});
export type SiteFields = z.infer<typeof siteFields>;

/** A place of a customer, as the partner API has it: names and time zones may be older than today's rules for typing them. */
export const site = siteFields.extend({
  ...envelope,
  name: line('Site name', nameLimit * 4),
  timeZone: line('Time zone', 60).default(''),
});
export type Site = z.infer<typeof site>;

/** Fields of an invite that an operator sets. `name` is the company's; what becomes a customer belongs to the partner and the brand. */
export const inviteFields = z.object({
  name: mandatoryName('Company name'),
  contactName: mandatoryName('Contact name'),
  contactEmail: mandatoryEmail('Contact e-mail'),
  partnerId: entityId.nullable().default(null),
  billingAccountId: entityId.nullable(),
  brandId: entityId.nullable().default(null),
});

/** One e-mailed registration link. What became of the link is told beside its status: see `linkStateOf`. */
export const invite = inviteFields.extend({
  ...envelope,
  name: line('Company name', nameLimit * 4),
  contactName: line('Contact name', nameLimit * 4),
  status: z.enum(['pending', 'accepted']),
  /** Mails that were sent, each with a link of its own. */
  sends: z.int(),
  /** Of the link that was sent last; null while none is out. */
  sentAt: timestamp.nullable(),
  openedAt: timestamp.nullable(),
  usedAt: timestamp.nullable(),
  expiresAt: timestamp.nullable(),
  revokedAt: timestamp.nullable(),
  /** Why the mail couldn’t be sent; empty when it could, or hasn’t been tried. */
  mailFault: line('Mail fault'),
  /** Name of who made it. */
  madeBy: line('Made by'),
  /** The customer that it became. */
  customerId: entityId.nullable(),
});
export type Invite = z.infer<typeof invite>;

/** Fields of an onboarding link that an operator sets. Who signs up by it becomes a customer of the partner and the brand. */
export const onboardingLinkFields = z.object({
  name: mandatoryName('Link name'),
  partnerId: entityId.nullable().default(null),
  brandId: entityId.nullable().default(null),
});

/** A permanent, branded link that carries the partner's ID. It's handed out freely; what it's good for is signing up. */
export const onboardingLink = onboardingLinkFields.extend({
  ...envelope,
  name: line('Link name', nameLimit * 4),
  /** What its address ends with, given by the server; null until it's confirmed. */
  code: z.string().nullable(),
  /** Customers that signed up by it. */
  uses: z.int(),
  openedAt: timestamp.nullable(),
  usedAt: timestamp.nullable(),
  replacedAt: timestamp.nullable(),
  revokedAt: timestamp.nullable(),
  /** Name of who made it. */
  madeBy: line('Made by'),
});
export type OnboardingLink = z.infer<typeof onboardingLink>;

/** Fields of a request to be linked with whoever has a Customer ID. It's said to nobody whether anybody has. */
export const linkRequestFields = z.object({
  customerCode: typedCustomerId,
  partnerId: entityId.nullable().default(null),
  brandId: entityId.nullable().default(null),
  reason: line('Reason').default(''),
});
/** Fields of a request for more rights. */
export const rightsRequestFields = z.object({
  customerId: entityId,
  grants: z.array(grantName).min(1, { error: 'At least one right is asked for' }),
  reason: line('Reason').refine((text) => text !== '', {
    error: 'Reason is mandatory: the customer reads it',
  }),
});

/** What a customer is asked for; it answers on its own pages. */
export const accessRequest = z.object({
  ...envelope,
  /** The Customer ID, or the name of the customer that is asked for more rights. */
  name: line('Name', nameLimit * 4),
  asks: z.enum(['link', 'rights']),
  /** Empty where rights are asked for. */
  customerCode: z.string(),
  /** The customer that is asked, or that came of it; null while nobody has answered a link. */
  customerId: entityId.nullable(),
  grants: z.array(grantName),
  reason: line('Reason'),
  partnerId: entityId.nullable(),
  brandId: entityId.nullable(),
  status: z.enum(['waiting', 'granted', 'declined', 'withdrawn']),
  answeredAt: timestamp.nullable(),
  /** Name of who answered it. */
  answeredBy: z.string(),
  /** Name of who made it. */
  madeBy: line('Made by'),
});
export type AccessRequest = z.infer<typeof accessRequest>;

/** A maintenance notice, written once for the technical contacts of many customers. */
export const notice = noticeFields.extend({
  ...envelope,
  name: line('Subject'),
  brandId: entityId.nullable(),
  /** By number: who gets it, and what became of each mail. Empty until the partner API has it. */
  recipients: z.record(z.string(), noticeRecipient),
  /** When somebody stopped what wasn't sent yet. */
  stoppedAt: timestamp.nullable(),
  /** Name of who made it. */
  madeBy: line('Made by'),
});
export type Notice = z.infer<typeof notice>;

export const probeStatus = z.enum(['online', 'offline', 'unknown']);

/** An agent that reports to the MSP. `siteId` null waits in the inventory. */
export const probe = z.object({
  ...envelope,
  siteId: entityId.nullable(),
  serial: line('Serial', 60),
  name: line('Probe name', nameLimit * 4),
  softwareVersion: line('Version', 40).default(''),
  status: probeStatus,
  lastReportAt: timestamp.nullable(),
});
export type Probe = z.infer<typeof probe>;

/** Fields of a project that an operator may set; its login name only when it's made. */
export const projectFields = z.object({
  /** The customer whose project it is; null for one that is nobody's, or the partner account's own. */
  customerId: entityId.nullable().default(null),
  name: mandatoryName('Project name'),
  email: mandatoryEmail('Email address'),
  company: line('Company').default(''),
  country: country.refine((code) => code !== '', {
    error: 'Country is mandatory: it decides the data centre',
  }),
  login: loginName,
  phone: phoneNumber('Phone number').default(''),
  connectors: connectors.default([]),
});
export type ProjectFields = z.infer<typeof projectFields>;

/** How a project stands: in use, or closed to sign-in. */
export const projectStatus = z.enum(['active', 'blocked']);

/** A delegated account with its own login and licenses. Its password is known to the partner API alone, as a hash. */
export const project = projectFields.extend({
  ...envelope,
  status: projectStatus,
  /** The last sign-in, switch, change or job. */
  lastActivityAt: timestamp,
  /** Run by the partner API. */
  jobs: z.array(migrationJob).default([]),
  /** Empty once the project is erased. */
  email: z.string(),
  /** Null while nobody closes it. */
  closing: projectClosing.nullable().default(null),
  /** Null while its people weren't written to for want of activity. */
  notice: projectNotice.nullable().default(null),
});
export type Project = z.infer<typeof project>;

/**
 * One entry of the license ledger: what a move adds to a pool, or takes from it. A move is two entries that add up to nothing;
 * licenses that were bought are one entry of the partner account, which is a move of its own.
 */
export const license = z.object({
  ...envelope,
  /** The id of the move's giving entry. */
  moveId: entityId,
  /** Whose pool it is; null for the partner account's. */
  projectId: entityId.nullable(),
  type: licenseType,
  quantity: z.int(),
  reason: licenseReason.default(''),
  /** Name of who moved them. */
  by: z.string(),
});
export type License = z.infer<typeof license>;

/** A checklist to plan visits with. */
export const visitTemplate = visitTemplateFields.extend(envelope);
export type VisitTemplate = z.infer<typeof visitTemplate>;

/** A visit of one site. */
export const visit = visitFields.extend(envelope);
export type Visit = z.infer<typeof visit>;

/** The schema of each kind as the server gives it. */
export const entitySchemas = {
  brand,
  billingAccount,
  partner,
  customer,
  site,
  probe,
  project,
  license,
  invite,
  onboardingLink,
  accessRequest,
  notice,
  visitTemplate,
  visit,
} as const;

export interface EntityRows {
  brand: Brand;
  billingAccount: BillingAccount;
  partner: Partner;
  customer: Customer;
  site: Site;
  probe: Probe;
  project: Project;
  license: License;
  invite: Invite;
  onboardingLink: OnboardingLink;
  accessRequest: AccessRequest;
  notice: Notice;
  visitTemplate: VisitTemplate;
  visit: Visit;
}
export type EntityRow = EntityRows[EntityKind];

/** What a row is called on screen: its name, the serial of a probe without one, or how many licenses an entry is about. */
export function rowTitle(row: EntityRow): string {
  if ('moveId' in row) return `${Math.abs(row.quantity)} ${row.type}`;
  return row.name || ('serial' in row ? row.serial : '');
}
