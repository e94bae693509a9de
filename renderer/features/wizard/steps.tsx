import type { WizardStep } from '../../ui/Wizard.tsx';
import { AddressStep } from './AddressStep.tsx';
import { DetailsStep } from './DetailsStep.tsx';
import { PartnerStep } from './PartnerStep.tsx';
import { RebrandStep } from './RebrandStep.tsx';
import { SitesStep } from './SitesStep.tsx';
import { pastedField, planField, plannedFields } from './planned-sites.ts';
import { ProbesStep } from './ProbesStep.tsx';
import { ReviewStep } from './ReviewStep.tsx';

/** Where the form keeps the chosen partner. */
export const partnerField = 'partnerId';

const addressFields = ['street', 'street2', 'postalCode', 'city', 'region', 'country'].map(
  (field) => `address.${field}`,
);
const contactFields = ['technicalContact', 'billingContact'].flatMap((contact) =>
  ['name', 'email', 'phone'].map((field) => `${contact}.${field}`),
);

/** The steps of the Customer/Partner wizard. A further step is a further entry. */
export const customerSteps: readonly WizardStep[] = [
  {
    id: 'details',
    title: 'Details',
    heading: 'Customer details',
    intro: 'Finish here, or go on and add the rest. A draft is kept as you type.',
    fields: ['name', 'email', 'reference'],
    component: DetailsStep,
  },
  {
    id: 'rebrand',
    title: 'Rebrand information',
    heading: 'Rebrand information',
    intro: 'How this customer looks to its own people. All of it is optional.',
    fields: [
      'rebrand.displayName',
      'rebrand.logo',
      'rebrand.primaryColor',
      'rebrand.accentColor',
      'rebrand.serviceDomain',
      'rebrand.replyTo',
      'brandId',
    ],
    component: RebrandStep,
  },
  {
    id: 'address',
    title: 'Address and contacts',
    heading: 'Address and contacts',
    intro: 'Where the customer is, and whom to ask. All of it is optional.',
    fields: [...addressFields, ...contactFields, 'billingAccountId', 'notes'],
    component: AddressStep,
  },
  {
    id: 'sites',
    title: 'Sites',
    heading: 'Sites',
    intro: 'Places of this customer. All of it is optional.',
    fields: [planField, pastedField],
    component: SitesStep,
  },
  {
    id: 'probes',
    title: 'Probes',
    heading: 'Probes',
    intro: 'Which probes of the inventory report from these sites. All of it is optional.',
    fields: [],
    component: ProbesStep,
  },
  {
    id: 'review',
    title: 'Review',
    heading: 'Review',
    intro: 'What will be saved.',
    fields: [],
    component: ReviewStep,
  },
];

/** The step before them, where the wizard was opened without a partner. */
export const partnerStep: WizardStep = {
  id: 'partner',
  title: 'Partner',
  heading: 'Partner',
  intro: 'Whose customer it will be.',
  fields: [partnerField],
  component: PartnerStep,
};

/** Every field of the customer in the wizard, in step order. */
export const customerFieldPaths: readonly string[] = customerSteps
  .flatMap((step) => step.fields)
  .filter((path) => !plannedFields.includes(path));

/** The step that a field stands on. */
export function stepOfField(path: string): string {
  if (path === partnerField) return partnerStep.id;
  return customerSteps.find((step) => step.fields.includes(path))?.id ?? 'details';
}
