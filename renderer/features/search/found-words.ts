import type { SearchAnswer, SearchHit } from '../../../common/contract/views.ts';
import type { EntityKind } from '../../../common/domain/entities.ts';
import { count } from '../../ui/words.ts';

/** Names of the fields that something was found by. */
export const matchedTitles: Record<NonNullable<SearchHit['matched']>['field'], string> = {
  id: 'Id',
  email: 'E-mail',
  reference: 'Your reference',
  company: 'Company',
  login: 'Login name',
  customerId: 'Customer ID',
  serial: 'Serial',
  externalIds: 'External id',
  city: 'City',
  street: 'Street',
  region: 'State or region',
  postalCode: 'Postal code',
  phone: 'Phone',
  contact: 'Contact',
  technicalContact: 'Technical contact',
  billingContact: 'Billing contact',
  technician: 'Technician',
  notes: 'Notes',
};
const kindNames: Record<EntityKind, string> = {
  billingAccount: 'Billing account',
  invite: 'Invite',
  onboardingLink: 'Onboarding link',
  notice: 'Maintenance notice',
  accessRequest: 'Request',
  brand: 'Brand',
  partner: 'Partner',
  customer: 'Customer',
  site: 'Site',
  probe: 'Probe',
  project: 'Project',
  license: 'License',
  visitTemplate: 'Template of visits',
  visit: 'Visit',
};

/** What was found by its id: `Customer with this Customer ID`. */
export function exactTitle({ kind, matched }: SearchHit): string {
  return `${kindNames[kind]} with this ${matched ? matchedTitles[matched.field] : 'Id'}`;
}

/** What was found, as it's announced: how many, and first what has the id that was given. */
export function foundWords({ groups, exact }: Pick<SearchAnswer, 'groups' | 'exact'>): string {
  const hits = groups.reduce((sum, { total }) => sum + total, 0);
  if (!exact) return `${count(hits)} found`;
  // What is found by its own id isn't among the hits, which are found by text.
  const others = exact.matched?.field === 'id' ? hits : hits - 1;
  return `${exactTitle(exact)}: ${exact.title}${others > 0 ? `, and ${count(others)} more found` : ''}`;
}
