import type { EntityKind } from '../../common/domain/entities.ts';
import type { FieldValues } from '../../common/domain/fields.ts';
import { bulkPartOf, type Mutation } from '../../common/domain/mutations.ts';

/** Names of entities by id, as they are when the change is made. */
export type NameOf = (kind: EntityKind, id: string) => string | undefined;

const fieldWords: Record<string, string> = {
  email: 'e-mail',
  phone: 'phone',
  reference: 'reference',
  brandId: 'brand',
  parentId: 'parent brand',
  primaryColor: 'colours',
  accentColor: 'colours',
  serviceDomain: 'service domain',
  replyTo: 'reply-to address',
  externalIds: 'external ids',
  notes: 'notes',
  address: 'address',
  rebrand: 'rebrand information',
  technicalContact: 'technical contact',
  billingContact: 'billing contact',
  timeZone: 'time zone',
  contact: 'contact',
  contactName: 'contact',
  billingAccountId: 'billing account',
  customerId: 'customer',
  company: 'company',
  connectors: 'connectors',
  country: 'country',
  plannedOn: 'planned date',
  technician: 'technician',
  startedAt: 'start',
  endedAt: 'end',
  signature: 'signature',
  checklist: 'checklist',
  findings: 'probes',
  items: 'checklist',
  photos: 'photos',
  reports: 'mailed report',
};

/** A change as a sentence without its full stop: `Rename Contoso Clinics to Contoso Health`, `Delete 3 customers`. */
export function titleOf(mutation: Mutation, nameOf: NameOf): string {
  const brand = (id: string) => nameOf('brand', id) ?? 'a brand';
  const billingAccount = (id: string) => nameOf('billingAccount', id) ?? 'a billing account';
  const invite = (id: string) => nameOf('invite', id) ?? 'a customer';
  const partner = (id: string) => nameOf('partner', id) ?? 'a partner';
  const customer = (id: string) => nameOf('customer', id) ?? 'a customer';
  const site = (id: string) => nameOf('site', id) ?? 'a site';
  const project = (id: string) => nameOf('project', id) ?? 'a project';
  const probe = (id: string) => nameOf('probe', id) ?? 'a probe';
  const visit = (id: string) => nameOf('visit', id) ?? 'a visit';
  const template = (id: string) => nameOf('visitTemplate', id) ?? 'a template';
  switch (mutation.name) {
    case 'brand.create':
      return `Add brand ${mutation.args.fields.name}`;
    case 'brand.update':
      return updateTitle(brand(mutation.args.id), mutation.args.changes);
    case 'brand.delete':
      return `Delete ${oneOrCount(mutation.args.ids, brand, 'brands')}`;
    case 'brand.restore':
      return `Restore ${oneOrCount(mutation.args.ids, brand, 'brands')}`;
    case 'billingAccount.create':
      return `Add billing account ${mutation.args.fields.name}`;
    case 'billingAccount.update':
      return updateTitle(billingAccount(mutation.args.id), mutation.args.changes);
    case 'billingAccount.delete':
      return `Delete ${oneOrCount(mutation.args.ids, billingAccount, 'billing accounts')}`;
    case 'billingAccount.restore':
      return `Restore ${oneOrCount(mutation.args.ids, billingAccount, 'billing accounts')}`;
    case 'invite.create':
      return `Invite ${mutation.args.fields.name}`;
    case 'invite.resend':
      return `Resend the invite of ${invite(mutation.args.id)}`;
    case 'accessRequest.link':
      return `Add the customer with the ID ${mutation.args.fields.customerCode}`;
    case 'accessRequest.ask':
      return `Ask ${customer(mutation.args.fields.customerId)} for more rights`;
    case 'accessRequest.withdraw':
      return `Withdraw the request to ${nameOf('accessRequest', mutation.args.id) ?? 'a customer'}`;
    case 'notice.send':
      return `Send the notice ${mutation.args.fields.name}`;
    case 'notice.stop':
      return `Stop the notice ${nameOf('notice', mutation.args.id) ?? ''}`.trim();
    case 'onboardingLink.create':
      return `Make the onboarding link ${mutation.args.fields.name}`;
    case 'onboardingLink.replace':
      return `Replace ${nameOf('onboardingLink', mutation.args.id) ?? 'an onboarding link'}`;
    case 'onboardingLink.revoke':
      return `Revoke ${nameOf('onboardingLink', mutation.args.id) ?? 'an onboarding link'}`;
    case 'invite.revoke':
      return `Revoke the invite of ${invite(mutation.args.id)}`;
    case 'partner.create':
      return `Add partner ${mutation.args.fields.name}`;
    case 'customer.create':
      return `Add customer ${mutation.args.fields.name}`;
    case 'customer.login':
      return `Set a new password of ${customer(mutation.args.id)}`;
    case 'partner.update':
      return updateTitle(partner(mutation.args.id), mutation.args.changes);
    case 'customer.update':
      return updateTitle(customer(mutation.args.id), mutation.args.changes);
    case 'partner.delete':
      return `Delete ${oneOrCount(mutation.args.ids, partner, 'partners')}`;
    case 'customer.delete':
      return `Delete ${oneOrCount(mutation.args.ids, customer, 'customers')}${partOf(mutation)}`;
    case 'partner.restore':
      return `Restore ${oneOrCount(mutation.args.ids, partner, 'partners')}`;
    case 'customer.restore':
      return `Restore ${oneOrCount(mutation.args.ids, customer, 'customers')}`;
    case 'site.create':
      return `Add site ${mutation.args.fields.name} of ${customer(mutation.args.fields.customerId)}`;
    case 'site.update':
      return updateTitle(site(mutation.args.id), mutation.args.changes);
    case 'site.delete':
      return `Delete ${oneOrCount(mutation.args.ids, site, 'sites')}${partOf(mutation)}`;
    case 'site.restore':
      return `Restore ${oneOrCount(mutation.args.ids, site, 'sites')}`;
    case 'visitTemplate.create':
      return `Add template ${mutation.args.fields.name}`;
    case 'visitTemplate.update':
      return updateTitle(template(mutation.args.id), mutation.args.changes);
    case 'visitTemplate.delete':
      return `Delete ${oneOrCount(mutation.args.ids, template, 'templates')}`;
    case 'visitTemplate.restore':
      return `Restore ${oneOrCount(mutation.args.ids, template, 'templates')}`;
    case 'visit.create':
      return `Plan visit ${mutation.args.fields.name} on ${mutation.args.fields.plannedOn}`;
    case 'visit.update':
      return visitTitle(visit(mutation.args.id), mutation.args.changes);
    case 'visit.delete':
      return `Delete ${oneOrCount(mutation.args.ids, visit, 'visits')}`;
    case 'visit.restore':
      return `Restore ${oneOrCount(mutation.args.ids, visit, 'visits')}`;
    case 'probe.associate': {
      const isMove = Object.values(mutation.before).some((former) => former !== null);
      const which = oneOrCount(mutation.args.ids, probe, 'probes');
      return isMove
        ? `Move ${which} to ${site(mutation.args.siteId)}`
        : `Associate ${which} with ${site(mutation.args.siteId)}`;
    }
    case 'probe.disassociate':
      return `Put ${oneOrCount(mutation.args.ids, probe, 'probes')} into the inventory`;
    case 'project.create':
      return `Add project ${mutation.args.fields.name}`;
    case 'project.update':
      return updateTitle(project(mutation.args.id), mutation.args.changes);
    case 'project.close':
      return `Close project ${project(mutation.args.id)}`;
    case 'project.cancelClosing':
      return `Cancel closing of ${project(mutation.args.id)}`;
    case 'license.move': {
      const { from, to, type, quantity } = mutation.args;
      const holder = (id: string | null) => (id === null ? 'the partner account' : project(id));
      return `Move ${quantity} ${type} ${quantity === 1 ? 'license' : 'licenses'} from ${holder(from)} to ${holder(to)}`;
    }
    case 'customer.realign': {
      const whom = oneOrCount(mutation.args.ids, customer, 'customers');
      const { brandId } = mutation.args;
      return brandId === null ? `Take ${whom} out of its brand` : `Re-align ${whom} to ${brand(brandId)}`;
    }
    case 'customer.move': {
      const whom = oneOrCount(mutation.args.ids, customer, 'customers');
      if (mutation.args.partnerId !== null) return `Move ${whom} to ${partner(mutation.args.partnerId)}`;
      return `Make ${whom} ${mutation.args.ids.length === 1 ? 'a direct customer' : 'direct customers'}`;
    }
  }
}

/** Where a bulk delete has several parts, which one this is. */
function partOf(mutation: Mutation): string {
  const bulk = bulkPartOf(mutation);
  return bulk && bulk.of > 1 ? `, part ${bulk.part} of ${bulk.of}` : '';
}

function oneOrCount(ids: readonly string[], nameOf: (id: string) => string, plural: string): string {
  const [only] = ids;
  return ids.length === 1 && only !== undefined ? nameOf(only) : `${ids.length} ${plural}`;
}

/** A visit that goes on is told by how far it is. */
function visitTitle(name: string, changes: FieldValues): string {
  if (changes['status'] === 'under-way' && changes['startedAt']) return `Begin ${name}`;
  if (changes['status'] === 'done') return `Finish ${name}`;
  return updateTitle(name, changes);
}

function updateTitle(name: string, changes: FieldValues): string {
  if (typeof changes.name === 'string') {
    const others = Object.keys(changes).length - 1;
    const rename = `Rename ${name} to ${changes.name}`;
    return others === 0
      ? rename
      : `${rename} and change ${others === 1 ? '1 field' : `${others} fields`} more`;
  }
  const words = new Set(Object.keys(changes).map((path) => fieldWords[path.split('.')[0] ?? ''] ?? path));
  return `Change ${listWords([...words])} of ${name}`;
}

function listWords(words: readonly string[]): string {
  if (words.length > 3) return `${words.length} fields`;
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
