import type { Role } from '../../../../common/domain/access.ts';
import type { MutationName } from '../../../../common/domain/mutations.ts';
import type { RouteName } from '../../../../common/partner-api/routes.ts';
import { pictured, type MadeOther } from './other-things.ts';
import { seenPlaces, type Place } from './scene.ts';
import type { Made } from './things.ts';

interface Wall {
  roles: readonly Role[];
  /** Whether it needs something that the customer grants. */
  grants: boolean;
  /** What is answered about a thing that's out of sight. */
  unseen: string;
  /** What is answered where it's of no brand: its maker's brand is taken for new things, and all others are out of sight. */
  brandless?: string;
}
export const ofAdmins: readonly Role[] = ['admin'];
const ofEditors: readonly Role[] = ['admin', 'operator'];
export const ofTools: readonly Role[] = ['admin', 'operator', 'partner-api'];

/** product.md and docs/partner-api.md, written out. */
export const mutationWalls: Record<MutationName, Wall> = {
  'brand.create': { roles: ofAdmins, grants: false, unseen: 'invalid' },
  'brand.update': { roles: ofAdmins, grants: false, unseen: 'not-found' },
  'brand.delete': { roles: ofAdmins, grants: false, unseen: 'not-found' },
  'brand.restore': { roles: ofAdmins, grants: false, unseen: 'not-restorable' },
  'billingAccount.create': { roles: ofAdmins, grants: false, unseen: 'invalid', brandless: 'applied' },
  'billingAccount.update': { roles: ofAdmins, grants: false, unseen: 'not-found' },
  'billingAccount.delete': { roles: ofAdmins, grants: false, unseen: 'not-found' },
  'billingAccount.restore': { roles: ofAdmins, grants: false, unseen: 'not-restorable' },
  'partner.create': { roles: ofAdmins, grants: false, unseen: 'invalid', brandless: 'applied' },
  'partner.update': { roles: ofAdmins, grants: false, unseen: 'not-found' },
  'partner.delete': { roles: ofAdmins, grants: false, unseen: 'not-found' },
  'partner.restore': { roles: ofAdmins, grants: false, unseen: 'not-restorable' },
  'customer.create': {
    roles: ['admin', 'partner-api'],
    grants: false,
    unseen: 'invalid',
    brandless: 'applied',
  },
  'customer.login': { roles: ofAdmins, grants: true, unseen: 'not-found' },
  'customer.update': { roles: ['admin', 'partner-api'], grants: true, unseen: 'not-found' },
  'customer.move': { roles: ofAdmins, grants: false, unseen: 'invalid' },
  'customer.realign': { roles: ofAdmins, grants: false, unseen: 'not-found' },
  'customer.delete': { roles: ofAdmins, grants: false, unseen: 'not-found' },
  'customer.restore': { roles: ofAdmins, grants: false, unseen: 'not-restorable' },
  'site.create': { roles: ofTools, grants: true, unseen: 'invalid' },
  'site.update': { roles: ofTools, grants: true, unseen: 'not-found' },
  'site.delete': { roles: ofAdmins, grants: true, unseen: 'not-found' },
  'site.restore': { roles: ofAdmins, grants: true, unseen: 'not-restorable' },
  'probe.associate': { roles: ofTools, grants: true, unseen: 'invalid' },
  'probe.disassociate': { roles: ofTools, grants: true, unseen: 'not-found' },
  'project.create': { roles: ofTools, grants: false, unseen: 'invalid' },
  'project.update': { roles: ofTools, grants: false, unseen: 'not-found' },
  'project.close': { roles: ofAdmins, grants: false, unseen: 'not-found' },
  'project.cancelClosing': { roles: ofAdmins, grants: false, unseen: 'not-found' },
  'license.move': { roles: ofTools, grants: true, unseen: 'invalid' },
  'invite.create': { roles: ofTools, grants: false, unseen: 'invalid' },
  'invite.resend': { roles: ofTools, grants: false, unseen: 'not-found' },
  'invite.revoke': { roles: ofTools, grants: false, unseen: 'not-found' },
  'notice.send': { roles: ofEditors, grants: false, unseen: 'invalid' },
  'notice.stop': { roles: ofEditors, grants: false, unseen: 'not-found' },
  'onboardingLink.create': { roles: ofEditors, grants: false, unseen: 'invalid', brandless: 'applied' },
  'onboardingLink.replace': { roles: ofEditors, grants: false, unseen: 'not-found' },
  'onboardingLink.revoke': { roles: ofEditors, grants: false, unseen: 'not-found' },
  'accessRequest.link': { roles: ofEditors, grants: false, unseen: 'invalid', brandless: 'applied' },
  'accessRequest.ask': { roles: ofEditors, grants: false, unseen: 'not-found' },
  'accessRequest.withdraw': { roles: ofEditors, grants: false, unseen: 'not-found' },
  'visitTemplate.create': { roles: ofEditors, grants: false, unseen: 'invalid', brandless: 'applied' },
  'visitTemplate.update': { roles: ofEditors, grants: false, unseen: 'not-found' },
  'visitTemplate.delete': { roles: ofAdmins, grants: false, unseen: 'not-found' },
  'visitTemplate.restore': { roles: ofAdmins, grants: false, unseen: 'not-restorable' },
  'visit.create': { roles: ofEditors, grants: true, unseen: 'invalid' },
  'visit.update': { roles: ofEditors, grants: true, unseen: 'not-found' },
  'visit.delete': { roles: ofAdmins, grants: true, unseen: 'not-found' },
  'visit.restore': { roles: ofAdmins, grants: true, unseen: 'not-restorable' },
};

/** What a role is answered about a thing of a place. */
export function expectedOf(name: MutationName, role: Role, place: Place): string {
  const { roles: allowed, grants, unseen, brandless } = mutationWalls[name];
  if (!allowed.includes(role)) return 'forbidden';
  if (place === 'no brand') return brandless ?? unseen;
  if (!seenPlaces.includes(place)) return unseen;
  return place === 'revoked grants' && grants ? 'forbidden' : 'applied';
}

/** What is answered in each cell, by place and role. */
export type Cells = Record<string, string>;

/** What a route with an id is about; the others name no thing. */
export const routeThings: Record<RouteName, Made | MadeOther | null> = {
  ...{ listInstallations: null, beginInstallation: null, cancelInstallation: 'installation' },
  ...{ exchangeToken: null, readVisitFileState: 'file', readVisitFile: 'file', sendVisitFile: 'file' },
  ...{ checkHealth: null, checkReadiness: null, discover: null, readDocument: null, browseDocument: null },
  ...{ signIn: null, refresh: null, signOut: null, readMe: null, changeMyNotifications: null },
  ...{ readMyNotifications: null, previewNotice: null },
  ...{ readSnapshot: null, readChanges: null, pushMutations: null, streamEvents: null },
  ...{ listPartnerSignUps: null, verifyPartnerSignUp: 'sign-up', refusePartnerSignUp: 'sign-up' },
  ...{ listPartners: null, createPartner: null, listCustomers: null, createCustomer: null, listBrands: null },
  ...{ readPartner: 'partner', updatePartner: 'partner', deletePartner: 'partner' },
  ...{ readCustomer: 'customer', updateCustomer: 'customer', deleteCustomer: 'customer' },
  ...{ readBrand: 'brand', listBillingAccounts: null, readBillingAccount: 'billingAccount' },
  ...{ listInvites: null, readInvite: 'invite' },
  ...{ listOnboardingLinks: null, readOnboardingLink: 'onboardingLink' },
  ...{ listSites: null, createSite: null, readSite: 'site', updateSite: 'site', deleteSite: 'site' },
  ...{ listProbes: null, readProbe: 'probe', placeProbe: 'probe' },
  ...{ listProjects: null, createProject: null, readProject: 'project', updateProject: 'project' },
  ...{
    listLicenseEntries: null,
    moveLicenses: null,
    listVisitTemplates: null,
    listTechnicians: null,
    listBrandAccounts: null,
  },
  ...{ listVisits: null, createVisit: null, readVisit: 'visit', updateVisit: 'visit', deleteVisit: 'visit' },
  ...{ listActivity: null, verifyActivity: null, listDeletions: null, listDeletedItems: 'deletion' },
  ...{
    bulkDelete: null,
    listBulkDeletes: null,
    readBulkDelete: 'bulk delete',
    listBulkDeleteItems: 'bulk delete',
  },
  ...{ pauseBulkDelete: 'bulk delete', resumeBulkDelete: 'bulk delete', stopBulkDelete: 'bulk delete' },
  ...{ listAccounts: null, createAccount: null, decideAccess: null },
  ...{
    readAccount: 'account',
    updateAccount: 'account',
    rotateAccountPassword: 'account',
    revokeAccount: 'account',
    impersonateAccount: 'account',
  },
};
/** Who may ask it at all; everyone else is answered 403 before anything is looked up. */
export const routeRoles: Partial<Record<RouteName, readonly Role[]>> = {
  ...{ updatePartner: ofAdmins, deletePartner: ofAdmins, deleteCustomer: ofAdmins, deleteSite: ofAdmins },
  ...{
    updateCustomer: ['admin', 'partner-api'],
    updateSite: ofTools,
    placeProbe: ofTools,
    updateProject: ofTools,
  },
  ...{
    updateVisit: ofEditors,
    deleteVisit: ofAdmins,
    sendVisitFile: ofEditors,
    cancelInstallation: ofAdmins,
    verifyPartnerSignUp: ofAdmins,
    refusePartnerSignUp: ofAdmins,
  },
  ...{
    readAccount: ofAdmins,
    updateAccount: ofAdmins,
    rotateAccountPassword: ofAdmins,
    revokeAccount: ofAdmins,
    impersonateAccount: ofAdmins,
  },
};
/** What is sent along. */
export const routeBodies: Partial<Record<RouteName, object>> = {
  ...{ updatePartner: { notes: 'x' }, updateCustomer: { notes: 'x' }, updateSite: { notes: 'x' } },
  ...{ updateProject: { phone: '1' }, updateVisit: { status: 'under-way' }, placeProbe: { siteId: null } },
  refusePartnerSignUp: { reason: 'No reseller' },
  ...{ updateAccount: { name: 'Renamed' }, rotateAccountPassword: {} },
  sendVisitFile: pictured,
};
