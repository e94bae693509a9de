import type { GrantName } from './entities.ts';

/** What each right that a customer grants is called, and what it lets the partner do. */
export const grantWords: Record<GrantName, { title: string; means: string }> = {
  'billing-management': { title: 'Billing management', means: 'Billing contact and license moves' },
  'basic-monitoring': { title: 'Basic monitoring', means: 'See sites, probes and status' },
  'manage-configuration': {
    title: 'Manage configuration',
    means: 'Create, edit and delete sites; associate probes',
  },
  'account-settings': {
    title: 'Account settings',
    means: 'Edit the customer, contacts and rebrand information',
  },
  'access-data': { title: 'Access data', means: 'Visit notes and photos' },
  'recover-data': { title: 'Recover data', means: 'Restore things from the recycle bin' },
};
