import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, signIn, useApi } from './caller.ts';

/**
 * Somebody else's tool. It's written from the served document alone: its types are generated from that, and the compiler holds
 * every path, parameter, body and answer against them. Nothing of this repository is imported.
 */
const tool = `
import createClient from 'openapi-fetch';
import type { paths } from './partner-api.ts';

export async function workADay(baseUrl: string, login: string, password: string) {
  const api = createClient<paths>({ baseUrl });
  const signedIn = await api.POST('/v1/auth/sign-in', { body: { login, password } });
  if (!signedIn.data) throw new Error(signedIn.error.detail ?? signedIn.error.title);
  api.use({
    onRequest({ request }) {
      request.headers.set('authorization', 'Bearer ' + signedIn.data.accessToken);
      return request;
    },
  });

  const customer = await api.POST('/v1/customers', {
    body: { partnerId: null, name: 'Kestrel Rigging', email: 'office@kestrel.example' },
  });
  if (!customer.data) throw new Error(customer.error.title);
  const customerId = customer.data.id;
  const renamed = await api.PATCH('/v1/customers/{id}', {
    params: { path: { id: customerId }, header: { 'If-Match': customer.response.headers.get('etag') ?? '' } },
    body: { address: { city: 'Hull' } },
  });
  const stale = await api.PATCH('/v1/customers/{id}', {
    params: { path: { id: customerId }, header: { 'If-Match': customer.response.headers.get('etag') ?? '' } },
    body: { address: { city: 'York' } },
  });
  const site = await api.POST('/v1/sites', { body: { customerId, name: 'Slipway' } });
  if (!site.data) throw new Error(site.error.title);
  const free = await api.GET('/v1/probes', { params: { query: { siteId: 'none', limit: 1 } } });
  const probe = free.data?.items[0];
  if (!probe) throw new Error('no probe is free');
  const placed = await api.PATCH('/v1/probes/{id}', {
    params: { path: { id: probe.id }, header: { 'If-Match': '*' } },
    body: { siteId: site.data.id },
  });
  const cities: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.GET('/v1/customers', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } });
    if (!page.data) throw new Error(page.error.title);
    for (const { address } of page.data.items) cities.push(address.city);
    cursor = page.data.next ?? undefined;
  } while (cursor);
  const projects = await api.GET('/v1/projects', { params: { query: { limit: 1 } } });
  const project = projects.data?.items[0];
  if (!project) throw new Error('there is no project');
  const moved = await api.POST('/v1/license-moves', {
    body: { from: null, to: project.id, type: 'Mailbox', quantity: 2, reason: 'Ticket 4711' },
  });
  const payers = await api.GET('/v1/billing-accounts', {});
  const done = await api.GET('/v1/activity', { params: { query: { entityId: customerId } } });

  // What its role doesn't allow: each a problem that says why.
  const refused = [
    await api.DELETE('/v1/customers/{id}', { params: { path: { id: customerId }, header: { 'If-Match': '*' } } }),
    await api.DELETE('/v1/sites/{id}', { params: { path: { id: site.data.id }, header: { 'If-Match': '*' } } }),
    await api.POST('/v1/partners', { body: { name: 'Kestrel', email: 'office@kestrel.example' } }),
    await api.GET('/v1/accounts', {}),
    await api.GET('/v1/activity/verification', {}),
  ].map(({ error }) => [error?.kind, error?.detail]);
  return {
    city: renamed.data?.address.city,
    stale: stale.error?.kind,
    placedAt: placed.data?.siteId === site.data.id,
    customers: cities.length,
    moved: moved.data?.entries.map(({ quantity }) => quantity),
    payers: payers.data?.items.length,
    done: done.data?.items.map(({ action }) => action),
    refused,
  };
}
`;

const server = useApi();
const folder = join(resolve(import.meta.dirname, '../../..'), 'out');
let place: string;
beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  place = mkdtempSync(join(folder, 'third-party-'));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

test('a tool written from the served document alone does a day’s work, and hears why it may not do the rest', async () => {
  const { body: document } = await call(server.url, 'GET', '/v1/openapi.json');
  // A field with a default may be left out of what is sent.
  const types = await openapiTS(JSON.stringify(document), { defaultNonNullable: false });
  writeFileSync(join(place, 'partner-api.ts'), astToString(types));
  const file = join(place, 'tool.ts');
  writeFileSync(file, tool);
  const program = ts.createProgram([file], {
    ...{ noEmit: true, strict: true, skipLibCheck: true, allowImportingTsExtensions: true, types: [] },
    ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext },
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  });
  const faults = ts.getPreEmitDiagnostics(program).map(({ messageText, start, file: at }) => {
    const line = at && start !== undefined ? at.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
  expect(faults).toEqual([]);

  // The credentials come from the API as well, made by an Admin.
  const { accessToken: token } = await signIn(server.url);
  const made = await call<{ password: string }>(server.url, 'POST', '/v1/accounts', {
    ...{ token, body: { login: 'kestrel-api', name: 'Kestrel’s tool', role: 'partner-api' } },
  });
  const { workADay } = (await import(pathToFileURL(file).href)) as {
    workADay: (url: string, login: string, password: string) => Promise<unknown>;
  };
  const only = (verb: string) => [
    'forbidden',
    `Only an Admin may ${verb}; you are signed in as Partner API.`,
  ];
  expect(await workADay(server.url, 'kestrel-api', made.body.password)).toEqual({
    ...{ city: 'Hull', stale: 'version-conflict', placedAt: true, customers: 62, moved: [-2, 2] },
    ...{ payers: 5, done: ['customer.update', 'customer.create'] },
    refused: [
      ...[only('delete customers'), only('delete sites'), only('create partners')],
      ...[only('see accounts'), only('verify Activity')],
    ],
  });
});
