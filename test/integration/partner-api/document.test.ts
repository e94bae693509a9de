import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, describe, expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import { openApiDocument } from '../../../common/partner-api/openapi.ts';
import { routeNames } from '../../../common/partner-api/routes.ts';
import { IdentityProviders } from '../../support/identity-providers.ts';
import { described, photo, sha256 } from '../../support/jpeg.ts';
import { password } from '../../support/test-partner-api.ts';
import { AgainstDocument } from './against-document.ts';
import { mutationOf, signIn, useApi } from './caller.ts';
import { projectOf } from './project-of.ts';
import { signedUp } from './signed-up.ts';

const identityProviders = await IdentityProviders.start();
const server = useApi({ providers: identityProviders.configured });
afterAll(() => identityProviders.close());
const against = new AgainstDocument(server);
const callRoute = against.callRoute.bind(against);

describe('the document', () => {
  test('it is a valid OpenAPI 3.1 document', async () => {
    const { document } = await against.served();
    expect(document.openapi).toMatch(/^3\.1\./);
    const result = await new Validator().validate(structuredClone(document));
    expect(result).toMatchObject({ valid: true });
  });

  test('a public linter finds nothing to remark under its recommended rules', async () => {
    const { document } = await against.served();
    const problems = await lintFromString({
      source: JSON.stringify(document),
      config: await createConfig({ extends: ['recommended'] }),
    });
    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual(
      [],
    );
  });

  test('it holds every route of the table, and no other', () => {
    const operations = Object.values(openApiDocument().paths).flatMap((path) =>
      Object.values(path).map((operation) => operation.operationId),
    );
    expect(operations.sort()).toEqual([...routeNames].sort());
  });
});

describe('every route, called on a real server, answers as the document says', () => {
  test('about the server', async () => {
    await callRoute('checkHealth');
    await callRoute('checkReadiness');
    await callRoute('discover');
    await callRoute('readDocument');
    const page = await callRoute('browseDocument');
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(String(page.body)).not.toMatch(/<script|https?:\/\/|<link/);
    expect(String(page.body)).toContain('/v1/customers/{id}');
  });

  test('sessions', async () => {
    const signedIn = await callRoute('signIn', { body: { login: 'admin', password } });
    await callRoute('signIn', { body: { login: 'admin', password: 'wrong' } });
    await callRoute('signIn', { body: { login: '' } });
    const refreshed = await callRoute('refresh', { body: { refreshToken: signedIn.body.refreshToken } });
    await callRoute('readMe', { token: String(refreshed.body.accessToken) });
    await callRoute('readMe');
    const session = { token: String(refreshed.body.accessToken) };
    const projects = await callRoute('listProjects', session);
    const [project] = projects.body.items as { id: string; status: string }[];
    await callRoute('exchangeToken', { ...session, body: { audience: `project:${project?.id}` } });
    await callRoute('signOut', { body: { refreshToken: refreshed.body.refreshToken } });
    await callRoute('refresh', { body: { refreshToken: refreshed.body.refreshToken } });
  });

  test('the sync door', async () => {
    const { accessToken: token } = await signIn(server.url);
    const first = await callRoute('readSnapshot', { token, query: '?limit=10' });
    await callRoute('readSnapshot', { token, query: `?after=${String(first.body.next)}` });
    await callRoute('readSnapshot', { token, query: '?limit=0' });
    const id = newId();
    const create = mutationOf('customer.create', {
      id,
      fields: { partnerId: null, name: 'Fenwick Marine', email: 'office@fenwick.example' },
    });
    const mutations = [
      create,
      mutationOf('customer.update', { id, changes: { notes: 'a' } }, { before: { notes: 'b' } }),
      mutationOf('customer.update', { id: newId(), changes: { notes: 'a' } }),
      mutationOf('customer.delete', { ids: [id] }, { after: [newId()] }),
      { id: newId(), name: 'no.such.mutation' },
    ];
    const pushed = await callRoute('pushMutations', { token, body: { mutations } });
    expect((pushed.body.results as { outcome: string }[]).map(({ outcome }) => outcome)).toEqual([
      'applied',
      'conflict',
      'rejected',
      'applied',
      'rejected',
    ]);
    await callRoute('pushMutations', { token, body: { mutations: [] } });
    await callRoute('readChanges', { token, query: `?cursor=${String(first.body.start)}&digest=1` });
    await callRoute('readChanges', {
      token,
      query: `?cursor=${Buffer.from(`c\nx\n1`).toString('base64url')}`,
    });
    await callRoute('streamEvents', { token });
  });

  test.each(['Partner', 'Customer'] as const)('%ss', async (kind) => {
    const { accessToken: token } = await signIn(server.url);
    const plural = `list${kind}s` as const;
    await callRoute(plural, { token, query: '?limit=2' });
    await callRoute(plural, { token, query: '?colour=blue' });
    const fields = { name: 'Kestrel Rigging', email: 'office@kestrel.example' };
    const body = kind === 'Customer' ? { ...fields, partnerId: null } : fields;
    const created = await callRoute(`create${kind}`, { token, body });
    await callRoute(`create${kind}`, { token, body: { ...body, id: created.body.id } });
    await callRoute(`create${kind}`, { token, body: { name: '' } });
    const params = { id: String(created.body.id) };
    const read = await callRoute(`read${kind}`, { token, params });
    await callRoute(`read${kind}`, { token, params: { id: newId() } });
    const ifMatch = { 'if-match': read.headers.get('etag') ?? '' };
    const patch = { address: { city: 'Hull' } };
    const changed = await callRoute(`update${kind}`, { token, params, headers: ifMatch, body: patch });
    expect(changed.body).toMatchObject({ address: { city: 'Hull' } });
    expect((await callRoute(`update${kind}`, { token, params, headers: ifMatch, body: patch })).status).toBe(
      412,
    );
    expect((await callRoute(`delete${kind}`, { token, params })).status).toBe(428);
    await callRoute(`delete${kind}`, { token, params, headers: { 'if-match': '*' } });
  });

  const readKinds = ['Brand', 'BillingAccount', 'Invite', 'OnboardingLink', 'Site', 'Probe'] as const;
  test.each(readKinds)('%ss', async (kind) => {
    const { accessToken: token } = await signIn(server.url);
    const page = await callRoute(`list${kind}s`, { token, query: '?limit=3' });
    const [row] = page.body.items as { id: string }[];
    await callRoute(`read${kind}`, { token, params: { id: row?.id ?? '' } });
    await callRoute(`read${kind}`, { token, params: { id: 'no-id' } });
  });

  test('sites and where probes are', async () => {
    const { accessToken: token } = await signIn(server.url);
    const fields = { name: 'Kestrel Rigging', email: 'office@kestrel.example', partnerId: null };
    const customer = await callRoute('createCustomer', { token, body: fields });
    const body = { customerId: customer.body.id, name: 'Slipway' };
    const created = await callRoute('createSite', { token, body });
    await callRoute('createSite', { token, body: { ...body, id: created.body.id } });
    await callRoute('createSite', { token, body: { name: 'Nowhere' } });
    const site = { id: String(created.body.id) };
    const ifMatch = { 'if-match': created.headers.get('etag') ?? '' };
    const patch = { timeZone: 'Europe/London' };
    const changed = await callRoute('updateSite', { token, params: site, headers: ifMatch, body: patch });
    expect(changed.body).toMatchObject(patch);
    expect(
      (await callRoute('updateSite', { token, params: site, headers: ifMatch, body: patch })).status,
    ).toBe(412);

    const visit = { siteId: site.id, name: 'Yearly check', plannedOn: '2026-05-04' };
    const planned = await callRoute('createVisit', { token, body: visit });
    await callRoute('createVisit', { token, body: { ...visit, plannedOn: 'soon' } });
    const at = { id: String(planned.body.id) };
    const once = { 'if-match': planned.headers.get('etag') ?? '' };
    const items = { [newId()]: { position: 0, text: 'Check the UPS', state: 'done', reason: '' } };
    const worked = { token, params: at, headers: once, body: { status: 'under-way', checklist: items } };
    expect((await callRoute('updateVisit', worked)).body).toMatchObject({ checklist: items });
    expect((await callRoute('updateVisit', worked)).status).toBe(412);
    await callRoute('readVisit', { token, params: at });
    expect((await callRoute('listVisits', { token, query: `?siteId=${site.id}` })).body.items).toHaveLength(
      1,
    );
    const [file, bytes] = [newId(), photo()];
    const told = {
      token,
      params: at,
      headers: { 'if-match': '*' },
      body: { photos: { [file]: described(bytes) } },
    };
    expect((await callRoute('updateVisit', told)).status).toBe(200);
    const ofFile = { token, params: { ...at, file } };
    await callRoute('readVisitFile', ofFile);
    await callRoute('sendVisitFile', { ...ofFile, query: '?offset=x', body: bytes });
    await callRoute('sendVisitFile', { ...ofFile, query: `?offset=0&sha256=${sha256(bytes)}`, body: bytes });
    expect((await callRoute('readVisitFileState', ofFile)).body).toMatchObject({ complete: true });
    await callRoute('readVisitFile', ofFile);
    await callRoute('listVisitTemplates', { token, query: '?limit=1' });
    await callRoute('listTechnicians', { token });
    await callRoute('listBrandAccounts', { token });
    await callRoute('deleteVisit', { token, params: at, headers: { 'if-match': '*' } });

    const inventory = await callRoute('listProbes', { token, query: '?siteId=none&limit=1' });
    const [probe] = inventory.body.items as { id: string }[];
    const params = { id: probe?.id ?? '' };
    const placed = { token, params, body: { siteId: site.id } };
    expect((await callRoute('placeProbe', placed)).status).toBe(428);
    const there = await callRoute('placeProbe', { ...placed, headers: { 'if-match': '*' } });
    expect(there.body).toMatchObject({ siteId: site.id });
    const back = { 'if-match': there.headers.get('etag') ?? '' };
    await callRoute('placeProbe', { token, params, body: { siteId: null }, headers: back });
    expect((await callRoute('placeProbe', { ...placed, headers: back })).status).toBe(412);
    await callRoute('placeProbe', { token, params, body: { siteId: 'there' }, headers: { 'if-match': '*' } });

    expect((await callRoute('deleteSite', { token, params: site })).status).toBe(428);
    await callRoute('deleteSite', { token, params: site, headers: { 'if-match': '*' } });
  });

  test('projects and their licenses', async () => {
    const { accessToken: token } = await signIn(server.url);
    const { id, fields, password: sealed } = await projectOf(server.url, {});
    const body = { id, ...fields, password: sealed };
    await callRoute('createProject', { token, body });
    await callRoute('createProject', { token, body });
    await callRoute('createProject', { token, body: { ...body, password: 'in clear' } });
    const params = { id };
    const read = await callRoute('readProject', { token, params });
    await callRoute('readProject', { token, params: { id: newId() } });
    const ifMatch = { 'if-match': read.headers.get('etag') ?? '' };
    const patch = { token, params, headers: ifMatch, body: { phone: '+44 1482 555 010' } };
    await callRoute('updateProject', patch);
    expect((await callRoute('updateProject', patch)).status).toBe(412);
    await callRoute('updateProject', { ...patch, body: { login: 'another-one' } });
    await callRoute('listProjects', { token, query: '?customerId=none&limit=1' });
    const move = { from: null, to: id, type: 'Mailbox', quantity: 3 };
    await callRoute('moveLicenses', { token, body: move });
    expect((await callRoute('moveLicenses', { token, body: { ...move, quantity: 1_000_000 } })).status).toBe(
      409,
    );
    await callRoute('moveLicenses', { token, body: { ...move, to: null } });
    await callRoute('listLicenseEntries', { token, query: `?projectId=${id}` });
  });

  test('the recycle bin', async () => {
    const { accessToken: token } = await signIn(server.url);
    const ids = [];
    for (const name of ['Kestrel Rigging', 'Kestrel Ropes']) {
      const fields = { name, email: 'office@kestrel.example', partnerId: null };
      const { body } = await callRoute('createCustomer', { token, body: fields });
      ids.push(String(body.id));
      const params = { id: String(body.id) };
      await callRoute('deleteCustomer', { token, params, headers: { 'if-match': '*' } });
    }
    const page = await callRoute('listDeletions', { token, query: '?limit=1&kind=customer&q=kestrel' });
    expect(page.body.items).toMatchObject([{ kind: 'customer', count: 1, names: ['Kestrel Ropes'] }]);
    const older = await callRoute('listDeletions', { token, query: `?cursor=${String(page.body.next)}` });
    const [deletion] = older.body.items as { id: string }[];
    const items = await callRoute('listDeletedItems', { token, params: { deletion: deletion?.id ?? '' } });
    expect(items.body.items).toMatchObject([{ id: ids[0], comesBack: 'whole' }]);
    await callRoute('listDeletedItems', { token, params: { deletion: newId() } });
    await callRoute('listDeletions', { token, query: '?kind=probe' });
  });

  test('bulk deletes', async () => {
    const { accessToken: token } = await signIn(server.url);
    const fields = { name: 'Kestrel Rigging', email: 'office@kestrel.example', partnerId: null };
    const customer = await callRoute('createCustomer', { token, body: fields });
    const select = { lines: [String(customer.body.id), 'Nobody of that name'] };
    const dryRun = await callRoute('bulkDelete', { token, body: { dryRun: true, kind: 'customer', select } });
    expect(dryRun.body).toMatchObject({ customers: 1, notFound: ['Nobody of that name'] });
    const params = { id: String(dryRun.body.id) };
    await callRoute('listBulkDeletes', { token });
    expect((await callRoute('pauseBulkDelete', { token, params })).status).toBe(400);
    await callRoute('bulkDelete', { token, body: { dryRun: false, token: dryRun.body.token } });
    await callRoute('listBulkDeleteItems', { token, params, query: '?limit=1' });
    await callRoute('readBulkDelete', { token, params });
    await callRoute('readBulkDelete', { token, params: { id: newId() } });
    await callRoute('bulkDelete', { token, body: { dryRun: false, token: 'swb_unknown' } });
    await callRoute('bulkDelete', { token, body: { dryRun: true, kind: 'probe', select } });
    // What has ended by now is answered as it is.
    await callRoute('pauseBulkDelete', { token, params });
    expect((await callRoute('resumeBulkDelete', { token, params })).status).toBe(200);
    await callRoute('stopBulkDelete', { token, params });
  });

  test('activity', async () => {
    const { accessToken: token } = await signIn(server.url);
    const page = await callRoute('listActivity', { token, query: '?limit=2' });
    expect(page.body.items).toHaveLength(2);
    await callRoute('listActivity', { token, query: `?cursor=${String(page.body.next)}` });
    expect((await callRoute('verifyActivity', { token })).body.sound).toBe(true);
  });

  test('accounts', async () => {
    const { accessToken: token } = await signIn(server.url);
    const body = { login: 'document-api', name: 'A tool', role: 'partner-api' };
    const created = await callRoute('createAccount', { token, body });
    await callRoute('createAccount', { token, body });
    await callRoute('createAccount', { token, body: { ...body, role: 'root' } });
    const params = { id: (created.body.account as { id: string }).id };
    const read = await callRoute('readAccount', { token, params });
    await callRoute('readAccount', { token, params: { id: newId() } });
    await callRoute('listAccounts', { token });
    const headers = { 'if-match': read.headers.get('etag') ?? '' };
    const patch = { token, params, headers, body: { expiresAt: '2199-01-01T00:00:00Z' } };
    expect((await callRoute('updateAccount', patch)).body).toMatchObject({ status: 'active' });
    expect((await callRoute('updateAccount', patch)).status).toBe(412);
    await callRoute('rotateAccountPassword', { token, params, body: {} });
    await callRoute('rotateAccountPassword', { token, params, body: { password: 'short' } });
    await callRoute('impersonateAccount', { token, params });
    await callRoute('revokeAccount', { token, params });
    expect((await callRoute('impersonateAccount', { token, params })).status).toBe(403);
    expect((await callRoute('revokeAccount', { token, params })).status).toBe(403);
    await callRoute('decideAccess', { token, body: { accountId: params.id, action: 'site.delete' } });
    await callRoute('decideAccess', { token, body: { action: 'site.explode' } });
    await callRoute('changeMyNotifications', { token, body: { notificationsOff: [] } });
    expect((await callRoute('readMyNotifications', { token })).body.notificationsOff).toEqual([]);
    await callRoute('previewNotice', { token, body: { customers: [newId()] } });
    expect((await callRoute('previewNotice', { token, body: { customers: [] } })).status).toBe(400);
    const reader = await signIn(server.url, 'reader');
    expect((await callRoute('listAccounts', { token: reader.accessToken })).status).toBe(403);
  });

  test('installing on behalf', async () => {
    const { accessToken: token } = await signIn(server.url);
    const body = { id: newId(), provider: 'microsoft' };
    const begun = await callRoute('beginInstallation', { token, body });
    expect(begun.body).toMatchObject({ installation: { state: 'waiting' } });
    expect(
      (await callRoute('beginInstallation', { token, body: { ...body, provider: 'none' } })).status,
    ).toBe(400);
    await callRoute('listInstallations', { token });
    await callRoute('cancelInstallation', { token, params: { id: body.id } });
    expect((await callRoute('cancelInstallation', { token, params: { id: newId() } })).status).toBe(404);
    const reader = await signIn(server.url, 'reader');
    expect((await callRoute('listInstallations', { token: reader.accessToken })).status).toBe(403);
  });

  test('partners that signed up', async () => {
    const { accessToken: token } = await signIn(server.url);
    const [verified, refused] = [await signedUp(server.api), await signedUp(server.api)];
    const { body } = await callRoute('listPartnerSignUps', { token });
    expect((body.items as { id: string }[]).map(({ id }) => id)).toEqual(
      expect.arrayContaining([verified, refused]),
    );
    await callRoute('verifyPartnerSignUp', { token, params: { id: verified } });
    const params = { id: refused };
    expect((await callRoute('refusePartnerSignUp', { token, params, body: { reason: '' } })).status).toBe(
      400,
    );
    await callRoute('refusePartnerSignUp', { token, params, body: { reason: 'No reseller' } });
    expect((await callRoute('verifyPartnerSignUp', { token, params: { id: newId() } })).status).toBe(404);
    const reader = await signIn(server.url, 'reader');
    expect((await callRoute('listPartnerSignUps', { token: reader.accessToken })).status).toBe(403);
  });

  test('none is left out', () => {
    expect(routeNames.filter((name) => !against.called.has(name))).toEqual([]);
  });
});
