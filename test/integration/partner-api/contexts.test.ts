import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { contextOfProject } from '../../../common/domain/contexts.ts';
import { newId } from '../../../common/domain/ids.ts';
import type { ContextToken, Tokens } from '../../../common/partner-api/session.ts';
import { call, mutationOf, signIn, SyncCaller, useApi, type Row } from './caller.ts';
import { projectOf, projectPassword } from './project-of.ts';

let now = Date.now();
const server = useApi({ surroundings: { now: () => now, randomBytes } });
const day = 24 * 60 * 60 * 1000;

/** A project of the admin's with three mailbox licenses. */
async function freshProject(): Promise<{ id: string; login: string; name: string }> {
  const admin = await SyncCaller.of(server.url);
  const args = await projectOf(server.url, {});
  const ids = [newId(), newId()];
  const move = { from: null, to: args.id, type: 'Mailbox', quantity: 3, reason: 'Start', ids };
  const outcomes = await admin.push(
    mutationOf('project.create', args),
    mutationOf('license.move', move as never),
  );
  expect(outcomes).toMatchObject([{ outcome: 'applied' }, { outcome: 'applied' }]);
  return { id: args.id, login: args.fields.login, name: args.fields.name };
}

const exchange = (token: string, project: string, more: object = {}) =>
  call<ContextToken & { kind?: string; detail?: string }>(server.url, 'POST', '/v1/auth/exchange', {
    token,
    body: { audience: contextOfProject(project), ...more },
  });

/** A caller of the sync door with a token of its own. */
const callerWith = (token: string) =>
  Object.assign(Object.create(SyncCaller.prototype) as SyncCaller, { url: server.url, token });

/** The operator in the context of a project. */
async function inContext(project: string, login = 'operator'): Promise<SyncCaller> {
  const { accessToken } = await signIn(server.url, login);
  return callerWith((await exchange(accessToken, project)).body.accessToken);
}

const inside = (project: string, changes: Record<string, unknown>, before: Record<string, unknown>) => ({
  ...mutationOf('project.update', { id: project, changes }, { before }),
  context: contextOfProject(project),
});

const phoneOf = async (project: string) =>
  (await (await SyncCaller.of(server.url)).get<{ phone: string }>(`/v1/projects/${project}`)).body.phone;

test('a token for a project’s context says who acts and as whom, and shows the project and its licenses alone', async () => {
  const [project, other] = [await freshProject(), await freshProject()];
  const { accessToken, account } = await signIn(server.url, 'operator');
  const exchanged = await exchange(accessToken, project.id);
  expect(exchanged.body).toMatchObject({
    expiresIn: 600,
    account: { ...account, context: { id: contextOfProject(project.id), name: project.name } },
  });
  expect(exchanged.body).not.toHaveProperty('refreshToken');

  const caller = callerWith(exchanged.body.accessToken);
  const { rows, start, pages } = await caller.snapshot();
  expect([...rows.keys()]).toEqual(['project', 'license']);
  expect(rows.get('project')?.map(({ id }) => id)).toEqual([project.id]);
  expect(rows.get('license')).toMatchObject([{ projectId: project.id, quantity: 3 }]);
  expect(pages[0]?.totals).toMatchObject({ project: 1, license: 1, customer: 0, partner: 0 });

  for (const kind of ['customers', 'partners', 'sites', 'probes', 'brands'])
    expect((await caller.get<{ items: Row[] }>(`/v1/${kind}`)).body.items).toEqual([]);
  expect((await caller.get<{ items: Row[] }>('/v1/projects')).body.items).toHaveLength(1);
  expect((await caller.get(`/v1/projects/${other.id}`)).status).toBe(404);
  for (const path of ['/v1/activity', '/v1/bulk-deletes', '/v1/technicians'])
    expect((await caller.get<object>(path)).body).not.toHaveProperty('items.0');

  // The changes since are the project's own; what others do elsewhere isn't told.
  const partner = await SyncCaller.of(server.url);
  for (const { id } of [project, other])
    await partner.pushOne(
      mutationOf('project.update', { id, changes: { phone: '7' } }, { before: { phone: '' } }),
    );
  const { body } = await caller.changes(start, '&digest=1');
  expect(body.changes.map((change) => ('row' in change ? change.row.id : null))).toEqual([project.id]);
  expect(body.digests).toMatchObject({ project: { count: 1 }, license: { count: 1 } });
  expect(body.account).toMatchObject({ context: { name: project.name } });
  // A cursor holds in its own context alone.
  expect(await callerWith(accessToken).changes(start)).toMatchObject({ status: 410 });
});

test('a change is taken in the context that it was made in and in no other, and Activity says both who and where', async () => {
  const [project, other] = [await freshProject(), await freshProject()];
  const partner = await SyncCaller.of(server.url, 'operator');
  const [here, there] = [await inContext(project.id), await inContext(other.id)];
  const change = inside(project.id, { phone: '+351 1' }, { phone: '' });
  for (const wrong of [partner, there])
    expect(await wrong.pushOne(change)).toMatchObject({
      outcome: 'rejected',
      problem: { kind: 'other-context', detail: expect.stringContaining('Nothing of it was done') },
    });
  const partners = mutationOf(
    'project.update',
    { id: project.id, changes: { phone: '9' } },
    { before: { phone: '' } },
  );
  expect(await here.pushOne(partners)).toMatchObject({ problem: { kind: 'other-context' } });
  expect(await phoneOf(project.id)).toBe('');
  // The refusals weren't the last word: in its own context it's as good as new.
  expect(await here.pushOne(change)).toMatchObject({ outcome: 'applied' });
  expect(await phoneOf(project.id)).toBe('+351 1');
  const { body } = await (
    await SyncCaller.of(server.url)
  ).get<{ items: object[] }>(`/v1/activity?entityId=${project.id}&limit=1`);
  expect(body.items[0]).toMatchObject({
    account: { name: 'Mateus Carvalho' },
    role: 'operator',
    context: contextOfProject(project.id),
  });
});

test('in a project’s context nothing of the partner’s can be done, and of other projects nothing', async () => {
  const [project, other] = [await freshProject(), await freshProject()];
  const admin = await inContext(project.id, 'admin');
  const context = contextOfProject(project.id);
  const refused = [
    mutationOf('customer.create', {
      id: newId(),
      fields: { name: 'X', email: 'x@x.example', partnerId: null },
    }),
    mutationOf('project.create', await projectOf(server.url, {})),
    mutationOf('license.move', {
      ...{ from: project.id, to: other.id, type: 'Mailbox', quantity: 1, reason: '' },
      ids: [newId(), newId()],
    } as never),
    mutationOf('project.update', { id: project.id, changes: { customerId: null } }, { before: {} }),
  ];
  for (const mutation of refused)
    expect(await admin.pushOne({ ...mutation, context })).toMatchObject({
      outcome: 'rejected',
      problem: { kind: 'forbidden' },
    });
  const elsewhere = { ...inside(other.id, { phone: '1' }, { phone: '' }), context };
  expect(await admin.pushOne(elsewhere)).toMatchObject({ problem: { kind: 'not-found' } });
  const reader = await inContext(project.id, 'reader');
  expect(await reader.pushOne(inside(project.id, { phone: '1' }, { phone: '' }))).toMatchObject({
    problem: { kind: 'forbidden', detail: expect.stringContaining('Admin or Operator') },
  });
});

test('there is no way up or across from a project’s context, and none into what isn’t seen, isn’t there or is blocked', async () => {
  const [project, other] = [await freshProject(), await freshProject()];
  const caller = await inContext(project.id);
  for (const id of [project.id, other.id])
    expect(await exchange(caller.token, id)).toMatchObject({ status: 403, body: { kind: 'forbidden' } });
  const { accessToken } = await signIn(server.url, 'europe');
  for (const id of [other.id, newId()])
    expect(await exchange(accessToken, id)).toMatchObject({ status: 404, body: { kind: 'not-found' } });
  for (const audience of ['partner-account', 'project:nothing', ''])
    expect(
      await call(server.url, 'POST', '/v1/auth/exchange', { token: accessToken, body: { audience } }),
    ).toMatchObject({ status: 400, body: { fields: [{ path: 'audience' }] } });

  const admin = await SyncCaller.of(server.url);
  const blocked = (
    await admin.get<{ items: (Row & { status: string; login: string })[] }>('/v1/projects')
  ).body.items.find(({ status }) => status === 'blocked');
  if (!blocked) throw new Error('the seed has no blocked project');
  expect(await exchange(admin.token, blocked.id)).toMatchObject({
    status: 403,
    body: { detail: expect.stringContaining(`${blocked.name} is blocked`) },
  });
});

test('a context ends with the session that it comes from', async () => {
  const project = await freshProject();
  const { accessToken, refreshToken } = await signIn(server.url, 'operator');
  const caller = callerWith((await exchange(accessToken, project.id)).body.accessToken);
  expect((await caller.get('/v1/me')).status).toBe(200);
  await call(server.url, 'POST', '/v1/auth/sign-out', { body: { refreshToken } });
  expect(await caller.get('/v1/me')).toMatchObject({ status: 401, body: { kind: 'session-expired' } });
});

test('a switch counts as activity of the project, renewing its token doesn’t', async () => {
  const project = await freshProject();
  const last = async () =>
    (await (await SyncCaller.of(server.url)).get<{ lastActivityAt: string }>(`/v1/projects/${project.id}`))
      .body.lastActivityAt;
  const first = await last();
  now += day;
  const { accessToken } = await signIn(server.url, 'operator');
  await exchange(accessToken, project.id, { renews: true });
  expect(await last()).toBe(first);
  await exchange(accessToken, project.id);
  expect(Date.parse(await last())).toBe(now);
});

test('a project’s own login works in its project alone, with no way up', async () => {
  const [project, other] = [await freshProject(), await freshProject()];
  const attempt = (password: string) =>
    call<Tokens>(server.url, 'POST', '/v1/auth/sign-in', { body: { login: project.login, password } });
  expect(await attempt('wrong')).toMatchObject({ status: 401, body: { kind: 'unauthenticated' } });
  const signedIn = await attempt(projectPassword);
  const context = { id: contextOfProject(project.id), name: project.name };
  expect(signedIn.body.account).toMatchObject({ id: project.id, role: 'delegated', scope: null, context });
  const refreshed = await call<Tokens>(server.url, 'POST', '/v1/auth/refresh', {
    body: { refreshToken: signedIn.body.refreshToken },
  });
  expect(refreshed.body.account).toEqual(signedIn.body.account);

  const caller = callerWith(refreshed.body.accessToken);
  const { rows } = await caller.snapshot();
  expect([...rows.keys()]).toEqual(['project', 'license']);
  for (const id of [project.id, other.id]) expect((await exchange(caller.token, id)).status).toBe(403);
  for (const path of ['/v1/activity', '/v1/activity/verification', `/v1/projects/${other.id}`])
    expect([403, 404]).toContain((await caller.get(path)).status);
  const partners = mutationOf(
    'project.update',
    { id: project.id, changes: { phone: '1' } },
    { before: { phone: '' } },
  );
  expect(await caller.pushOne(partners)).toMatchObject({ problem: { kind: 'other-context' } });
  expect(await caller.pushOne(inside(project.id, { phone: '+33 6' }, { phone: '' }))).toMatchObject({
    outcome: 'applied',
  });
  expect(await phoneOf(project.id)).toBe('+33 6');
  const renamed = { ...inside(project.id, { name: 'Renamed' }, { name: project.name }) };
  await caller.pushOne(renamed);
  expect((await caller.get<{ context: object }>('/v1/me')).body.context).toMatchObject({ name: 'Renamed' });
});
