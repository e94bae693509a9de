import type { GrantName } from './entities.ts';

/** What each right that a customer grants is called, and what it lets the partner do; `own` says it to the customer. */
export const grantWords: Record<GrantName, { title: string; means: string; own: string }> = {
  'billing-management': {
    title: 'Billing management',
    means: 'Billing contact and license moves',
    own: 'Change your billing contact, and move licenses to you and from you',
  },
  'basic-monitoring': {
    title: 'Basic monitoring',
    means: 'See sites, probes and status',
    own: 'See your sites, the probes there, and whether they report',
  },
  'manage-configuration': {
    title: 'Manage configuration',
    means: 'Create, edit and delete sites; associate probes',
    own: 'Add, change and delete your sites, and say which probe belongs to which',
  },
  'account-settings': {
    title: 'Account settings',
    means: 'Edit the customer, contacts and rebrand information',
    own: 'Change your company’s information, its contacts and its branding',
  },
  'access-data': {
    title: 'Access data',
    means: 'Visit notes and photos',
    own: 'See the notes and photos of visits to your sites',
  },
  'recover-data': {
    title: 'Recover data',
    means: 'Restore things from the recycle bin',
    own: 'Bring back what was deleted of yours',
  },
};
