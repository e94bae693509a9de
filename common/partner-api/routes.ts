import { z } from 'zod';
import { brand, customer, license, partner, probe, project, site } from '../domain/entities.ts';
import { entityId } from '../domain/ids.ts';
import type { ProblemKind } from './problem.ts';
import { auditVerification } from './audit.ts';
import { bulkDeleteRoutes } from './bulk-deletes.ts';
import { binItem, binItemsQuery, binQuery, deletion } from './recycle-bin.ts';
import * as door from './resource-door.ts';
import type { Route } from './route.ts';
import { account, discovery, refreshRequest, signInRequest, tokens } from './session.ts';
import * as sync from './sync-door.ts';

const byId = z.object({ id: entityId });
const changed: readonly ProblemKind[] = ['not-found', 'version-conflict', 'precondition-required', 'invalid'];

/** GET /healthz. */
const health = z.object({ status: z.literal('ok') });

/** What is checked of a batch at the door; each mutation is judged by itself, so that one that can't be read doesn't hold up the rest. */
const looseMutationBatch = z.object({
  mutations: z
    .array(z.looseObject({ id: entityId }))
    .min(1)
    .max(sync.mutationBatchLimit),
});

/** The one table of routes, by operation id. */
export const routes = {
  checkHealth: {
    method: 'GET',
    path: '/healthz',
    tag: 'about',
    summary: 'Whether the server runs',
    auth: 'none',
    answer: { status: 200, description: 'It runs', schema: health },
    problems: [],
  },
  discover: {
    method: 'GET',
    path: '/v1',
    tag: 'about',
    summary: 'What this server is',
    auth: 'none',
    answer: { status: 200, description: 'Name, version of the contract and epoch', schema: discovery },
    problems: [],
  },
  readDocument: {
    method: 'GET',
    path: '/v1/openapi.json',
    tag: 'about',
    summary: 'This document',
    auth: 'none',
    answer: {
      status: 200,
      description: 'The OpenAPI document',
      schema: z.looseObject({ openapi: z.string() }),
    },
    problems: [],
  },
  browseDocument: {
    method: 'GET',
    path: '/v1/docs',
    tag: 'about',
    summary: 'This document as a page for people',
    auth: 'none',
    answer: { status: 200, description: 'A page', schema: z.string(), type: 'text/html' },
    problems: [],
  },
  signIn: {
    method: 'POST',
    path: '/v1/auth/sign-in',
    tag: 'session',
    summary: 'Sign in with login and password',
    auth: 'none',
    body: signInRequest,
    answer: { status: 200, description: 'A pair of tokens', schema: tokens },
    problems: ['invalid', 'unauthenticated', 'forbidden'],
    budget: 'sign-in',
  },
  refresh: {
    method: 'POST',
    path: '/v1/auth/refresh',
    tag: 'session',
    summary: 'Trade a refresh token for a new pair; the old one dies, and using it again ends the session',
    auth: 'none',
    body: refreshRequest,
    answer: { status: 200, description: 'A new pair of tokens', schema: tokens },
    problems: ['invalid', 'session-expired'],
  },
  signOut: {
    method: 'POST',
    path: '/v1/auth/sign-out',
    tag: 'session',
    summary: 'End the session that a refresh token belongs to',
    auth: 'none',
    body: refreshRequest,
    answer: { status: 204, description: 'The session is over, or was already' },
    problems: ['invalid'],
  },
  readMe: {
    method: 'GET',
    path: '/v1/me',
    tag: 'session',
    summary: 'The account that is signed in',
    auth: 'account',
    access: 'see',
    answer: { status: 200, description: 'The account', schema: account },
    problems: [],
  },
  readSnapshot: {
    method: 'GET',
    path: '/v1/snapshot',
    tag: 'sync',
    summary: 'One page of everything that the account may see, in key order',
    auth: 'account',
    access: 'see',
    query: z.strictObject({
      after: z
        .string()
        .max(500)
        .optional()
        .describe('`next` of the page before; left out for the first page'),
      limit: z.coerce.number().int().min(1).max(sync.snapshotPageLimit).default(sync.snapshotPageLimit),
    }),
    answer: { status: 200, description: 'Rows by kind', schema: sync.snapshotPage },
    problems: ['invalid', 'cursor-gone'],
  },
  readChanges: {
    method: 'GET',
    path: '/v1/changes',
    tag: 'sync',
    summary: 'What changed since a cursor, in commit order; each entity once, at its last change',
    auth: 'account',
    access: 'see',
    query: z.strictObject({
      cursor: z.string().min(1).max(500).describe('`start` of a snapshot, or `cursor` of the page before'),
      limit: z.coerce.number().int().min(1).max(sync.changesPageLimit).default(sync.changesPageLimit),
      digest: z.enum(['0', '1']).default('0').describe('`1` asks for count and checksum per kind'),
    }),
    answer: { status: 200, description: 'Changes and the cursor to go on from', schema: sync.changesPage },
    problems: ['invalid', 'cursor-gone'],
  },
  pushMutations: {
    method: 'POST',
    path: '/v1/mutations',
    tag: 'sync',
    summary:
      'Apply mutations in order; each has its own outcome and takes effect once however often it is sent',
    auth: 'account',
    access: 'see',
    body: sync.mutationBatch,
    accepts: looseMutationBatch,
    bodyLimit: 32 * 1024 * 1024,
    answer: { status: 200, description: 'One outcome per mutation, in order', schema: sync.mutationResults },
    problems: ['invalid', 'too-large'],
  },
  streamEvents: {
    method: 'GET',
    path: '/v1/events',
    tag: 'sync',
    summary: 'Server-sent events named `change`, one at once and one whenever there is something new',
    auth: 'account',
    access: 'see',
    answer: {
      status: 200,
      description: 'A stream that ends when the access token expires',
      schema: z.string(),
      type: 'text/event-stream',
    },
    problems: [],
  },
  listPartners: {
    method: 'GET',
    path: '/v1/partners',
    tag: 'partners',
    summary: 'Partners, in id order',
    auth: 'account',
    access: 'see',
    query: door.listQuery,
    answer: { status: 200, description: 'One page', schema: door.listPage(partner) },
    problems: ['invalid'],
  },
  createPartner: {
    method: 'POST',
    path: '/v1/partners',
    tag: 'partners',
    summary: 'Create a partner',
    auth: 'account',
    access: 'partner.create',
    headers: door.idempotencyHeaders,
    body: door.partnerCreation,
    answer: { status: 201, description: 'The new partner', schema: partner, headers: ['ETag', 'Location'] },
    problems: ['invalid', 'already-exists'],
  },
  readPartner: {
    method: 'GET',
    path: '/v1/partners/{id}',
    tag: 'partners',
    summary: 'One partner',
    auth: 'account',
    access: 'see',
    params: byId,
    answer: { status: 200, description: 'The partner', schema: partner, headers: ['ETag'] },
    problems: ['invalid', 'not-found'],
  },
  updatePartner: {
    method: 'PATCH',
    path: '/v1/partners/{id}',
    tag: 'partners',
    summary: 'Change fields of a partner',
    auth: 'account',
    access: 'partner.update',
    params: byId,
    headers: door.ifMatchHeaders,
    body: door.partnerPatch,
    answer: { status: 200, description: 'The partner as it is now', schema: partner, headers: ['ETag'] },
    problems: changed,
  },
  deletePartner: {
    method: 'DELETE',
    path: '/v1/partners/{id}',
    tag: 'partners',
    summary: 'Delete a partner that has no customers',
    auth: 'account',
    access: 'partner.delete',
    params: byId,
    headers: door.ifMatchHeaders,
    answer: { status: 204, description: 'It is deleted' },
    problems: [...changed, 'partner-has-customers'],
  },
  listCustomers: {
    method: 'GET',
    path: '/v1/customers',
    tag: 'customers',
    summary: 'Customers, in id order',
    auth: 'account',
    access: 'see',
    query: door.customerListQuery,
    answer: { status: 200, description: 'One page', schema: door.listPage(customer) },
    problems: ['invalid'],
  },
  createCustomer: {
    method: 'POST',
    path: '/v1/customers',
    tag: 'customers',
    summary: 'Create a customer; `partnerId` null makes it a direct one',
    auth: 'account',
    access: 'customer.create',
    headers: door.idempotencyHeaders,
    body: door.customerCreation,
    answer: { status: 201, description: 'The new customer', schema: customer, headers: ['ETag', 'Location'] },
    problems: ['invalid', 'already-exists'],
  },
  readCustomer: {
    method: 'GET',
    path: '/v1/customers/{id}',
    tag: 'customers',
    summary: 'One customer',
    auth: 'account',
    access: 'see',
    params: byId,
    answer: { status: 200, description: 'The customer', schema: customer, headers: ['ETag'] },
    problems: ['invalid', 'not-found'],
  },
  updateCustomer: {
    method: 'PATCH',
    path: '/v1/customers/{id}',
    tag: 'customers',
    summary: 'Change fields of a customer; it needs the customer’s grant Account settings',
    auth: 'account',
    access: 'customer.update',
    params: byId,
    headers: door.ifMatchHeaders,
    body: door.customerPatch,
    answer: { status: 200, description: 'The customer as it is now', schema: customer, headers: ['ETag'] },
    problems: changed,
  },
  deleteCustomer: {
    method: 'DELETE',
    path: '/v1/customers/{id}',
    tag: 'customers',
    summary: 'Delete a customer with its sites; their probes go back to the inventory',
    auth: 'account',
    access: 'customer.delete',
    params: byId,
    headers: door.ifMatchHeaders,
    answer: { status: 204, description: 'It is deleted, and can be restored for 30 days' },
    problems: changed,
  },
  listBrands: {
    method: 'GET',
    path: '/v1/brands',
    tag: 'inventory',
    summary: 'Brands and sub-brands, in id order',
    auth: 'account',
    access: 'see',
    query: door.listQuery,
    answer: { status: 200, description: 'One page', schema: door.listPage(brand) },
    problems: ['invalid'],
  },
  readBrand: {
    method: 'GET',
    path: '/v1/brands/{id}',
    tag: 'inventory',
    summary: 'One brand',
    auth: 'account',
    access: 'see',
    params: byId,
    answer: { status: 200, description: 'The brand', schema: brand, headers: ['ETag'] },
    problems: ['invalid', 'not-found'],
  },
  listSites: {
    method: 'GET',
    path: '/v1/sites',
    tag: 'inventory',
    summary: 'Sites, in id order',
    auth: 'account',
    access: 'see',
    query: door.siteListQuery,
    answer: { status: 200, description: 'One page', schema: door.listPage(site) },
    problems: ['invalid'],
  },
  readSite: {
    method: 'GET',
    path: '/v1/sites/{id}',
    tag: 'inventory',
    summary: 'One site',
    auth: 'account',
    access: 'see',
    params: byId,
    answer: { status: 200, description: 'The site', schema: site, headers: ['ETag'] },
    problems: ['invalid', 'not-found'],
  },
  createSite: {
    method: 'POST',
    path: '/v1/sites',
    tag: 'inventory',
    summary: 'Create a site; it needs the customer’s grants Basic monitoring and Manage configuration',
    auth: 'account',
    access: 'site.create',
    headers: door.idempotencyHeaders,
    body: door.siteCreation,
    answer: { status: 201, description: 'The new site', schema: site, headers: ['ETag', 'Location'] },
    problems: ['invalid', 'already-exists'],
  },
  updateSite: {
    method: 'PATCH',
    path: '/v1/sites/{id}',
    tag: 'inventory',
    summary:
      'Change fields of a site; it needs the customer’s grants Basic monitoring and Manage configuration',
    auth: 'account',
    access: 'site.update',
    params: byId,
    headers: door.ifMatchHeaders,
    body: door.sitePatch,
    answer: { status: 200, description: 'The site as it is now', schema: site, headers: ['ETag'] },
    problems: changed,
  },
  deleteSite: {
    method: 'DELETE',
    path: '/v1/sites/{id}',
    tag: 'inventory',
    summary:
      'Delete a site; its probes go back to the inventory. It needs the customer’s grants Basic monitoring and Manage configuration',
    auth: 'account',
    access: 'site.delete',
    params: byId,
    headers: door.ifMatchHeaders,
    answer: { status: 204, description: 'It is deleted, and can be restored for 30 days' },
    problems: changed,
  },
  listProbes: {
    method: 'GET',
    path: '/v1/probes',
    tag: 'inventory',
    summary: 'Probes, in id order',
    auth: 'account',
    access: 'see',
    query: door.probeListQuery,
    answer: { status: 200, description: 'One page', schema: door.listPage(probe) },
    problems: ['invalid'],
  },
  readProbe: {
    method: 'GET',
    path: '/v1/probes/{id}',
    tag: 'inventory',
    summary: 'One probe',
    auth: 'account',
    access: 'see',
    params: byId,
    answer: { status: 200, description: 'The probe', schema: probe, headers: ['ETag'] },
    problems: ['invalid', 'not-found'],
  },
  placeProbe: {
    method: 'PATCH',
    path: '/v1/probes/{id}',
    tag: 'inventory',
    summary:
      'Associate a probe with a site, move it to another, or put it into the inventory; it needs the grants Basic monitoring and Manage configuration of every customer concerned',
    auth: 'account',
    access: 'probe.associate',
    params: byId,
    headers: door.ifMatchHeaders,
    body: door.probePatch,
    answer: { status: 200, description: 'The probe as it is now', schema: probe, headers: ['ETag'] },
    problems: changed,
  },
  listProjects: {
    method: 'GET',
    path: '/v1/projects',
    tag: 'projects',
    summary: 'Projects, in id order',
    auth: 'account',
    access: 'see',
    query: door.projectListQuery,
    answer: { status: 200, description: 'One page', schema: door.listPage(project) },
    problems: ['invalid'],
  },
  createProject: {
    method: 'POST',
    path: '/v1/projects',
    tag: 'projects',
    summary: 'Create a project with its login; the country decides the data centre',
    auth: 'account',
    access: 'project.create',
    headers: door.idempotencyHeaders,
    body: door.projectCreation,
    answer: { status: 201, description: 'The new project', schema: project, headers: ['ETag', 'Location'] },
    problems: ['invalid', 'already-exists'],
  },
  readProject: {
    method: 'GET',
    path: '/v1/projects/{id}',
    tag: 'projects',
    summary: 'One project',
    auth: 'account',
    access: 'see',
    params: byId,
    answer: { status: 200, description: 'The project', schema: project, headers: ['ETag'] },
    problems: ['invalid', 'not-found'],
  },
  updateProject: {
    method: 'PATCH',
    path: '/v1/projects/{id}',
    tag: 'projects',
    summary: 'Change fields of a project',
    auth: 'account',
    access: 'project.update',
    params: byId,
    headers: door.ifMatchHeaders,
    body: door.projectPatch,
    answer: { status: 200, description: 'The project as it is now', schema: project, headers: ['ETag'] },
    problems: changed,
  },
  listLicenseEntries: {
    method: 'GET',
    path: '/v1/license-moves',
    tag: 'projects',
    summary:
      'The license ledger, in id order: a move is two entries of the same `moveId` that add up to nothing; a pool is the sum of its entries',
    auth: 'account',
    access: 'see',
    query: door.licenseListQuery,
    answer: { status: 200, description: 'One page', schema: door.listPage(license) },
    problems: ['invalid'],
  },
  moveLicenses: {
    method: 'POST',
    path: '/v1/license-moves',
    tag: 'projects',
    summary:
      'Move licenses between the partner account and projects; it needs the grant Billing management of the customers concerned',
    auth: 'account',
    access: 'license.move',
    headers: door.idempotencyHeaders,
    body: door.licenseMoveRequest,
    answer: {
      status: 200,
      description: 'The two entries of the ledger',
      schema: z.object({ entries: z.array(license).length(2) }),
    },
    problems: ['invalid', 'already-exists', 'too-few-licenses'],
  },
  listActivity: {
    method: 'GET',
    path: '/v1/activity',
    tag: 'activity',
    summary: 'What was done, newest first',
    auth: 'account',
    access: 'activity.read',
    query: door.activityQuery,
    answer: { status: 200, description: 'One page', schema: door.activityPage },
    problems: ['invalid'],
  },
  verifyActivity: {
    method: 'GET',
    path: '/v1/activity/verification',
    tag: 'activity',
    summary:
      'Verifies the hash chain of Activity against itself and its signed checkpoint; it reads all of it',
    auth: 'account',
    access: 'activity.verify',
    answer: { status: 200, description: 'What was found', schema: auditVerification },
    problems: [],
  },
  listDeletions: {
    method: 'GET',
    path: '/v1/recycle-bin',
    tag: 'recycle-bin',
    summary: 'Deletions that can be restored, newest first',
    auth: 'account',
    access: 'see',
    query: binQuery,
    answer: { status: 200, description: 'One page', schema: door.listPage(deletion) },
    problems: ['invalid'],
  },
  listDeletedItems: {
    method: 'GET',
    path: '/v1/recycle-bin/{deletion}/items',
    tag: 'recycle-bin',
    summary: 'What a deletion took, in id order, and whether each can come back',
    auth: 'account',
    access: 'see',
    params: z.object({ deletion: entityId }),
    query: binItemsQuery,
    answer: { status: 200, description: 'One page', schema: door.listPage(binItem) },
    problems: ['invalid', 'not-found'],
  },
  ...bulkDeleteRoutes,
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
export const routeNames = Object.keys(routes) as RouteName[];

/** A route by its name, as the general shape. */
export function routeNamed(name: RouteName): Route {
  return routes[name];
}

type Parsed<R, Part extends string> =
  R extends Record<Part, infer S extends z.ZodType> ? z.infer<S> : undefined;

/** What a handler of a route gets, parsed. */
export interface RouteInput<N extends RouteName> {
  params: Parsed<(typeof routes)[N], 'params'>;
  query: Parsed<(typeof routes)[N], 'query'>;
  headers: Parsed<(typeof routes)[N], 'headers'>;
  body: (typeof routes)[N] extends { accepts: infer S extends z.ZodType }
    ? z.infer<S>
    : Parsed<(typeof routes)[N], 'body'>;
}

/** What a route answers. */
export type RouteAnswer<N extends RouteName> = (typeof routes)[N]['answer'] extends {
  schema: infer S extends z.ZodType;
}
  ? z.infer<S>
  : undefined;
