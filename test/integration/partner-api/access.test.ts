import { beforeAll, describe, expect, test } from 'vitest';
import { roles, type Role } from '../../../common/domain/access.ts';
import { contextOfProject } from '../../../common/domain/contexts.ts';
import { newId } from '../../../common/domain/ids.ts';
import { mutationNames, type MutationName } from '../../../common/domain/mutations.ts';
import { routeNamed, routeNames, type RouteName } from '../../../common/partner-api/routes.ts';
import { call, logins, mutationOf, SyncCaller, useApi, type Row } from './caller.ts';
import { customerLoginOf } from './customer-login-of.ts';
import { projectOf } from './project-of.ts';

const server = useApi();
const callers = new Map<Role, SyncCaller>();
beforeAll(async () => {
  for (const role of roles) callers.set(role, await SyncCaller.of(server.url, logins[role]));
});

function callerOf(role: Role): SyncCaller {
  const caller = callers.get(role);
  if (!caller) throw new Error(`nobody is signed in as ${role}`);
  return caller;
}

const fields = { name: 'Thornbury Glass', email: 'office@thornbury.example' };
const customerFields = { ...fields, partnerId: null };

/** A customer and a partner of the admin's, made anew for a cell of the table. */
async function freshCustomer(): Promise<string> {
  const id = newId();
  await callerOf('admin').pushOne(mutationOf('customer.create', { id, fields: customerFields }));
  return id;
}
async function freshPartner(): Promise<string> {
  const id = newId();
  await callerOf('admin').pushOne(mutationOf('partner.create', { id, fields }));
  return id;
}

async function freshBillingAccount(): Promise<string> {
  const id = newId();
  await callerOf('admin').pushOne(mutationOf('billingAccount.create', { id, fields }));
  return id;
}

async function freshSite(): Promise<string> {
  const [id, customerId] = [newId(), await freshCustomer()];
  await callerOf('admin').pushOne(
    mutationOf('site.create', { id, fields: { customerId, name: 'Furnace hall' } }),
  );
  return id;
}
/** A probe in the inventory. */
function freeProbe(): Promise<string> {
  return firstOf('probes', '&siteId=none');
}
/** A probe at a site of a customer that has granted everything, and that site. */
async function placedProbe(): Promise<{ id: string; siteId: string }> {
  const [id, siteId] = [await freeProbe(), await freshSite()];
  await callerOf('admin').pushOne(mutationOf('probe.associate', { ids: [id], siteId }));
  return { id, siteId };
}

/** One mailbox license from the partner account to a project made for it. */
async function moveToFreshProject() {
  const to = await freshProject();
  return { ids: [newId(), newId()], from: null, to, type: 'Mailbox', quantity: 1 };
}

async function freshVisit(): Promise<string> {
  const [id, siteId] = [newId(), await freshSite()];
  await callerOf('admin').pushOne(mutationOf('visit.create', { id, fields: visitFields(siteId) }));
  return id;
}
const visitFields = (siteId: string) => ({ siteId, name: 'Yearly check', plannedOn: '2026-05-04' });
const templateFields = { name: 'Yearly check', items: ['Check the UPS'] };
async function freshBrand(): Promise<string> {
  const id = newId();
  await callerOf('admin').pushOne(mutationOf('brand.create', { id, fields: { name: 'Nordlys Baltics' } }));
  return id;
}
async function freshTemplate(): Promise<string> {
  const id = newId();
  await callerOf('admin').pushOne(mutationOf('visitTemplate.create', { id, fields: templateFields }));
  return id;
}

/** A mutation that would be applied if the role allows it. */
const attempts: Record<MutationName, () => Promise<object>> = {
  'brand.create': async () =>
    mutationOf('brand.create', { id: newId(), fields: { name: 'Nordlys Baltics' } }),
  'brand.update': async () =>
    mutationOf(
      'brand.update',
      { id: await freshBrand(), changes: { replyTo: 'a@x.example' } },
      { before: { replyTo: '' } },
    ),
  'brand.delete': async () => mutationOf('brand.delete', { ids: [await freshBrand()] }),
  'brand.restore': async () => {
    const ids = [await freshBrand()];
    const deletion = mutationOf('brand.delete', { ids });
    await callerOf('admin').pushOne(deletion);
    return mutationOf('brand.restore', { deletion: deletion.id, ids });
  },
  'billingAccount.create': async () => mutationOf('billingAccount.create', { id: newId(), fields }),
  'billingAccount.update': async () =>
    mutationOf(
      'billingAccount.update',
      { id: await freshBillingAccount(), changes: { notes: 'x' } },
      { before: { notes: '' } },
    ),
  'billingAccount.delete': async () =>
    mutationOf('billingAccount.delete', { ids: [await freshBillingAccount()] }),
  'billingAccount.restore': async () => {
    const ids = [await freshBillingAccount()];
    const deletion = mutationOf('billingAccount.delete', { ids });
    await callerOf('admin').pushOne(deletion);
    return mutationOf('billingAccount.restore', { deletion: deletion.id, ids });
  },
  'partner.create': async () => mutationOf('partner.create', { id: newId(), fields }),
  'partner.update': async () =>
    mutationOf(
      'partner.update',
      { id: await freshPartner(), changes: { notes: 'x' } },
      { before: { notes: '' } },
    ),
  'partner.delete': async () => mutationOf('partner.delete', { ids: [await freshPartner()] }),
  'partner.restore': async () => {
    const ids = [await freshPartner()];
    const deletion = mutationOf('partner.delete', { ids });
    await callerOf('admin').pushOne(deletion);
    return mutationOf('partner.restore', { deletion: deletion.id, ids });
  },
  'customer.create': async () => mutationOf('customer.create', { id: newId(), fields: customerFields }),
  'customer.login': async () =>
    mutationOf('customer.login', await customerLoginOf(server.url, await freshCustomer())),
  'customer.update': async () =>
    mutationOf(
      'customer.update',
      { id: await freshCustomer(), changes: { notes: 'x' } },
      { before: { notes: '' } },
    ),
  'customer.realign': async () => {
    const id = await freshCustomer();
    return mutationOf(
      'customer.realign',
      { ids: [id], brandId: await freshBrand() },
      { before: { [id]: null } },
    );
  },
  'customer.move': async () => {
    const [id, partnerId] = [await freshCustomer(), await freshPartner()];
    return mutationOf('customer.move', { ids: [id], partnerId }, { before: { [id]: null } });
  },
  'customer.delete': async () => mutationOf('customer.delete', { ids: [await freshCustomer()] }),
  'customer.restore': async () => {
    const ids = [await freshCustomer()];
    const deletion = mutationOf('customer.delete', { ids });
    await callerOf('admin').pushOne(deletion);
    return mutationOf('customer.restore', { deletion: deletion.id, ids });
  },
  'site.create': async () =>
    mutationOf('site.create', {
      id: newId(),
      fields: { customerId: await freshCustomer(), name: 'Furnace hall' },
    }),
  'site.update': async () =>
    mutationOf('site.update', { id: await freshSite(), changes: { notes: 'x' } }, { before: { notes: '' } }),
  'site.delete': async () => mutationOf('site.delete', { ids: [await freshSite()] }),
  'site.restore': async () => {
    const ids = [await freshSite()];
    const deletion = mutationOf('site.delete', { ids });
    await callerOf('admin').pushOne(deletion);
    return mutationOf('site.restore', { deletion: deletion.id, ids });
  },
  'probe.associate': async () =>
    mutationOf('probe.associate', { ids: [await freeProbe()], siteId: await freshSite() }),
  'probe.disassociate': async () => {
    const { id, siteId } = await placedProbe();
    return mutationOf('probe.disassociate', { ids: [id] }, { before: { [id]: siteId } });
  },
  'project.create': async () => mutationOf('project.create', await projectOf(server.url, {})),
  'project.update': async () =>
    mutationOf(
      'project.update',
      { id: await freshProject(), changes: { phone: '1' } },
      { before: { phone: '' } },
    ),
  'project.close': async () => mutationOf('project.close', { id: await freshProject() }),
  'project.cancelClosing': async () => {
    const id = await freshProject();
    await callerOf('admin').pushOne(mutationOf('project.close', { id }));
    return mutationOf('project.cancelClosing', { id });
  },
  'license.move': async () => mutationOf('license.move', await moveToFreshProject()),
  'invite.create': async () => mutationOf('invite.create', { id: newId(), fields: await inviteFields() }),
  'invite.resend': async () => mutationOf('invite.resend', { id: await freshInvite() }),
  'invite.revoke': async () => mutationOf('invite.revoke', { id: await freshInvite() }),
  'accessRequest.link': async () => newLinkRequest(),
  'accessRequest.ask': async () => {
    const { rows } = await callerOf('admin').snapshot();
    const asked = new Set((rows.get('accessRequest') ?? []).map((row) => row['customerId']));
    const limited = (rows.get('customer') ?? []).find(
      (row) => !(row['grants'] as string[]).includes('recover-data') && !asked.has(row.id),
    );
    return mutationOf('accessRequest.ask', {
      id: newId(),
      fields: { customerId: limited?.id ?? '', grants: ['recover-data'], reason: 'Sites came back' },
    });
  },
  'accessRequest.withdraw': async () => {
    const request = newLinkRequest();
    await callerOf('admin').pushOne(request);
    return mutationOf('accessRequest.withdraw', { id: request.args.id });
  },
  'notice.send': async () => newNotice(),
  'notice.stop': async () => {
    const notice = await newNotice();
    await callerOf('admin').pushOne(notice);
    return mutationOf('notice.stop', { id: notice.args.id });
  },
  'onboardingLink.create': async () => newOnboardingLink(),
  'onboardingLink.replace': async () =>
    mutationOf('onboardingLink.replace', { id: await freshOnboardingLink() }),
  'onboardingLink.revoke': async () =>
    mutationOf('onboardingLink.revoke', { id: await freshOnboardingLink() }),
  'visitTemplate.create': async () =>
    mutationOf('visitTemplate.create', { id: newId(), fields: templateFields }),
  'visitTemplate.update': async () =>
    mutationOf(
      'visitTemplate.update',
      { id: await freshTemplate(), changes: { items: ['Look around'] } },
      { before: { items: templateFields.items } },
    ),
  'visitTemplate.delete': async () => mutationOf('visitTemplate.delete', { ids: [await freshTemplate()] }),
  'visitTemplate.restore': async () => {
    const ids = [await freshTemplate()];
    const deletion = mutationOf('visitTemplate.delete', { ids });
    await callerOf('admin').pushOne(deletion);
    return mutationOf('visitTemplate.restore', { deletion: deletion.id, ids });
  },
  'visit.create': async () =>
    mutationOf('visit.create', { id: newId(), fields: visitFields(await freshSite()) }),
  'visit.update': async () =>
    mutationOf(
      'visit.update',
      { id: await freshVisit(), changes: { status: 'under-way' } },
      { before: { status: 'planned' } },
    ),
  'visit.delete': async () => mutationOf('visit.delete', { ids: [await freshVisit()] }),
  'visit.restore': async () => {
    const ids = [await freshVisit()];
    const deletion = mutationOf('visit.delete', { ids });
    await callerOf('admin').pushOne(deletion);
    return mutationOf('visit.restore', { deletion: deletion.id, ids });
  },
};

async function freshProject(): Promise<string> {
  const mutation = await attempts['project.create']();
  await callerOf('admin').pushOne(mutation);
  return (mutation as { args: { id: string } }).args.id;
}

async function freshInvite(): Promise<string> {
  const id = newId();
  const made = await callerOf('admin').pushOne(
    mutationOf('invite.create', { id, fields: await inviteFields() }),
  );
  if (made.outcome !== 'applied') throw new Error(JSON.stringify(made));
  return id;
}
function newLinkRequest() {
  return mutationOf('accessRequest.link', {
    ...{ id: newId(), fields: { customerCode: 'BCDF-GHJK-12' } },
  });
}
function newOnboardingLink(id = newId()) {
  return mutationOf('onboardingLink.create', { id, fields: { name: 'Website' } });
}
async function freshOnboardingLink(): Promise<string> {
  const id = newId();
  const made = await callerOf('admin').pushOne(newOnboardingLink(id));
  if (made.outcome !== 'applied') throw new Error(JSON.stringify(made));
  return id;
}
/** About a customer of its own: an address gets only so many. */
async function newNotice() {
  const email = `it.${newId()}@thornbury.example`;
  const technicalContact = { name: 'Ann Berg', email };
  const id = newId();
  await callerOf('admin').pushOne(
    mutationOf('customer.create', { id, fields: { ...customerFields, technicalContact } }),
  );
  return mutationOf('notice.send', {
    id: newId(),
    fields: noticeFields,
    customers: [{ customerId: id, email }],
  });
}
const noticeFields = {
  ...{ name: 'Update of the probes', text: 'They restart once.' },
  ...{ plannedFrom: '2027-03-01T20:00:00Z', plannedUntil: '2027-03-01T22:00:00Z' },
};
/** Each to an address of its own: one gets only so many mails. */
async function inviteFields() {
  const billingAccountId = await freshBillingAccount();
  return {
    ...{ name: 'Thornbury Glass', contactName: 'Ann Berg', billingAccountId },
    contactEmail: `ann.${billingAccountId}@thornbury.example`,
  };
}

type Expected = Record<Role, 'applied' | 'forbidden'>;
const adminOnly: Expected = {
  admin: 'applied',
  operator: 'forbidden',
  'read-only': 'forbidden',
  'partner-api': 'forbidden',
};
const editors: Expected = {
  admin: 'applied',
  operator: 'applied',
  'read-only': 'forbidden',
  'partner-api': 'forbidden',
};
const adminOrApi: Expected = { ...adminOnly, 'partner-api': 'applied' };
const editorsOrApi: Expected = { ...editors, 'partner-api': 'applied' };

/** The table of product.md for mutations, written out. */
const mutationTable: Record<MutationName, Expected> = {
  'brand.create': adminOnly,
  'brand.update': adminOnly,
  'brand.delete': adminOnly,
  'brand.restore': adminOnly,
  'billingAccount.create': adminOnly,
  'billingAccount.update': adminOnly,
  'billingAccount.delete': adminOnly,
  'billingAccount.restore': adminOnly,
  'partner.create': adminOnly,
  'partner.update': adminOnly,
  'partner.delete': adminOnly,
  'partner.restore': adminOnly,
  'customer.create': adminOrApi,
  'customer.login': adminOnly,
  'customer.update': adminOrApi,
  'customer.move': adminOnly,
  'customer.realign': adminOnly,
  'customer.delete': adminOnly,
  'customer.restore': adminOnly,
  'site.create': editorsOrApi,
  'site.update': editorsOrApi,
  'site.delete': adminOnly,
  'site.restore': adminOnly,
  'probe.associate': editorsOrApi,
  'probe.disassociate': editorsOrApi,
  'project.create': editorsOrApi,
  'project.update': editorsOrApi,
  'project.close': adminOnly,
  'project.cancelClosing': adminOnly,
  'license.move': editorsOrApi,
  'invite.create': editorsOrApi,
  'invite.resend': editorsOrApi,
  'invite.revoke': editorsOrApi,
  'accessRequest.link': editors,
  'accessRequest.ask': editors,
  'accessRequest.withdraw': editors,
  'notice.send': editors,
  'notice.stop': editors,
  'onboardingLink.create': editors,
  'onboardingLink.replace': editors,
  'onboardingLink.revoke': editors,
  'visitTemplate.create': editors,
  'visitTemplate.update': editors,
  'visitTemplate.delete': adminOnly,
  'visitTemplate.restore': adminOnly,
  'visit.create': editors,
  'visit.update': editors,
  'visit.delete': adminOnly,
  'visit.restore': adminOnly,
};

describe('mutations by role', () => {
  const cells = mutationNames.flatMap((name) => roles.map((role) => ({ name, role })));

  test.each(cells)('$name as $role', async ({ name, role }) => {
    const outcome = await callerOf(role).pushOne(await attempts[name]());
    const seen = outcome.outcome === 'rejected' ? outcome.problem.kind : outcome.outcome;
    expect(seen).toBe(mutationTable[name][role]);
  });
});

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

async function firstOf(kind: string, query = '') {
  const page = await callerOf('admin').get<{ items: Row[] }>(`/v1/${kind}?limit=1${query}`);
  return page.body.items[0]?.id ?? '';
}

/** An API account of the admin's. */
async function freshAccount(): Promise<string> {
  const { token } = callerOf('admin');
  const answer = await call<{ account: { id: string } }>(server.url, 'POST', '/v1/accounts', {
    ...{ token, body: newAccount() },
  });
  return answer.body.account.id;
}
const newAccount = () => ({ login: `tool-${newId().slice(-12)}`, name: 'A tool', role: 'partner-api' });

/** A dry run of the admin's. */
async function freshDryRun(): Promise<string> {
  const body = { dryRun: true, kind: 'site', select: { ids: [await freshSite()] } };
  const { token } = callerOf('admin');
  const answer = await call<{ id: string }>(server.url, 'POST', '/v1/bulk-deletes', { token, body });
  return answer.body.id;
}

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
    const { id, fields: project, password } = await projectOf(server.url, {});
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
  const cells = routeNames.flatMap((name) => ([...roles, 'nobody'] as const).map((role) => ({ name, role })));

  test.each(cells)('$name as $role', async ({ name, role }) => {
    const route = routeNamed(name);
    const path = route.path.replace(/\{\w+\}/, (await idFor[name]?.()) ?? '');
    const given = bodyFor[name];
    const body = typeof given === 'function' ? await (given as () => Promise<object>)() : given;
    const ending = new AbortController();
    const response = await fetch(server.url + path, {
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

describe('a customer that did not grant account settings', () => {
  const ungranting = async () => {
    const { rows } = await callerOf('admin').snapshot();
    const customer = rows
      .get('customer')
      ?.find((row) => !(row.grants as string[]).includes('account-settings'));
    if (!customer) throw new Error('the seed has no such customer');
    return customer;
  };
  const expected: Record<'customer.update' | 'customer.move', 'applied' | 'forbidden'> = {
    'customer.update': 'forbidden',
    'customer.move': 'applied',
  };

  test('an Admin may not edit it, and is told why', async () => {
    const { id, notes } = await ungranting();
    const outcome = await callerOf('admin').pushOne(
      mutationOf('customer.update', { id, changes: { notes: 'x' } }, { before: { notes } }),
    );
    expect(outcome).toMatchObject({
      outcome: 'rejected',
      problem: { kind: expected['customer.update'], detail: expect.stringContaining('Account settings') },
    });
    const patched = await call(server.url, 'PATCH', `/v1/customers/${id}`, {
      token: callerOf('admin').token,
      headers: { 'if-match': '*' },
      body: { notes: 'x' },
    });
    expect(patched).toMatchObject({ status: 403, body: { kind: 'forbidden' } });
  });

  test('an Admin may move, delete and restore it, which no grant narrows', async () => {
    const { id, partnerId } = await ungranting();
    const admin = callerOf('admin');
    const move = mutationOf('customer.move', { ids: [id], partnerId: null }, { before: { [id]: partnerId } });
    expect((await admin.pushOne(move)).outcome).toBe(expected['customer.move']);
    const deletion = mutationOf('customer.delete', { ids: [id] });
    expect((await admin.pushOne(deletion)).outcome).toBe('applied');
    const restore = mutationOf('customer.restore', { deletion: deletion.id, ids: [id] });
    expect((await admin.pushOne(restore)).outcome).toBe('applied');
  });

  test.each(['operator', 'read-only'] as const)(
    'the role of %s decides before the grant does',
    async (role) => {
      const { id } = await ungranting();
      const outcome = await callerOf(role).pushOne(
        mutationOf('customer.update', { id, changes: { notes: 'x' } }),
      );
      expect(outcome).toMatchObject({
        problem: { kind: 'forbidden', detail: expect.stringContaining('Admin') },
      });
    },
  );
});
