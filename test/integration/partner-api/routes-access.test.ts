import { describe, expect, test } from 'vitest';
import { roles, type Role } from '../../../common/domain/access.ts';
import { contextOfProject } from '../../../common/domain/contexts.ts';
import { newId } from '../../../common/domain/ids.ts';
import { routeNamed, routeNames, type RouteName } from '../../../common/partner-api/routes.ts';
import {
  customerFields,
  fields,
  firstOf,
  freshAccount,
  freshBillingAccount,
  freshCustomer,
  freshDryRun,
  freshPartner,
  freshProject,
  freshSite,
  freshVisit,
  moveToFreshProject,
  newAccount,
  placedProbe,
  visitFields,
} from './access/fresh.ts';
import { callerOf, scene, useRoles } from './access/scene.ts';
import { projectOf } from './project-of.ts';
import { gapsOf } from './walls/gaps.ts';

useRoles();

type RouteExpected = Record<Role | 'nobody', number>;
const open = (status: number): RouteExpected => ({
  admin: status,
  operator: status,
  'read-only': status,
  'partner-api': status,
  nobody: status,
});
const signedIn = (status: number): RouteExpected => ({ ...open(status), nobody: 401 });
const admins = (status: number): RouteExpected => ({
  admin: status,
  operator: 403,
  'read-only': 403,
  'partner-api': 403,
  nobody: 401,
});

const ownersOnly = (status: number): RouteExpected => ({
  admin: status,
  operator: 404,
  'read-only': 404,
  'partner-api': 404,
  nobody: 401,
});
const editing = (status: number): RouteExpected => ({
  ...signedIn(status),
  'read-only': 403,
  'partner-api': 403,
});
const editingOrApi = (status: number): RouteExpected => ({ ...signedIn(status), 'read-only': 403 });
const adminsOrApi = (status: number): RouteExpected => ({ ...admins(status), 'partner-api': status });

/** The table for routes: the status that each role is answered with, and that nobody in particular is. */
const routeTable: Record<RouteName, RouteExpected> = {
  checkHealth: open(200),
  checkReadiness: open(200),
  discover: open(200),
  readDocument: open(200),
  browseDocument: open(200),
  signIn: open(400),
  refresh: open(400),
  exchangeToken: signedIn(200),
  signOut: open(400),
  readMe: signedIn(200),
  readSnapshot: signedIn(200),
  readChanges: signedIn(400),
  pushMutations: signedIn(400),
  streamEvents: signedIn(200),
  listPartners: signedIn(200),
  createPartner: admins(201),
  readPartner: signedIn(200),
  updatePartner: admins(200),
  deletePartner: admins(204),
  listCustomers: signedIn(200),
  createCustomer: adminsOrApi(201),
  readCustomer: signedIn(200),
  updateCustomer: adminsOrApi(200),
  deleteCustomer: admins(204),
  listInstallations: admins(200),
  beginInstallation: admins(400),
  cancelInstallation: admins(404),
  listPartnerSignUps: admins(200),
  verifyPartnerSignUp: admins(404),
  refusePartnerSignUp: admins(404),
  listBrands: signedIn(200),
  readBrand: signedIn(200),
  listBillingAccounts: signedIn(200),
  readBillingAccount: signedIn(200),
  listInvites: signedIn(200),
  readInvite: signedIn(200),
  listOnboardingLinks: signedIn(200),
  readOnboardingLink: signedIn(200),
  listSites: signedIn(200),
  readSite: signedIn(200),
  createSite: editingOrApi(201),
  updateSite: editingOrApi(200),
  deleteSite: admins(204),
  listProbes: signedIn(200),
  readProbe: signedIn(200),
  placeProbe: editingOrApi(200),
  listProjects: signedIn(200),
  createProject: editingOrApi(201),
  readProject: signedIn(200),
  updateProject: editingOrApi(200),
  listLicenseEntries: signedIn(200),
  moveLicenses: editingOrApi(200),
  listVisits: signedIn(200),
  readVisit: signedIn(200),
  createVisit: editing(201),
  updateVisit: editing(200),
  deleteVisit: admins(204),
  listVisitTemplates: signedIn(200),
  listBrandAccounts: { ...signedIn(200), operator: 403, 'read-only': 403, 'partner-api': 403 },
  listTechnicians: signedIn(200),
  listActivity: signedIn(200),
  verifyActivity: admins(200),
  listDeletions: signedIn(200),
  listDeletedItems: signedIn(404),
  bulkDelete: admins(200),
  listBulkDeletes: signedIn(200),
  // A bulk delete is there for the account alone that made it, which an admin did.
  readBulkDelete: ownersOnly(200),
  listBulkDeleteItems: ownersOnly(200),
  pauseBulkDelete: ownersOnly(400),
  resumeBulkDelete: ownersOnly(400),
  stopBulkDelete: ownersOnly(200),
  listAccounts: admins(200),
  readAccount: admins(200),
  createAccount: admins(201),
  updateAccount: admins(200),
  rotateAccountPassword: admins(200),
  revokeAccount: admins(200),
  impersonateAccount: admins(200),
  decideAccess: signedIn(200),
  changeMyNotifications: signedIn(200),
  readMyNotifications: signedIn(200),
  previewNotice: { ...signedIn(200), 'read-only': 403, 'partner-api': 403 },
  // The visit is there, the file isn’t named by an id.
  readVisitFileState: signedIn(400),
  readVisitFile: signedIn(400),
  sendVisitFile: editing(400),
};

/** The id that a route with an id is called with. */
const idFor: Partial<Record<RouteName, () => Promise<string>>> = {
  readPartner: freshPartner,
  updatePartner: freshPartner,
  deletePartner: freshPartner,
  readCustomer: freshCustomer,
  updateCustomer: freshCustomer,
  deleteCustomer: freshCustomer,
  cancelInstallation: async () => newId(),
  verifyPartnerSignUp: async () => newId(),
  refusePartnerSignUp: async () => newId(),
  readBrand: () => firstOf('brands'),
  readBillingAccount: freshBillingAccount,
  readInvite: () => firstOf('invites'),
  readOnboardingLink: () => firstOf('onboarding-links'),
  readSite: () => firstOf('sites'),
  updateSite: freshSite,
  deleteSite: freshSite,
  readProbe: () => firstOf('probes'),
  placeProbe: async () => (await placedProbe()).id,
  readProject: freshProject,
  updateProject: freshProject,
  readVisit: freshVisit,
  updateVisit: freshVisit,
  deleteVisit: freshVisit,
  readVisitFileState: freshVisit,
  readVisitFile: freshVisit,
  sendVisitFile: freshVisit,
  listDeletedItems: async () => newId(),
  readBulkDelete: freshDryRun,
  listBulkDeleteItems: freshDryRun,
  pauseBulkDelete: freshDryRun,
  resumeBulkDelete: freshDryRun,
  stopBulkDelete: freshDryRun,
  readAccount: freshAccount,
  updateAccount: freshAccount,
  rotateAccountPassword: freshAccount,
  revokeAccount: freshAccount,
  impersonateAccount: freshAccount,
};
const bodyFor: Partial<Record<RouteName, object | (() => Promise<object>)>> = {
  signIn: {},
  refresh: {},
  signOut: {},
  exchangeToken: async () => ({ audience: contextOfProject(await freshProject()) }),
  pushMutations: {},
  createPartner: fields,
  createCustomer: customerFields,
  updatePartner: { notes: 'x' },
  updateCustomer: { notes: 'x' },
  refusePartnerSignUp: { reason: 'Not a reseller' },
  beginInstallation: async () => ({ id: newId(), provider: 'google' }),
  createSite: async () => ({ customerId: await freshCustomer(), name: 'Furnace hall' }),
  updateSite: { notes: 'x' },
  placeProbe: { siteId: null },
  createProject: async () => {
    const { id, fields: project, password } = await projectOf(scene().url, {});
    return { id, ...project, password };
  },
  updateProject: { phone: '1' },
  moveLicenses: moveToFreshProject,
  createVisit: async () => visitFields(await freshSite()),
  updateVisit: { status: 'under-way' },
  createAccount: async () => newAccount(),
  updateAccount: { name: 'Another tool' },
  rotateAccountPassword: {},
  decideAccess: { action: 'site.delete' },
  previewNotice: async () => ({ customers: [newId()] }),
  changeMyNotifications: { notificationsOff: ['maintenance'] },
  bulkDelete: async () => ({ dryRun: true, kind: 'site', select: { ids: [await freshSite()] } }),
};

describe('routes by role', () => {
  test('each route is in the table', () => {
    expect(gapsOf('routes by role', routeNames, routeTable)).toEqual([]);
  });

  const cells = routeNames.flatMap((name) => ([...roles, 'nobody'] as const).map((role) => ({ name, role })));

  test.each(cells)('$name as $role', async ({ name, role }) => {
    const route = routeNamed(name);
    const path = route.path.replace(/\{\w+\}/, (await idFor[name]?.()) ?? '');
    const given = bodyFor[name];
    const body = typeof given === 'function' ? await (given as () => Promise<object>)() : given;
    const ending = new AbortController();
    const response = await fetch(scene().url + path, {
      method: route.method,
      headers: {
        ...(role === 'nobody' ? {} : { authorization: `Bearer ${callerOf(role).token}` }),
        ...(body ? { 'content-type': 'application/json' } : {}),
        'if-match': '*',
      },
      body: body ? JSON.stringify(body) : null,
      signal: ending.signal,
    });
    expect(response.status).toBe(routeTable[name][role]);
    ending.abort();
  });
});
