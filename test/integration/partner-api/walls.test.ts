import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { roles, type Role } from '../../../common/domain/access.ts';
import { contextOfProject } from '../../../common/domain/contexts.ts';
import type { ExplainedAccess } from '../../../common/domain/access-explained.ts';
import { fullGrants, type EntityKind } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import { mutationNames, type MutationName } from '../../../common/domain/mutations.ts';
import { routeNamed, routeNames, type RouteName } from '../../../common/partner-api/routes.ts';
import { described, photo, sha256 } from '../../support/jpeg.ts';
import { call, mutationOf, SyncCaller, useApi, type Row } from './caller.ts';
import { customerLoginOf } from './customer-login-of.ts';
import { projectOf, projectPassword } from './project-of.ts';
import { signedUp } from './signed-up.ts';

/**
 * Every mutation and every route that names a thing, by every role of an account that sees one brand and what is below it, on things
 * of every place around that brand: what is expected is written out, and a mutation or route that isn't in the tables fails.
 */

const places = ['own', 'sub-brand', 'parent brand', 'other brand', 'no brand', 'revoked grants'] as const;
type Place = (typeof places)[number];
const seenPlaces: readonly Place[] = ['own', 'sub-brand', 'revoked grants'];

const server = useApi();
let admin: SyncCaller;
/** Every probe; each use moves one on. */
let probes: string[] = [];
const callers = new Map<Role, { caller: SyncCaller; id: string }>();
const brands = new Map<string, string>();
const brandAt: Record<Place, string | null> = {
  own: 'Nordlys Europe',
  'sub-brand': 'Nordlys Iberia',
  'parent brand': 'Nordlys Managed IT',
  'other brand': 'Nordlys Americas',
  'no brand': null,
  'revoked grants': 'Nordlys Europe',
};
const brandIdAt = (place: Place) => {
  const name = brandAt[place];
  const id = name === null ? null : brands.get(name);
  if (id === undefined) throw new Error(`there is no brand ${name}`);
  return id;
};

const applied = async (mutation: object) => {
  const outcome = await admin.pushOne(mutation);
  if (outcome.outcome !== 'applied') throw new Error(JSON.stringify(outcome));
};
const fields = { name: 'Thornbury Glass', email: 'office@thornbury.example' };

/** Makes things of a place. */
const make = {
  /** Below the brand of the place. */
  brand: async (place: Place) => {
    const id = newId();
    await applied(
      mutationOf('brand.create', { id, fields: { name: 'Baltics', parentId: brandIdAt(place) } }),
    );
    return id;
  },
  billingAccount: async (place: Place) => {
    const id = newId();
    await applied(
      mutationOf('billingAccount.create', { id, fields: { ...fields, brandId: brandIdAt(place) } }),
    );
    return id;
  },
  partner: async (place: Place) => {
    const id = newId();
    await applied(mutationOf('partner.create', { id, fields: { ...fields, brandId: brandIdAt(place) } }));
    return id;
  },
  customer: async (place: Place) => {
    const id = newId();
    const made = { ...fields, partnerId: null, brandId: brandIdAt(place) };
    await applied(mutationOf('customer.create', { id, fields: made }));
    return id;
  },
  site: async (place: Place) => {
    const [id, customerId] = [newId(), await make.customer(place)];
    await applied(mutationOf('site.create', { id, fields: { customerId, name: 'Furnace hall' } }));
    return id;
  },
  probe: async (place: Place) => {
    const id = probes.shift() ?? '';
    probes.push(id);
    const siteId = await make.site(place);
    await applied(
      mutationOf('probe.associate', { ids: [id], siteId }, { before: { [id]: await siteOf(id) } }),
    );
    return id;
  },
  project: async (place: Place) => {
    const args = await projectOf(server.url, { customerId: await make.customer(place) });
    await applied(mutationOf('project.create', args));
    return args.id;
  },
  invite: async (place: Place) => {
    const id = newId();
    await applied(mutationOf('invite.create', { id, fields: await inviteFields(place) }));
    return id;
  },
  onboardingLink: async (place: Place) => {
    const id = newId();
    const made = { name: 'Website', brandId: brandIdAt(place) };
    await applied(mutationOf('onboardingLink.create', { id, fields: made }));
    return id;
  },
  /** It belongs to the brand of who sends it. */
  notice: async (place: Place) => {
    const mutation = await newNotice(place);
    const outcome = await (await senderAt(place)).pushOne(mutation);
    if (outcome.outcome !== 'applied') throw new Error(JSON.stringify(outcome));
    return mutation.args.id;
  },
  /** A customer is asked to be linked, by a Customer ID that nobody here has. */
  accessRequest: async (place: Place) => {
    const id = newId();
    const made = { customerCode: 'BCDF-GHJK-12', brandId: brandIdAt(place) };
    await applied(mutationOf('accessRequest.link', { id, fields: made }));
    return id;
  },
  visitTemplate: async (place: Place) => {
    const id = newId();
    const made = { name: 'Yearly check', items: ['Check the UPS'], brandId: brandIdAt(place) };
    await applied(mutationOf('visitTemplate.create', { id, fields: made }));
    return id;
  },
  visit: async (place: Place) => {
    const [id, siteId] = [newId(), await make.site(place)];
    await applied(
      mutationOf('visit.create', { id, fields: { siteId, name: 'Check', plannedOn: '2026-05-04' } }),
    );
    return id;
  },
};
type Made = keyof typeof make;

/** About a customer of its own: an address gets only so many. */
async function newNotice(place: Place) {
  const [id, email] = [newId(), `it.${newId()}@thornbury.example`];
  const made = {
    ...{ ...fields, partnerId: null, brandId: brandIdAt(place) },
    technicalContact: { name: 'Ann Berg', email },
  };
  await applied(mutationOf('customer.create', { id, fields: made }));
  return mutationOf('notice.send', {
    id: newId(),
    fields: {
      ...{ name: 'Update of the probes', text: 'They restart once.' },
      ...{ plannedFrom: '2027-03-01T20:00:00Z', plannedUntil: '2027-03-01T22:00:00Z' },
    },
    customers: [{ customerId: id, email }],
  });
}

const senders = new Map<string, SyncCaller>();
/** Somebody whose brand is that of a place. */
async function senderAt(place: Place): Promise<SyncCaller> {
  const brandId = brandIdAt(place);
  if (brandId === null) return admin;
  const known = senders.get(brandId);
  if (known) return known;
  const login = `sender-${newId().slice(-12)}`;
  const body = { login, name: 'A sender', role: 'operator', brandId };
  const { token } = admin;
  const made = await call<{ password: string }>(server.url, 'POST', '/v1/accounts', { token, body });
  const signedIn = await call<{ accessToken: string }>(server.url, 'POST', '/v1/auth/sign-in', {
    body: { login, password: made.body.password },
  });
  const sender = Object.assign(Object.create(admin) as SyncCaller, { token: signedIn.body.accessToken });
  senders.set(brandId, sender);
  return sender;
}

async function inviteFields(place: Place) {
  const billingAccountId = await make.billingAccount(place);
  return {
    ...{ name: 'Thornbury Glass', contactName: 'Ann Berg', billingAccountId, brandId: brandIdAt(place) },
    contactEmail: `ann.${billingAccountId}@thornbury.example`,
  };
}

const allGrants = JSON.stringify(fullGrants);
/** All customers revoke all that they granted, as each does on its own pages. */
const revokeGrants = () => setGrants('[]');
const grantAll = () => setGrants(allGrants);
let granted = '';
function setGrants(grants: string): void {
  // Whoever comes new grants everything.
  if (grants === allGrants && granted === allGrants) return;
  granted = grants;
  const db = new Database(join(server.api.folder, 'partner-api.db'));
  db.prepare(
    "UPDATE entity SET doc = json_set(doc, '$.grants', json(?)) WHERE kind = 30 AND doc ->> '$.grants' <> ?",
  ).run(grants, grants);
  db.close();
}

interface Attempt {
  mutation: object;
  /** What it's done to, for the simulator; left out for what is created at no thing in particular. */
  thing?: { kind: EntityKind; id: string };
  /** The only grants that the customers have meanwhile; all of them where it's left out. */
  grants?: string;
}
type Deletable = 'brand' | 'billingAccount' | 'partner' | 'customer' | 'site' | 'visitTemplate' | 'visit';
const deleted =
  (kind: Deletable) =>
  async (place: Place): Promise<Attempt> => {
    const id = await make[kind](place);
    return { mutation: mutationOf(`${kind}.delete`, { ids: [id] }), thing: { kind, id } };
  };
const restored =
  (kind: Deletable) =>
  async (place: Place): Promise<Attempt> => {
    const ids = [await make[kind](place)];
    const deletion = mutationOf(`${kind}.delete`, { ids });
    await applied(deletion);
    return { mutation: mutationOf(`${kind}.restore`, { deletion: deletion.id, ids }) };
  };
const changed =
  (kind: 'brand' | 'billingAccount' | 'partner' | 'customer' | 'site' | 'project', field: string) =>
  async (place: Place): Promise<Attempt> => {
    const id = await make[kind](place);
    const args = { id, changes: { [field]: 'x.example' } };
    return { mutation: mutationOf(`${kind}.update`, args, { before: { [field]: '' } }), thing: { kind, id } };
  };

const attempts: Record<MutationName, (place: Place) => Promise<Attempt>> = {
  'brand.create': async (place) => ({
    mutation: mutationOf('brand.create', {
      id: newId(),
      fields: { name: 'Baltics', parentId: brandIdAt(place) },
    }),
  }),
  'brand.update': changed('brand', 'serviceDomain'),
  'brand.delete': deleted('brand'),
  'brand.restore': restored('brand'),
  'billingAccount.create': async (place) => ({
    mutation: mutationOf('billingAccount.create', {
      id: newId(),
      fields: { ...fields, brandId: brandIdAt(place) },
    }),
  }),
  'billingAccount.update': changed('billingAccount', 'notes'),
  'billingAccount.delete': deleted('billingAccount'),
  'billingAccount.restore': restored('billingAccount'),
  'partner.create': async (place) => ({
    mutation: mutationOf('partner.create', { id: newId(), fields: { ...fields, brandId: brandIdAt(place) } }),
  }),
  'partner.update': changed('partner', 'notes'),
  'partner.delete': deleted('partner'),
  'partner.restore': restored('partner'),
  'customer.create': async (place) => ({
    mutation: mutationOf('customer.create', {
      id: newId(),
      fields: { ...fields, partnerId: null, brandId: brandIdAt(place) },
    }),
  }),
  'customer.login': async (place) => {
    const id = await make.customer(place);
    return {
      mutation: mutationOf('customer.login', await customerLoginOf(server.url, id)),
      thing: { kind: 'customer', id },
    };
  },
  'customer.update': changed('customer', 'notes'),
  'customer.move': async (place) => {
    const [id, partnerId] = [await make.customer(place), await make.partner(place)];
    return {
      mutation: mutationOf('customer.move', { ids: [id], partnerId }, { before: { [id]: null } }),
      thing: { kind: 'customer', id },
    };
  },
  'customer.realign': async (place) => {
    const id = await make.customer(place);
    const brandId = brandIdAt(place === 'sub-brand' ? 'own' : 'sub-brand');
    return {
      mutation: mutationOf(
        'customer.realign',
        { ids: [id], brandId },
        { before: { [id]: brandIdAt(place) } },
      ),
      thing: { kind: 'customer', id },
    };
  },
  'customer.delete': deleted('customer'),
  'customer.restore': restored('customer'),
  'site.create': async (place) => {
    const customerId = await make.customer(place);
    return {
      mutation: mutationOf('site.create', { id: newId(), fields: { customerId, name: 'Furnace hall' } }),
      thing: { kind: 'customer', id: customerId },
    };
  },
  'site.update': changed('site', 'notes'),
  'site.delete': deleted('site'),
  'site.restore': restored('site'),
  'probe.associate': async (place) => {
    const [id, siteId] = [await make.probe(place), await make.site(place)];
    return {
      mutation: mutationOf('probe.associate', { ids: [id], siteId }, { before: { [id]: await siteOf(id) } }),
      thing: { kind: 'probe', id },
    };
  },
  'probe.disassociate': async (place) => {
    const id = await make.probe(place);
    return {
      mutation: mutationOf('probe.disassociate', { ids: [id] }, { before: { [id]: await siteOf(id) } }),
      thing: { kind: 'probe', id },
    };
  },
  'project.create': async (place) => {
    const customerId = await make.customer(place);
    return {
      mutation: mutationOf('project.create', await projectOf(server.url, { customerId })),
      thing: { kind: 'customer', id: customerId },
    };
  },
  'project.update': changed('project', 'phone'),
  'project.close': async (place) => {
    const id = await make.project(place);
    return { mutation: mutationOf('project.close', { id }), thing: { kind: 'project', id } };
  },
  'project.cancelClosing': async (place) => {
    const id = await make.project(place);
    await applied(mutationOf('project.close', { id }));
    return { mutation: mutationOf('project.cancelClosing', { id }), thing: { kind: 'project', id } };
  },
  'license.move': async (place) => {
    const [from, to] = [await make.project(place), await make.project(place)];
    const move = (ids: string[], source: string | null, target: string) =>
      mutationOf('license.move', { ids, from: source, to: target, type: 'Mailbox', quantity: 1 });
    await applied(move([newId(), newId()], null, from));
    return { mutation: move([newId(), newId()], from, to), thing: { kind: 'project', id: from } };
  },
  'invite.create': async (place) => ({
    mutation: mutationOf('invite.create', { id: newId(), fields: await inviteFields(place) }),
  }),
  'invite.resend': async (place) => {
    const id = await make.invite(place);
    return { mutation: mutationOf('invite.resend', { id }), thing: { kind: 'invite', id } };
  },
  'invite.revoke': async (place) => {
    const id = await make.invite(place);
    return { mutation: mutationOf('invite.revoke', { id }), thing: { kind: 'invite', id } };
  },
  'notice.send': async (place) => ({ mutation: await newNotice(place) }),
  'notice.stop': async (place) => {
    const id = await make.notice(place);
    return { mutation: mutationOf('notice.stop', { id }), thing: { kind: 'notice', id } };
  },
  'onboardingLink.create': async (place) => ({
    mutation: mutationOf('onboardingLink.create', {
      id: newId(),
      fields: { name: 'Website', brandId: brandIdAt(place) },
    }),
  }),
  'onboardingLink.replace': async (place) => {
    const id = await make.onboardingLink(place);
    return { mutation: mutationOf('onboardingLink.replace', { id }), thing: { kind: 'onboardingLink', id } };
  },
  'onboardingLink.revoke': async (place) => {
    const id = await make.onboardingLink(place);
    return { mutation: mutationOf('onboardingLink.revoke', { id }), thing: { kind: 'onboardingLink', id } };
  },
  'accessRequest.link': async (place) => ({
    mutation: mutationOf('accessRequest.link', {
      id: newId(),
      fields: { customerCode: 'BCDF-GHJK-12', brandId: brandIdAt(place) },
    }),
  }),
  'accessRequest.ask': async (place) => {
    const customerId = await make.customer(place);
    const asked = { customerId, grants: ['recover-data' as const], reason: 'Sites came back' };
    return {
      mutation: mutationOf('accessRequest.ask', { id: newId(), fields: asked }),
      thing: { kind: 'customer', id: customerId },
      grants: '["basic-monitoring"]',
    };
  },
  'accessRequest.withdraw': async (place) => {
    const id = await make.accessRequest(place);
    return { mutation: mutationOf('accessRequest.withdraw', { id }), thing: { kind: 'accessRequest', id } };
  },
  'visitTemplate.create': async (place) => ({
    mutation: mutationOf('visitTemplate.create', {
      id: newId(),
      fields: { name: 'Yearly check', items: ['Check the UPS'], brandId: brandIdAt(place) },
    }),
  }),
  'visitTemplate.update': async (place) => {
    const id = await make.visitTemplate(place);
    const before = { items: ['Check the UPS'] };
    const args = { id, changes: { items: ['Look around'] } };
    return {
      mutation: mutationOf('visitTemplate.update', args, { before }),
      thing: { kind: 'visitTemplate', id },
    };
  },
  'visitTemplate.delete': deleted('visitTemplate'),
  'visitTemplate.restore': restored('visitTemplate'),
  'visit.create': async (place) => {
    const siteId = await make.site(place);
    const planned = { siteId, name: 'Check', plannedOn: '2026-05-04' };
    return {
      mutation: mutationOf('visit.create', { id: newId(), fields: planned }),
      thing: { kind: 'site', id: siteId },
    };
  },
  'visit.update': async (place) => {
    const id = await make.visit(place);
    const args = { id, changes: { status: 'under-way' } };
    return {
      mutation: mutationOf('visit.update', args, { before: { status: 'planned' } }),
      thing: { kind: 'visit', id },
    };
  },
  'visit.delete': deleted('visit'),
  'visit.restore': restored('visit'),
};

async function siteOf(probe: string): Promise<unknown> {
  return (await admin.get(`/v1/probes/${probe}`)).body.siteId;
}

interface Wall {
  roles: readonly Role[];
  /** Whether it needs something that the customer grants. */
  grants: boolean;
  /** What is answered about a thing that's out of sight. */
  unseen: string;
  /** What is answered where it's of no brand: its maker's brand is taken for new things, and all others are out of sight. */
  brandless?: string;
}
const ofAdmins: readonly Role[] = ['admin'];
const ofEditors: readonly Role[] = ['admin', 'operator'];
const ofTools: readonly Role[] = ['admin', 'operator', 'partner-api'];

/** product.md and docs/partner-api.md, written out. */
const walls: Record<MutationName, Wall> = {
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

function expectedOf(name: MutationName, role: Role, place: Place): string {
  const { roles: allowed, grants, unseen, brandless } = walls[name];
  if (!allowed.includes(role)) return 'forbidden';
  if (place === 'no brand') return brandless ?? unseen;
  if (!seenPlaces.includes(place)) return unseen;
  return place === 'revoked grants' && grants ? 'forbidden' : 'applied';
}

beforeAll(async () => {
  admin = await SyncCaller.of(server.url);
  const page = (await admin.get<{ items: Row[] }>('/v1/brands?limit=100')).body;
  for (const { id, name } of page.items) brands.set(name, id);
  probes = ((await admin.snapshot()).rows.get('probe') ?? []).map(({ id }) => id);
  grantAll();
  for (const role of roles) {
    const body = { login: `walls-${role}`, name: `Walls ${role}`, role, brandId: brandIdAt('own') };
    const made = await call<{ account: { id: string }; password: string }>(
      server.url,
      'POST',
      '/v1/accounts',
      {
        ...{ token: admin.token, body },
      },
    );
    const { login } = body;
    const signedIn = await call<{ accessToken: string }>(server.url, 'POST', '/v1/auth/sign-in', {
      body: { login, password: made.body.password },
    });
    const caller = Object.assign(Object.create(admin) as SyncCaller, { token: signedIn.body.accessToken });
    callers.set(role, { caller, id: made.body.account.id });
  }
});

const as = (role: Role) => {
  const found = callers.get(role);
  if (!found) throw new Error(`nobody is signed in as ${role}`);
  return found;
};

/** What is answered in each cell, by place and role. */
type Cells = Record<string, string>;

describe('every mutation by every role and place', () => {
  test.each(mutationNames)('%s', async (name) => {
    const expected: Cells = {};
    const got: Cells = {};
    const simulated: Cells = {};
    for (const place of places) {
      let attempt: Attempt | null = null;
      for (const role of roles) {
        const cell = `${role}, ${place}`;
        // What wasn't done to a thing can be tried on it by the next one.
        attempt ??= await attempts[name](place);
        const { mutation, thing, grants }: Attempt = attempt;
        if (grants) setGrants(grants);
        if (place === 'revoked grants') revokeGrants();
        const { caller, id } = as(role);
        const asked = { accountId: id, action: name, ...(thing ? { thing } : {}) };
        const { body } = await call<ExplainedAccess>(server.url, 'POST', '/v1/access/decisions', {
          ...{ token: admin.token, body: asked },
        });
        const outcome = await caller.pushOne({ ...mutation, id: newId() });
        grantAll();
        expected[cell] = expectedOf(name, role, place);
        got[cell] = outcome.outcome === 'rejected' ? outcome.problem.kind : outcome.outcome;
        // What the simulator says of it is what happens then.
        if (thing && body.allowed !== (got[cell] === 'applied')) simulated[cell] = body.because;
        if (outcome.outcome === 'applied') attempt = null;
      }
    }
    expect(got).toEqual(expected);
    expect(simulated).toEqual({});
  });
});

/** What a route with an id is about; the others name no thing. */
const routeThings: Record<
  RouteName,
  Made | 'account' | 'bulk delete' | 'deletion' | 'file' | 'installation' | 'sign-up' | null
> = {
  ...{ listInstallations: null, beginInstallation: null, cancelInstallation: 'installation' },
  ...{ exchangeToken: null, readVisitFileState: 'file', readVisitFile: 'file', sendVisitFile: 'file' },
  ...{ checkHealth: null, discover: null, readDocument: null, browseDocument: null },
  ...{ signIn: null, refresh: null, signOut: null, readMe: null, changeMyNotifications: null },
  ...{ readMyNotifications: null, previewNotice: null },
  ...{ readSnapshot: null, readChanges: null, pushMutations: null, streamEvents: null },
  ...{ listPartnerSignUps: null, verifyPartnerSignUp: 'sign-up', refusePartnerSignUp: 'sign-up' },
  ...{ listPartners: null, createPartner: null, listCustomers: null, createCustomer: null, listBrands: null },
  ...{ readPartner: 'partner', updatePartner: 'partner', deletePartner: 'partner' },
  ...{ readCustomer: 'customer', updateCustomer: 'customer', deleteCustomer: 'customer' },
  ...{ readBrand: 'brand', listBillingAccounts: null, readBillingAccount: 'billingAccount' },
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
const routeRoles: Partial<Record<RouteName, readonly Role[]>> = {
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
const pictured = photo(3000);
const routeBodies: Partial<Record<RouteName, object>> = {
  ...{ updatePartner: { notes: 'x' }, updateCustomer: { notes: 'x' }, updateSite: { notes: 'x' } },
  ...{ updateProject: { phone: '1' }, updateVisit: { status: 'under-way' }, placeProbe: { siteId: null } },
  refusePartnerSignUp: { reason: 'No reseller' },
  ...{ updateAccount: { name: 'Renamed' }, rotateAccountPassword: {} },
  sendVisitFile: pictured,
};
const routeQueries: Partial<Record<RouteName, string>> = {
  sendVisitFile: `?offset=0&sha256=${sha256(pictured)}`,
};

/** Things that have no kind of row of their own. */
const makeOther = {
  account: async (place: Place) => {
    const body = {
      login: `thing-${newId().slice(-12)}`,
      name: 'A thing',
      role: 'read-only',
      brandId: brandIdAt(place),
    };
    const made = await call<{ account: { id: string } }>(server.url, 'POST', '/v1/accounts', {
      ...{ token: admin.token, body },
    });
    return made.body.account.id;
  },
  /** A photo that is there, by the ids of its visit and itself. */
  file: async (place: Place) => {
    const [visit, file] = [await make.visit(place), newId()];
    const changes = { [`photos.${file}`]: described(pictured) };
    await applied(
      mutationOf('visit.update', { id: visit, changes }, { before: { [`photos.${file}`]: null } }),
    );
    const sent = await call(
      server.url,
      'POST',
      `/v1/visits/${visit}/files/${file}/content${routeQueries.sendVisitFile}`,
      { token: admin.token, body: pictured },
    );
    if (sent.status !== 200) throw new Error(JSON.stringify(sent.body));
    return `${visit} ${file}`;
  },
  /** One of no brand, as all are. */
  'sign-up': (_place: Place) => {
    return Promise.resolve(signedUp(server.api.folder));
  },
  /** One that the primary account waits for. */
  installation: (_place: Place) => {
    const id = newId();
    const db = new Database(join(server.api.folder, 'partner-api.db'));
    db.prepare(
      `INSERT INTO installation (id, provider, account, domain, state, hash, verifier, nonce, made_at, expires_at)
       SELECT ?, 'microsoft', id, '', 'waiting', ?, '', '', ?, ? FROM account WHERE login = 'admin'`,
    ).run(id, id, Date.now(), Date.now() + 60_000);
    db.close();
    return Promise.resolve(id);
  },
  deletion: async (place: Place) => {
    const deletion = mutationOf('customer.delete', { ids: [await make.customer(place)] });
    await applied(deletion);
    return deletion.id;
  },
  'bulk delete': async (place: Place) => {
    const body = { dryRun: true, kind: 'site', select: { ids: [await make.site(place)] } };
    const made = await call<{ id: string }>(server.url, 'POST', '/v1/bulk-deletes', {
      token: admin.token,
      body,
    });
    return made.body.id;
  },
};

/** Its path with the ids of a thing, which are apart by a blank, in their order. */
function pathOf(name: RouteName, path: string, ids: string): string {
  const all = ids.split(' ');
  return path.replace(/\{\w+\}/g, () => all.shift() ?? '') + (routeQueries[name] ?? '');
}

describe('every route that names a thing, by every role and place', () => {
  const named = routeNames.filter((name) => routeNamed(name).params !== undefined);

  test('each of them is in the table', () => {
    expect(named.filter((name) => routeThings[name] === null)).toEqual([]);
    expect(routeNames.filter((name) => routeThings[name] !== null).sort()).toEqual([...named].sort());
  });

  test.each(named)('%s', async (name) => {
    const expected: Cells = {};
    const got: Cells = {};
    const thing = routeThings[name];
    const { path, method, answer } = routeNamed(name);
    const makeThing = (place: Place) =>
      thing === null || !(thing in make)
        ? makeOther[thing as keyof typeof makeOther](place)
        : make[thing as Made](place);
    for (const place of places.filter((each) => each !== 'revoked grants')) {
      let id: string | null = null;
      for (const role of roles) {
        id ??= await makeThing(place);
        const { status } = await call(server.url, method, pathOf(name, path, id), {
          ...{ token: as(role).caller.token, headers: { 'if-match': '*' } },
          ...(routeBodies[name] ? { body: routeBodies[name] } : {}),
        });
        if (method !== 'GET' && status < 300) id = null;
        const cell = `${role}, ${place}`;
        got[cell] = String(status);
        // Of bulk deletes and installations everyone sees the own ones alone; who sees one brand sees no sign-up.
        const isApart = thing === 'bulk delete' || thing === 'installation' || thing === 'sign-up';
        const isSeen = !isApart && seenPlaces.includes(place);
        const mayAsk = (routeRoles[name] ?? roles).includes(role);
        expected[cell] = !mayAsk ? '403' : isSeen ? String(answer.status) : '404';
      }
    }
    expect(got).toEqual(expected);
  });
});

describe('every list', () => {
  const lists = {
    ...{ listPartners: 'partner', listCustomers: 'customer', listBillingAccounts: 'billingAccount' },
    ...{ listSites: 'site', listProbes: 'probe', listProjects: 'project' },
    ...{ listVisits: 'visit', listVisitTemplates: 'visitTemplate' },
  } as const satisfies Partial<Record<RouteName, Made>>;

  test.each(Object.entries(lists) as [keyof typeof lists, Made][])(
    '%s holds what is in sight, and nothing of another place',
    async (name, kind) => {
      const made = new Map<string, Place>();
      for (const place of places) made.set(await make[kind](place), place);
      for (const role of roles) {
        const ids: string[] = [];
        let cursor: string | null = '';
        while (cursor !== null) {
          const query: string = `?limit=500${cursor ? `&cursor=${cursor}` : ''}`;
          const page: { items: Row[]; next: string | null } = (
            await as(role).caller.get<{ items: Row[]; next: string | null }>(routeNamed(name).path + query)
          ).body;
          ids.push(...page.items.map(({ id }) => id));
          cursor = page.next;
        }
        const found = ids.flatMap((id) => made.get(id) ?? []);
        expect(found.sort()).toEqual([...seenPlaces].sort());
      }
    },
  );
});

/** Whose eyes a session looks through, beside its own account's: each is tried on one thing of the own brand, by every role that can be there. */
const situations = ['in its project', 'in another project', 'sent from another context', 'acting'] as const;
type Situation = (typeof situations)[number];
const sessionsIn: Record<Situation, readonly (Role | 'delegated')[]> = {
  'in its project': [...roles, 'delegated'],
  'in another project': [...roles, 'delegated'],
  'sent from another context': [...roles, 'delegated'],
  acting: roles,
};

describe('every mutation and route in the context of a project, by its own login, and while acting as another', () => {
  /** What may be done in a project's context, to it alone. Nobody is in a project that is closed. */
  const inProjects: Partial<Record<MutationName, readonly (Role | 'delegated')[]>> = {
    'project.update': [...ofTools, 'delegated'],
  };
  /** What is answered in a project's context about what isn't its own: reads find nothing, all else is the partner account's. */
  const readsInProjects: readonly RouteName[] = [
    ...(['readPartner', 'readCustomer', 'readBrand', 'readBillingAccount', 'readSite', 'readProbe'] as const),
    ...(['readProject', 'updateProject', 'readVisit', 'listDeletedItems', 'listBulkDeleteItems'] as const),
    ...(['readBulkDelete', 'pauseBulkDelete', 'resumeBulkDelete', 'stopBulkDelete'] as const),
  ];
  const contexts = new Map<Role | 'delegated', { project: string; caller: SyncCaller }>();
  const acting = new Map<Role, SyncCaller>();
  let elsewhere = '';
  const callerWith = (token: string) => Object.assign(Object.create(admin) as SyncCaller, { token });

  beforeAll(async () => {
    elsewhere = await make.project('own');
    for (const role of roles) {
      const project = await make.project('own');
      const { token } = as(role).caller;
      const body = { audience: contextOfProject(project) };
      const exchanged = await call<{ accessToken: string }>(server.url, 'POST', '/v1/auth/exchange', {
        token,
        body,
      });
      contexts.set(role, { project, caller: callerWith(exchanged.body.accessToken) });
      const path = `/v1/accounts/${as(role).id}/impersonation`;
      const begun = await call<{ accessToken: string }>(server.url, 'POST', path, { token: admin.token });
      acting.set(role, callerWith(begun.body.accessToken));
    }
    const project = await make.project('own');
    const { login } = (await admin.get<{ login: string }>(`/v1/projects/${project}`)).body;
    const body = { login, password: projectPassword };
    const signedIn = await call<{ accessToken: string }>(server.url, 'POST', '/v1/auth/sign-in', { body });
    contexts.set('delegated', { project, caller: callerWith(signedIn.body.accessToken) });
  });

  const actingAs = (role: Role) => {
    const found = acting.get(role);
    if (!found) throw new Error(`nobody acts as ${role}`);
    return found;
  };
  const edited = (id: string) =>
    mutationOf('project.update', { id, changes: { phone: 'x.example' } }, { before: { phone: '' } });

  const expectedIn = (name: MutationName, situation: Situation, role: Role | 'delegated'): string => {
    if (situation === 'sent from another context') return 'other-context';
    if (situation === 'acting') return role === 'delegated' ? 'forbidden' : expectedOf(name, role, 'own');
    if (!inProjects[name]?.includes(role)) return 'forbidden';
    return situation === 'in its project' ? 'applied' : 'not-found';
  };
  const wordOf = (outcome: Awaited<ReturnType<SyncCaller['pushOne']>>) =>
    outcome.outcome === 'rejected' ? outcome.problem.kind : outcome.outcome;

  /** What each context answered, by mutation. All go in one batch a context, as nearly all are refused and change nothing. */
  const answered = new Map<MutationName, Cells>(mutationNames.map((name) => [name, {}]));
  beforeAll(async () => {
    const made: [MutationName, object][] = [];
    for (const name of mutationNames) made.push([name, (await attempts[name]('own')).mutation]);
    for (const [role, { project, caller }] of contexts)
      for (const situation of situations.filter((each) => each !== 'acting')) {
        const context = contextOfProject(project);
        const own = situation === 'in its project' ? project : elsewhere;
        const outcomes = await caller.push(
          ...made.map(([name, mutation]) =>
            situation === 'sent from another context'
              ? { ...mutation, id: newId() }
              : { ...(name === 'project.update' ? edited(own) : mutation), context, id: newId() },
          ),
        );
        made.forEach(([name], at) => {
          const [cells, outcome] = [answered.get(name), outcomes[at]];
          if (cells && outcome) cells[`${role}, ${situation}`] = wordOf(outcome);
        });
      }
  });

  test.each(mutationNames)('%s', async (name) => {
    const expected: Cells = {};
    for (const situation of situations)
      for (const role of sessionsIn[situation])
        expected[`${role}, ${situation}`] = expectedIn(name, situation, role);
    const got = { ...answered.get(name) };
    let attempt: Attempt | null = null;
    for (const role of roles) {
      attempt ??= await attempts[name]('own');
      if (attempt.grants) setGrants(attempt.grants);
      const outcome = await actingAs(role).pushOne({ ...attempt.mutation, id: newId() });
      if (attempt.grants) grantAll();
      got[`${role}, acting`] = wordOf(outcome);
      if (outcome.outcome === 'applied') attempt = null;
    }
    expect(got).toEqual(expected);
  });

  test.each(routeNames.filter((name) => routeNamed(name).params !== undefined))('%s', async (name) => {
    const expected: Cells = {};
    const got: Cells = {};
    const thing = routeThings[name];
    const { path, method, answer } = routeNamed(name);
    const mayAsk = (role: Role) => (routeRoles[name] ?? roles).includes(role);
    const ask = async (caller: SyncCaller, ids: string) => {
      const { status } = await call(server.url, method, pathOf(name, path, ids), {
        ...{ token: caller.token, headers: { 'if-match': '*' } },
        ...(routeBodies[name] ? { body: routeBodies[name] } : {}),
      });
      return String(status);
    };
    const fresh = () =>
      thing === null || !(thing in make)
        ? makeOther[thing as keyof typeof makeOther]('own')
        : make[thing as Made]('own');
    let id: string | null = null;
    for (const [role, { project, caller }] of contexts) {
      id ??= await fresh();
      const may = role === 'delegated' || mayAsk(role);
      if (thing === 'project') {
        expected[`${role}, in its project`] = may ? String(answer.status) : '403';
        got[`${role}, in its project`] = await ask(caller, project);
      }
      expected[`${role}, in another project`] = may && readsInProjects.includes(name) ? '404' : '403';
      got[`${role}, in another project`] = await ask(caller, id);
    }
    for (const role of roles) {
      id ??= await fresh();
      const status = await ask(actingAs(role), id);
      const isSeen = thing !== 'bulk delete' && thing !== 'installation' && thing !== 'sign-up';
      const isManaging = thing === 'account' && name !== 'readAccount';
      expected[`${role}, acting`] =
        !mayAsk(role) || isManaging ? '403' : isSeen ? String(answer.status) : '404';
      got[`${role}, acting`] = status;
      if (method !== 'GET' && Number(status) < 300) id = null;
    }
    expect(got).toEqual(expected);
  });
});
