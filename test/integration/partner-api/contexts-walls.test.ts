import { beforeAll, describe, expect, test } from 'vitest';
import { roles, type Role } from '../../../common/domain/access.ts';
import { contextOfProject } from '../../../common/domain/contexts.ts';
import { newId } from '../../../common/domain/ids.ts';
import { mutationNames, type MutationName } from '../../../common/domain/mutations.ts';
import { routeNamed, routeNames, type RouteName } from '../../../common/partner-api/routes.ts';
import { call, mutationOf, type SyncCaller } from './caller.ts';
import { projectPassword } from './project-of.ts';
import { attempts, type Attempt } from './walls/attempts.ts';
import { expectedOf, ofTools, routeBodies, routeRoles, routeThings, type Cells } from './walls/expected.ts';
import { gapsOf } from './walls/gaps.ts';
import { makeThing, pathOf } from './walls/other-things.ts';
import { as, callerSignedIn, callerWith, scene, useWalls, grantAll, setGrants } from './walls/scene.ts';
import { make } from './walls/things.ts';

useWalls();

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
    ...(['readInvite', 'readOnboardingLink'] as const),
    ...(['readProject', 'updateProject', 'readVisit', 'listDeletedItems', 'listBulkDeleteItems'] as const),
    ...(['readBulkDelete', 'pauseBulkDelete', 'resumeBulkDelete', 'stopBulkDelete'] as const),
  ];
  const contexts = new Map<Role | 'delegated', { project: string; caller: SyncCaller }>();
  const acting = new Map<Role, SyncCaller>();
  let elsewhere = '';

  beforeAll(async () => {
    elsewhere = await make.project('own');
    for (const role of roles) {
      const project = await make.project('own');
      const { token } = as(role).caller;
      const body = { audience: contextOfProject(project) };
      const exchanged = await call<{ accessToken: string }>(scene().url, 'POST', '/v1/auth/exchange', {
        token,
        body,
      });
      contexts.set(role, { project, caller: callerWith(exchanged.body.accessToken) });
      const path = `/v1/accounts/${as(role).id}/impersonation`;
      const begun = await call<{ accessToken: string }>(scene().url, 'POST', path, {
        token: scene().admin.token,
      });
      acting.set(role, callerWith(begun.body.accessToken));
    }
    const project = await make.project('own');
    const { login } = (await scene().admin.get<{ login: string }>(`/v1/projects/${project}`)).body;
    contexts.set('delegated', { project, caller: await callerSignedIn(login, projectPassword) });
  });

  const actingAs = (role: Role) => {
    const found = acting.get(role);
    if (!found) throw new Error(`nobody acts as ${role}`);
    return found;
  };
  const edited = (id: string) =>
    mutationOf('project.update', { id, changes: { phone: '+44 20 7946 0000' } }, { before: { phone: '' } });

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
      if (attempt.grants) await setGrants(attempt.grants);
      const outcome = await actingAs(role).pushOne({ ...attempt.mutation, id: newId() });
      if (attempt.grants) await grantAll();
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
      const { status } = await call(scene().url, method, pathOf(name, path, ids), {
        ...{ token: caller.token, headers: { 'if-match': '*' } },
        ...(routeBodies[name] ? { body: routeBodies[name] } : {}),
      });
      return String(status);
    };
    if (thing === null) throw new Error(`${name} names no thing`);
    const fresh = () => makeThing(thing, 'own');
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

  test('every route that names no thing is in the table of those', () => {
    expect(gapsOf('routes that name no thing', unnamed, unnamedInProjects)).toEqual([]);
  });

  test.each(unnamed)('%s', async (name) => {
    const { path, method } = routeNamed(name);
    const body = unnamedBodies[name];
    const expected: Cells = {};
    const got: Cells = {};
    for (const [role, { caller }] of contexts) {
      const ending = new AbortController();
      const response = await fetch(scene().url + path, {
        method,
        headers: {
          authorization: `Bearer ${caller.token}`,
          ...(method === 'POST' || method === 'PATCH' ? { 'content-type': 'application/json' } : {}),
        },
        body: method === 'GET' ? null : JSON.stringify(body ?? {}),
        signal: ending.signal,
      });
      const isList = name.startsWith('list') && response.ok;
      const held = isList ? ` of ${((await response.json()) as { items: unknown[] }).items.length}` : '';
      got[role] = `${response.status}${held}`;
      const answers = unnamedInProjects[name] ?? ['', ''];
      expected[role] = typeof answers === 'string' ? answers : answers[role === 'delegated' ? 1 : 0];
      ending.abort();
    }
    expect(got).toEqual(expected);
  });
});

/** Routes that name no thing, for whoever is signed in. */
const unnamed = routeNames.filter(
  (name) => routeNamed(name).params === undefined && routeNamed(name).auth === 'account',
);

/**
 * What they are answered in a project's context, with how much a list holds; where the project's own login is answered otherwise,
 * that comes second. What is partner-wide is forbidden or empty.
 */
const unnamedInProjects: Partial<Record<RouteName, string | readonly [string, string]>> = {
  // There's no way up or across.
  exchangeToken: '403',
  ...{ readMe: '200', readSnapshot: '200', streamEvents: '200' },
  // Without a cursor and without mutations; what they do with some is tried elsewhere.
  ...{ readChanges: '400', pushMutations: '400' },
  // Whoever is in a project's context keeps the own mails; a project's login gets none that could be turned off.
  ...{ readMyNotifications: ['200', '404'], changeMyNotifications: ['200', '404'] },
  // Whoever asks about oneself; a project's login is no account.
  decideAccess: ['200', '404'],
  ...{ listProjects: '200 of 1', listLicenseEntries: '200 of 0' },
  ...{ listPartners: '200 of 0', listCustomers: '200 of 0', listBrands: '200 of 0' },
  ...{ listInvites: '200 of 0', listOnboardingLinks: '200 of 0' },
  ...{ listBillingAccounts: '200 of 0', listSites: '200 of 0', listProbes: '200 of 0' },
  ...{ listVisits: '200 of 0', listVisitTemplates: '200 of 0', listTechnicians: '200 of 0' },
  ...{ listDeletions: '200 of 0', listBulkDeletes: '200 of 0' },
  ...{ createPartner: '403', createCustomer: '403', createSite: '403', createProject: '403' },
  ...{ createVisit: '403', createAccount: '403', moveLicenses: '403', bulkDelete: '403' },
  ...{ listBrandAccounts: '403', listAccounts: '403', listActivity: '403', verifyActivity: '403' },
  ...{ listInstallations: '403', beginInstallation: '403', listPartnerSignUps: '403', previewNotice: '403' },
};
const unnamedBodies: Partial<Record<RouteName, object>> = {
  exchangeToken: { audience: contextOfProject(newId()) },
  changeMyNotifications: { notificationsOff: [] },
  decideAccess: { action: 'site.delete' },
  bulkDelete: { dryRun: true, kind: 'site', select: { ids: [newId()] } },
};
